"""Small things to remember between rounds: how far reading got, webhooks' calls, switches, heartbeats of duties."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from modbot.errors import ConflictError
from modbot.store.database import insert_once, lock_rows, put, skip_locked
from modbot.store.rows import EventRow, HeartbeatRow, SettingRow, read_row
from modbot.store.tables import cursors, events, heartbeats, settings


class Cursors:
    """How far each reader of the forum got."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, name: str) -> str:
        """Return where to go on, "" at the very start."""
        return self._connection.execute(select(cursors.c.value).where(cursors.c.name == name)).scalar() or ""

    def write(self, name: str, value: str, at: datetime) -> None:
        """Remember where to go on; belongs in the transaction that stores what was read."""
        put(self._connection, cursors, {"name": name, "value": value, "changed_at": at})


class Events:
    """Webhook calls: each is a wake-up, kept once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, event_id: str, kind: str, object_id: str, at: datetime) -> bool:
        """Store a call; False when the same one came before."""
        values = {"event_id": event_id, "kind": kind, "object_id": object_id, "received_at": at}
        return insert_once(self._connection, events, values) is not None

    def waiting(self, limit: int = 100) -> list[EventRow]:
        """Return calls not handled yet, oldest first; those another worker is handling are passed over."""
        query = select(events).where(events.c.handled_at.is_(None)).order_by(events.c.id).limit(limit)
        rows = self._connection.execute(skip_locked(query, self._connection))
        return [read_row(EventRow, row) for row in rows]

    def finish(self, event_ids: list[int], at: datetime) -> None:
        """Mark calls (by row id) as handled."""
        self._connection.execute(update(events).where(events.c.id.in_(event_ids)).values(handled_at=at))

    def forget(self, before: datetime) -> int:
        """Drop handled calls from before then; return how many."""
        old = delete(events).where(events.c.handled_at.is_not(None), events.c.received_at < before)
        return self._connection.execute(old).rowcount


class Settings:
    """Switches that people turn while modbot runs; the audit entry is the caller's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def read(self, name: str, default: Any = None) -> Any:
        """Return a setting's value, or ``default`` when it was never changed."""
        row = self.row(name)
        return default if row is None else row.value

    def row(self, name: str) -> SettingRow | None:
        """Return a setting with its history's last line."""
        query = select(settings).where(settings.c.name == name)
        row = self._connection.execute(query).first()
        return None if row is None else SettingRow(**row._mapping)

    def all(self, prefix: str = "") -> list[SettingRow]:
        """Return all settings whose name starts so, by name."""
        query = select(settings).where(settings.c.name.startswith(prefix, autoescape=True)).order_by(settings.c.name)
        return [SettingRow(**row._mapping) for row in self._connection.execute(query)]

    def change(self, name: str, value: Any, by: str, at: datetime, version: int | None = None) -> SettingRow:
        """Change a setting; with ``version``, only if nobody changed it since (else ConflictError)."""
        query = lock_rows(select(settings.c.version).where(settings.c.name == name), self._connection)
        known = self._connection.execute(query).scalar() or 0
        if version is not None and version != known:
            raise ConflictError("“%(name)s” was changed by somebody else", name=name)
        row = SettingRow(name, value, known + 1, by, at)
        put(
            self._connection,
            settings,
            {"name": name, "value": value, "version": row.version, "changed_by": by, "changed_at": at},
        )
        return row


class Heartbeats:
    """When each duty last ran, per worker, and how it ended."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(self, duty: str, worker: str, at: datetime) -> None:
        """Note that a duty begins a round."""
        row = self.of(duty, worker) or HeartbeatRow(duty, worker, at, None, 0, "", 0)
        put(self._connection, heartbeats, {**asdict(row), "started_at": at})

    def finish(self, duty: str, worker: str, at: datetime, done: int = 0, error: str = "") -> None:
        """Note that a duty ended its round; ``error`` names the kind of failure."""
        row = self.of(duty, worker) or HeartbeatRow(duty, worker, at, None, 0, "", 0)
        ended = {"finished_at": at, "failures": row.failures + 1 if error else 0, "last_error": error, "done": done}
        put(self._connection, heartbeats, {**asdict(row), **ended})

    def of(self, duty: str, worker: str) -> HeartbeatRow | None:
        """Return one worker's duty."""
        query = select(heartbeats).where(heartbeats.c.duty == duty, heartbeats.c.worker == worker)
        row = self._connection.execute(query).first()
        return None if row is None else read_row(HeartbeatRow, row)

    def all(self) -> list[HeartbeatRow]:
        """Return all duties of all workers, by name."""
        query = select(heartbeats).order_by(heartbeats.c.duty, heartbeats.c.worker)
        return [read_row(HeartbeatRow, row) for row in self._connection.execute(query)]

    def forget(self, before: datetime) -> None:
        """Drop workers that were not heard of since then."""
        self._connection.execute(delete(heartbeats).where(heartbeats.c.started_at < before))
