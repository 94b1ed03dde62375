"""Counts for reports, added up by the database: what was decided, how timely, what rules claimed and people said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, and_, case, cast, distinct, func, select

from modbot.records import Severity, Verdict
from modbot.store.tables import decisions, flags, posts, signals, undos

_STANDS = and_(undos.c.id.is_(None), decisions.c.verdict != "escalate")


@dataclass(frozen=True, slots=True)
class Tally:
    """How often people agreed and disagreed with what was found."""

    violations: int
    no_violations: int


@dataclass(frozen=True, slots=True)
class Timing:
    """Of how many cases it is known whether they were taken up and decided in time, and how many were."""

    opened_in_time: int
    opened: int
    decided_in_time: int
    decided: int


@dataclass(frozen=True, slots=True)
class Handled:
    """When a decided case was opened and decided, and how long its clock stood still in between."""

    opened_at: datetime
    decided_at: datetime
    paused: timedelta


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A finding that people confirmed: the case, its member and place, never its words."""

    flag_id: int
    partner: str
    severity: Severity
    label: str
    clauses: tuple[str, ...]
    author: str
    language: str
    url: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Alarms:
    """False alarms of one source and label in one language: how many, the first and the last."""

    source: str
    label: str
    language: str
    number: int
    first_at: datetime
    last_at: datetime


class Reports:
    """Read-only sums over flags and decisions. Decisions taken back and cases passed on are not counted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def by_category(self, start: datetime, end: datetime) -> dict[tuple[str, str], Tally]:
        """Return verdicts by (category, language) of the decisions of a half-open time."""
        return self._tally((flags.c.category, flags.c.language), start, end)  # type: ignore[return-value]

    def by_partner(self, start: datetime, end: datetime) -> dict[tuple[str, str], Tally]:
        """Return verdicts by (partner organisation, severity) where the organisation is known (FT-4.12)."""
        found = self._tally((flags.c.partner, flags.c.severity), start, end)
        return {key: tally for key, tally in found.items() if key[0]}  # type: ignore[misc]

    def by_source(self, start: datetime, end: datetime) -> dict[tuple[str, str], Tally]:
        """Return verdicts by (rule or model, language) for flags it stood behind; a flag counts once per source."""
        keys = (signals.c.source, flags.c.language)
        counted = func.count(distinct(flags.c.id))
        query = (
            select(*keys, decisions.c.verdict, counted)
            .join_from(decisions, flags, flags.c.id == decisions.c.flag_id)
            .join(signals, signals.c.flag_id == flags.c.id)
            .outerjoin(undos, undos.c.decision_id == decisions.c.id)
            .where(_STANDS, decisions.c.decided_at >= start, decisions.c.decided_at < end)
            .group_by(*keys, decisions.c.verdict)
        )
        return _read_tallies(self._connection.execute(query))  # type: ignore[return-value]

    def confirmed_of_partners(self, start: datetime, end: datetime, severities: Sequence[Severity]) -> list[Confirmed]:
        """Return the violations of that time by members of partner organisations, oldest first (FT-4.12)."""
        query = (
            select(
                *(flags.c.id, flags.c.partner, flags.c.severity, flags.c.label, decisions.c.clauses),
                *(flags.c.author_name, flags.c.language, posts.c.url, decisions.c.decided_at),
            )
            .join_from(decisions, flags, flags.c.id == decisions.c.flag_id)
            .join(posts, posts.c.id == flags.c.post_row)
            .outerjoin(undos, undos.c.decision_id == decisions.c.id)
            .where(_STANDS, decisions.c.verdict == "violation", flags.c.partner != "", flags.c.status == "live")
            .where(decisions.c.decided_at >= start, decisions.c.decided_at < end, flags.c.severity.in_(severities))
            .order_by(decisions.c.id)
        )
        return [Confirmed(*row[:4], tuple(row[4]), *row[5:]) for row in self._connection.execute(query)]

    def recurring_alarms(self, start: datetime, end: datetime, least: int) -> list[Alarms]:
        """Return what was found and not confirmed ``least`` times or more, most often first (ZM-1.11)."""
        keys = (signals.c.source, signals.c.label, flags.c.language)
        number = func.count(distinct(flags.c.id))
        query = (
            select(*keys, number, func.min(decisions.c.decided_at), func.max(decisions.c.decided_at))
            .join_from(decisions, flags, flags.c.id == decisions.c.flag_id)
            .join(signals, signals.c.flag_id == flags.c.id)
            .outerjoin(undos, undos.c.decision_id == decisions.c.id)
            .where(_STANDS, decisions.c.verdict == "no_violation", signals.c.status != "shadow")
            .where(decisions.c.decided_at >= start, decisions.c.decided_at < end)
            .group_by(*keys)
            .having(number >= least)
            .order_by(number.desc(), *keys)
        )
        return [Alarms(*row) for row in self._connection.execute(query)]

    def timing(self, start: datetime, end: datetime) -> dict[Severity, Timing]:
        """Return how timely the cases decided in that time were, by severity."""
        known = (flags.c.due_tto_met, flags.c.due_met)
        sums = [part for column in known for part in (_count_if(column.is_(True)), _count_if(column.is_not(None)))]
        query = (
            select(flags.c.severity, *sums)
            .where(flags.c.state == "decided", flags.c.decided_at >= start, flags.c.decided_at < end)
            .group_by(flags.c.severity)
        )
        return {row[0]: Timing(*(int(n or 0) for n in row[1:])) for row in self._connection.execute(query)}

    def list_handled(self, start: datetime, end: datetime) -> list[Handled]:
        """Return the cases decided in that time."""
        query = select(flags.c.opened_at, flags.c.decided_at, flags.c.paused_seconds).where(
            flags.c.state == "decided", flags.c.decided_at >= start, flags.c.decided_at < end
        )
        return [Handled(row[0], row[1], timedelta(seconds=row[2])) for row in self._connection.execute(query)]

    def count_criticism(self, category: str, start: datetime, end: datetime) -> int:
        """Return how many cases of one category were opened in that time."""
        query = select(func.count()).where(
            flags.c.category == category, flags.c.opened_at >= start, flags.c.opened_at < end
        )
        return self._connection.execute(query).scalar_one()

    def count_waiting_since(self, moment: datetime) -> int:
        """Return how many cards have waited since before that moment."""
        query = select(func.count()).where(flags.c.state == "open", flags.c.leads, flags.c.opened_at < moment)
        return self._connection.execute(query).scalar_one()

    def _tally(self, keys: tuple[Any, ...], start: datetime, end: datetime) -> dict[tuple[str, ...], Tally]:
        query = (
            select(*keys, decisions.c.verdict, func.count())
            .join_from(decisions, flags, flags.c.id == decisions.c.flag_id)
            .outerjoin(undos, undos.c.decision_id == decisions.c.id)
            .where(_STANDS, decisions.c.decided_at >= start, decisions.c.decided_at < end)
            .group_by(*keys, decisions.c.verdict)
        )
        return _read_tallies(self._connection.execute(query))


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(cast(case((condition, 1), else_=0), Integer))


def _read_tallies(rows: Any) -> dict[tuple[str, ...], Tally]:
    counts: dict[tuple[str, ...], dict[Verdict, int]] = {}
    for *key, verdict, number in rows:
        counts.setdefault(tuple(key), {})[verdict] = number
    return {key: _tally_of(verdicts) for key, verdicts in sorted(counts.items())}


def _tally_of(verdicts: Mapping[Verdict, int]) -> Tally:
    return Tally(verdicts.get("violation", 0), verdicts.get("no_violation", 0))
