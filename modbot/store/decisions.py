"""What people decided. Only ever added; taking one back is a row of its own, and the latest that stands counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select

from modbot.errors import ConflictError, NotFound
from modbot.records import Verdict
from modbot.store.database import insert_once
from modbot.store.flags import take_snapshot
from modbot.store.rows import DecisionRow, FlagRow, read_row
from modbot.store.tables import decisions, flags, undos


class Decisions:
    """The decisions and undos tables inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, before: FlagRow, verdict: Verdict, at: datetime, moderator: str, *, via: str, **more: Any
    ) -> DecisionRow:
        """Write down a decision about a flag as it was ``before``; ``more``: ``clauses`` and ``reason``."""
        values = {
            "flag_id": before.id,
            "verdict": verdict,
            "clauses": list(more.get("clauses", before.clauses)),
            "moderator": moderator,
            "via": via,
            "reason": more.get("reason", ""),
            "decided_at": at,
            "content_key": before.content_key,
            "before": take_snapshot(before),
        }
        number = self._connection.execute(insert(decisions).values(**values).returning(decisions.c.id)).scalar_one()
        return self.get(number)

    def undo(self, decision_id: int, at: datetime, moderator: str, reason: str = "") -> DecisionRow:
        """Take a decision back; raises NotFound, or ConflictError when it was taken back already."""
        self.get(decision_id)
        values = {"decision_id": decision_id, "moderator": moderator, "reason": reason, "undone_at": at}
        if insert_once(self._connection, undos, values) is None:
            raise ConflictError("decision %(number)s was taken back already", number=decision_id)
        return self.get(decision_id)

    def get(self, decision_id: int) -> DecisionRow:
        """Return a decision; raises NotFound."""
        row = self._connection.execute(_select().where(decisions.c.id == decision_id)).first()
        if row is None:
            raise NotFound("there is no decision %(number)s", number=decision_id)
        return _read(row)

    def of_flag(self, flag_id: int) -> list[DecisionRow]:
        """Return all decisions about a flag, oldest first, taken back or not."""
        return self._read_all(_select().where(decisions.c.flag_id == flag_id).order_by(decisions.c.id))

    def latest(self, flag_id: int) -> DecisionRow | None:
        """Return the decision that stands: the newest not taken back."""
        query = _select().where(decisions.c.flag_id == flag_id, undos.c.id.is_(None)).order_by(decisions.c.id.desc())
        row = self._connection.execute(query.limit(1)).first()
        return None if row is None else _read(row)

    def of_post(self, post_id: str) -> list[DecisionRow]:
        """Return the decisions about all flags of a post, oldest first."""
        query = _select().join(flags, flags.c.id == decisions.c.flag_id).where(flags.c.post_id == post_id)
        return self._read_all(query.order_by(decisions.c.id))

    def newest(self, limit: int = 50, before_id: int | None = None, moderator: str = "") -> list[DecisionRow]:
        """Return decisions, newest first, taken back or not; ``before_id`` continues an earlier page."""
        query = _select().order_by(decisions.c.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(decisions.c.id < before_id)
        if moderator:
            query = query.where(decisions.c.moderator == moderator)
        return self._read_all(query)

    def between(self, start: datetime, end: datetime) -> list[DecisionRow]:
        """Return the decisions of a half-open stretch of time, oldest first."""
        query = _select().where(decisions.c.decided_at >= start, decisions.c.decided_at < end)
        return self._read_all(query.order_by(decisions.c.decided_at, decisions.c.id))

    def after(self, decision_id: int, limit: int = 1000, verdicts: Sequence[Verdict] = ()) -> list[DecisionRow]:
        """Return decisions that stand, with an id above ``decision_id``, in order: for walks over all of them."""
        query = _select().where(decisions.c.id > decision_id, undos.c.id.is_(None)).order_by(decisions.c.id)
        if verdicts:
            query = query.where(decisions.c.verdict.in_(verdicts))
        return self._read_all(query.limit(limit))

    def _read_all(self, query: Select[Any]) -> list[DecisionRow]:
        return [_read(row) for row in self._connection.execute(query)]


def _select() -> Select[Any]:
    columns = (decisions, undos.c.undone_at, undos.c.moderator.label("undone_by"))
    return select(*columns).outerjoin_from(decisions, undos, undos.c.decision_id == decisions.c.id)


def _read(row: Row[Any]) -> DecisionRow:
    return read_row(DecisionRow, row)
