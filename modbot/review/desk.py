"""The parts a review desk needs, handed to each of its steps, and who sits at it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from modbot.clock import Clock
from modbot.flag.clauses import ClauseBook
from modbot.flag.policy import Policy
from modbot.prepare.views import PreparedPost
from modbot.records import ActionKind, Post, Surroundings
from modbot.review.calendar import Calendar, SlaMode
from modbot.review.letters import LetterWriter
from modbot.store.store import Store

# What touches a person's account is done only after a second reviewer agrees (FT-1c).
CONSEQUENCES: frozenset[ActionKind] = frozenset({"warn", "silence", "suspend"})
PreparePost = Callable[[Post, Surroundings], PreparedPost]


@dataclass(frozen=True, slots=True)
class Manners:
    """How the desk behaves: lease of a claim, how long one's own decision is undone by one key, care for people.

    ``second_thoughts``: how long words to a member wait before they are sent. ``sections``: the forum's, id → name.
    """

    claim: timedelta = timedelta(minutes=15)
    undo: timedelta = timedelta(minutes=30)
    second_thoughts: timedelta = timedelta(minutes=2)
    hard_in_a_row: int = 8
    lab_sections: frozenset[str] = frozenset()
    sections: Mapping[int, str] = field(default_factory=dict)
    rehearsal: bool = True
    sla_mode: SlaMode = "business_days"
    hard_labels: frozenset[str] = field(
        default_factory=lambda: frozenset({"abuse.hate", "abuse.threat", "abuse.adult", "spam.adult"})
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything deciding needs, built once."""

    store: Store
    clock: Clock
    policy: Policy
    clauses: ClauseBook
    calendar: Calendar
    prepare: PreparePost
    letters: LetterWriter
    manners: Manners = field(default_factory=Manners)


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who acts: user name, roles, and through which door (web, api, cli, forum)."""

    name: str
    roles: tuple[str, ...]
    via: str = "web"
