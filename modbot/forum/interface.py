"""What modbot needs of a forum: reading, and (handed to the enforce room only) acting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from modbot.records import Action, Post

ItemT_co = TypeVar("ItemT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT_co]):
    """Some items and the cursor to ask with next time."""

    items: tuple[ItemT_co, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class ForumReview:
    """An entry of the forum's own review queue: a member's report, or a staff verdict about a flag.

    ``outcome`` is the status of the score row, not of the item: pending, agreed, disagreed, ignored, expired.
    """

    review_id: int
    post_id: str
    kind: str
    outcome: str
    reported_by: str
    decided_by: str
    at: datetime | None
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ForumEvent:
    """A verified webhook: what kind of thing changed and its id. The thing itself is read again by API."""

    kind: str
    object_id: str
    event_id: str


class ForumReader(Protocol):
    """The forum's read side."""

    def posts_after(self, cursor: str) -> Page[Post]:
        """Return posts newer than ``cursor`` plus a little overlap; raises ForumError."""
        ...

    def changed_posts(self, since: datetime) -> Page[Post]:
        """Return posts of topics active since then: edits and late posts (the nightly sweep)."""
        ...

    def read_post(self, post_id: str) -> Post | None:
        """Return the post as it stands now, or None when it is gone."""
        ...

    def reviews_after(self, cursor: str) -> Page[ForumReview]:
        """Return review entries changed after ``cursor``."""
        ...

    def read_event(self, headers: Mapping[str, str], body: bytes) -> ForumEvent | None:
        """Return what a webhook announces, None for pings; raises BadSignature."""
        ...


class ForumActor(Protocol):
    """The forum's write side."""

    def perform(self, action: Action) -> None:
        """Carry out ``action``; doing it twice is the same as once. Raises ForumError(permanent=…)."""
        ...
