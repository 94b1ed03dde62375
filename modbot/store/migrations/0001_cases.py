"""Posts, flags, decisions, actions and the audit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    _create_posts()
    _index_posts()
    _create_cases()
    _create_flags()
    _index_flags()
    _create_signals()
    _create_decisions()
    _create_undos()
    _create_actions()
    _create_audit()
    _guard_audit()


def _create_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("latest", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("topic_id", ROW_ID),
        sa.Column("post_number", sa.Integer()),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("author_id", ROW_ID),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("posted_at", MOMENT),
        sa.Column("edited_at", MOMENT),
        sa.Column("first_seen_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("claimed_by", sa.String()),
        sa.Column("claimed_until", MOMENT),
        sa.Column("incomplete", sa.Text(), nullable=False),
        sa.Column("parked_at", MOMENT),
        sa.Column("gone_at", MOMENT),
        sa.Column("forgotten_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
        sa.UniqueConstraint("post_id", "content_key", name="uq_posts_post_id_content_key"),
    )


def _index_posts() -> None:
    op.create_index("ix_posts_author_id", "posts", ["author_id"])
    op.create_index("ix_posts_author_key_id", "posts", ["author_key", "id"])
    op.create_index("ix_posts_parked", "posts", ["parked_at"], **_where("parked_at IS NOT NULL"))
    op.create_index("ix_posts_remembered", "posts", ["first_seen_at"], **_where("forgotten_at IS NULL"))
    op.create_index("ix_posts_topic_id_post_number", "posts", ["topic_id", "post_number"])
    op.create_index(
        "ix_posts_unchecked", "posts", ["next_try_at", "id"], **_where("checked_at IS NULL AND parked_at IS NULL")
    )
    op.create_index("uq_posts_latest", "posts", ["post_id"], unique=True, **_where("latest"))


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
    )


def _create_flags() -> None:
    op.create_table(
        "flags",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("post_row", ROW_ID, nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("severity", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verdict", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", ROW_ID),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("partner_rank", sa.Integer(), nullable=False),
        sa.Column("terms_version", sa.String(), nullable=False),
        sa.Column("terms_hash", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT),
        sa.Column("due_tto_at", MOMENT),
        sa.Column("taken_at", MOMENT),
        sa.Column("due_tto_met", sa.Boolean()),
        sa.Column("due_at", MOMENT),
        sa.Column("due_met", sa.Boolean()),
        sa.Column("sort_at", MOMENT, nullable=False),
        sa.Column("paused_at", MOMENT),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("claimed_until", MOMENT),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_flags_case_id"),
        sa.ForeignKeyConstraint(["post_row"], ["posts.id"], name="fk_flags_post_row"),
        sa.PrimaryKeyConstraint("id", name="pk_flags"),
    )


def _index_flags() -> None:
    op.create_index("ix_flags_author_key_id", "flags", ["author_key", "id"])
    op.create_index("ix_flags_case_id", "flags", ["case_id"])
    op.create_index(
        "ix_flags_category", "flags", ["status", "category", "sort_at", "id"], **_where("state = 'open' AND leads")
    )
    op.create_index("ix_flags_claimed", "flags", ["claimed_by"], **_where("claimed_by IS NOT NULL"))
    op.create_index("ix_flags_decided_at", "flags", ["decided_at"])
    op.create_index("ix_flags_due", "flags", ["status", "sort_at", "id"], **_where("state = 'open' AND leads"))
    op.create_index(
        "ix_flags_language", "flags", ["status", "language", "sort_at", "id"], **_where("state = 'open' AND leads")
    )
    op.create_index("ix_flags_opened_at", "flags", ["opened_at"])
    op.create_index("ix_flags_post_id_category", "flags", ["post_id", "category"])
    op.create_index(
        "ix_flags_section", "flags", ["status", "section", "sort_at", "id"], **_where("state = 'open' AND leads")
    )
    op.create_index(
        "ix_flags_urgent",
        "flags",
        ["status", "severity", "partner_rank", "sort_at", "id"],
        **_where("state = 'open' AND leads"),
    )
    op.create_index("uq_flags_open", "flags", ["post_id", "category"], unique=True, **_where("state = 'open'"))


def _create_signals() -> None:
    op.create_table(
        "signals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("post_row", ROW_ID, nullable=False),
        sa.Column("post_id", sa.String(), nullable=False),
        sa.Column("flag_id", ROW_ID),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("spans", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("severity", sa.String(length=2)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name="fk_signals_flag_id"),
        sa.ForeignKeyConstraint(["post_row"], ["posts.id"], name="fk_signals_post_row"),
        sa.PrimaryKeyConstraint("id", name="pk_signals"),
    )
    op.create_index("ix_signals_flag_id", "signals", ["flag_id"])
    op.create_index("ix_signals_post_row", "signals", ["post_row"])
    op.create_index("ix_signals_source_id", "signals", ["source", "id"])


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("flag_id", ROW_ID, nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("clauses", sa.Text(), nullable=False),
        sa.Column("moderator", sa.Text(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("content_key", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name="fk_decisions_flag_id"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_decided_at", "decisions", ["decided_at"])
    op.create_index("ix_decisions_flag_id_id", "decisions", ["flag_id", "id"])
    op.create_index("ix_decisions_moderator_id", "decisions", ["moderator", "id"])


def _create_undos() -> None:
    op.create_table(
        "undos",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("decision_id", ROW_ID, nullable=False),
        sa.Column("moderator", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_undos_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_undos"),
        sa.UniqueConstraint("decision_id", name="uq_undos_decision_id"),
    )


def _create_actions() -> None:
    op.create_table(
        "actions",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("flag_id", ROW_ID, nullable=False),
        sa.Column("decision_id", ROW_ID),
        sa.Column("undoes_id", ROW_ID),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", MOMENT),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("claimed_by", sa.String()),
        sa.Column("claimed_until", MOMENT),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("author_key", sa.Text(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_actions_decision_id"),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name="fk_actions_flag_id"),
        sa.ForeignKeyConstraint(["undoes_id"], ["actions.id"], name="fk_actions_undoes_id"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
        sa.UniqueConstraint("key", name="uq_actions_key"),
    )
    op.create_index("ix_actions_author_key_id", "actions", ["author_key", "id"])
    op.create_index("ix_actions_decision_id", "actions", ["decision_id"])
    op.create_index("ix_actions_done_at", "actions", ["done_at"])
    op.create_index("ix_actions_flag_id", "actions", ["flag_id"])
    op.create_index("ix_actions_pending", "actions", ["next_try_at", "id"], **_where("state = 'pending'"))
    op.create_index("ix_actions_state_id", "actions", ["state", "id"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_actor_id", "audit", ["actor", "id"])
    op.create_index("ix_audit_subject_id", "audit", ["subject", "id"])
    op.create_index("ix_audit_verb_id", "audit", ["verb", "id"])


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _guard_audit() -> None:
    """Let the database itself refuse to change or remove what was written to the audit."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_refuses_{verb.lower()} BEFORE {verb} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit is only ever added to'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()"
    )
