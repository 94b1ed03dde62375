"""Looks a forum over, reading only: what it is, what the keys may do, and where it differs from what modbot expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import requests

from modbot.clock import Clock
from modbot.errors import ForumBusy, ForumError
from modbot.forum.budget import Budget
from modbot.forum.client import ForumClient, Line
from modbot.forum.discourse import Access, Habits
from modbot.forum.discourse_json import list_objects, read_number, read_site, read_text
from modbot.forum.era import DESCRIPTIONS, expect_era, guess_era, read_version

State = Literal["ok", "note", "warning", "failure", "unknown"]
WORST_FIRST: tuple[State, ...] = ("failure", "warning", "unknown", "note", "ok")
SKEW_ALLOWED = 30.0
OLDEST_VERSION = (3, 0)
SAFE_CALLS = 30
SECRET_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and what to do about it when it is not as expected."""

    name: str
    state: State
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything the doctor saw. ``state`` is the worst finding's."""

    url: str
    version: str
    era: str
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """Return the state of the worst finding."""
        return min((finding.state for finding in self.findings), key=WORST_FIRST.index, default="ok")


class Doctor:
    """Examines one forum with the keys modbot was given. Every call is a GET."""

    def __init__(self, access: Access, habits: Habits, clock: Clock, session: requests.Session | None = None) -> None:
        self._access = access
        self._habits = habits
        self._clock = clock
        line = Line(session or requests.Session(), Budget(habits.calls_per_minute, clock), clock, habits.timeout)
        self._line = line
        self._reader = ForumClient(access.url, access.username, access.reader_key, line)
        self._actor = ForumClient(access.url, access.username, access.actor_key, line) if access.actor_key else None

    def examine(self) -> Diagnosis:
        """Return the diagnosis; a forum that does not answer is a finding, not an error."""
        findings = [*self._check_settings()]
        try:
            about = self._reader.get("/about.json")
        except ForumError as error:
            findings.append(self._explain_silence(error))
            return Diagnosis(self._access.url, "", "", tuple(findings))
        inner = about.get("about") if isinstance(about, dict) else None
        version = read_text(inner.get("version")) if isinstance(inner, dict) else ""
        findings.append(_check_version(version))
        era = ""
        for step in (self._check_clock, self._check_reader, self._check_actor, self._check_site, self._check_review):
            findings += self._guard(step.__name__, step)
        try:
            era, finding = self._find_era(version)
            findings.append(finding)
        except ForumError as error:
            findings.append(Finding("newest posts", "failure", str(error), "give the reader key the scope global:read"))
        return Diagnosis(self._access.url, version, era, tuple(findings))

    def _guard(self, name: str, step: Any) -> list[Finding]:
        try:
            return list(step())
        except ForumBusy as busy:
            remedy = f"run this again in {busy.wait_seconds:.0f} seconds"
            return [Finding(name.removeprefix("_check_"), "unknown", "the forum asks to wait", remedy)]
        except ForumError as error:
            return [Finding(name.removeprefix("_check_"), "unknown", str(error), "see the answer above")]

    def _check_settings(self) -> Iterator[Finding]:
        parts = urlsplit(self._access.url)
        local = parts.hostname in {"127.0.0.1", "localhost", "::1"}
        if parts.scheme != "https" and not local:
            yield Finding("address", "warning", "keys travel unencrypted", "use the forum's https:// address")
        calls = self._habits.calls_per_minute
        if calls > SAFE_CALLS and not local:
            remedy = "forums allow 60 a minute to all integrations together: set requests_per_minute to 30"
            yield Finding("calls a minute", "warning", f"{calls:g}", remedy)
        secret = self._access.webhook_secret
        if secret and len(secret) < SECRET_LENGTH:
            yield Finding(
                "webhook secret", "warning", "shorter than 12 characters", "choose a longer one on both sides"
            )

    def _explain_silence(self, error: ForumError) -> Finding:
        if error.status in {401, 403, 404}:
            remedy = "check the reader key, its user name, and that the key's user is neither suspended nor inactive"
        elif isinstance(error, ForumBusy):
            remedy = f"the forum is busy or read-only; try again in {error.wait_seconds:.0f} seconds"
        elif error.status is not None and 300 <= error.status < 400:
            remedy = "the address redirects: use the final one, with https:// and without a path"
        else:
            remedy = "check the address, the network between here and the forum, and the forum itself"
        return Finding("forum", "failure", str(error), remedy)

    def _check_clock(self) -> Iterator[Finding]:
        self._line.budget.take()
        try:
            answer = self._line.session.get(self._reader.host + "/about.json", timeout=self._line.timeout)
        except requests.RequestException as error:
            raise ForumError(f"GET /about.json: {type(error).__name__}") from error
        if "X-Sandbox" in answer.headers:
            yield Finding("kind of forum", "note", "this is modbot's own sandbox, not a real forum")
        try:
            theirs = parsedate_to_datetime(answer.headers["Date"])
        except (KeyError, ValueError, TypeError):
            yield Finding("clock", "unknown", "the forum sends no Date header", "compare the clocks yourself")
            return
        theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
        skew = _measure_skew(theirs, self._clock.now())
        state: State = "ok" if abs(skew) <= SKEW_ALLOWED else "warning"
        remedy = "" if state == "ok" else "let both machines synchronise with a time server: due times depend on it"
        yield Finding("clock", state, f"the forum is {skew:+.0f} s from this machine", remedy)

    def _check_reader(self) -> Iterator[Finding]:
        user = _find_user(self._reader)
        name = read_text(user.get("username"))
        if name.lower() != self._access.username.lower():
            remedy = f"make the key for the user “{self._access.username}”, or set forum.api_username"
            yield Finding("reader key", "warning", f"it belongs to “{name}”", remedy)
        if name.lower() == "system":
            remedy = "make a member of its own for modbot: “system” has an admin's power"
            yield Finding("reader key's user", "failure", "it is the forum's own voice", remedy)
        elif user.get("admin") is True:
            remedy = "make the user a moderator only: an admin reads every private message"
            yield Finding("reader key's user", "warning", "it is an admin", remedy)
        elif user.get("moderator") is True:
            yield Finding("reader key's user", "ok", "it is a moderator")
        else:
            remedy = "make the user a moderator, else the review queue and deleted posts stay out of sight"
            yield Finding("reader key's user", "failure", "it is no moderator", remedy)
        if self._habits.private_messages and user.get("admin") is not True:
            found = "only conversations with modbot or its groups will be read"
            yield Finding("private messages", "note", found)

    def _check_actor(self) -> Iterator[Finding]:
        if self._actor is None:
            yield Finding("actor key", "note", "none given: modbot can read and rehearse, not act")
            return
        user = _find_user(self._actor)
        if read_text(user.get("username")).lower() != self._access.username.lower():
            yield Finding("actor key", "warning", "it belongs to another user", "make both keys for the same user")
        data = self._actor.get_if_there(f"/admin/users/{read_number(user.get('id')) or 0}.json")
        if data is None:
            remedy = "a key limited to scopes cannot silence, flag or decide: make a single-user key without scopes"
            yield Finding("actor key", "failure", "it may not see members' moderation pages", remedy)
        else:
            yield Finding("actor key", "ok", "it reaches the moderation pages; whether it may write is not tried")

    def _check_site(self) -> Iterator[Finding]:
        data = self._reader.get("/site.json")
        site = read_site(data)
        names = ", ".join(sorted(site.sections.values())[:30]) or "none"
        remedy = "add modbot's user to the groups of the sections it should read; others are not covered"
        yield Finding("sections", "note" if site.sections else "failure", f"readable: {names}", remedy)
        if "notify_moderators" not in site.flag_types:
            remedy = "enable the flag “something else” or leave native_flags off"
            yield Finding("flag types", "warning", "no flag for moderators is enabled", remedy)
        elif "illegal" not in site.flag_types:
            yield Finding("flag types", "note", "no “illegal” flag: unlawful posts are sent as “something else”")
        latest = self._reader.get("/latest.json")
        tags = [tag for topic in list_objects(latest, "topic_list", "topics") for tag in topic.get("tags") or []]
        if tags:
            style = "objects (2026 and later)" if isinstance(tags[0], Mapping) else "plain words"
            yield Finding("tags", "ok", style)

    def _check_review(self) -> Iterator[Finding]:
        data = self._reader.get_if_there("/review.json", status="pending")
        if data is None:
            remedy = "make modbot's user a moderator, and give the reader key the scope global:read"
            yield Finding("review queue", "failure", "it cannot be read", remedy)
            return
        waiting = len(list(list_objects(data, "reviewables")))
        actions = list(list_objects(data, "actions"))
        style = "" if not actions else "; actions named " + ("anew" if "server_action" in actions[0] else "the old way")
        yield Finding("review queue", "ok", f"readable, {waiting} on the first page{style}")

    def _find_era(self, version: str) -> tuple[str, Finding]:
        first = [
            read_number(item.get("id")) or 0 for item in list_objects(self._reader.get("/posts.json"), "latest_posts")
        ]
        if len(first) < 2:
            found = "too few posts to tell how pages are cut; modbot reads any way"
            return "", Finding("newest posts", "unknown", found)
        before = sorted(first)[-2]
        page = self._reader.get("/posts.json", before=before)
        ids = [read_number(item.get("id")) or 0 for item in list_objects(page, "latest_posts")]
        era, expected = guess_era(before, ids, version), expect_era(version)
        found = f"{DESCRIPTIONS[era]} (era {era})"
        if expected and era != expected:
            return era, Finding("newest posts", "note", f"{found}, unlike what version {version} is known for")
        return era, Finding("newest posts", "ok", found)


def _check_version(version: str) -> Finding:
    number = read_version(version)
    if number is None:
        remedy = "is this a Discourse? check the address"
        return Finding("version", "warning", f"unreadable: “{version[:40]}”", remedy)
    if number < OLDEST_VERSION:
        return Finding("version", "warning", version, "modbot knows Discourse from 3.0 on: update the forum")
    return Finding("version", "ok", version)


def _find_user(client: ForumClient) -> Mapping[str, Any]:
    data = client.get("/session/current.json")
    user = data.get("current_user") if isinstance(data, dict) else None
    return user if isinstance(user, dict) else {}


def _measure_skew(theirs: datetime, ours: datetime) -> float:
    return (theirs - ours).total_seconds()
