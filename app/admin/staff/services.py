"""Reading the pages of Vårdpersonal: one event for each page that names people."""

from uuid import UUID

from app.admin.services import log_listed, not_here
from app.admin.staff.queries import EndPage, Shown, StaffPage, end_page, grant_clinic, staff_page
from app.audit.events import Value
from app.authz.actors import Role, Staff
from app.authz.policy import Action, GrantOf, allows, granting
from app.core.errors import Attempt, Denied, Invalid
from app.roles.errors import GrantCode
from app.transaction import transaction


def open_staff_list(actor: Staff, role: Role | None, shown: Shown) -> StaffPage:
    """Vårdpersonal, narrowed by role and by who still has one."""
    with transaction(actor) as unit:
        page = staff_page(unit.session, actor, role, shown)
        details: dict[str, Value] = {"role": role.value if role else None, "shown": shown.value, "rows": len(page.rows)}
        log_listed(unit, actor, Action.LIST_STAFF, "staff_list", details)
        return page


def open_end_page(actor: Staff, grant_id: UUID) -> EndPage:
    """What ending a role would do. ``GrantCode.ALREADY_ENDED``: nothing any more.

    ``NotFound`` at another clinic, ``Denied`` for a role that is not this actor's to end.
    """
    with transaction(actor) as unit:
        page = end_page(unit.session, actor, grant_id)
        if page is None:
            raise not_here("end_role", "role_grant", grant_id, grant_clinic(unit.session, grant_id))
        if not page.grant.may_end:
            if allows(actor, granting(page.grant.role), GrantOf(actor.clinic_id, page.staff_id, page.grant.role)):
                raise Invalid(GrantCode.ALREADY_ENDED)
            attempt = Attempt(granting(page.grant.role).value, "staff_member", page.staff_id, actor.clinic_id)
            raise Denied(GrantCode.OWN_ROLE if page.staff_id == actor.staff_id else GrantCode.DENIED, attempt)
        log_listed(unit, actor, Action.LIST_STAFF, "role_grant", {"rows": 1})
        return page
