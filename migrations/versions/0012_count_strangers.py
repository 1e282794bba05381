"""Count what strangers try, minute by minute."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stranger_counts",
        sa.Column("minute", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempted", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("minute", "attempted", name=op.f("pk_stranger_counts")),
    )


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
