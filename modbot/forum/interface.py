"""What modbot needs of a forum: reading, and (handed to the enforce room only) acting.

What an action's ``target`` and ``details`` mean to every ForumActor:

==============  ====================  ==========================================================================
kind            target                details (all optional unless said otherwise)
==============  ====================  ==========================================================================
hide            post id               message
restore         post id               (shows a hidden post again, brings a deleted one back)
delete          post id               (a topic's first post takes its topic with it)
edit            post id               raw (required), seen_sha256 (text the decision was made on), edit_reason,
                                      hide_revision = true (the text before is hidden in the post's history)
reply           post id               raw (required), whisper = true
warn            post id or user:name  raw (required), title, official = true
move            post id               section_id, tags (commas), title: at least one of them
silence         post id or user:name  until (ISO 8601), message
suspend         post id or user:name  until (ISO 8601, required), message
send_to_review  post id               category (policy category), message
tell_staff      post id               raw (required), title, to (group, default moderators)
==============  ====================  ==========================================================================

A post may be written ``812``, ``post:812`` or ``post/812``, a member ``user:ann``, ``user/ann`` or ``author/ann``; the
detail ``post_id`` names the post that a penalty is about. ``Action.reason`` goes to staff logs: it never quotes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from modbot.records import Action, Post

ItemT_co = TypeVar("ItemT_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT_co]):
    """Some items and the cursor to ask with next time; ``is_last`` is False while more waits right now."""

    items: tuple[ItemT_co, ...]
    next_cursor: str
    is_last: bool = True


@dataclass(frozen=True, slots=True)
class ForumReview:
    """One row of the forum's own review queue: one person's report and what staff made of it.

    ``outcome`` is the status of that row, not of the item: pending, agreed, disagreed, ignored, expired. Expired means
    that the forum itself put the item away after some weeks: no person judged it. ``kind`` is the flag type's name
    (spam, inappropriate, off_topic, illegal, notify_moderators) or ``queued_post``; ``is_own`` marks modbot's own flag.
    """

    review_id: int
    score_id: int
    post_id: str
    kind: str
    outcome: str
    reported_by: str
    decided_by: str
    at: datetime | None
    version: int
    reason: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class ForumEvent:
    """A verified webhook: what kind of thing changed and its id. The thing itself is read again by API.

    ``kind`` is post, topic, reviewable, user or group_user. The same event may come twice, late, or under another id.
    """

    kind: str
    object_id: str
    event_id: str


class ForumReader(Protocol):
    """The forum's read side."""

    def posts_after(self, cursor: str) -> Page[Post]:
        """Return a slice of the posts newer than ``cursor`` plus some known ones; raises ForumError.

        The cursor is opaque and "" at first. Store it together with the posts: what it passed is never given again.
        """
        ...

    def changed_posts(self, since: datetime, cursor: str = "") -> Page[Post]:
        """Return a slice of the posts of topics active since then: edits and late posts (the nightly sweep)."""
        ...

    def read_post(self, post_id: str) -> Post | None:
        """Return the post as it stands now, or None when it is gone."""
        ...

    def read_first_post(self, topic_id: str) -> Post | None:
        """Return a topic's first post as it stands now, with the topic's title; None when it is gone."""
        ...

    def reviews_after(self, cursor: str) -> Page[ForumReview]:
        """Return review rows that are new or changed since ``cursor`` ("" at first); raises ForumError."""
        ...

    def read_event(self, headers: Mapping[str, str], body: bytes) -> ForumEvent | None:
        """Return what a webhook announces, None for pings; raises BadSignature."""
        ...


class ForumActor(Protocol):
    """The forum's write side."""

    def perform(self, action: Action) -> None:
        """Carry out ``action``; doing it twice is the same as once. Raises ForumError(permanent=…)."""
        ...
