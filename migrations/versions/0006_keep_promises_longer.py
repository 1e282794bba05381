"""Let jobs be tried by the clock instead of by count, lanes wait together, and letters be counted as they are given."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHY = "why IN ('undone', 'covered', 'no_address', 'not_wanted', 'refused', 'unanswered')"


def upgrade() -> None:
    op.create_table(
        "job_lanes",
        sa.Column("lane", sa.String(length=20), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("waits_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_job_lanes")),
    )
    with op.batch_alter_table("jobs") as batch:
        batch.add_column(sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("tried_since", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("unreturned", sa.Integer(), nullable=False, server_default="0"))
    for table in ("notices", "notice_addresses"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("given", sa.Integer(), nullable=False, server_default="0"))
            batch.add_column(sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
    name = op.f("ck_notices_why")
    with op.batch_alter_table("notices") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, WHY)


def downgrade() -> None:
    """Backwards is by a restored backup."""
    raise NotImplementedError
