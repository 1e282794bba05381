"""Add what waits for its owner: forms sent from a page of somebody who was logged in there no more."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_forms",
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("citizen_id", sa.Uuid(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(staff_id IS NULL) <> (citizen_id IS NULL)", name=op.f("ck_waiting_forms_one_person")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_waiting_forms_staff_id_staff_members")
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_waiting_forms_citizen_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_forms")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_waiting_forms_staff_id")),
        sa.UniqueConstraint("citizen_id", name=op.f("uq_waiting_forms_citizen_id")),
    )
    op.create_index(op.f("ix_waiting_forms_kept_at"), "waiting_forms", ["kept_at"])


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
