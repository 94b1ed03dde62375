"""Cards by the hour they fall due, in it the more severe and the closer partner first; versions of rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_QUEUES = {
    "ix_flags_due": ["status"],
    "ix_flags_category": ["status", "category"],
    "ix_flags_language": ["status", "language"],
    "ix_flags_section": ["status", "section"],
    "ix_flags_author": ["author_key", "status"],
}


def upgrade() -> None:
    """Add the columns, fill the hour in, and turn the queue's indexes to it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column("signals", sa.Column("version", sa.String(), nullable=False, server_default=""))
    op.create_index("ix_signals_source_version_id", "signals", ["source", "version", "id"])
    op.add_column("flags", sa.Column("risk_at", sa.DateTime(timezone=True)))
    hour = "strftime('%Y-%m-%d %H:00:00.000000', sort_at)" if is_sqlite else "date_trunc('hour', sort_at, 'UTC')"
    op.execute(f"UPDATE flags SET risk_at = {hour}")
    on_top = sa.text("state = 'open' AND leads")
    for name, first in _QUEUES.items():
        op.drop_index(name, "flags")
        columns = [*first, "risk_at", "severity", "partner_rank", "sort_at", "id"]
        op.create_index(name, "flags", columns, sqlite_where=on_top, postgresql_where=on_top)
