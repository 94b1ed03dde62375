"""Who may sign in: local accounts with argon2 passwords, sessions the server can end, links that work once.

Tokens are random and kept as hashes only. Failed sign-ins are counted per user name and per address.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from modbot.errors import NotAllowed
from modbot.review.desk import Desk, Reviewer
from modbot.review.roles import ROLES, require
from modbot.store.rows import AccountRow

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 200
_SESSION = timedelta(hours=12)
_PROGRAM = timedelta(days=180)
_LINK = timedelta(hours=48)
_WINDOW = timedelta(minutes=15)
_MOST_BY_NAME, _MOST_BY_ADDRESS = 5, 30
_USE_NOTED_EVERY = timedelta(minutes=1)
_FIRST = "modbot"  # who made the link for the very first account


@dataclass(frozen=True, slots=True)
class Seat:
    """A signed-in person: account, the hash of the session's token, and the token that proves a form is ours."""

    account: AccountRow
    token_hash: str
    csrf: str
    facts: dict[str, Any]

    def reviewer(self, via: str = "web") -> Reviewer:
        """Return who acts from this seat."""
        return Reviewer(self.account.username, self.account.roles, via)


class Accounts:
    """The doorkeeper: makes accounts, signs people in and out."""

    def __init__(self, desk: Desk, hasher: PasswordHasher | None = None) -> None:
        self._store = desk.store
        self._clock = desk.clock
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def make_first_link(self) -> str | None:
        """Return the token of a one-time link for the first account, None when there are accounts already."""
        with self._store.transaction() as tx:
            if tx.people.all():
                return None
        return self._make_link(ROLES, _FIRST)

    def invite(self, roles: Sequence[str], by: Reviewer) -> str:
        """Return the token of a one-time link for an account with these roles; raises NotAllowed, ValueError."""
        require(by.roles, "manage_accounts")
        if not roles or not set(roles) <= set(ROLES):
            raise ValueError("name one or more of the roles")
        return self._make_link(roles, by.name)

    def use_link(self, token: str, username: str, password: str) -> AccountRow:
        """Make the account a link is for; raises NotAllowed (link), ValueError (name, password), ConflictError."""
        username = username.strip()
        if not 1 <= len(username) <= 60 or not username.isprintable():
            raise ValueError("choose a user name of 1 to 60 characters")
        self._check_password(password)
        now = self._clock.now()
        with self._store.transaction() as tx:
            facts = tx.people.use_link(_hash(token), "account", now)
            if facts is None or (facts["by"] == _FIRST and tx.people.all()):
                raise NotAllowed("this link was used already or is too old; ask for a new one")
            account = tx.people.add(username, facts["roles"], now, password_hash=self._hasher.hash(password))
            tx.audit.add(now, username, "make_account", f"account/{account.id}", roles=",".join(account.roles))
        return account

    def sign_in(self, username: str, password: str, address: str) -> AccountRow:
        """Return the account of that name and password; raises NotAllowed, in the same words whatever was wrong."""
        now = self._clock.now()
        by_name, by_address = _hash(f"name/{username.casefold()}"), _hash(f"address/{address}")
        with self._store.transaction() as tx:
            if (
                tx.people.count_failures(by_name, now - _WINDOW) >= _MOST_BY_NAME
                or tx.people.count_failures(by_address, now - _WINDOW) >= _MOST_BY_ADDRESS
            ):
                raise NotAllowed("too many tries; wait a quarter of an hour")
            account = tx.people.find(username.strip())
        known = account.password_hash if account and account.active else None
        if not self._fits(known or self._nobody, password) or known is None or account is None:
            with self._store.transaction() as tx:
                tx.people.add_failure(by_name, now)
                tx.people.add_failure(by_address, now)
            raise NotAllowed("user name or password is wrong")
        with self._store.transaction() as tx:
            if self._hasher.check_needs_rehash(known):
                tx.people.change(account.id, password_hash=self._hasher.hash(password))
            tx.audit.add(now, account.username, "sign_in", f"account/{account.id}", via="password")
        return account

    def open_session(self, account: AccountRow, *, program: bool = False) -> str:
        """Return the token of a new session; a program's lasts half a year and needs no form token."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        facts = {"csrf": secrets.token_urlsafe(24), "program": program}
        with self._store.transaction() as tx:
            tx.people.open_session(_hash(token), account.id, now, now + (_PROGRAM if program else _SESSION), facts)
            tx.people.change(account.id, seen_at=now)
        return token

    def find_seat(self, token: str) -> Seat | None:
        """Return who sits behind a session's token, None when it ended or the account was closed."""
        now = self._clock.now()
        token_hash = _hash(token)
        with self._store.reading() as tx:
            found = tx.people.find_session(token_hash, now)
        if found is None:
            return None
        session, account = found
        if now - session.used_at > _USE_NOTED_EVERY:
            self._note_use(token_hash, now, bool(session.facts.get("program")))
        return Seat(account, token_hash, str(session.facts["csrf"]), dict(session.facts))

    def remember(self, seat: Seat, **facts: Any) -> None:
        """Keep facts with a session."""
        with self._store.transaction() as tx:
            tx.people.use_session(seat.token_hash, self._clock.now(), facts={**seat.facts, **facts})

    def sign_out(self, seat: Seat, *, everywhere: bool = False) -> None:
        """End this session, or all of the account's."""
        now = self._clock.now()
        with self._store.transaction() as tx:
            if everywhere:
                tx.people.close_sessions(seat.account.id)
            else:
                tx.people.close_session(seat.token_hash)
            tx.audit.add(now, seat.account.username, "sign_out", f"account/{seat.account.id}", everywhere=everywhere)

    def change_roles(self, account_id: int, roles: Sequence[str], by: Reviewer) -> AccountRow:
        """Give an account other roles; none closes it and ends its sessions. Raises NotAllowed, NotFound."""
        require(by.roles, "manage_accounts")
        now = self._clock.now()
        kept = tuple(role for role in ROLES if role in roles)
        with self._store.transaction() as tx:
            before = tx.people.get(account_id)
            if before.username == by.name and "admin" not in kept:
                raise NotAllowed("another admin has to take that role from you")
            after = tx.people.change(account_id, roles=kept, active=bool(kept))
            if not kept:
                tx.people.close_sessions(account_id)
            changed = {"before": ",".join(before.roles), "after": ",".join(kept)}
            tx.audit.add(now, by.name, "change_roles", f"account/{account_id}", **changed)
        return after

    def change_password(self, seat: Seat, old: str, new: str) -> None:
        """Change one's own password and end all sessions; raises NotAllowed, ValueError."""
        if not self._fits(seat.account.password_hash or self._nobody, old):
            raise NotAllowed("the old password is wrong")
        self._check_password(new)
        with self._store.transaction() as tx:
            tx.people.change(seat.account.id, password_hash=self._hasher.hash(new))
            tx.people.close_sessions(seat.account.id)
            subject = f"account/{seat.account.id}"
            tx.audit.add(self._clock.now(), seat.account.username, "change_password", subject)

    def change_preferences(self, seat: Seat, **preferences: Any) -> AccountRow:
        """Keep one's own preferences."""
        with self._store.transaction() as tx:
            return tx.people.change(seat.account.id, preferences={**seat.account.preferences, **preferences})

    def _make_link(self, roles: Sequence[str], by: str) -> str:
        token = secrets.token_urlsafe(24)
        now = self._clock.now()
        with self._store.transaction() as tx:
            tx.people.add_link(_hash(token), "account", now + _LINK, {"roles": list(roles), "by": by})
            tx.audit.add(now, by, "make_link", "account", roles=",".join(roles))
        return token

    def _note_use(self, token_hash: str, now: datetime, program: bool) -> None:
        with self._store.transaction() as tx:
            more = {} if program else {"expires_at": now + _SESSION}
            tx.people.use_session(token_hash, now, **more)

    def _fits(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False

    @staticmethod
    def _check_password(password: str) -> None:
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD or len(set(password)) < 5:
            raise ValueError("choose a password of 12 characters or more, not all the same")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
