"""Consequences that wait for a second reviewer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "proposals",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("flag_id", ROW_ID, nullable=False),
        sa.Column("decision_id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("answered_by", sa.Text()),
        sa.Column("answered_at", MOMENT),
        sa.ForeignKeyConstraint(["flag_id"], ["flags.id"], name="fk_proposals_flag_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name="fk_proposals_decision_id"),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        sa.UniqueConstraint("key", name="uq_proposals_key"),
    )
    op.create_index("ix_proposals_decision_id", "proposals", ["decision_id"])
    waiting = sa.text("state = 'open'")
    op.create_index("ix_proposals_open", "proposals", ["id"], sqlite_where=waiting, postgresql_where=waiting)
