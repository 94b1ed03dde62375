"""The schema. A change here needs a new file in ``migrations/``; a test compares the two."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from modbot.store.columns import AnyText, JsonText, Moment, RowId

# Conditions of partial indexes, as written text: with values handed over apart, SQLite would not use the index.
IS_LATEST = text("posts.latest")
IS_OPEN = text("flags.state = 'open'")
IS_ON_TOP = text("flags.state = 'open' AND flags.leads")
IS_PENDING = text("actions.state = 'pending'")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _index_where(condition: str, name: str, *columns: str, unique: bool = False) -> Index:
    """Return an index of only those rows that fulfil ``condition``."""
    return Index(name, *columns, unique=unique, sqlite_where=text(condition), postgresql_where=text(condition))


posts = Table(
    "posts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("post_id", String, nullable=False),
    Column("content_key", String(64), nullable=False),  # sha256 of the raw text
    Column("latest", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("topic_id", RowId),
    Column("post_number", Integer),
    Column("author_key", AnyText, nullable=False),  # the user name, casefolded
    Column("author_id", RowId),
    Column("author", JsonText, nullable=False),
    Column("title", AnyText, nullable=False),
    Column("raw", AnyText, nullable=False),
    Column("section", AnyText, nullable=False),
    Column("tags", JsonText, nullable=False),
    Column("audience", String, nullable=False),
    Column("language", String, nullable=False),
    Column("url", AnyText, nullable=False),
    Column("posted_at", Moment),
    Column("edited_at", Moment),
    Column("first_seen_at", Moment, nullable=False),
    Column("checked_at", Moment),  # none: still to be checked
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Moment, nullable=False),
    Column("claimed_by", String),
    Column("claimed_until", Moment),
    Column("incomplete", JsonText, nullable=False),  # names of the detectors that failed
    Column("parked_at", Moment),  # given up after the limit of attempts; a card says so
    Column("gone_at", Moment),  # deleted on the forum
    Column("forgotten_at", Moment),  # the text was removed here
    Column("masked_at", Moment),  # words of a forgotten member were blotted out in the text
    UniqueConstraint("post_id", "content_key"),
    _index_where("latest", "uq_posts_latest", "post_id", unique=True),
    _index_where("checked_at IS NULL AND parked_at IS NULL", "ix_posts_unchecked", "next_try_at", "id"),
    _index_where("parked_at IS NOT NULL", "ix_posts_parked", "parked_at"),
    _index_where("forgotten_at IS NULL", "ix_posts_remembered", "first_seen_at"),
    Index(None, "author_key", "id"),
    Index(None, "author_id"),
    Index(None, "topic_id", "post_number"),
)

cases = Table("cases", metadata, Column("id", RowId, primary_key=True), Column("opened_at", Moment, nullable=False))

_ON_TOP = "state = 'open' AND leads"
_RISK = ("risk_at", "severity", "partner_rank", "sort_at", "id")
flags = Table(
    "flags",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("case_id", RowId, ForeignKey("cases.id"), nullable=False),
    Column("leads", Boolean, nullable=False),  # the one open flag that stands for its case in the queue
    Column("post_id", String, nullable=False),
    Column("post_row", RowId, ForeignKey("posts.id"), nullable=False),  # the version of the newest evidence
    Column("content_key", String(64), nullable=False),
    Column("category", String, nullable=False),
    Column("label", String, nullable=False),
    Column("clauses", JsonText, nullable=False),
    Column("score", Float, nullable=False),
    Column("severity", String(2), nullable=False),
    Column("status", String, nullable=False),
    Column("state", String, nullable=False),
    Column("verdict", String),  # of the latest decision that stands
    Column("version", Integer, nullable=False),  # every change counts up: who decides names the one they saw
    Column("author_id", RowId),
    Column("author_key", AnyText, nullable=False),
    Column("author_name", AnyText, nullable=False),
    Column("section", AnyText, nullable=False),
    Column("language", String, nullable=False),
    Column("audience", String, nullable=False),
    Column("partner", AnyText, nullable=False),
    Column("partner_rank", Integer, nullable=False),  # the lower comes first within a severity
    Column("terms_version", String, nullable=False),
    Column("terms_hash", String, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("due_tto_at", Moment),
    Column("taken_at", Moment),  # first taken up by a person
    Column("due_tto_met", Boolean),
    Column("due_at", Moment),
    Column("due_met", Boolean),
    Column("sort_at", Moment, nullable=False),  # due_at, or the far future
    Column("risk_at", Moment),  # the hour of sort_at: cards due within it are equally at risk
    Column("paused_at", Moment),
    Column("paused_seconds", Integer, nullable=False),
    Column("claimed_by", AnyText),
    Column("claimed_until", Moment),
    _index_where("state = 'open'", "uq_flags_open", "post_id", "category", unique=True),
    _index_where(_ON_TOP, "ix_flags_due", "status", *_RISK),
    _index_where(_ON_TOP, "ix_flags_urgent", "status", "severity", "partner_rank", "sort_at", "id"),
    _index_where(_ON_TOP, "ix_flags_category", "status", "category", *_RISK),
    _index_where(_ON_TOP, "ix_flags_language", "status", "language", *_RISK),
    _index_where(_ON_TOP, "ix_flags_section", "status", "section", *_RISK),
    _index_where("claimed_by IS NOT NULL", "ix_flags_claimed", "claimed_by"),
    Index(None, "case_id"),
    Index(None, "post_id", "category"),
    _index_where(_ON_TOP, "ix_flags_author", "author_key", "status", *_RISK),
    Index(None, "author_key", "id"),
    Index(None, "decided_at"),
    Index(None, "opened_at"),
)

signals = Table(
    "signals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("post_row", RowId, ForeignKey("posts.id"), nullable=False),
    Column("post_id", String, nullable=False),
    Column("flag_id", RowId, ForeignKey("flags.id")),
    Column("source", String, nullable=False),
    Column("version", String, nullable=False, server_default=""),  # of the rule or model, by its content
    Column("category", String, nullable=False),
    Column("label", String, nullable=False),
    Column("clauses", JsonText, nullable=False),
    Column("score", Float, nullable=False),
    Column("spans", JsonText, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("status", String, nullable=False),
    Column("severity", String(2)),
    Column("created_at", Moment, nullable=False),
    Index(None, "post_row"),
    Index(None, "flag_id"),
    Index(None, "source", "id"),
    Index(None, "source", "version", "id"),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("flag_id", RowId, ForeignKey("flags.id"), nullable=False),
    Column("verdict", String, nullable=False),
    Column("clauses", JsonText, nullable=False),
    Column("moderator", AnyText, nullable=False),
    Column("via", String, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("decided_at", Moment, nullable=False),
    Column("content_key", String(64), nullable=False),  # the version that was judged
    Column("before", JsonText, nullable=False),  # the flag's fields before, ids and facts only: what undo returns to
    Index(None, "flag_id", "id"),
    Index(None, "decided_at"),
    Index(None, "moderator", "id"),
)

undos = Table(
    "undos",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("decision_id", RowId, ForeignKey("decisions.id"), nullable=False, unique=True),
    Column("moderator", AnyText, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("undone_at", Moment, nullable=False),
)

actions = Table(
    "actions",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("flag_id", RowId, ForeignKey("flags.id"), nullable=False),
    Column("decision_id", RowId, ForeignKey("decisions.id")),
    Column("undoes_id", RowId, ForeignKey("actions.id")),
    Column("key", String, nullable=False, unique=True),  # the same key is the same action
    Column("kind", String, nullable=False),
    Column("target", String, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("details", JsonText, nullable=False),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Moment),
    Column("last_error", String, nullable=False),
    Column("claimed_by", String),
    Column("claimed_until", Moment),
    Column("category", String, nullable=False),
    Column("author_key", AnyText, nullable=False),
    Column("source", String, nullable=False),  # the strongest signal's: caps are counted per rule
    Column("created_at", Moment, nullable=False),
    Column("done_at", Moment),
    _index_where("state = 'pending'", "ix_actions_pending", "next_try_at", "id"),
    Index(None, "flag_id"),
    Index(None, "decision_id"),
    Index(None, "done_at"),
    Index(None, "author_key", "id"),
    Index(None, "state", "id"),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("flag_id", RowId, ForeignKey("flags.id"), nullable=False),
    Column("decision_id", RowId, ForeignKey("decisions.id"), nullable=False),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("target", String, nullable=False),
    Column("reason", AnyText, nullable=False),
    Column("details", JsonText, nullable=False),
    Column("state", String, nullable=False),
    Column("proposed_by", AnyText, nullable=False),
    Column("proposed_at", Moment, nullable=False),
    Column("answered_by", AnyText),
    Column("answered_at", Moment),
    Index(None, "decision_id"),
    _index_where("state = 'open'", "ix_proposals_open", "id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", AnyText, nullable=False),
    Column("verb", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", JsonText, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index(None, "subject", "id"),
    Index(None, "actor", "id"),
    Index(None, "verb", "id"),
)

cursors = Table(
    "cursors",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("event_id", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("object_id", String, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("handled_at", Moment),
    _index_where("handled_at IS NULL", "ix_events_waiting", "id"),
    Index(None, "received_at"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("username", AnyText, nullable=False, unique=True),
    Column("name", AnyText, nullable=False),
    Column("forum_id", RowId, unique=True),  # who signs in with the forum
    Column("password_hash", String),  # who signs in here
    Column("roles", JsonText, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("preferences", JsonText, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", RowId, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("facts", JsonText, nullable=False),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String, nullable=False),
    Column("facts", JsonText, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("key", String, nullable=False),  # a hash of user name or address
    Column("at", Moment, nullable=False),
    Index(None, "key", "at"),
)

notes = Table(
    "notes",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("subject", String, nullable=False),
    Column("writer", AnyText, nullable=False),
    Column("text", AnyText, nullable=False),
    Column("written_at", Moment, nullable=False),
    Index(None, "subject", "id"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", JsonText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_by", AnyText, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("day", String(10), primary_key=True),  # "2026-03-09", or empty for a running total
    Column("n", RowId, nullable=False),
)

heartbeats = Table(
    "heartbeats",
    metadata,
    Column("duty", String, primary_key=True),
    Column("worker", String, primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("failures", Integer, nullable=False),  # in a row
    Column("last_error", String, nullable=False),
    Column("done", RowId, nullable=False),  # things done in the last round
)
