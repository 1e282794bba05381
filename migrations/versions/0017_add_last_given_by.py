"""Remember who gave a case away in its latest step: they may undo it.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("last_given_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
