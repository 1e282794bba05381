"""Reading the pages of Grupper: one event for each page that names people."""

from uuid import UUID

from app.admin.groups.queries import GroupPage, GroupRow, group_clinic, group_page, group_rows
from app.admin.services import log_listed, not_here
from app.authz.actors import Staff
from app.authz.policy import Action
from app.transaction import transaction


def open_groups(actor: Staff) -> tuple[GroupRow, ...]:
    """The clinic's groups with their members."""
    with transaction(actor) as unit:
        rows = group_rows(unit.session, actor.clinic_id)
        log_listed(unit, actor, Action.LIST_GROUPS, "group_list", {"rows": len(rows)})
        return rows


def open_group(actor: Staff, group_id: UUID) -> GroupPage:
    """One group with its members. ``NotFound`` at another clinic."""
    with transaction(actor) as unit:
        page = group_page(unit.session, actor.clinic_id, group_id)
        if page is None:
            raise not_here(Action.LIST_GROUPS.value, "group", group_id, group_clinic(unit.session, group_id))
        log_listed(unit, actor, Action.LIST_GROUPS, "group", {"rows": len(page.group.members)}, group_id)
        return page
