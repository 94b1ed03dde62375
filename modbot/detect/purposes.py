"""What a post is for, where that itself is a breach or a request to staff: told by learnt weights beside the rules.

FT-4.2b, FT-4.2c (copyright, unlawful), FT-4.6 (removal), FT-1b and SP-4.5 (complaints about the vendor). Every post
gets one signal per category; 0.5 is the shipped threshold, less corroborates rules but makes no finding by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from modbot.detect.model.purposes import Purposes
from modbot.detect.prerequisites.read import StatementReader
from modbot.prepare.views import PreparedPost
from modbot.records import Signal

_SURE = 30.0


class PurposeDetector:
    """Claims what the statement of a post leans to beside its kind."""

    name = "purposes"

    def __init__(self, purposes: Purposes, read_statement: StatementReader) -> None:
        self._purposes = purposes
        self._read_statement = read_statement
        self._version = purposes.card.weights_sha256[:12]

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return one signal per category; from the threshold on with the sentence that says most."""
        statement = post.statement or self._read_statement(post)
        return [self._claim(post, category, odds) for category, odds in statement.leanings.items()]

    def _claim(self, post: PreparedPost, category: str, log_odds: float) -> Signal:
        score = 1.0 / (1.0 + exp(-min(max(log_odds, -_SURE), _SURE)))
        spans = self._purposes.find_sentence(post, category) if log_odds >= 0 else ()
        reason = f"reads like {category.replace('_', ' ')}" if log_odds >= 0 else ""
        return Signal(f"purposes/{category}", category, category, (), score, spans, reason, version=self._version)
