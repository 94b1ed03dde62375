"""What keeps enforcement within bounds: the kill switch, caps per hour, and breakers that fall back to rehearsal.

The state lies in the store, so that every worker obeys it and every page can show it. Turning is an audit entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from modbot.store.rows import ActionRow
from modbot.store.store import Transaction

Mode = Literal["rehearsal", "act"]
KILL_SWITCH = "enforce.stopped"
_BREAKER = "enforce.breaker/"
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Caps:
    """How many actions may change the forum within an hour: in all, by one rule, on one author, in one category."""

    per_hour: int = 30
    per_rule_hour: int = 10
    per_author_hour: int = 5
    per_category_hour: int = 20


@dataclass(frozen=True, slots=True)
class Breaker:
    """A breaker that has tripped: its scope ("all", "rule/…", "author/…", "category/…"), why and when."""

    scope: str
    why: str
    tripped_at: datetime


@dataclass(frozen=True, slots=True)
class EnforceState:
    """What a page shows: the configured mode, whether all is stopped and by whom, and which breakers have tripped."""

    mode: Mode
    stopped_by: str
    breakers: tuple[Breaker, ...]
    stopped_at: datetime | None = None

    @property
    def acts(self) -> bool:
        """Whether an action outside the tripped scopes would reach the forum."""
        return self.mode == "act" and not self.stopped_by and all(b.scope != "all" for b in self.breakers)


def read_state(tx: Transaction, mode: Mode) -> EnforceState:
    """Return the state of enforcement under a configured mode."""
    stopped = tx.settings.row(KILL_SWITCH)
    breakers = tuple(
        Breaker(row.name.removeprefix(_BREAKER), str(row.value), row.changed_at)
        for row in tx.settings.all(_BREAKER)
        if row.value
    )
    if stopped is None or not stopped.value:
        return EnforceState(mode, "", breakers)
    return EnforceState(mode, stopped.changed_by, breakers, stopped.changed_at)


def stop(tx: Transaction, by: str, at: datetime) -> None:
    """Turn the kill switch: from now on nothing is carried out; what is pending waits."""
    tx.settings.change(KILL_SWITCH, True, by, at)
    tx.audit.add(at, by, "stop enforcement", "settings/enforce")


def resume(tx: Transaction, by: str, at: datetime) -> None:
    """Turn the kill switch back."""
    tx.settings.change(KILL_SWITCH, False, by, at)
    tx.audit.add(at, by, "resume enforcement", "settings/enforce")


def reset(tx: Transaction, scope: str, by: str, at: datetime) -> None:
    """Put a tripped breaker back. What was rehearsed meanwhile stays rehearsed."""
    tx.settings.change(_BREAKER + scope, "", by, at)
    tx.audit.add(at, by, "reset breaker", "settings/enforce", scope=_name(scope))


def find_tripped(tx: Transaction, action: ActionRow, caps: Caps, at: datetime) -> Breaker | None:
    """Return the breaker that keeps ``action`` from the forum, tripping it when the action would exceed a cap."""
    scopes = [
        ("all", None, "", caps.per_hour),
        (f"rule/{action.source}", "source", action.source, caps.per_rule_hour),
        (f"author/{action.author_key}", "author_key", action.author_key, caps.per_author_hour),
        (f"category/{action.category}", "category", action.category, caps.per_category_hour),
    ]
    for scope, column, value, cap in scopes:
        if column is not None and not value:
            continue
        row = tx.settings.row(_BREAKER + scope)
        if row is not None and row.value:
            return Breaker(scope, str(row.value), row.changed_at)
        since = at - _HOUR if row is None else max(at - _HOUR, row.changed_at)  # a reset starts the count afresh
        if tx.actions.count_since(since, column, value) >= cap:
            why = f"{cap} actions within an hour"
            tx.settings.change(_BREAKER + scope, why, "modbot", at)
            tx.audit.add(at, "modbot", "trip breaker", "settings/enforce", scope=_name(scope), cap=cap)
            return Breaker(scope, why, at)
    return None


def _name(scope: str) -> str:
    """A member's name does not go into the audit."""
    return "author" if scope.startswith("author/") else scope
