"""Add the questions that pages carry by an id: searches of an inbox, and what a reviewer asks the log."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asked_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("page", sa.String(40), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_questions")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff_members.id"], name=op.f("fk_asked_questions_owner_id_staff_members")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_asked_questions_clinic_id_clinics")),
    )
    op.create_index("ix_asked_questions_owner_id_asked_at", "asked_questions", ["owner_id", "asked_at"])
    op.create_index(op.f("ix_asked_questions_asked_at"), "asked_questions", ["asked_at"])


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
