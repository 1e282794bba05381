"""Add the row that says when the last backup was made."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "last_backup",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_last_backup_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_backup")),
    )


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
