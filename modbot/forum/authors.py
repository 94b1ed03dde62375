"""What posts do not tell about their authors: since when, how many posts, which groups. Looked up a few at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from modbot.clock import Clock
from modbot.errors import ForumBusy, ForumError
from modbot.forum.client import ForumClient
from modbot.forum.discourse_json import list_objects, read_number, read_text, read_time
from modbot.records import Author, Post

FRESH = timedelta(hours=24)
KEPT = 5000
LOOKUPS = 10


@dataclass(frozen=True, slots=True)
class _Entry:
    read_at: datetime
    joined_at: datetime | None = None
    post_count: int | None = None
    groups: tuple[str, ...] = ()


class AuthorBook:
    """Remembers authors for a day. Stale knowledge is better than none, and none is better than waiting."""

    def __init__(self, client: ForumClient, clock: Clock, lookups: int = LOOKUPS) -> None:
        self._client = client
        self._clock = clock
        self._lookups = lookups
        self._known: OrderedDict[str, _Entry] = OrderedDict()

    def describe(self, posts: Iterable[Post]) -> list[Post]:
        """Return the posts with what is known of their authors; asks the forum about at most ten new ones."""
        left, described = self._lookups, []
        for post in posts:
            author = post.author
            if author.username and not author.is_staff:
                if left > 0 and not self._is_fresh(author.username):
                    left = left - 1 if self._look_up(author.username) else 0
                author = self._fill_in(author)
            described.append(post if author is post.author else replace(post, author=author))
        return described

    def _is_fresh(self, username: str) -> bool:
        entry = self._known.get(username.lower())
        return entry is not None and self._clock.now() - entry.read_at < FRESH

    def _look_up(self, username: str) -> bool:
        """Ask about an author; False when the forum has no time for such questions now."""
        try:
            data = self._client.get_if_there(f"/u/{username}.json")
        except ForumBusy:
            return False
        except ForumError:
            data = None
        self._known[username.lower()] = _read_entry(data, self._clock.now())
        self._known.move_to_end(username.lower())
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return True

    def _fill_in(self, author: Author) -> Author:
        entry = self._known.get(author.username.lower())
        if entry is None:
            return author
        groups = tuple(dict.fromkeys((*author.groups, *entry.groups)))
        return replace(author, joined_at=entry.joined_at, post_count=entry.post_count, groups=groups)


def _read_entry(data: Any, at: datetime) -> _Entry:
    user = data.get("user") if isinstance(data, dict) else None
    if not isinstance(user, dict):
        return _Entry(at)
    groups = (read_text(group.get("name")) for group in list_objects(user, "groups") if not group.get("automatic"))
    names = tuple(name for name in groups if name)
    return _Entry(at, read_time(user.get("created_at")), read_number(user.get("post_count")), names)
