"""The rules as a detector."""

from __future__ import annotations

from collections.abc import Iterable

from modbot.detect.rules.ruleset import RuleSet
from modbot.prepare.views import PreparedPost
from modbot.records import Signal


class RuleDetector:
    """Tries all live and shadow rules on a post. ``rules`` may be exchanged while posts are examined."""

    name = "rules"

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules

    def detect(self, post: PreparedPost) -> Iterable[Signal]:
        """Return a signal per rule that holds."""
        return self.rules.detect(post)
