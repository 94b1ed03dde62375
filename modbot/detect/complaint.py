"""Complaint or permitted criticism (FT-1b): what in a post can be acted on, and whom it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from modbot.marked_yaml import read_model
from modbot.prepare.disguise import fold_phrase
from modbot.prepare.views import PreparedPost

LONGEST = 8000


class ComplaintRules(BaseModel):
    """What config/complaints.yaml says; ``amounts`` are log-odds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    vendor: tuple[str, ...]
    third_party: tuple[str, ...]
    actionable: tuple[str, ...]
    polite: tuple[str, ...]
    facts: tuple[str, ...]
    amounts: dict[str, float]
    most_actions: int


class ComplaintTable:
    """Reads a post against the table of the clause; raises ConfigError when its rules are wrong."""

    def __init__(self, rules: Path) -> None:
        found = read_model(rules, ComplaintRules)
        self._amounts = found.amounts
        self._most = found.most_actions
        self._vendor = _any_of(found.vendor)
        self._third_party = _any_of(found.third_party)
        self._actionable = _any_of(found.actionable)
        self._polite = _any_of(found.polite)
        self._facts = re.compile("|".join(found.facts))

    def weigh(self, post: PreparedPost) -> float:
        """Return by how much (in log-odds) the table makes a complaint less likely; never more than nothing."""
        text = post.folded.text[:LONGEST]
        amounts = self._amounts
        actions = min(self._most, len(set(self._actionable.findall(text))))
        total = actions * amounts["actionable"] + amounts["question"] * min(2, text.count("?"))
        if self._facts.search(text):
            total += amounts["fact"]
        if self._polite.search(text):
            total += amounts["polite"]
        if not self._vendor.search(text):
            total += amounts["third_party_alone" if self._third_party.search(text) else "no_vendor"]
        return min(0.0, total)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(fold_phrase(phrase)) for phrase in phrases) + r")(?!\w)")
