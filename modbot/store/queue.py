"""Which cards of the queue to show, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_

from modbot.records import Severity, SignalStatus
from modbot.store.rows import FlagRow
from modbot.store.tables import IS_ON_TOP, flags

_ORDERS = {
    "due": ("risk_at", "severity", "partner_rank", "sort_at", "id"),
    "urgent": ("severity", "partner_rank", "sort_at", "id"),
}


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """A page of the queue. An empty filter lets all through; ``after`` is the last card of the page before.

    ``order`` "due": by the hour a card falls due in, within it by severity, then the partner's rank, then the minute;
    "urgent": by severity, within it by the partner's rank, then by due time.
    ``free_at`` leaves out what others than ``reader`` hold at that moment. Paused cards come last.
    """

    statuses: tuple[SignalStatus, ...] = ("live",)
    severities: tuple[Severity, ...] = ()
    categories: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    author: str = ""
    due_before: datetime | None = None
    free_at: datetime | None = None
    reader: str = ""
    order: Literal["due", "urgent"] = "due"
    limit: int = 25
    after: FlagRow | None = None


def find_hour(moment: datetime) -> datetime:
    """Return the beginning of the hour, in UTC."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def select_cards(query: QueueQuery) -> Select[Any]:
    """Return the SELECT of a page; each filter with its order is served by an index of its own."""
    cards = select(flags).where(IS_ON_TOP, *_conditions(query))
    names = _ORDERS[query.order]
    order = [flags.c[name] for name in names]
    if query.after is not None:
        last = [bindparam(None, getattr(query.after, name), flags.c[name].type) for name in names]
        cards = cards.where(tuple_(*order) > tuple_(*last))
    return cards.order_by(*order).limit(query.limit)


def select_cards_by_status(query: QueueQuery) -> list[Select[Any]]:
    """Return one SELECT per asked status: each is read along its index, together they would have to be sorted."""
    return [select_cards(replace(query, statuses=(status,))) for status in query.statuses] or [select_cards(query)]


def sort_cards(query: QueueQuery, cards: Iterable[FlagRow]) -> list[FlagRow]:
    """Return the first cards of several SELECTs, in the order of the query."""
    return sorted(cards, key=attrgetter(*_ORDERS[query.order]))[: query.limit]


def select_due(query: QueueQuery, start: datetime | None, end: datetime, most: int) -> Select[Any]:
    """Return the SELECT of severity and count of at most ``most`` cards due from ``start`` to ``end``.

    The limit keeps the count as cheap with a million cards as with a thousand.
    """
    cards = select(flags.c.severity).where(IS_ON_TOP, *_conditions(query))
    # The hour leads through the index, the moment itself is exact.
    cards = cards.where(flags.c.risk_at < end, flags.c.sort_at < end).order_by(flags.c.risk_at).limit(most)
    if start is not None:
        cards = cards.where(flags.c.risk_at >= find_hour(start), flags.c.sort_at >= start)
    found = cards.subquery()
    return select(found.c.severity, func.count()).group_by(found.c.severity)


def _conditions(query: QueueQuery) -> list[ColumnElement[bool]]:
    """Return the filters; one value is compared as equal, so that the index also gives the order."""
    found: list[ColumnElement[bool]] = []
    lists: list[tuple[Any, tuple[str, ...]]] = [
        (flags.c.status, query.statuses),
        (flags.c.severity, query.severities),
        (flags.c.category, query.categories),
        (flags.c.language, query.languages),
        (flags.c.section, query.sections),
    ]
    found += [column == values[0] if len(values) == 1 else column.in_(values) for column, values in lists if values]
    if query.author:
        found.append(flags.c.author_key == query.author.casefold())
    if query.due_before is not None:
        found += [flags.c.risk_at < query.due_before, flags.c.sort_at < query.due_before]
    if query.free_at is not None:
        lapsed = or_(flags.c.claimed_until.is_(None), flags.c.claimed_until <= query.free_at)
        found.append(or_(lapsed, flags.c.claimed_by == query.reader))
    return found
