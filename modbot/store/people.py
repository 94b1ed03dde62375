"""Who may sign in, their sessions, one-time links and failed attempts; and the notes staff write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from modbot.errors import ConflictError, NotFound
from modbot.store.database import insert_once
from modbot.store.rows import AccountRow, NoteRow, SessionRow, read_row
from modbot.store.tables import accounts, notes, one_time_links, sessions, sign_in_failures


class People:
    """Accounts and everything of their signing in, inside one transaction. Tokens come as hashes only."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, username: str, roles: Sequence[str], at: datetime, *, name: str = "", **sign_in: Any) -> AccountRow:
        """Add an account with ``password_hash`` or ``forum_id``; raises ConflictError when either is taken."""
        values = {"username": username, "name": name or username, "roles": list(roles), "created_at": at}
        number = insert_once(self._connection, accounts, {**values, "active": True, "preferences": {}, **sign_in})
        if number is None:
            raise ConflictError("“%(name)s” is taken", name=username)
        return self.get(number)

    def get(self, account_id: int) -> AccountRow:
        """Return an account; raises NotFound."""
        return self._one(accounts.c.id == account_id)

    def find(self, username: str) -> AccountRow | None:
        """Return the account of that user name, as written."""
        return self._first(accounts.c.username == username)

    def find_forum_member(self, forum_id: int) -> AccountRow | None:
        """Return the account that signs in as that member of the forum."""
        return self._first(accounts.c.forum_id == forum_id)

    def all(self) -> list[AccountRow]:
        """Return all accounts by user name."""
        rows = self._connection.execute(select(accounts).order_by(accounts.c.username))
        return [read_row(AccountRow, row) for row in rows]

    def change(self, account_id: int, **values: Any) -> AccountRow:
        """Change ``name``, ``roles``, ``active``, ``password_hash``, ``preferences`` or ``seen_at``."""
        if "roles" in values:
            values["roles"] = list(values["roles"])
        self._connection.execute(update(accounts).where(accounts.c.id == account_id).values(**values))
        return self.get(account_id)

    def open_session(
        self, token_hash: str, account_id: int, at: datetime, expires_at: datetime, facts: Mapping[str, Any]
    ) -> SessionRow:
        """Start a session."""
        row = SessionRow(token_hash, account_id, at, at, expires_at, dict(facts))
        self._connection.execute(
            insert(sessions).values(
                token_hash=token_hash,
                account_id=account_id,
                created_at=at,
                used_at=at,
                expires_at=expires_at,
                facts=dict(facts),
            )
        )
        return row

    def find_session(self, token_hash: str, now: datetime) -> tuple[SessionRow, AccountRow] | None:
        """Return a session that has not expired, with its account if that is active."""
        query = select(sessions).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
        row = self._connection.execute(query).first()
        if row is None:
            return None
        account = self.get(row.account_id)
        return (read_row(SessionRow, row), account) if account.active else None

    def use_session(self, token_hash: str, at: datetime, **values: Any) -> None:
        """Note that a session was used; ``expires_at`` and ``facts`` may be given new."""
        self._connection.execute(
            update(sessions).where(sessions.c.token_hash == token_hash).values(used_at=at, **values)
        )

    def close_session(self, token_hash: str) -> None:
        """End one session."""
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def close_sessions(self, account_id: int) -> int:
        """End all sessions of an account; return how many."""
        return self._connection.execute(delete(sessions).where(sessions.c.account_id == account_id)).rowcount

    def add_link(self, token_hash: str, purpose: str, expires_at: datetime, facts: Mapping[str, Any]) -> None:
        """Keep a link that works once."""
        values = {"token_hash": token_hash, "purpose": purpose, "facts": dict(facts), "expires_at": expires_at}
        self._connection.execute(insert(one_time_links).values(**values))

    def use_link(self, token_hash: str, purpose: str, now: datetime) -> dict[str, Any] | None:
        """Use a link up and return its facts; None when it is unknown, used or expired."""
        fits = (one_time_links.c.token_hash == token_hash) & (one_time_links.c.purpose == purpose)
        fresh = one_time_links.c.used_at.is_(None) & (one_time_links.c.expires_at > now)
        statement = update(one_time_links).where(fits, fresh).values(used_at=now).returning(one_time_links.c.facts)
        return self._connection.execute(statement).scalar()

    def add_failure(self, key: str, at: datetime) -> None:
        """Note a failed sign-in under a hashed key (user name, address)."""
        self._connection.execute(insert(sign_in_failures).values(key=key, at=at))

    def count_failures(self, key: str, since: datetime) -> int:
        """Return how many sign-ins failed under a key since then."""
        query = select(func.count()).where(sign_in_failures.c.key == key, sign_in_failures.c.at >= since)
        return self._connection.execute(query).scalar_one()

    def forget(self, now: datetime, failures_before: datetime) -> None:
        """Drop expired sessions and links, and failures from before then."""
        self._connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        self._connection.execute(delete(one_time_links).where(one_time_links.c.expires_at <= now))
        self._connection.execute(delete(sign_in_failures).where(sign_in_failures.c.at < failures_before))

    def _first(self, condition: Any) -> AccountRow | None:
        row = self._connection.execute(select(accounts).where(condition)).first()
        return None if row is None else read_row(AccountRow, row)

    def _one(self, condition: Any) -> AccountRow:
        found = self._first(condition)
        if found is None:
            raise NotFound("there is no such account")
        return found


class Notes:
    """Staff notes inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, subject: str, writer: str, text: str, at: datetime) -> NoteRow:
        """Write a note about a subject ("author/42", "flag/7")."""
        values = {"subject": subject, "writer": writer, "text": text, "written_at": at}
        row = self._connection.execute(insert(notes).values(**values).returning(notes)).one()
        return read_row(NoteRow, row)

    def about(self, subject: str) -> list[NoteRow]:
        """Return the notes about a subject, newest first."""
        query = select(notes).where(notes.c.subject == subject).order_by(notes.c.id.desc())
        return [read_row(NoteRow, row) for row in self._connection.execute(query)]

    def remove(self, note_id: int) -> None:
        """Remove a note."""
        self._connection.execute(delete(notes).where(notes.c.id == note_id))
