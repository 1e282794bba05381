"""Add the clinic's standard replies."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standard_replies",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("case_type_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_type_id"], ["case_types.id"], name=op.f("fk_standard_replies_case_type_id_case_types")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_standard_replies_clinic_id_clinics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_replies")),
    )
    with op.batch_alter_table("standard_replies") as batch:
        batch.create_index("ix_standard_replies_clinic_id_name", ["clinic_id", "name"], unique=False)


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
