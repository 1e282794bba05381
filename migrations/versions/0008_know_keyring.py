"""Know the keyring again, and let a node show that it can write."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keyring_checks",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("fingerprint", sa.String(40), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_keyring_checks")),
    )
    op.create_table(
        "heartbeats",
        sa.Column("node", sa.String(255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_heartbeats")),
    )


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
