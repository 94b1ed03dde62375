"""Every claim of every detector, shadow ones too, with its evidence as places in the version it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from modbot.records import Signal, Span
from modbot.store.counters import Counters
from modbot.store.rows import SignalRow
from modbot.store.tables import signals


class Signals:
    """The signals table inside one transaction."""

    def __init__(self, connection: Connection, counters: Counters) -> None:
        self._connection = connection
        self._counters = counters

    def record(self, post_row: int, post_id: str, claims: Sequence[Signal], at: datetime) -> list[int]:
        """Store claims about one version of a post and return their ids, in order; a known claim keeps its id.

        Each new claim counts for its source, "signals/live/rules/conduct/insult-en", on the day of ``at``.
        """
        known = {row.signal: row.id for row in self.of_version(post_row)} if claims else {}
        fresh = list(dict.fromkeys(claim for claim in claims if claim not in known))
        if fresh:
            values = [
                {**_columns(claim), "post_row": post_row, "post_id": post_id, "created_at": at} for claim in fresh
            ]
            for claim in fresh:
                self._counters.add(f"signals/{claim.status}/{claim.source}", day=at.date())
            statement = insert(signals).returning(signals.c.id, sort_by_parameter_order=True)
            known |= zip(fresh, self._connection.execute(statement, values).scalars().all(), strict=True)
        return [known[claim] for claim in claims]

    def put_behind(self, flag_id: int, signal_ids: Sequence[int]) -> int:
        """Put those of the signals that stand behind no flag yet behind this one; return how many they were."""
        free = signals.c.id.in_(signal_ids) & signals.c.flag_id.is_(None)
        return self._connection.execute(update(signals).where(free).values(flag_id=flag_id)).rowcount

    def of_flag(self, flag_id: int) -> list[SignalRow]:
        """Return the evidence of a flag: of all versions, oldest first."""
        return self.of_flags([flag_id])

    def of_flags(self, flag_ids: Iterable[int]) -> list[SignalRow]:
        """Return the evidence of several flags, oldest first."""
        query = select(signals).where(signals.c.flag_id.in_(list(flag_ids))).order_by(signals.c.id)
        return [_read(row) for row in self._connection.execute(query)]

    def of_version(self, post_row: int) -> list[SignalRow]:
        """Return all claims about one version of a post."""
        query = select(signals).where(signals.c.post_row == post_row).order_by(signals.c.id)
        return [_read(row) for row in self._connection.execute(query)]

    def of_versions(self, post_rows: Iterable[int]) -> list[SignalRow]:
        """Return all claims about several versions of posts."""
        query = select(signals).where(signals.c.post_row.in_(list(post_rows))).order_by(signals.c.id)
        return [_read(row) for row in self._connection.execute(query)]

    def of_source(
        self, source: str, limit: int = 200, before_id: int | None = None, version: str | None = None
    ) -> list[SignalRow]:
        """Return a rule's or model's claims, of one version if named, newest first."""
        query = select(signals).where(signals.c.source == source).order_by(signals.c.id.desc()).limit(limit)
        if version is not None:
            query = query.where(signals.c.version == version)
        if before_id is not None:
            query = query.where(signals.c.id < before_id)
        return [_read(row) for row in self._connection.execute(query)]

    def versions_of(self, source: str) -> list[tuple[str, int, datetime, datetime]]:
        """Return a rule's or model's versions with the number of their claims, the first and the last, newest first."""
        first, last = func.min(signals.c.created_at), func.max(signals.c.created_at)
        query = (
            select(signals.c.version, func.count(), first, last)
            .where(signals.c.source == source)
            .group_by(signals.c.version)
            .order_by(last.desc())
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(query)]


def _columns(claim: Signal) -> dict[str, Any]:
    return {
        "source": claim.source,
        "version": claim.version,
        "category": claim.category,
        "label": claim.label,
        "clauses": list(claim.clauses),
        "score": float(claim.score),
        "spans": [span._asdict() for span in claim.spans],
        "reason": claim.reason,
        "status": claim.status,
        "severity": claim.severity,
    }


def _read(row: Row[Any]) -> SignalRow:
    signal = Signal(
        source=row.source,
        category=row.category,
        label=row.label,
        clauses=tuple(row.clauses),
        score=row.score,
        spans=tuple(Span(**span) for span in row.spans),
        reason=row.reason,
        status=row.status,
        severity=row.severity,
        version=row.version,
    )
    return SignalRow(row.id, row.post_row, row.post_id, row.flag_id, signal, row.created_at)
