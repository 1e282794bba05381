"""The first tables.

The log is append-only from here on. On PostgreSQL it is partitioned by year: twenty years ahead and a DEFAULT, because
without a partition for a moment every read and write of the product would stop there; each partition gets its own
TRUNCATE trigger, because statement triggers are not cloned.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


FIRST_YEAR, YEARS = 2025, 21

REFUSE = """
CREATE FUNCTION log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


def _key_of_the_log() -> tuple[str, ...]:
    """A key must hold the partition's column; SQLite numbers rows only by a key of one column."""
    return ("id", "at") if op.get_bind().dialect.name == "postgresql" else ("id",)


def _guard_the_log() -> None:
    op.execute(REFUSE)
    for table in ("audit_events", "audit_subjects"):
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION log_is_append_only()"
        )
        op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_change")
        _refuse_truncate(table)
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        partition = f"audit_events_{year}"
        op.execute(
            f"CREATE TABLE {partition} PARTITION OF audit_events "
            f"FOR VALUES FROM ('{year}-01-01 00:00:00+00') TO ('{year + 1}-01-01 00:00:00+00')"
        )
        _refuse_truncate(partition)
    op.execute("CREATE TABLE audit_events_default PARTITION OF audit_events DEFAULT")
    _refuse_truncate("audit_events_default")


def _refuse_truncate(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION log_is_append_only()"
    )
    op.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_truncate")


def upgrade() -> None:
    """Make every table; guard the log where the migration itself must (env.py does it on SQLite)."""
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("schema_v", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "list", "full", "export", "metadata", name="level", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum("ok", "denied", "failed", name="outcome", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(*_key_of_the_log(), name=op.f("pk_audit_events")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index("ix_audit_events_actor_id_at", "audit_events", ["actor_id", "at"], unique=False)
    op.create_index("ix_audit_events_clinic_id_at", "audit_events", ["clinic_id", "at"], unique=False)
    op.create_table(
        "audit_subjects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("event_row", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "list", "full", "export", "metadata", name="level", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_subjects")),
    )
    op.create_index("ix_audit_subjects_citizen_id_at", "audit_subjects", ["citizen_id", "at", "id"], unique=False)
    op.create_index(
        "uq_audit_subjects_clinic_list",
        "audit_subjects",
        ["actor_id", "citizen_id", "clinic_id", "day"],
        unique=True,
        sqlite_where=sa.text("level = 'list' AND clinic_id IS NOT NULL"),
        postgresql_where=sa.text("level = 'list' AND clinic_id IS NOT NULL"),
    )
    op.create_index(
        "uq_audit_subjects_own_list",
        "audit_subjects",
        ["actor_id", "citizen_id", "day"],
        unique=True,
        sqlite_where=sa.text("level = 'list' AND clinic_id IS NULL"),
        postgresql_where=sa.text("level = 'list' AND clinic_id IS NULL"),
    )
    op.create_table(
        "case_numbers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_numbers")),
    )
    op.create_table(
        "citizens",
        sa.Column("personnummer_index", sa.LargeBinary(length=16), nullable=False),
        sa.Column("personnummer_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("search_name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citizens")),
        sa.UniqueConstraint("personnummer_index", name=op.f("uq_citizens_personnummer_index")),
    )
    op.create_index(op.f("ix_citizens_search_name"), "citizens", ["search_name"], unique=False)
    op.create_table(
        "clinics",
        sa.Column("hsa_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_name", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("opening_hours", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("open_to_all", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinics")),
        sa.UniqueConstraint("hsa_id", name=op.f("uq_clinics_hsa_id")),
    )
    op.create_index(op.f("ix_clinics_search_name"), "clinics", ["search_name"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("owner_id", "kind", "subject_id", name=op.f("uq_drafts_owner_id_kind_subject_id")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("dedupe", sa.String(length=200), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_jobs_dedupe")),
    )
    op.create_index("ix_jobs_done_at", "jobs", ["done_at"], unique=False)
    op.create_index(
        "ix_jobs_waiting_run_at",
        "jobs",
        ["run_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND dead_at IS NULL"),
    )
    op.create_table(
        "notice_addresses",
        sa.Column(
            "owner_kind",
            sa.Enum("staff", "citizen", name="owner_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("for_id", sa.Uuid(), nullable=False),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("code_sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_addresses")),
    )
    op.create_index("ix_notice_addresses_for_id", "notice_addresses", ["for_id"], unique=False)
    op.create_index(
        "uq_notice_addresses_verified",
        "notice_addresses",
        ["owner_id", "for_id"],
        unique=True,
        sqlite_where=sa.text("verified_at IS NOT NULL"),
        postgresql_where=sa.text("verified_at IS NOT NULL"),
    )
    op.create_index(
        "uq_notice_addresses_waiting",
        "notice_addresses",
        ["owner_id", "for_id"],
        unique=True,
        sqlite_where=sa.text("verified_at IS NULL"),
        postgresql_where=sa.text("verified_at IS NULL"),
    )
    op.create_table(
        "notice_choices",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("for_id", sa.Uuid(), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "case_received",
                "case_assigned",
                "case_taken_away",
                "case_returned",
                "case_reopened",
                "case_withdrawn",
                "citizen_answered",
                "message_for_citizen",
                "case_ended",
                "right_granted",
                name="event",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "for_id", "event", name=op.f("pk_notice_choices")),
    )
    op.create_table(
        "notices",
        sa.Column("dedupe", sa.String(length=200), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "case_received",
                "case_assigned",
                "case_taken_away",
                "case_returned",
                "case_reopened",
                "case_withdrawn",
                "citizen_answered",
                "message_for_citizen",
                "case_ended",
                "right_granted",
                name="event",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column(
            "owner_kind",
            sa.Enum("staff", "citizen", name="owner_kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("for_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("email", "stored", name="channel", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "undone",
                "covered",
                "no_address",
                "not_wanted",
                "refused",
                name="why",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_notices_dedupe")),
    )
    op.create_index("ix_notices_created_at", "notices", ["created_at"], unique=False)
    op.create_index("ix_notices_owner_id_sent_at", "notices", ["owner_id", "sent_at"], unique=False)
    op.create_table(
        "operations",
        sa.Column("principal", sa.Uuid(), nullable=False),
        sa.Column("operation_id", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("principal", "operation_id", name=op.f("pk_operations")),
    )
    op.create_index(op.f("ix_operations_at"), "operations", ["at"], unique=False)
    op.create_table(
        "staff_members",
        sa.Column("hsa_id", sa.String(length=64), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("scheme", sa.String(length=10), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("hsa_id", name=op.f("uq_staff_members_hsa_id")),
    )
    op.create_table(
        "used_logout_tokens",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("jti", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "jti", name=op.f("pk_used_logout_tokens")),
    )
    op.create_index(op.f("ix_used_logout_tokens_at"), "used_logout_tokens", ["at"], unique=False)
    op.create_table(
        "case_types",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("internal_name", sa.String(length=200), nullable=False),
        sa.Column("internal_name_en", sa.String(length=200), nullable=False),
        sa.Column("external_name", sa.String(length=200), nullable=False),
        sa.Column("external_name_en", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("for_proxies", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_case_types_clinic_id_clinics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_types")),
        sa.UniqueConstraint("clinic_id", "key", name=op.f("uq_case_types_clinic_id_key")),
    )
    op.create_index("ix_case_types_clinic_id_position", "case_types", ["clinic_id", "position"], unique=False)
    op.create_table(
        "citizen_clinics",
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_citizen_clinics_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_citizen_clinics_clinic_id_clinics")),
        sa.PrimaryKeyConstraint("citizen_id", "clinic_id", name=op.f("pk_citizen_clinics")),
    )
    op.create_table(
        "groups",
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_groups_clinic_id_clinics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("clinic_id", "name", name=op.f("uq_groups_clinic_id_name")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("public_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("visitor", "staff", "citizen", name="kind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("citizen_id", sa.Uuid(), nullable=True),
        sa.Column("for_id", sa.Uuid(), nullable=True),
        sa.Column("clinic_id", sa.Uuid(), nullable=True),
        sa.Column("terms_accepted", sa.Boolean(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(length=16), nullable=True),
        sa.Column("sid", sa.String(length=255), nullable=False),
        sa.Column("acr", sa.String(length=200), nullable=False),
        sa.Column("auth_time", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("absolute_end", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip_class", sa.String(length=60), nullable=False),
        sa.Column("ua_hash", sa.String(length=64), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "logged_out",
                "replaced",
                "idle",
                "too_old",
                "ended_by_self",
                "ended_by_provider",
                "no_grant",
                "locked",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'citizen') = (citizen_id IS NOT NULL)", name=op.f("ck_login_sessions_citizen_has_id")
        ),
        sa.CheckConstraint("(kind = 'staff') = (staff_id IS NOT NULL)", name=op.f("ck_login_sessions_staff_has_id")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_login_sessions_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_login_sessions_clinic_id_clinics")),
        sa.ForeignKeyConstraint(["for_id"], ["citizens.id"], name=op.f("fk_login_sessions_for_id_citizens")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_login_sessions_staff_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_login_sessions_public_id")),
    )
    op.create_index(op.f("ix_login_sessions_absolute_end"), "login_sessions", ["absolute_end"], unique=False)
    op.create_index(op.f("ix_login_sessions_citizen_id"), "login_sessions", ["citizen_id"], unique=False)
    op.create_index(op.f("ix_login_sessions_sid"), "login_sessions", ["sid"], unique=False)
    op.create_index(op.f("ix_login_sessions_staff_id"), "login_sessions", ["staff_id"], unique=False)
    op.create_index(op.f("ix_login_sessions_subject_index"), "login_sessions", ["subject_index"], unique=False)
    op.create_table(
        "proxies",
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("guardian_id <> child_id", name=op.f("ck_proxies_two_people")),
        sa.ForeignKeyConstraint(["child_id"], ["citizens.id"], name=op.f("fk_proxies_child_id_citizens")),
        sa.ForeignKeyConstraint(["guardian_id"], ["citizens.id"], name=op.f("fk_proxies_guardian_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxies")),
    )
    op.create_index(op.f("ix_proxies_child_id"), "proxies", ["child_id"], unique=False)
    op.create_index(op.f("ix_proxies_guardian_id"), "proxies", ["guardian_id"], unique=False)
    op.create_table(
        "role_grants",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "receiver",
                "handler",
                "administrator",
                "access_administrator",
                "reviewer",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_role_grants_dates")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_role_grants_clinic_id_clinics")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff_members.id"], name=op.f("fk_role_grants_ended_by_staff_members")),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["staff_members.id"], name=op.f("fk_role_grants_granted_by_staff_members")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_role_grants_staff_id_staff_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index("ix_role_grants_clinic_id_role", "role_grants", ["clinic_id", "role"], unique=False)
    op.create_index("ix_role_grants_staff_id_clinic_id", "role_grants", ["staff_id", "clinic_id"], unique=False)
    op.create_table(
        "terms_acceptances",
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("citizen_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(staff_id IS NULL) <> (citizen_id IS NULL)", name=op.f("ck_terms_acceptances_one_person")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_terms_acceptances_citizen_id_citizens")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_terms_acceptances_staff_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_acceptances")),
        sa.UniqueConstraint("citizen_id", "version", name=op.f("uq_terms_acceptances_citizen_id_version")),
        sa.UniqueConstraint("staff_id", "version", name=op.f("uq_terms_acceptances_staff_id_version")),
    )
    op.create_table(
        "case_type_versions",
        sa.Column("case_type_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_type_id"], ["case_types.id"], name=op.f("fk_case_type_versions_case_type_id_case_types")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_type_versions")),
        sa.UniqueConstraint("case_type_id", "number", name=op.f("uq_case_type_versions_case_type_id_number")),
    )
    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_members_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_members.id"], name=op.f("fk_group_members_staff_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("group_id", "staff_id", name=op.f("pk_group_members")),
    )
    op.create_index(op.f("ix_group_members_staff_id"), "group_members", ["staff_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.Uuid(), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=False),
        sa.Column("case_type_id", sa.Uuid(), nullable=False),
        sa.Column("case_type_version_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "waiting",
                "replied",
                "answered",
                "closed",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("group_id", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("respond_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_event_by", sa.Uuid(), nullable=True),
        sa.Column("key_wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'waiting') = (answer_by IS NOT NULL)", name=op.f("ck_cases_answer_by_while_waiting")
        ),
        sa.CheckConstraint(
            "(state IN ('answered', 'closed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f("ck_cases_ended")
        ),
        sa.CheckConstraint("holder_id IS NULL OR group_id IS NULL", name=op.f("ck_cases_one_holder")),
        sa.ForeignKeyConstraint(["case_type_id"], ["case_types.id"], name=op.f("fk_cases_case_type_id_case_types")),
        sa.ForeignKeyConstraint(
            ["case_type_version_id"],
            ["case_type_versions.id"],
            name=op.f("fk_cases_case_type_version_id_case_type_versions"),
        ),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_cases_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_cases_clinic_id_clinics")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_cases_group_id_groups")),
        sa.ForeignKeyConstraint(["holder_id"], ["staff_members.id"], name=op.f("fk_cases_holder_id_staff_members")),
        sa.ForeignKeyConstraint(["started_by_id"], ["citizens.id"], name=op.f("fk_cases_started_by_id_citizens")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    op.create_index("ix_cases_citizen_id_last_event_at", "cases", ["citizen_id", "last_event_at", "id"], unique=False)
    op.create_index("ix_cases_clinic_id_ended_at", "cases", ["clinic_id", "ended_at", "id"], unique=False)
    op.create_index("ix_cases_clinic_id_respond_by", "cases", ["clinic_id", "respond_by"], unique=False)
    op.create_index(
        "ix_cases_clinic_id_state_received_at", "cases", ["clinic_id", "state", "received_at", "id"], unique=False
    )
    op.create_index("ix_cases_group_id_state", "cases", ["group_id", "state", "received_at", "id"], unique=False)
    op.create_index("ix_cases_holder_id_state", "cases", ["holder_id", "state", "received_at", "id"], unique=False)
    op.create_table(
        "case_reads",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reads_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", "reader_id", name=op.f("pk_case_reads")),
    )
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "send",
                "distribute",
                "redistribute",
                "take",
                "give_back",
                "return",
                "partial_reply",
                "counter_question",
                "answer",
                "final_reply",
                "close",
                "reopen",
                "withdraw",
                "cancel",
                "undo",
                name="step",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("citizen_id", sa.Uuid(), nullable=True),
        sa.Column("to_holder_id", sa.Uuid(), nullable=True),
        sa.Column("to_group_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "phoned",
                "booked",
                "referred",
                "duplicate",
                "other",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason_line_sealed", sa.LargeBinary(), nullable=True),
        sa.Column(
            "state_before",
            sa.Enum(
                "received",
                "waiting",
                "replied",
                "answered",
                "closed",
                "cancelled",
                name="state_before",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("holder_before_id", sa.Uuid(), nullable=True),
        sa.Column("group_before_id", sa.Uuid(), nullable=True),
        sa.Column("respond_by_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_by_before", sa.Date(), nullable=True),
        sa.Column("holder_opened_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id_cases")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_case_steps_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["group_before_id"], ["groups.id"], name=op.f("fk_case_steps_group_before_id_groups")),
        sa.ForeignKeyConstraint(
            ["holder_before_id"], ["staff_members.id"], name=op.f("fk_case_steps_holder_before_id_staff_members")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_case_steps_staff_id_staff_members")),
        sa.ForeignKeyConstraint(["to_group_id"], ["groups.id"], name=op.f("fk_case_steps_to_group_id_groups")),
        sa.ForeignKeyConstraint(
            ["to_holder_id"], ["staff_members.id"], name=op.f("fk_case_steps_to_holder_id_staff_members")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_steps_case_id_number")),
    )
    op.create_table(
        "notes",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notes_case_id_cases")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_notes_staff_id_staff_members")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index("ix_notes_case_id_at", "notes", ["case_id", "at"], unique=False)
    op.create_table(
        "messages",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "partial_reply",
                "counter_question",
                "answer",
                "final_reply",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("citizen_id", sa.Uuid(), nullable=True),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("signature_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("promised_by", sa.Date(), nullable=True),
        sa.Column("open_question", sa.Boolean(), nullable=False),
        sa.Column("answers_message_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(staff_id IS NULL) <> (citizen_id IS NULL)", name=op.f("ck_messages_one_author")),
        sa.ForeignKeyConstraint(
            ["answers_message_id"], ["messages.id"], name=op.f("fk_messages_answers_message_id_messages")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_messages_case_id_cases")),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.id"], name=op.f("fk_messages_citizen_id_citizens")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_members.id"], name=op.f("fk_messages_staff_id_staff_members")),
        sa.ForeignKeyConstraint(["step_id"], ["case_steps.id"], name=op.f("fk_messages_step_id_case_steps")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_case_id_sent_at", "messages", ["case_id", "sent_at"], unique=False)
    op.create_index(
        "uq_messages_open_question",
        "messages",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("open_question"),
        postgresql_where=sa.text("open_question"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_the_log()


def downgrade() -> None:
    """There is nothing before the first tables: start with an empty database instead."""
    raise NotImplementedError
