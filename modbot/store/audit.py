"""The audit: append-only, each entry sealed with the hash of the one before. Ids and small facts, never text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from modbot.records import AuditEntry
from modbot.store.database import lock_chain
from modbot.store.tables import audit

FIRST_HASH = "0" * 64
LONGEST_FACT = 200


@dataclass(frozen=True, slots=True)
class Verification:
    """The state of the chain: how many entries fit, where the first fault is (none: whole), and the newest hash."""

    entries: int
    broken_at: int | None
    fault: str
    head: str

    @property
    def whole(self) -> bool:
        """Whether every entry fits the one before."""
        return self.broken_at is None


class Audit:
    """The audit table inside one transaction.

    Entries are chained when the transaction ends: so the lock on the chain is taken last, held shortly, and
    two transactions can never wait for each other over it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[dict[str, Any]] = []

    def add(self, at: datetime, actor: str, verb: str, subject: str, **detail: object) -> None:
        """Note that ``actor`` did ``verb`` to ``subject`` ("flag/7"); facts are ids, names and numbers, never text."""
        facts = {name: str(value) for name, value in detail.items()}
        if any(len(fact) > LONGEST_FACT or "\n" in fact for fact in facts.values()):
            raise ValueError(f"audit of {verb}: a fact is too long; the audit keeps ids, not text")
        self._waiting.append(
            {"at": at.astimezone(UTC), "actor": actor, "verb": verb, "subject": subject, "detail": facts}
        )

    def write(self) -> None:
        """Chain the waiting entries; the transaction does so at its end."""
        if not self._waiting:
            return
        lock_chain(self._connection)
        newest = self._connection.execute(select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)).first()
        number, previous = (newest.id, newest.hash) if newest else (0, FIRST_HASH)
        for entry in self._waiting:
            number += 1
            entry |= {"id": number, "previous_hash": previous}
            entry["hash"] = previous = seal(entry)
        self._connection.execute(insert(audit), self._waiting)
        self._waiting = []

    def of_verbs(self, verbs: Sequence[str], start: datetime, end: datetime, limit: int) -> list[AuditEntry]:
        """Return the newest entries of certain verbs in a half-open time, newest first."""
        when = (audit.c.at >= start) & (audit.c.at < end)
        query = select(audit).where(audit.c.verb.in_(verbs), when).order_by(audit.c.id.desc()).limit(limit)
        return [_read(row) for row in self._connection.execute(query)]

    def about(self, subject: str, limit: int = 200) -> list[AuditEntry]:
        """Return the newest entries about a subject, newest first."""
        query = select(audit).where(audit.c.subject == subject).order_by(audit.c.id.desc()).limit(limit)
        return [_read(row) for row in self._connection.execute(query)]

    def newest(
        self, limit: int = 100, before_id: int | None = None, *, actor: str | None = None, verb: str | None = None
    ) -> list[AuditEntry]:
        """Return entries, newest first; ``before_id`` continues an earlier page."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(audit.c.id < before_id)
        if actor is not None:
            query = query.where(audit.c.actor == actor)
        if verb is not None:
            query = query.where(audit.c.verb == verb)
        return [_read(row) for row in self._connection.execute(query)]

    def walk(self, after_id: int = 0) -> Iterator[AuditEntry]:
        """Yield all entries in order."""
        while rows := self._connection.execute(
            select(audit).where(audit.c.id > after_id).order_by(audit.c.id).limit(1000)
        ).all():
            yield from (_read(row) for row in rows)
            after_id = rows[-1].id

    def verify(self) -> Verification:
        """Return whether each entry is as it was written and follows the one before."""
        number, previous = 0, FIRST_HASH
        for entry in self.walk():
            if entry.id != number + 1:
                return Verification(number, number + 1, "an entry is missing", previous)
            if entry.previous_hash != previous:
                return Verification(number, entry.id, "does not follow the entry before", previous)
            if entry.hash != _seal_of(entry):
                return Verification(number, entry.id, "was changed after it was written", previous)
            number, previous = entry.id, entry.hash
        return Verification(number, None, "", previous)


def seal(entry: Mapping[str, Any]) -> str:
    """Return the hash of an entry: SHA-256 over the hash before it and its own fields as sorted JSON."""
    fields = {name: entry[name] for name in ("id", "actor", "verb", "subject", "detail", "previous_hash")}
    fields["at"] = entry["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _seal_of(entry: AuditEntry) -> str:
    return seal({name: getattr(entry, name) for name in AuditEntry.__slots__})


def _read(row: Row[Any]) -> AuditEntry:
    return AuditEntry(row.id, row.at, row.actor, row.verb, row.subject, row.detail, row.previous_hash, row.hash)
