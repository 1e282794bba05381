"""Gives the demo's people addresses, so that every act shows at /demo/notices whom it would have been mailed to."""

from sqlalchemy import delete, select

from app.citizens.models import CitizenRow
from app.core import clock
from app.core.db import atomic
from app.jobs.models import Job
from app.notices.kinds import Owner, OwnerKind
from app.notices.services.addresses import add_verified_address
from app.notices.services.promises import NOTIFY
from app.roles.models import StaffMember

DOMAIN = "demo.example"


def load_addresses() -> None:
    """One address each, but none for those with protected identity. What happened before the demo began is not mailed."""
    with atomic() as current:
        current.execute(delete(Job).where(Job.kind == NOTIFY))
        for member in current.scalars(select(StaffMember).where(~StaffMember.protected)):
            owner = Owner(OwnerKind.STAFF, member.id, member.id)
            add_verified_address(current, owner, f"{_plain(member.given_name)}@{DOMAIN}", clock.now())
        for citizen in current.scalars(select(CitizenRow).where(~CitizenRow.protected)):
            owner = Owner(OwnerKind.CITIZEN, citizen.id, citizen.id)
            add_verified_address(current, owner, f"{_plain(citizen.given_name)}@{DOMAIN}", clock.now())


def _plain(name: str) -> str:
    """``Tvåan`` becomes ``tvaan``: the part before @ takes ASCII only."""
    return name.casefold().translate(str.maketrans("åäö", "aao"))
