"""Whether the words of a forgotten member were blotted out in somebody else's post."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column."""
    op.add_column("posts", sa.Column("masked_at", sa.DateTime(timezone=True)))
