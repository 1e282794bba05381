"""Add the choice of lists with closer rows."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_members") as batch:
        batch.add_column(sa.Column("dense_lists", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
