"""What a post exposes to its readers: other people's data and secrets, found in one reading of everything visible.

Exposure counts whoever typed it: quotes and logs too. The spans say who speaks; only own words count as a strike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal, NamedTuple

from modbot.detect.confidential.access import has_chosen_value
from modbot.detect.confidential.attachments import is_file_ending
from modbot.detect.confidential.candidates import note_stretch
from modbot.detect.confidential.detector import ConfidentialFinder, as_confidential_signals
from modbot.detect.confidential.passwords import ASSIGNED
from modbot.detect.confidential.words import build_shapes, read_secret_words
from modbot.detect.model.values import SECRET, ValueWeights
from modbot.detect.personal.addresses import load_addresses
from modbot.detect.personal.birth_dates import DOTTED_BIRTH
from modbot.detect.personal.detector import PersonalFinder, as_personal_signals
from modbot.detect.personal.emails import SPELLED_AT
from modbot.detect.personal.lexicon import Lexicon, load_lexicon
from modbot.detect.personal.profile import PrivacyProfile
from modbot.detect.personal.reading import Found, Reading
from modbot.detect.personal.records import SETTING
from modbot.prepare.views import PreparedPost, View
from modbot.records import Signal, Span

_DIGIT = re.compile(r"\d")
# A number that may be a house's or a postcode. Begins with a set of characters, so that the search skips to them.
_HOUSE = re.compile(
    r"[\d:](?:(?<=:)\S{4,}:|(?<=\d)(?: ?[,\n]|\d{3,5} [^\W\d_]{3}"
    r"|(?:(?<=[^\W\d_]{4} .)|(?<=[^\W\d_]{4}\. .))\d{0,3}[a-z]?(?:,|\n|$)"
    r"|(?<=[A-Z].)[A-Z\d]? ?\d[A-Z]{2}\b|(?<=[A-Z]{2}.)[A-Z] \d))"
)
_TELLING = frozenset(
    {
        "customer",
        "extension",
        "password",
        "api_key",
        "pin",
        "attached",
        "birth",
        "licence",
        "login",
        "spelled_at",
        "mixed",
    }
)
_LONGEST = 16_000
Field = Literal["raw", "title"]


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
        secrets: list[tuple[Found, Span]] = [
            (item, _as_span(item, post.raw, post, "raw")) for item in self._confidential.find_uploads(post)
        ]
        for view, field in _views(post):
            for start, end in cut(view.text):
                found, hidden = self._read(view.text[start:end], post, start if field == "raw" else None)
                personal += [(item, _as_span(_moved(item, start), view, post, field)) for item in found]
                secrets += [(item, _as_span(_moved(item, start), view, post, field)) for item in hidden]
        return [*as_personal_signals(personal), *as_confidential_signals(_each_place_once(secrets))]

    def list_values(self, post: PreparedPost) -> Iterator[tuple[str, str, list[str]]]:
        """Yield verdict, value and signs of what weights learn from: secrets, persons, extensions, whose contacts."""
        for view, field in _views(post):
            for start, end in cut(view.text):
                sight = self._look(view.text[start:end], post, start if field == "raw" else None)
                if sight is None:
                    continue
                reading = sight.reading
                secrets = ((SECRET, item, signs) for item, signs in self._confidential.list_values(reading))
                around = (reading, sight.contacts, sight.zones, sight.hidden)
                people = (*self._personal.list_people(*around), *self._personal.list_contacts(*around))
                for verdict, item, signs in (*secrets, *people):
                    yield verdict, reading.text[item.start : item.end], signs

    def _read(self, text: str, post: PreparedPost, offset: int | None) -> tuple[list[Found], list[Found]]:
        """Return personal data and secrets of one stretch; ``offset`` is its raw place, None for the title."""
        sight = self._look(text, post, offset)
        if sight is None:
            return [], []
        username = post.post.author.username
        found = self._personal.weigh(sight.reading, sight.contacts, sight.zones, username, sight.hidden)
        return found, [*sight.hidden, *sight.lines]

    def _look(self, text: str, post: PreparedPost, offset: int | None) -> _Sight | None:
        """Return what stands in one stretch before it is weighed, None if it is silent."""
        reading = Reading(text, self._lexicon, post.language)
        if is_silent(reading):
            return None
        is_public = post.post.audience == "public"
        hidden = self._confidential.find(reading, is_public)
        contacts = self._personal.find_contacts(reading, hidden)
        lines = self._confidential.find_lines(reading, contacts) if is_public else []
        contacts = [item for item in contacts if not item.overlaps_any(lines)]
        signatures = (segment for segment in post.segments if segment.kind == "signature")
        zones = [(s.start - offset, s.end - offset) for s in signatures] if offset is not None else []
        return _Sight(reading, hidden, lines, contacts, zones)


class _Sight(NamedTuple):
    """One stretch: secrets, support numbers, contacts outside both, and the signatures."""

    reading: Reading
    hidden: list[Found]
    lines: list[Found]
    contacts: list[Found]
    zones: list[tuple[int, int]]


def _views(post: PreparedPost) -> Iterator[tuple[View, Field]]:
    yield post.exposure, "raw"
    if post.title.text:
        yield post.title, "title"


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield stretches of at most 16,000 characters, cut between lines or words, so that time grows with length only."""
    start = 0
    while len(text) - start > _LONGEST:
        end = start + _LONGEST
        place = max(text.rfind("\n", start + _LONGEST // 2, end), text.rfind(" ", end - 200, end))
        end = place + 1 if place > start else end
        yield start, end
        start = end
    yield start, len(text)


def _moved(item: Found, offset: int) -> Found:
    return replace(item, start=item.start + offset, end=item.end + offset) if offset else item


def _each_place_once(items: Iterable[tuple[Found, Span]]) -> list[tuple[Found, Span]]:
    """Return the items without those that name a place again (a file's upload and its name in the text)."""
    places: set[tuple[int, int, str]] = set()
    kept = []
    for found, span in items:
        key = (span.start, span.end, span.field)
        if key not in places:
            places.add(key)
            kept.append((found, span))
    return kept


def is_silent(reading: Reading) -> bool:
    """Return whether nothing in the text can be a number, an address of any kind, a named customer or a secret."""
    if reading.has_long_number or reading.has_quad or "@" in reading.text or "://" in reading.text:
        return False
    if not _TELLING.isdisjoint(reading.marks) or reading.ask_once(has_chosen_value):
        return False
    has_digit = _DIGIT.search(reading.text) is not None
    if has_digit and "guarded" in reading.marks and "code_word" in reading.marks:
        return False
    return (
        not (has_digit and ("street" in reading.marks or _HOUSE.search(reading.text))) and ".lic" not in reading.lower
    )


def _as_span(item: Found, view: View, post: PreparedPost, field: Field) -> Span:
    start, end = view.raw_span(item.start, item.end)
    attribution = post.attribution_at(start, end) if field == "raw" else "own"
    return Span(start, end, item.type, attribution, item.owner, item.confidence, field)


def build_exposure_detector(
    config: Path, profile: PrivacyProfile, weights: ValueWeights | None = None
) -> ExposureDetector:
    """Return the detector with words, names, street types and token shapes read from ``config``; raises ConfigError."""
    secret_words = read_secret_words(config)
    addresses = load_addresses(config / "personal" / "addresses.yaml")
    roles = {
        **secret_words.roles,
        "street": {"all": addresses.street_words},
        "spelled_at": {"all": list(SPELLED_AT)},
        "birth_dotted": {"all": list(DOTTED_BIRTH)},
    }
    secrets = build_shapes(config, secret_words)
    shapes: dict[str, Callable[[str], object]] = {
        "street_end": addresses.ends_in_street,
        "assigned": ASSIGNED.search,
        "setting": SETTING.search,
        "file": is_file_ending,
        "mixed": secrets.mixed.match,
    }
    lexicon = load_lexicon(config / "personal", roles, shapes, lambda stretch: note_stretch(stretch, secrets))
    people = PersonalFinder(addresses, profile, weights)
    return ExposureDetector(lexicon, people, ConfidentialFinder(secrets, profile, weights))
