"""What the store hands out: one frozen record per row, columns by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row

from modbot.records import (
    ActionKind,
    ActionState,
    Audience,
    FlagState,
    Post,
    Severity,
    Signal,
    SignalStatus,
    Verdict,
)

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class PostRow:
    """One stored version of a post, with the state of its check."""

    id: int
    post: Post
    post_id: str
    content_key: str
    latest: bool
    first_seen_at: datetime
    checked_at: datetime | None
    attempts: int
    next_try_at: datetime
    claimed_by: str | None
    claimed_until: datetime | None
    incomplete: tuple[str, ...]
    parked_at: datetime | None
    gone_at: datetime | None
    forgotten_at: datetime | None


@dataclass(frozen=True, slots=True)
class SignalRow:
    """A stored signal: which version of the post it speaks of, and which flag it stands behind."""

    id: int
    post_row: int
    post_id: str
    flag_id: int | None
    signal: Signal
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag as the queue sees it."""

    id: int
    case_id: int
    leads: bool
    post_id: str
    post_row: int
    content_key: str
    category: str
    label: str
    clauses: tuple[str, ...]
    score: float
    severity: Severity
    status: SignalStatus
    state: FlagState
    verdict: Verdict | None
    version: int
    author_id: int | None
    author_key: str
    author_name: str
    section: str
    language: str
    audience: Audience
    partner: str
    partner_rank: int
    terms_version: str
    terms_hash: str
    opened_at: datetime
    changed_at: datetime
    decided_at: datetime | None
    due_tto_at: datetime | None
    taken_at: datetime | None
    due_tto_met: bool | None
    due_at: datetime | None
    due_met: bool | None
    sort_at: datetime
    risk_at: datetime
    paused_at: datetime | None
    paused_seconds: int
    claimed_by: str | None
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision, what it judged, the flag as it was before, and whether it was taken back."""

    id: int
    flag_id: int
    verdict: Verdict
    clauses: tuple[str, ...]
    moderator: str
    via: str
    reason: str
    decided_at: datetime
    content_key: str
    before: Mapping[str, Any]
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action with the state of its carrying out."""

    id: int
    flag_id: int
    decision_id: int | None
    undoes_id: int | None
    key: str
    kind: ActionKind
    target: str
    reason: str
    details: Mapping[str, str]
    state: ActionState
    attempts: int
    next_try_at: datetime | None
    last_error: str
    claimed_by: str | None
    claimed_until: datetime | None
    category: str
    author_key: str
    source: str
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """A webhook's wake-up call."""

    id: int
    event_id: str
    kind: str
    object_id: str
    received_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who may sign in."""

    id: int
    username: str
    name: str
    forum_id: int | None
    password_hash: str | None
    roles: tuple[str, ...]
    active: bool
    preferences: Mapping[str, Any]
    created_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser; only the hash of its token is kept."""

    token_hash: str
    account_id: int
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What staff wrote about a subject ("author/42", "flag/7")."""

    id: int
    subject: str
    writer: str
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class SettingRow:
    """A setting changed while running: its value, how often it changed, who did it last."""

    name: str
    value: Any
    version: int
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class HeartbeatRow:
    """When a duty last ran in a worker, and how it ended."""

    duty: str
    worker: str
    started_at: datetime
    finished_at: datetime | None
    failures: int
    last_error: str
    done: int


def read_row(kind: type[RowT], row: Row[Any]) -> RowT:
    """Return ``row`` as the record ``kind``: columns by name, JSON lists as tuples."""
    columns = row._mapping
    return kind(
        **{
            field.name: tuple(value) if isinstance(value := columns[field.name], list) else value
            for field in fields(kind)  # type: ignore[arg-type]
        }
    )
