"""Add how often a staff member's rights have been changed."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff_members") as batch:
        batch.add_column(sa.Column("rights_version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
