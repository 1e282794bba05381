"""Count how often a person or a network does something, for all nodes together."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limit_counts",
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "whose", "since", name=op.f("pk_limit_counts")),
    )
    op.create_index(op.f("ix_limit_counts_since"), "limit_counts", ["since"])


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
