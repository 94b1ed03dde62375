"""Stand-ins that a test hands in: a clock that is told the time, a forum in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from modbot.forum.interface import ForumEvent, ForumReview, Page
from modbot.records import Action, Post
from tests.builders import MONDAY


class FakeClock:
    """Stands still until told to move; sleeping moves it."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self._now = now
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.move(seconds=seconds)

    def move(self, **by: float) -> datetime:
        self._now += timedelta(**by)
        return self._now


@dataclass
class FakeForum:
    """A forum in memory, reader and actor in one. ``trouble`` holds errors to raise, one per call of perform."""

    posts: list[Post] = field(default_factory=list)
    reviews: list[ForumReview] = field(default_factory=list)
    performed: list[Action] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)
    page_size: int = 50

    def write(self, post: Post) -> None:
        """Somebody writes or edits a post."""
        self.posts.append(post)

    def edit(self, post_id: int | str, raw: str) -> Post:
        """The author edits their post."""
        before = next(post for post in reversed(self.posts) if post.id == post_id)
        after = replace(before, raw=raw, version=before.version + 1)
        self.posts.append(after)
        return after

    def posts_after(self, cursor: str) -> Page[Post]:
        start = int(cursor or 0)
        items = tuple(self.posts[max(start - 2, 0) : start + self.page_size])
        return Page(items, str(min(start + self.page_size, len(self.posts))))

    def changed_posts(self, since: datetime, cursor: str = "") -> Page[Post]:
        newest = {post.id: post for post in self.posts}
        return Page(tuple(post for post in newest.values() if post.posted_at is None or post.posted_at >= since), "")

    def read_post(self, post_id: str) -> Post | None:
        return next((post for post in reversed(self.posts) if str(post.id) == post_id), None)

    def read_first_post(self, topic_id: str) -> Post | None:
        return next((p for p in reversed(self.posts) if str(p.topic_id) == topic_id and p.post_number == 1), None)

    def reviews_after(self, cursor: str) -> Page[ForumReview]:
        start = int(cursor or 0)
        return Page(tuple(self.reviews[start:]), str(len(self.reviews)))

    def read_event(self, headers: Mapping[str, str], body: bytes) -> ForumEvent | None:
        kind, _, object_id = body.decode().partition(" ")
        return ForumEvent(kind, object_id, headers["event-id"]) if kind != "ping" else None

    def perform(self, action: Action) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        if all(done.id != action.id for done in self.performed):
            self.performed.append(action)
