"""What follows from a new grant: ADM are notified when somebody becomes a reviewer."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.authz.actors import Role
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.promises import notify
from app.roles.models import RoleGrant
from app.transaction import Unit


def notify_other_administrators(unit: Unit, grant: RoleGrant) -> None:
    """Who may read the log is never one administrator's secret."""
    if grant.role is Role.REVIEWER:
        notify(unit, NoticeEvent.RIGHT_GRANTED, Receiver.administrators(grant.clinic_id), grant.id)


def grant_stands(current: Session, grant_id: UUID) -> bool:
    """Whether the grant has not ended: one that ended before its notice was made is not announced."""
    grant = current.get(RoleGrant, grant_id)
    return grant is not None and grant.ended_at is None
