"""What a post is for, where that itself is a breach or a request to staff: told by learnt weights beside the rules.

FT-4.2b, FT-4.2c (copyright, unlawful), FT-4.4 (what is not meant for the public), FT-4.6 (removal), FT-1b and SP-4.5
(complaints about the vendor). Every post gets one signal per category; 0.5 is the shipped threshold, less corroborates
rules but makes no finding by itself. Nothing is confidential among those who may read it anyway.
Of a few words the weights know too little to deny what rules read in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp

from modbot.detect.model.purposes import Purposes
from modbot.detect.prerequisites.read import StatementReader
from modbot.prepare.views import PreparedPost
from modbot.records import Signal, Span

_SURE = 30.0
_FEW_WORDS, _OPEN = 15, 0.01
_CONFIDENTIAL = "confidential"
_LABELS = {_CONFIDENTIAL: "confidential.not_public"}


class PurposeDetector:
    """Claims what the statement of a post leans to beside its kind."""

    name = "purposes"

    def __init__(self, purposes: Purposes, read_statement: StatementReader) -> None:
        self._purposes = purposes
        self._read_statement = read_statement
        self._version = purposes.card.weights_sha256[:12]

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return one signal per category; from the threshold on with the sentence that says most."""
        return self.detect_many([post])[0]

    def detect_many(self, posts: Sequence[PreparedPost]) -> Sequence[list[Signal]]:
        """Return the signals of each post, in order."""
        leanings = [self._read_leanings(post) for post in posts]
        told = [
            (post, category)
            for post, odds in zip(posts, leanings, strict=True)
            for category in odds
            if odds[category] >= 0
        ]
        sentences = iter(self._purposes.find_sentences(told))
        return [
            [
                self._claim(category, odds[category], next(sentences) if odds[category] >= 0 else (), least)
                for category in odds
            ]
            for odds, least in zip(leanings, map(_find_least, posts), strict=True)
        ]

    def _read_leanings(self, post: PreparedPost) -> dict[str, float]:
        leanings = (post.statement or self._read_statement(post)).leanings
        public = post.post.audience == "public"
        return {category: odds for category, odds in leanings.items() if public or category != _CONFIDENTIAL}

    def _claim(self, category: str, log_odds: float, spans: tuple[Span, ...], least: float) -> Signal:
        score = max(least, 1.0 / (1.0 + exp(-min(max(log_odds, -_SURE), _SURE))))
        reason = f"reads like {category.replace('_', ' ')}" if log_odds >= 0 else ""
        label = _LABELS.get(category, category)
        return Signal(f"purposes/{category}", category, label, (), score, spans, reason, version=self._version)


def _find_least(post: PreparedPost) -> float:
    """Return the score below which nothing of the post is claimed."""
    return _OPEN if len(post.folded.text.split(None, _FEW_WORDS)) < _FEW_WORDS else 0.0
