"""The saved selections of an inbox."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.models import SavedView
from app.core.text import in_order


def views_of(session: Session, actor: Staff, inbox: str) -> list[SavedView]:
    """The actor's own and the clinic's, the clinic's first. Served by ix_saved_views_clinic_id_staff_id."""
    theirs = or_(SavedView.staff_id == actor.staff_id, SavedView.staff_id.is_(None))
    here = (SavedView.clinic_id == actor.clinic_id, SavedView.inbox == inbox)
    rows = in_order(session.scalars(select(SavedView).where(*here, theirs)), lambda view: view.name)
    return sorted(rows, key=lambda view: view.staff_id is not None)


def view_by_id(session: Session, actor: Staff, inbox: str, view_id: UUID) -> SavedView | None:
    """One of them."""
    return next((view for view in views_of(session, actor, inbox) if view.id == view_id), None)
