"""What a forum is made of: people, places, posts, flags. Mutable, because a forum changes; the world holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Era = Literal["A", "B", "C", "D"]
ActionIdStyle = Literal["plain", "prefixed"]
TagStyle = Literal["strings", "objects"]
Claiming = Literal["disabled", "optional", "required"]

REGULAR, MODERATOR_ACTION, SMALL_ACTION, WHISPER = 1, 2, 3, 4
HIDDEN_BY_FLAGS, HIDDEN_AGAIN = 1, 2
LIKE, OFF_TOPIC, INAPPROPRIATE, NOTIFY_USER, NOTIFY_MODERATORS, SPAM, ILLEGAL = 2, 3, 4, 6, 7, 8, 10
PENDING, APPROVED, REJECTED, IGNORED, DELETED = 0, 1, 2, 3, 4
SCORE_PENDING, SCORE_AGREED, SCORE_DISAGREED, SCORE_IGNORED = 0, 1, 2, 3
SYSTEM_ID = -1
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Traits:
    """How this forum behaves where forums differ by version or by setting.

    ``era`` is the behaviour of ``/posts.json``: A up to May 2024, B to Feb 2025, C to 2026, D since.
    """

    era: Era = "D"
    action_ids: ActionIdStyle = "prefixed"
    tags: TagStyle = "objects"
    version: str = "2026.2.0"
    claiming: Claiming = "optional"
    hide_threshold: float = 8.33
    grace_seconds: int = 300
    grace_characters: int = 100
    reflag_hours: int = 24
    min_post_length: int = 20
    min_private_length: int = 10
    memo_seconds: int = 120
    approve_until_trust: int | None = None
    allow_flagging_staff: bool = True


@dataclass(slots=True)
class User:
    """A member; ids below zero are the forum's own voices."""

    id: int
    username: str
    name: str = ""
    trust_level: int = 1
    admin: bool = False
    moderator: bool = False
    groups: set[str] = field(default_factory=set)
    primary_group: str | None = None
    created_at: datetime = BEGINNING
    silenced_till: datetime | None = None
    suspended_till: datetime | None = None
    penalty_reason: str = ""
    warnings: int = 0

    @property
    def staff(self) -> bool:
        """Say whether this is a moderator or an admin."""
        return self.admin or self.moderator


@dataclass(slots=True)
class Group:
    """A named circle of members."""

    id: int
    name: str
    full_name: str = ""
    automatic: bool = False


@dataclass(slots=True)
class Category:
    """A section of the forum; ``groups`` empty means everybody may read it."""

    id: int
    name: str
    slug: str
    groups: frozenset[str] = frozenset()

    @property
    def read_restricted(self) -> bool:
        """Say whether only some groups may read here."""
        return bool(self.groups)


@dataclass(slots=True)
class Topic:
    """A thread, public or a private conversation."""

    id: int
    title: str
    slug: str
    user_id: int
    category_id: int | None
    created_at: datetime
    bumped_at: datetime
    last_posted_at: datetime
    tags: list[str] = field(default_factory=list)
    archetype: Literal["regular", "private_message"] = "regular"
    allowed_users: set[int] = field(default_factory=set)
    allowed_groups: set[str] = field(default_factory=set)
    visible: bool = True
    closed: bool = False
    archived: bool = False
    pinned: bool = False
    deleted_at: datetime | None = None
    highest_post_number: int = 0

    @property
    def private(self) -> bool:
        """Say whether this is a private conversation."""
        return self.archetype == "private_message"


@dataclass(slots=True)
class Revision:
    """The text before an edit."""

    number: int
    raw: str
    user_id: int
    at: datetime
    hidden: bool = False


@dataclass(slots=True)
class PostAction:
    """A flag or a like of one user on one post. Decided flags still count as already performed."""

    post_id: int
    user_id: int
    type_id: int
    created_at: datetime
    message: str = ""
    state: Literal["active", "agreed", "disagreed", "ignored", "trashed"] = "active"


@dataclass(slots=True)
class Post:
    """One post. ``committed`` is False while its id is taken but its transaction still runs."""

    id: int
    topic_id: int
    post_number: int
    user_id: int
    raw: str
    created_at: datetime
    updated_at: datetime
    post_type: int = REGULAR
    version: int = 1
    reply_to: int | None = None
    hidden: bool = False
    hidden_reason_id: int | None = None
    deleted_at: datetime | None = None
    deleted_by_id: int | None = None
    user_deleted: bool = False
    edit_reason: str | None = None
    notice: str | None = None
    committed: bool = True
    last_editor_id: int | None = None
    revised_at: datetime | None = None
    revisions: list[Revision] = field(default_factory=list)
    actions: list[PostAction] = field(default_factory=list)


@dataclass(slots=True)
class Score:
    """One person's report inside a review item."""

    id: int
    user_id: int
    type_id: int
    score: float
    created_at: datetime
    status: int = SCORE_PENDING
    reason: str | None = None
    reviewed_by_id: int | None = None
    reviewed_at: datetime | None = None


@dataclass(slots=True)
class Reviewable:
    """One item of the review queue: a flagged post, or a post that waits for approval."""

    id: int
    type: Literal["ReviewableFlaggedPost", "ReviewableQueuedPost"]
    created_by_id: int
    target_created_by_id: int
    created_at: datetime
    topic_id: int | None = None
    category_id: int | None = None
    post_id: int | None = None
    status: int = PENDING
    version: int = 0
    claimed_by_id: int | None = None
    scores: list[Score] = field(default_factory=list)
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the forum's API: whose it is (None: of any user named in the header) and whether it may only read."""

    username: str | None
    read_only: bool = False
