"""Looking at staff and groups is an act: one event for each page that names people."""

from uuid import UUID

from app.admin.group_queries import GroupPage, GroupRow, group_clinic, group_page, group_rows
from app.admin.queries import EndPage, Shown, StaffPage, end_page, grant_clinic, staff_page
from app.audit.kinds import EventKind, Level
from app.audit.record import On, Value
from app.authz.actors import Role, Staff
from app.authz.policy import Action, AtClinic, Basis, GrantOf, allows, authorize, granting
from app.core.errors import Attempt, Denied, Invalid, NotFound
from app.roles.errors import GrantCode
from app.transaction import Unit, transaction


def open_staff_list(actor: Staff, role: Role | None, shown: Shown) -> StaffPage:
    """Vårdpersonal, narrowed by role and by who still has one."""
    with transaction(actor) as unit:
        page = staff_page(unit.session, actor, role, shown)
        details: dict[str, Value] = {"role": role.value if role else None, "shown": shown.value, "rows": len(page.rows)}
        _tell(unit, actor, Action.LIST_STAFF, "staff_list", details)
        return page


def open_end_page(actor: Staff, grant_id: UUID) -> EndPage:
    """What ending a role would do. ``GrantCode.ALREADY_ENDED``: nothing any more.

    ``NotFound`` at another clinic, ``Denied`` for a role that is not this actor's to end.
    """
    with transaction(actor) as unit:
        page = end_page(unit.session, actor, grant_id)
        if page is None:
            raise _not_here("end_role", "role_grant", grant_id, grant_clinic(unit.session, grant_id))
        if not page.grant.may_end:
            if allows(actor, granting(page.grant.role), GrantOf(actor.clinic_id, page.staff_id, page.grant.role)):
                raise Invalid(GrantCode.ALREADY_ENDED)
            attempt = Attempt(granting(page.grant.role).value, "staff_member", page.staff_id, actor.clinic_id)
            raise Denied(GrantCode.OWN_ROLE if page.staff_id == actor.staff_id else GrantCode.DENIED, attempt)
        _tell(unit, actor, Action.LIST_STAFF, "role_grant", {"rows": 1})
        return page


def open_groups(actor: Staff) -> tuple[GroupRow, ...]:
    """The clinic's groups with their members."""
    with transaction(actor) as unit:
        rows = group_rows(unit.session, actor.clinic_id)
        _tell(unit, actor, Action.LIST_GROUPS, "group_list", {"rows": len(rows)})
        return rows


def open_group(actor: Staff, group_id: UUID) -> GroupPage:
    """One group with its members. ``NotFound`` at another clinic."""
    with transaction(actor) as unit:
        page = group_page(unit.session, actor.clinic_id, group_id)
        if page is None:
            raise _not_here(Action.LIST_GROUPS.value, "group", group_id, group_clinic(unit.session, group_id))
        _tell(unit, actor, Action.LIST_GROUPS, "group", {"rows": len(page.group.members)}, group_id)
        return page


def _not_here(action: str, resource: str, key: UUID, clinic_id: UUID | None) -> NotFound:
    return NotFound(Attempt(action, resource, key, clinic_id) if clinic_id else None)


def _tell(
    unit: Unit, actor: Staff, action: Action, resource: str, details: dict[str, Value], key: UUID | None = None
) -> None:
    tell_list_read(unit, authorize(actor, action, AtClinic(actor.clinic_id)), resource, details, key)


def tell_list_read(unit: Unit, basis: Basis, resource: str, details: dict[str, Value], key: UUID | None = None) -> None:
    """Tell the log that a list of colleagues was shown, by which right."""
    unit.log(EventKind.STAFF_LIST_READ, basis, On(resource, key), Level.LIST, **details)
