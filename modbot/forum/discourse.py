"""A Discourse forum, put together: one line, one budget, a reader and, where a key is given, an actor."""

from __future__ import annotations

from dataclasses import dataclass, field

import requests

from modbot.clock import Clock
from modbot.forum.actor import DiscourseActor
from modbot.forum.authors import AuthorBook
from modbot.forum.budget import Budget
from modbot.forum.client import ForumClient, Line
from modbot.forum.letters import Letters
from modbot.forum.native_flags import Mode, NativeFlags
from modbot.forum.paging import Manner
from modbot.forum.reader import DiscourseReader, ReadingRules
from modbot.forum.site import Site


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach a forum. Without ``actor_key`` nothing can be changed there."""

    url: str
    username: str
    reader_key: str
    actor_key: str = ""
    webhook_secret: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How modbot behaves at the forum: calls a minute, private messages, native flags, and how it walks."""

    calls_per_minute: float = 30
    private_messages: bool = False
    native_flags: Mode = "off"
    manner: Manner = field(default_factory=Manner)
    timeout: tuple[float, float] = (5.0, 30.0)
    patience: float = 1.0


@dataclass(frozen=True, slots=True)
class Discourse:
    """Both sides of a forum. ``actor`` is None where no key for acting was given."""

    reader: DiscourseReader
    actor: DiscourseActor | None
    client: ForumClient
    budget: Budget


def connect(access: Access, habits: Habits, clock: Clock, session: requests.Session | None = None) -> Discourse:
    """Return the forum behind ``access``; nothing is called yet."""
    budget = Budget(habits.calls_per_minute, clock, habits.patience)
    line = Line(session or requests.Session(), budget, clock, habits.timeout)
    client = ForumClient(access.url, access.username, access.reader_key, line, "read")
    sweeper = ForumClient(access.url, access.username, access.reader_key, line, "sweep")
    site = Site(client, clock)
    rules = ReadingRules(access.username, habits.private_messages, access.webhook_secret, habits.manner)
    reader = DiscourseReader(client, sweeper, site, AuthorBook(client, clock), rules)
    if not access.actor_key:
        return Discourse(reader, None, client, budget)
    acting = ForumClient(access.url, access.username, access.actor_key, line, "act")
    acting_site = Site(acting, clock)
    flags = NativeFlags(acting, acting_site, habits.native_flags)
    actor = DiscourseActor(acting, flags, Letters(acting, access.username), clock)
    return Discourse(reader, actor, client, budget)
