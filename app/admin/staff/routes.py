"""Vårdpersonal: who has which role here, giving roles and ending them."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.staff.forms import EndForm, GrantForm
from app.admin.staff.labels import ROLE_HINTS, ROLES, SHOWN
from app.admin.staff.queries import Shown
from app.admin.staff.services import open_end_page, open_staff_list
from app.authz.actors import Role
from app.authz.policy import Action
from app.core.errors import Denied, Invalid
from app.roles.queries.people import AHEAD
from app.roles.services.grants import end_role, grant_roles
from app.web.errors import refused
from app.web.flashes import say
from app.web.guard import current_staff, fresh_login, staff_entry
from app.web.kept_forms import form_from_before
from app.web.sentences import sentence_for

blueprint = Blueprint("admin", __name__, template_folder="../templates")


@blueprint.get("/staff")
@staff_entry(Action.LIST_STAFF)
def staff() -> ResponseReturnValue:
    """The clinic's staff with their roles."""
    role, shown = request.args.get("role", ""), request.args.get("show", "")
    chosen_role = Role(role) if role in set(Role) else None
    chosen = Shown(shown) if shown in set(Shown) else Shown.ACTIVE
    page = open_staff_list(current_staff(), chosen_role, chosen)
    texts = [str(ROLES[chosen_role])] if chosen_role else []
    texts += [str(SHOWN[chosen])] if chosen is not Shown.ACTIVE else []
    chosen_now = {"role": chosen_role, "shown": chosen, "narrowed": texts}
    about = {"own_id": current_staff().staff_id, "ahead_days": AHEAD.days}
    return render_template("admin/staff.html", page=page, roles=ROLES, shows=SHOWN, **about, **chosen_now)


@blueprint.get("/staff/grant")
@staff_entry(Action.GRANT_CASE_ROLE)
@fresh_login
def grant() -> ResponseReturnValue:
    """The form, with the HSA-id filled in when one came from the list."""
    form = GrantForm(form_from_before(), hsa_id=request.args.get("hsa_id", ""))
    return _grant_page(form, 200)


@blueprint.post("/staff/grant")
@staff_entry(Action.GRANT_CASE_ROLE)
@fresh_login
def give() -> ResponseReturnValue:
    """Give the roles."""
    form = GrantForm()
    if not form.validate():
        return _grant_page(form, 422)
    try:
        grant_roles(current_staff(), form.command())
    except Invalid as error:
        form.explain(error)
        return _grant_page(form, 422)
    except Denied as error:
        refused(error)
        form.explain(error)
        return _grant_page(form, 403)
    say(_("Rollen är tilldelad."))
    return redirect(url_for("admin.staff"), 303)


def _grant_page(form: GrantForm, status: int) -> ResponseReturnValue:
    form.offer(current_staff())
    return render_template("admin/grant.html", form=form, hints=ROLE_HINTS), status


@blueprint.get("/staff/grants/<uuid:grant_id>/end")
@staff_entry(Action.GRANT_CASE_ROLE)
@fresh_login
def end(grant_id: UUID) -> ResponseReturnValue:
    """What ending the role does, and the question why."""
    return _end_page(EndForm(form_from_before()), grant_id, 200)


@blueprint.post("/staff/grants/<uuid:grant_id>/end")
@staff_entry(Action.GRANT_CASE_ROLE)
@fresh_login
def end_now(grant_id: UUID) -> ResponseReturnValue:
    """End the role."""
    form = EndForm()
    if not form.validate():
        return _end_page(form, grant_id, 422)
    try:
        end_role(current_staff(), grant_id, form.command())
    except Invalid as error:
        form.explain(error)
        return _end_page(form, grant_id, 422)
    say(_("Rollen är avslutad."))
    return redirect(url_for("admin.staff"), 303)


def _end_page(form: EndForm, grant_id: UUID, status: int) -> ResponseReturnValue:
    try:
        page = open_end_page(current_staff(), grant_id)
    except Invalid as error:
        say(sentence_for(error), "warning")
        return redirect(url_for("admin.staff"), 303)
    return render_template("admin/end.html", form=form, page=page, roles=ROLES), status
