"""Choosing and switching clinic."""

from uuid import UUID

from flask import render_template, request
from werkzeug.wrappers import Response

from app.auth.actors import LIMIT_TABLE
from app.auth.errors import AuthCode
from app.auth.forms import ClinicForm
from app.auth.login_sessions import current_login
from app.auth.queries import own_clinics
from app.auth.routes.blueprint import blueprint
from app.auth.routes.steps import go_on_as, is_staff, next_step, remember
from app.auth.services import logins
from app.core.errors import Invalid
from app.roles.queries.people import ClinicChoice
from app.web.guard import public


@blueprint.get("/choose-clinic")
@public
def choose_clinic() -> str | Response:
    """The clinics where the person has a valid role. Public, since one who has not chosen yet is nobody's actor."""
    login = current_login()
    if login is None or login.who.staff_id is None or not login.who.terms_accepted:
        return next_step()
    return render_template("auth/choose_clinic.html", choices=_choices(login.who.staff_id), chosen=login.who.clinic_id)


def _choices(staff_id: UUID) -> list[tuple[ClinicChoice, str]]:
    clinics = own_clinics(staff_id)
    return [(clinic, ", ".join(sorted(role.code for role in clinic.roles))) for clinic in clinics]


@blueprint.post("/choose-clinic")
@public
def take_clinic() -> Response:
    """Act at that clinic from now on."""
    login = current_login()
    if login is None or not is_staff(login) or not login.who.terms_accepted:
        return next_step()
    form = ClinicForm()
    if not form.validate() or form.chosen is None:
        raise Invalid(AuthCode.CLINIC)
    if login.who.clinic_id is not None:
        remember(request.form.get("next", ""))
    return go_on_as(logins.choose_clinic(login, form.chosen, LIMIT_TABLE.current))
