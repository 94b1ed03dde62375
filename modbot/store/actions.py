"""Changes of the forum that were asked for. The row is the job: pending ones are claimed, tried and tried again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from modbot.errors import NotFound
from modbot.records import Action, ActionKind, ActionState
from modbot.store.database import insert_once, lock_rows, skip_locked
from modbot.store.rows import ActionRow, FlagRow, read_row
from modbot.store.tables import IS_PENDING, actions


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action to be carried out. The same ``key`` asks for the same thing and is stored once."""

    key: str
    kind: ActionKind
    target: str
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    decision_id: int | None = None
    undoes_id: int | None = None
    source: str = ""
    wait: timedelta = timedelta()  # before it is tried for the first time


class Actions:
    """The actions table inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, flag: FlagRow, action: NewAction, at: datetime) -> ActionRow:
        """Ask for an action because of a flag; one with the same key stays as it is."""
        values = {
            "flag_id": flag.id,
            "decision_id": action.decision_id,
            "undoes_id": action.undoes_id,
            "key": action.key,
            "kind": action.kind,
            "target": action.target,
            "reason": action.reason,
            "details": dict(action.details),
            "state": "pending",
            "attempts": 0,
            "next_try_at": at + action.wait,
            "last_error": "",
            "category": flag.category,
            "author_key": flag.author_key,
            "source": action.source,
            "created_at": at,
        }
        insert_once(self._connection, actions, values)
        return _read(self._connection.execute(select(actions).where(actions.c.key == action.key)).one())

    def claim(self, worker: str, now: datetime, until: datetime, limit: int = 10) -> list[ActionRow]:
        """Return up to ``limit`` pending actions that are due, leased to ``worker``; each claim is an attempt."""
        due = (
            select(actions.c.id)
            .where(IS_PENDING, actions.c.next_try_at <= now)
            .where(or_(actions.c.claimed_until.is_(None), actions.c.claimed_until <= now))
            .order_by(actions.c.next_try_at, actions.c.id)
            .limit(limit)
        )
        ids = self._connection.execute(skip_locked(due, self._connection)).scalars().all()
        if not ids:
            return []
        rows = self._connection.execute(
            update(actions)
            .where(actions.c.id.in_(ids))
            .values(claimed_by=worker, claimed_until=until, attempts=actions.c.attempts + 1)
            .returning(actions)
        )
        return sorted((_read(row) for row in rows), key=lambda row: row.id)

    def finish(self, action_id: int, state: ActionState, at: datetime, error: str = "") -> bool:
        """End a pending action: done, rehearsed, failed or cancelled. False when it was no longer pending."""
        return self._end(action_id, state=state, done_at=at, last_error=error)

    def admit_done(self, action_id: int, at: datetime) -> None:
        """Note that an action called back meanwhile had reached the forum all the same."""
        called_back = (actions.c.id == action_id) & (actions.c.state == "cancelled")
        self._connection.execute(update(actions).where(called_back).values(state="done", done_at=at))

    def retry(self, action_id: int, next_try_at: datetime, error: str = "") -> bool:
        """Leave an action pending, to be tried at ``next_try_at``. False when it was no longer pending."""
        return self._end(action_id, next_try_at=next_try_at, last_error=error)

    def postpone(self, action_id: int, next_try_at: datetime, why: str) -> bool:
        """Leave an action pending without counting the claim as an attempt."""
        return self._end(action_id, next_try_at=next_try_at, last_error=why, attempts=actions.c.attempts - 1)

    def cancel(self, flag_id: int, at: datetime, decision_id: int | None = None) -> list[int]:
        """Cancel what is still pending for a flag, or of one decision only; return the ids."""
        statement = update(actions).where(actions.c.flag_id == flag_id, IS_PENDING)
        if decision_id is not None:
            statement = statement.where(actions.c.decision_id == decision_id)
        ended = statement.values(state="cancelled", done_at=at, claimed_by=None, claimed_until=None)
        return list(self._connection.execute(ended.returning(actions.c.id)).scalars())

    def get(self, action_id: int) -> ActionRow:
        """Return an action; raises NotFound."""
        row = self._connection.execute(select(actions).where(actions.c.id == action_id)).first()
        if row is None:
            raise NotFound("there is no action %(number)s", number=action_id)
        return _read(row)

    def hold(self, action_id: int) -> ActionRow:
        """Return an action, locked until the transaction ends; raises NotFound."""
        row = self._connection.execute(
            lock_rows(select(actions).where(actions.c.id == action_id), self._connection)
        ).first()
        if row is None:
            raise NotFound("there is no action %(number)s", number=action_id)
        return _read(row)

    def of_flag(self, flag_id: int) -> list[ActionRow]:
        """Return the actions of a flag, oldest first."""
        query = select(actions).where(actions.c.flag_id == flag_id).order_by(actions.c.id)
        return [_read(row) for row in self._connection.execute(query)]

    def of_decision(self, decision_id: int) -> list[ActionRow]:
        """Return the actions of a decision, oldest first."""
        query = select(actions).where(actions.c.decision_id == decision_id).order_by(actions.c.id)
        return [_read(row) for row in self._connection.execute(query)]

    def newest(self, states: Sequence[ActionState] = (), limit: int = 100) -> list[ActionRow]:
        """Return actions, newest first."""
        query = select(actions).order_by(actions.c.id.desc()).limit(limit)
        if states:
            query = query.where(actions.c.state.in_(states))
        return [_read(row) for row in self._connection.execute(query)]

    def count_since(self, since: datetime, column: str | None = None, value: str = "") -> int:
        """Return how many actions changed the forum since then: all, or of one author_key, category or source."""
        query = select(func.count()).where(actions.c.state == "done", actions.c.done_at >= since)
        if column is not None:
            query = query.where(actions.c[column] == value)
        return self._connection.execute(query).scalar_one()

    def count_pending(self, now: datetime) -> tuple[int, timedelta]:
        """Return how many actions wait and for how long the oldest has."""
        found = self._connection.execute(select(func.count(), func.min(actions.c.created_at)).where(IS_PENDING)).one()
        return found[0], max(now - found[1], timedelta()) if found[1] else timedelta()

    def _end(self, action_id: int, **values: Any) -> bool:
        changed = self._connection.execute(
            update(actions)
            .where(actions.c.id == action_id, IS_PENDING)
            .values(claimed_by=None, claimed_until=None, **values)
        )
        return changed.rowcount == 1


def read_action(row: ActionRow) -> Action:
    """Return a stored action as the record that is handed to the forum."""
    return Action(
        id=row.id,
        flag_id=row.flag_id,
        decision_id=row.decision_id,
        kind=row.kind,
        target=row.target,
        reason=row.reason,
        details=row.details,
        state=row.state,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        last_error=row.last_error,
    )


def _read(row: Row[Any]) -> ActionRow:
    return read_row(ActionRow, row)
