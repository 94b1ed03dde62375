"""What a support post states: versions, hosting, trunk, phones, steps, logs, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from modbot.records import Span


class StatedItem(NamedTuple):
    """One stated fact: ``item`` ("version", "hosting", "steps_taken" …), its normalised value, where it stands."""

    item: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything a post states, and what kind of post it is (problem, question, announcement, answer, …).

    ``lacking``: items a report should state and seems not to; ``leanings``: log-odds that the post is of a category
    beside its kind, nought being the threshold of its language.
    """

    kind: str
    items: tuple[StatedItem, ...] = ()
    lacking: frozenset[str] = frozenset()
    leanings: dict[str, float] = field(default_factory=dict)

    def values(self, item: str) -> tuple[str, ...]:
        """Return the stated values of ``item``, in reading order."""
        return tuple(stated.value for stated in self.items if stated.item == item)


@dataclass(frozen=True, slots=True)
class Wants:
    """What a post and its author's later replies still lack; ``stated`` is the newest version they name.

    ``advice``: what to ask besides, of the author's own network and machine.
    """

    missing: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    stated: str = ""
    language: str = ""
    advice: tuple[str, ...] = ()
