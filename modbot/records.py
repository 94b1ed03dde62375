"""The nouns of the house: small frozen records that travel from room to room.

Times are aware UTC and end in ``_at``; ids end in ``_id``. "Category" always means a policy category;
the forum's own category is called ``section``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

Attribution = Literal["own", "quoted", "code", "log", "reported"]
Owner = Literal["author", "other", "public", "unknown"]
Audience = Literal["public", "private"]
Severity = Literal["P1", "P2", "P3", "P4"]
Verdict = Literal["violation", "no_violation", "escalate"]
SignalStatus = Literal["live", "shadow", "hint"]
FlagState = Literal["open", "decided", "supplied", "expired"]
ActionKind = Literal[
    "hide",
    "restore",
    "delete",
    "edit",
    "reply",
    "warn",
    "move",
    "silence",
    "suspend",
    "send_to_review",
    "tell_staff",
]
ActionState = Literal["pending", "done", "failed", "rehearsed", "cancelled"]

LANGUAGES = ("en", "de", "it", "fr", "ru", "el", "pt", "es")
CATEGORIES = (
    "abuse",
    "spam",
    "personal_data",
    "confidential",
    "vendor_complaint",
    "copyright",
    "unlawful",
    "removal_request",
    "missing_prerequisites",
    "out_of_scope",
    "wrong_category",
    "support_abuse",
    "attention",
)
NOT_SCANNED = "not_scanned"  # the category of the card that stands for a post no detector could examine


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a post, as the forum's metadata says it; never as the text claims it."""

    username: str = ""
    id: int | None = None
    trust_level: int | None = None
    joined_at: datetime | None = None
    post_count: int | None = None
    groups: tuple[str, ...] = ()
    is_staff: bool = False


@dataclass(frozen=True, slots=True)
class QuotablePost:
    """A post that a quote may be verified against: its place in the forum and its raw text."""

    username: str
    raw: str
    topic_id: int | None = None
    post_number: int | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One version of one forum post; ``(id, sha256(raw))`` is its content key."""

    id: int | str
    raw: str
    author: Author = field(default_factory=Author)
    title: str = ""
    topic_id: int | None = None
    post_number: int | None = None
    version: int = 1
    section: str = ""
    tags: tuple[str, ...] = ()
    audience: Audience = "public"
    language: str = ""
    url: str = ""
    posted_at: datetime | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a post: posts its quotes may come from, and recent posts (its author's, and look-alikes)."""

    quotable: tuple[QuotablePost, ...] = ()
    recent: tuple[Post, ...] = ()


class Span(NamedTuple):
    """A half-open stretch of ``Post.raw`` in code points (or of ``Post.title`` when ``field`` says so)."""

    start: int
    end: int
    type: str
    attribution: Attribution = "own"
    owner: Owner = "unknown"
    confidence: float = 1.0
    field: Literal["raw", "title"] = "raw"


@dataclass(frozen=True, slots=True)
class Signal:
    """One detector's claim about one post.

    ``source`` names rule or model ("rules/conduct/insult-en", "models/abuse"); ``label`` is the
    sub-category ("abuse.insult"); ``reason`` never quotes the post: spans point, ``mask`` shows.
    A ``shadow`` signal is stored and counted but makes no flag; a ``hint`` is never a violation or strike. ``version``
    names the content of the rule or model; the same claim of another version is the same claim.
    """

    source: str
    category: str
    label: str
    clauses: tuple[str, ...]
    score: float
    spans: tuple[Span, ...] = ()
    reason: str = ""
    status: SignalStatus = "live"
    severity: Severity | None = None
    version: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """All signals of one category on one post, weighed: what a flag is made of."""

    category: str
    label: str
    clauses: tuple[str, ...]
    score: float
    severity: Severity
    status: SignalStatus
    signals: tuple[Signal, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """Evidence of all signals, each place once, in reading order."""
        unique = {(s.field, s.start, s.end, s.type): s for signal in self.signals for s in signal.spans}
        return tuple(unique[key] for key in sorted(unique))


@dataclass(frozen=True, slots=True)
class Flag:
    """One open or decided case: a post's findings of one category, waiting for people."""

    id: int
    post_id: str
    content_key: str
    finding: Finding
    state: FlagState
    opened_at: datetime
    due_at: datetime | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Action:
    """One change of the forum that a decision (or a holding policy) asks for."""

    id: int
    flag_id: int
    decision_id: int | None
    kind: ActionKind
    target: str
    reason: str
    details: Mapping[str, str] = field(default_factory=dict)
    state: ActionState = "pending"
    attempts: int = 0
    next_try_at: datetime | None = None
    last_error: str = ""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to what, when. Ids only, never text, so forgetting never touches it."""

    id: int
    at: datetime
    actor: str
    verb: str
    subject: str
    detail: Mapping[str, str]
    previous_hash: str
    hash: str
