"""Clinics, staff members, role grants and groups."""

import enum
import uuid
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.authz.actors import Role
from app.core.db import Base, Keyed, UtcDateTime, enum_type, key_type
from app.core.text import full_name
from app.roles.after_step import AfterStep


class UnitKind(enum.StrEnum):
    """What a unit is. No operation makes one of the kind *support* yet: docs/adr/0041-whom-a-case-is-about.md."""

    CLINIC = "clinic"
    SUPPORT = "support"


class Clinic(Keyed, Base):
    """A clinic (mottagning), or another unit with an inbox and roles: its ``kind`` says which.

    ``open_to_all``: citizens may add it to their clinics themselves.
    ``return_after_days``: working days after which a silent holder's case goes back to the inbox (None: never).
    ``requires_record``: an ended case is shown as not done until somebody has marked it as entered in the record.
    """

    __tablename__ = "clinics"

    kind: Mapped[UnitKind] = mapped_column(enum_type(UnitKind, "kind"), default=UnitKind.CLINIC)
    hsa_id: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    search_name: Mapped[str] = mapped_column(key_type(), index=True)  # serves the citizen's search for a clinic
    sort_name: Mapped[str] = mapped_column(key_type(), default="", index=True)  # lists of clinics
    region: Mapped[str] = mapped_column(String(200))
    telephone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    opening_hours: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    open_to_all: Mapped[bool] = mapped_column(default=True)
    return_after_days: Mapped[int | None]
    requires_record: Mapped[bool] = mapped_column(default=False)
    settings_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class OpenHours(Base):
    """When a clinic is open on a weekday (0 is Monday), Swedish time. A clinic without rows keeps the usual hours."""

    __tablename__ = "open_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("opens < closes", name="hours"),
    )

    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)


class ClosedDay(Base):
    """A day of the clinic's own on which it is closed, beside weekends and holidays."""

    __tablename__ = "closed_days"

    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reason: Mapped[str] = mapped_column(String(200), default="")


class StaffMember(Keyed, Base):
    """A person who works at clinics. Made by the command line or an administrator, never by a login.

    ``rights_version`` goes up with each change of grants, groups or lock: an act that began before reads them again.
    """

    __tablename__ = "staff_members"

    hsa_id: Mapped[str] = mapped_column(String(64), unique=True)
    given_name: Mapped[str] = mapped_column(String(100))
    family_name: Mapped[str] = mapped_column(String(100))
    title: Mapped[str] = mapped_column(String(100), default="")
    sort_name: Mapped[str] = mapped_column(key_type())
    protected: Mapped[bool] = mapped_column(default=False)
    signature: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5), default="sv")
    scheme: Mapped[str] = mapped_column(String(10), default="auto")
    dense_lists: Mapped[bool] = mapped_column(default=False)
    shortcuts: Mapped[bool] = mapped_column(default=False)
    after_step: Mapped[AfterStep] = mapped_column(enum_type(AfterStep, "after_step"), default=AfterStep.CASE)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    rights_version: Mapped[int] = mapped_column(default=1)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())

    @property
    def name(self) -> str:
        """Given name and family name."""
        return full_name(self.given_name, self.family_name)


class RoleGrant(Keyed, Base):
    """One role for one person at one clinic, from a day to a day (both included, Swedish time), with reason and granter."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        Index("ix_role_grants_staff_id_clinic_id", "staff_id", "clinic_id"),  # the actor of each request
        Index("ix_role_grants_clinic_id_role", "clinic_id", "role"),  # who can be given a case
    )

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_members.id"))
    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    role: Mapped[Role] = mapped_column(enum_type(Role, "role"))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(300))
    granted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime())
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    ended_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    end_reason: Mapped[str] = mapped_column(String(300), default="")


class Group(Keyed, Base):
    """A group of handlers at a clinic that cases can be distributed to."""

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("clinic_id", "name"),)

    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(String(300), default="")
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)  # of name and description
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class GroupMember(Base):
    """Who is in a group now; the log knows who was."""

    __tablename__ = "group_members"

    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("staff_members.id"), primary_key=True, index=True
    )  # the actor's groups
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Absence(Keyed, Base):
    """A member of staff is away from a clinic, from a day to a day (both included, Swedish time).

    The substitute is a hint when cases are given out; no right ever moves.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("substitute_id IS NULL OR substitute_id <> staff_id", name="two_people"),
        Index("ix_absences_clinic_id_last_day", "clinic_id", "last_day"),  # who is away now
    )

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_members.id"))
    clinic_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clinics.id"))
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    substitute_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff_members.id"))
    version: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime())
