"""Let a case be about staff, be begun by staff, come from a template and move; what is there stays as it is.

No row is rewritten, and code of the release before can go on adding rows: every new column may be empty or has a value.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHECKS = {
    "about_one": "(citizen_id IS NULL) <> (about_staff_id IS NULL)",
    "one_beginner": "(started_by_id IS NULL) <> (started_by_staff_id IS NULL)",
    "one_document": "(case_type_version_id IS NULL) <> (template_version_id IS NULL)",
    "version_of_case_type": "(case_type_id IS NULL) = (case_type_version_id IS NULL)",
}


def upgrade() -> None:
    with op.batch_alter_table("clinics") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="clinic"))
        # Named here: PostgreSQL is not told of a constraint that comes with the type of a new column.
        batch.create_check_constraint(batch.f("ck_clinics_kind"), "kind IN ('clinic', 'support')")

    with op.batch_alter_table("cases") as batch:
        for column in ("citizen_id", "started_by_id", "case_type_id", "case_type_version_id"):
            batch.alter_column(column, existing_type=sa.Uuid(), nullable=True)
        for column in ("about_staff_id", "started_by_staff_id"):
            batch.add_column(sa.Column(column, sa.Uuid(), nullable=True))
            batch.create_foreign_key(batch.f(f"fk_cases_{column}_staff_members"), "staff_members", [column], ["id"])
        batch.add_column(sa.Column("template_version_id", sa.Uuid(), nullable=True))
        for name, rule in CHECKS.items():
            batch.create_check_constraint(batch.f(f"ck_cases_{name}"), rule)

    with op.batch_alter_table("case_steps") as batch:
        batch.alter_column("state_before", existing_type=sa.String(length=40), nullable=True)
        batch.add_column(sa.Column("clinic_before_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_case_steps_clinic_before_id_clinics"), "clinics", ["clinic_before_id"], ["id"]
        )


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
