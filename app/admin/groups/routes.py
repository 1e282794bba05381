"""Grupper: made, renamed and closed by ADM, filled by ADM and BEH."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.groups.forms import GroupForm, MemberForm
from app.admin.groups.queries import GroupRow
from app.admin.groups.services import open_group, open_groups
from app.authz.policy import Action, may_ever
from app.core.errors import Conflict, Invalid
from app.roles.services.groups import add_member, close_group, create_group, remove_member, rename_group
from app.web.flashes import say
from app.web.forms import OperationForm
from app.web.guard import current_staff, fresh_login, staff_entry

blueprint = Blueprint("groups", __name__, template_folder="../templates", url_prefix="/groups")


@blueprint.get("")
@staff_entry(Action.LIST_GROUPS)
def index() -> ResponseReturnValue:
    """The clinic's open groups."""
    actor = current_staff()
    return render_template(
        "admin/groups.html", groups=open_groups(actor), manages=may_ever(actor, Action.MANAGE_GROUPS)
    )


@blueprint.get("/new")
@staff_entry(Action.MANAGE_GROUPS)
def new() -> ResponseReturnValue:
    """The form of a group that is not there yet."""
    return render_template("admin/group_form.html", form=GroupForm(), group=None)


@blueprint.post("/new")
@staff_entry(Action.MANAGE_GROUPS)
def create() -> ResponseReturnValue:
    """Make the group and go to it, to fill it."""
    form = GroupForm()
    if form.validate():
        try:
            group_id = create_group(current_staff(), form.command())
        except Invalid as error:
            form.explain(error)
        else:
            say(_("Gruppen är skapad. Lägg till dem som ska vara med."))
            return redirect(url_for("groups.page", group_id=group_id), 303)
    return render_template("admin/group_form.html", form=form, group=None), 422


@blueprint.get("/<uuid:group_id>")
@staff_entry(Action.LIST_GROUPS)
def page(group_id: UUID) -> ResponseReturnValue:
    """The group and its members."""
    return _page(MemberForm(), group_id, 200)


@blueprint.post("/<uuid:group_id>/members")
@staff_entry(Action.CHANGE_GROUP_MEMBERS)
@fresh_login
def add(group_id: UUID) -> ResponseReturnValue:
    """Add a member to the group."""
    form = MemberForm()
    if form.validate():
        try:
            add_member(current_staff(), group_id, form.command())
        except Invalid as error:
            form.explain(error)
        else:
            say(_("Personen är med i gruppen."))
            return redirect(url_for("groups.page", group_id=group_id), 303)
    return _page(form, group_id, 422)


@blueprint.post("/<uuid:group_id>/members/remove")
@staff_entry(Action.CHANGE_GROUP_MEMBERS)
def remove(group_id: UUID) -> ResponseReturnValue:
    """Take somebody out, with a way back."""
    form = MemberForm()
    try:
        command = form.command()
        remove_member(current_staff(), group_id, command)
    except Invalid as error:
        form.explain(error)
        return _page(form, group_id, 422)
    form.renew()
    back = {"person": str(command.staff_id), "operation_id": form.operation_id.data or ""}
    undo = url_for("groups.add", group_id=group_id)
    say(
        _("Personen är borttagen ur gruppen. Ärenden som personen har tagit är kvar hos personen."),
        undo=undo,
        fields=back,
    )
    return redirect(url_for("groups.page", group_id=group_id), 303)


@blueprint.get("/<uuid:group_id>/name")
@staff_entry(Action.MANAGE_GROUPS)
def name(group_id: UUID) -> ResponseReturnValue:
    """The group's name and description, to be changed."""
    group = open_group(current_staff(), group_id).group
    form = GroupForm(name=group.name, description=group.description, version=str(group.version))
    return _naming(form, group, 200)


@blueprint.post("/<uuid:group_id>/name")
@staff_entry(Action.MANAGE_GROUPS)
def rename(group_id: UUID) -> ResponseReturnValue:
    """Change name and description; 409 with what was typed when somebody else has, meanwhile."""
    form = GroupForm()
    if form.validate():
        try:
            rename_group(current_staff(), group_id, form.change())
        except (Conflict, Invalid) as error:
            form.explain(error)
            status = 409 if isinstance(error, Conflict) else 422
            return _naming(form, open_group(current_staff(), group_id).group, status)
        say(_("Gruppen är ändrad."))
        return redirect(url_for("groups.page", group_id=group_id), 303)
    return _naming(form, open_group(current_staff(), group_id).group, 422)


def _naming(form: GroupForm, group: GroupRow, status: int) -> ResponseReturnValue:
    """The form. ``moved_on``: what stands in it was made from an older name or description than the present one."""
    moved_on = form.version.data != str(group.version)
    form.version.data = str(group.version)
    return render_template("admin/group_form.html", form=form, group=group, moved_on=moved_on), status


@blueprint.get("/<uuid:group_id>/close")
@staff_entry(Action.MANAGE_GROUPS)
def closing(group_id: UUID) -> ResponseReturnValue:
    """The page that says what closing the group means, and asks for confirmation."""
    return _closing(OperationForm(), group_id, 200)


@blueprint.post("/<uuid:group_id>/close")
@staff_entry(Action.MANAGE_GROUPS)
def close(group_id: UUID) -> ResponseReturnValue:
    """Close the group."""
    form = OperationForm()
    if form.validate():
        try:
            close_group(current_staff(), group_id, form.operation_id.data or "")
        except Invalid as error:
            form.explain(error)
        else:
            say(_("Gruppen är stängd."))
            return redirect(url_for("groups.index"), 303)
    return _closing(form, group_id, 422)


def _closing(form: OperationForm, group_id: UUID, status: int) -> ResponseReturnValue:
    group = open_group(current_staff(), group_id).group
    if not group.active:
        say(_("Gruppen är redan stängd."), "warning")
        return redirect(url_for("groups.index"), 303)
    return render_template("admin/group_close.html", form=form, group=group), status


def _page(form: MemberForm, group_id: UUID, status: int) -> ResponseReturnValue:
    actor = current_staff()
    shown = open_group(actor, group_id)
    form.offer(shown.others)
    manages = may_ever(actor, Action.MANAGE_GROUPS)
    return render_template("admin/group.html", page=shown, form=form, manages=manages), status
