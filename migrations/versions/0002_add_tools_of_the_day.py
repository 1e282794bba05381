"""Add what a clinic works with all day: absences, hours, saved views, presence, marks on cases.

New columns that may not be empty come with a value for the rows that are there already.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOTICE_EVENTS = (
    "event IN ('case_received', 'case_assigned', 'case_taken_away', 'case_returned', 'case_reopened', 'case_withdrawn', "
    "'citizen_answered', 'message_for_citizen', 'case_ended', 'question_reminder', 'cases_overdue', 'case_escalated', "
    "'right_granted')"
)


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("substitute_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_absences_days")),
        sa.CheckConstraint("substitute_id IS NULL OR substitute_id <> staff_id", name=op.f("ck_absences_two_people")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_absences_clinic_id_clinics")),
        sa.ForeignKeyConstraint(["made_by"], ["staff_members.id"], name=op.f("fk_absences_made_by_staff_members")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_absences_staff_id_staff_members")),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["staff_members.id"], name=op.f("fk_absences_substitute_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("absences") as batch:
        batch.create_index("ix_absences_clinic_id_last_day", ["clinic_id", "last_day"], unique=False)

    op.create_table(
        "closed_days",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_closed_days_clinic_id_clinics")),
        sa.PrimaryKeyConstraint("clinic_id", "day", name=op.f("pk_closed_days")),
    )
    op.create_table(
        "open_hours",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_open_hours_hours")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_open_hours_weekday")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_open_hours_clinic_id_clinics")),
        sa.PrimaryKeyConstraint("clinic_id", "weekday", name=op.f("pk_open_hours")),
    )
    op.create_table(
        "saved_views",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("inbox", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_saved_views_clinic_id_clinics")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_saved_views_staff_id_staff_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    with op.batch_alter_table("saved_views") as batch:
        batch.create_index("ix_saved_views_clinic_id_staff_id", ["clinic_id", "staff_id"], unique=False)

    op.create_table(
        "presences",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("writing", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_presences_case_id_cases")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_presences_staff_id_staff_members")),
        sa.PrimaryKeyConstraint("case_id", "staff_id", name=op.f("pk_presences")),
    )
    with op.batch_alter_table("presences") as batch:
        batch.create_index(batch.f("ix_presences_seen_at"), ["seen_at"], unique=False)

    with op.batch_alter_table("cases") as batch:
        batch.add_column(sa.Column("answered_in_time", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("recorded_by", sa.Uuid(), nullable=True))
        batch.create_index("ix_cases_clinic_id_last_event_at", ["clinic_id", "last_event_at", "id"], unique=False)
        batch.create_foreign_key(
            batch.f("fk_cases_recorded_by_staff_members"), "staff_members", ["recorded_by"], ["id"]
        )
        batch.create_check_constraint(
            batch.f("ck_cases_in_time_when_answered"), "answered_in_time IS NULL OR first_response_at IS NOT NULL"
        )

    with op.batch_alter_table("citizens") as batch:
        batch.create_index(batch.f("ix_citizens_sort_name"), ["sort_name"], unique=False)

    with op.batch_alter_table("clinics") as batch:
        batch.add_column(sa.Column("return_after_days", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("requires_record", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("settings_version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("staff_members") as batch:
        batch.add_column(sa.Column("shortcuts", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("after_step", sa.String(length=40), nullable=False, server_default="case"))
        # Named here: PostgreSQL is not told of a constraint that comes with the type of a new column.
        batch.create_check_constraint(batch.f("ck_staff_members_after_step"), "after_step IN ('case', 'next', 'list')")

    for table in ("notice_choices", "notices"):
        name = op.f(f"ck_{table}_event")
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(name, type_="check")
            batch.create_check_constraint(name, NOTICE_EVENTS)


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
