"""What a post exposes to its readers: other people's data and secrets, found in one reading of everything visible.

Exposure counts whoever typed it: quotes and logs too. The spans say who speaks; only own words count as a strike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from modbot.detect.confidential.detector import ConfidentialFinder, as_confidential_signals
from modbot.detect.confidential.words import build_shapes, read_secret_words
from modbot.detect.personal.addresses import load_addresses
from modbot.detect.personal.detector import PersonalFinder, as_personal_signals
from modbot.detect.personal.lexicon import Lexicon, load_lexicon
from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading
from modbot.prepare.views import PreparedPost, View
from modbot.records import Signal, Span

_GATE = re.compile(r"\d|@|[\[({<]\s?(?:at|arroba|собака|chiocciola|arobase)", re.I)
_WORD = re.compile(r"[^\W\d_]{2,}")
_TELLING = frozenset({"customer", "honorific", "extension", "password", "api_key", "pin", "attached"})
_LONGEST = 400_000


class ExposureDetector:
    """Finds personal data of others and confidential content in one post."""

    name = "exposure"

    def __init__(self, lexicon: Lexicon, personal: PersonalFinder, confidential: ConfidentialFinder) -> None:
        self._lexicon = lexicon
        self._personal = personal
        self._confidential = confidential

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return one signal per kind of exposure in text and title: spans, owners, attribution (FT-4.2a, FT-4.4)."""
        personal: list[tuple[Found, Span]] = []
        secrets: list[tuple[Found, Span]] = []
        for view, field in ((post.exposure, "raw"), (post.title, "title")):
            if not view.text or self.is_silent(view.text):
                continue
            found, hidden = self._read(view, post)
            place: Literal["raw", "title"] = "raw" if field == "raw" else "title"
            personal += [(item, _as_span(item, view, post, place)) for item in found]
            secrets += [(item, _as_span(item, view, post, place)) for item in hidden]
        return [*as_personal_signals(personal), *as_confidential_signals(secrets)]

    def is_silent(self, text: str) -> bool:
        """Return whether a quick look finds neither digits nor a word that announces names or secrets."""
        if _GATE.search(text):
            return False
        return not any(self._lexicon.roles_of(word) & _TELLING for word in set(_WORD.findall(text.lower())))

    def _read(self, view: View, post: PreparedPost) -> tuple[list[Found], list[Found]]:
        reading = Reading(view.text[:_LONGEST], self._lexicon, post.language)
        hidden = self._confidential.find(reading, post)
        zones = [(s.start, s.end) for s in post.segments if s.kind == "signature"] if view is post.exposure else []
        contacts = self._personal.find_contacts(reading, hidden)
        lines = self._confidential.find_lines(reading, contacts) if post.post.audience == "public" else []
        contacts = [item for item in contacts if not any(item.overlaps(line.start, line.end) for line in lines)]
        found = self._personal.weigh(reading, contacts, zones, post.post.author.username)
        return list(found), [*hidden, *lines]


def _as_span(item: Found, view: View, post: PreparedPost, field: Literal["raw", "title"]) -> Span:
    start, end = view.raw_span(item.start, item.end)
    attribution = post.attribution_at(start, end) if field == "raw" else "own"
    return Span(start, end, item.type, attribution, item.owner, item.confidence, field)


def build_exposure_detector(config: Path, profile: PrivacyProfile) -> ExposureDetector:
    """Return the detector with words, names, street types and token shapes read from ``config``; raises ConfigError."""
    secret_words = read_secret_words(config)
    lexicon = load_lexicon(config / "personal", secret_words.roles)
    personal = PersonalFinder(load_addresses(config / "personal" / "addresses.yaml"), profile)
    return ExposureDetector(lexicon, personal, ConfidentialFinder(build_shapes(config, secret_words), profile))
