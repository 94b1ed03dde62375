"""modbot's forum room, connected to a sandbox without a socket."""

from typing import Any

import requests

from modbot.forum.discourse import Access, Discourse, Habits, connect
from modbot.forum.paging import Manner
from modbot.records import Action, ActionKind
from modbot.sandbox.nouns import Era, Post, Traits
from modbot.sandbox.posting import Draft, publish
from modbot.sandbox.server import ACT_KEY, BOT, READ_KEY, Sandbox, build_sandbox
from tests.fakes import FakeClock
from tests.sandbox.doors import BASE, AppDoor

SECRET = "my_lovely_secret_for_web_hook"


class Visitors:
    """A sandbox and modbot beside it, sharing a clock."""

    def __init__(self, traits: Traits | None = None, *, manner: Manner | None = None, **habits: Any) -> None:
        self.clock = FakeClock()
        self.sandbox: Sandbox = build_sandbox(traits or Traits(), self.clock)
        self.world = self.sandbox.world
        self.bo = self.world.add_user("bo", trust_level=0)
        self.cleo = self.world.add_user("cleo", trust_level=2)
        self.session = requests.Session()
        self.door = AppDoor(self.sandbox.app)
        self.session.mount("http://", self.door)
        access = Access(BASE, BOT, READ_KEY, ACT_KEY, SECRET)
        rules = Habits(**{"calls_per_minute": 100_000, "manner": manner or Manner(), **habits})
        self.forum: Discourse = connect(access, rules, self.clock, self.session)
        self.reader = self.forum.reader
        assert self.forum.actor is not None
        self.actor = self.forum.actor

    def say(self, raw: str, topic_id: int | None = None, **draft: Any) -> Post:
        """Bo opens a topic or replies."""
        title = {} if topic_id else {"title": "Calls drop"}
        return publish(self.world, self.bo, Draft(raw, topic_id=topic_id, **{**title, **draft}))

    def read_everything(self, cursor: str = "") -> tuple[dict[int | str, str], str]:
        """Read slices until the walk is over; returns raw texts by id and the cursor."""
        found: dict[int | str, str] = {}
        while True:
            page = self.reader.posts_after(cursor)
            found.update({post.id: post.raw for post in page.items})
            cursor = page.next_cursor
            if page.is_last:
                return found, cursor


def an_action(kind: ActionKind, target: str = "1", decision_id: int | None = 5, **details: str) -> Action:
    """Something a moderator decided."""
    return Action(
        id=31, flag_id=12, decision_id=decision_id, kind=kind, target=target, reason="FT-4.1e", details=details
    )


ERAS: tuple[Era, ...] = ("A", "B", "C", "D")
