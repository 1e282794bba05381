"""Keep an address that is no longer used until it has been told so."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_addresses",
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_addresses")),
    )
    op.create_index(op.f("ix_former_addresses_created_at"), "former_addresses", ["created_at"])


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
