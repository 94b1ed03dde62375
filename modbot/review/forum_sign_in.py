"""Signing in with the forum: Discourse as DiscourseConnect provider, for staff groups only.

The forum answers with a payload signed by a shared secret. The nonce works once and belongs to the browser that asked.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

from modbot.errors import BadSignature, NotAllowed
from modbot.review.desk import Desk
from modbot.review.roles import ROLES
from modbot.store.rows import AccountRow

_ASKED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class ForumDoor:
    """Where to ask, the secret shared with the forum, and which forum group brings which roles.

    The group names "admins" and "moderators" stand for the forum's own two staff marks, whatever groups it lists.
    """

    forum_url: str
    secret: str
    roles_by_group: Mapping[str, tuple[str, ...]]


class ForumSignIn:
    """Sends people to the forum and lets its staff in when they come back."""

    def __init__(self, desk: Desk, door: ForumDoor) -> None:
        self._store = desk.store
        self._clock = desk.clock
        self._door = door

    def ask(self, return_url: str) -> tuple[str, str]:
        """Return the address to send the browser to, and the nonce to leave with it (a cookie)."""
        nonce = secrets.token_urlsafe(24)
        now = self._clock.now()
        with self._store.transaction() as tx:
            tx.people.add_link(_hash(nonce), "forum", now + _ASKED_FOR, {})
        payload = base64.b64encode(urlencode({"nonce": nonce, "return_sso_url": return_url}).encode()).decode()
        query = urlencode({"sso": payload, "sig": self._sign(payload)})
        return f"{self._door.forum_url.rstrip('/')}/session/sso_provider?{query}", nonce

    def answer(self, payload: str, signature: str, nonce: str) -> AccountRow:
        """Return the account of the member who came back; raises BadSignature, or NotAllowed for who is not staff."""
        if not hmac.compare_digest(self._sign(payload).encode(), signature.encode("utf-8", "replace")):
            raise BadSignature("the forum's answer is not signed with the agreed secret")
        facts = _read_payload(payload)
        now = self._clock.now()
        with self._store.transaction() as tx:
            used = tx.people.use_link(_hash(nonce), "forum", now)
            if used is None or not hmac.compare_digest(facts.get("nonce", "").encode(), nonce.encode()):
                raise NotAllowed("this sign-in is too old or came from another window; try again")
            roles = self._roles(facts)
            if not roles:
                raise NotAllowed("only staff of the forum may sign in here")
            member = int(facts["external_id"])
            username = facts["username"]
            account = tx.people.find_forum_member(member)
            if account is None:
                account = tx.people.add(username, roles, now, name=facts.get("name", ""), forum_id=member)
            elif not account.active:
                raise NotAllowed("this account was closed")
            else:
                account = tx.people.change(account.id, roles=roles, name=facts.get("name") or account.name)
            tx.audit.add(now, account.username, "sign_in", f"account/{account.id}", via="forum")
        return account

    def _roles(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        groups = set(facts.get("groups", "").split(",")) - {"admins", "moderators"}
        groups |= {"admins"} if facts.get("admin") == "true" else set()
        groups |= {"moderators"} if facts.get("moderator") == "true" else set()
        granted = {role for group in groups for role in self._door.roles_by_group.get(group, ())}
        return tuple(role for role in ROLES if role in granted)

    def _sign(self, payload: str) -> str:
        return hmac.new(self._door.secret.encode(), payload.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _read_payload(payload: str) -> dict[str, str]:
    try:
        text = base64.b64decode(payload, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise BadSignature("the forum's answer cannot be read") from error
    facts = {name: values[-1] for name, values in parse_qs(text).items()}
    if not facts.get("external_id", "").isdecimal() or not facts.get("username"):
        raise BadSignature("the forum's answer names nobody")
    return facts


def _hash(nonce: str) -> str:
    return hashlib.sha256(nonce.encode("utf-8", "replace")).hexdigest()
