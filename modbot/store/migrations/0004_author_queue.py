"""One author's cards in the order of the queue, without a look at anybody else's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the index."""
    on_top = sa.text("state = 'open' AND leads")
    columns = ["author_key", "status", "sort_at", "id"]
    op.create_index("ix_flags_author", "flags", columns, sqlite_where=on_top, postgresql_where=on_top)
