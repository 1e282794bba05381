"""Inställningar: how citizens reach the clinic, when it is open, and what happens to cases by the clock."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.admin.settings.forms import ClinicSettingsForm, ClosedDaysForm
from app.admin.settings.labels import WEEKDAYS
from app.admin.settings.queries import settings_page
from app.authz.policy import Action
from app.core.errors import Conflict, Invalid
from app.roles.services.clinic_settings import change_settings, close_days, open_days
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry

blueprint = Blueprint("clinic_settings", __name__, template_folder="../templates", url_prefix="/clinic/settings")


@blueprint.get("")
@staff_entry(Action.CHANGE_CLINIC_SETTINGS)
def page() -> ResponseReturnValue:
    """The settings as they are."""
    return _page(None, None, 200)


@blueprint.post("")
@staff_entry(Action.CHANGE_CLINIC_SETTINGS)
def save() -> ResponseReturnValue:
    """Store them; 409 with what was typed when somebody else saved meanwhile."""
    form = ClinicSettingsForm(prefix="settings-")
    if not form.validate():
        return _page(form, None, 422)
    try:
        change_settings(current_staff(), form.command())
    except (Conflict, Invalid) as error:
        form.explain(error)
        return _page(form, None, 409 if isinstance(error, Conflict) else 422)
    say(_("Inställningarna är sparade."))
    return redirect(url_for("clinic_settings.page"), 303)


@blueprint.post("/closed-days")
@staff_entry(Action.CHANGE_CLINIC_SETTINGS)
def close() -> ResponseReturnValue:
    """Add closed days."""
    form = ClosedDaysForm(prefix="closed-")
    if form.validate():
        try:
            close_days(current_staff(), form.command())
        except Invalid as error:
            form.explain(error)
        else:
            say(
                _(
                    "De stängda dagarna är sparade. Var någon av dem redan stängd gäller den nya anledningen. "
                    "Ärenden som redan har ett datum behåller det."
                )
            )
            return redirect(url_for("clinic_settings.page"), 303)
    return _page(None, form, 422)


@blueprint.post("/closed-days/remove")
@staff_entry(Action.CHANGE_CLINIC_SETTINGS)
def reopen() -> ResponseReturnValue:
    """Take closed days away, with a way back."""
    form = ClosedDaysForm(prefix="closed-")
    if not form.validate():
        return _page(None, form, 422)
    command = form.command()
    try:
        open_days(current_staff(), command)
    except Invalid as error:
        form.explain(error)
        return _page(None, form, 422)
    form.renew()
    fields = {
        "first": command.first,
        "last": command.last,
        "reason": command.reason,
        "operation_id": form.operation_id.data,
    }
    back = {f"closed-{name}": str(value) for name, value in fields.items()}
    say(_("Mottagningen är öppen de dagarna igen."), undo=url_for("clinic_settings.close"), fields=back)
    return redirect(url_for("clinic_settings.page"), 303)


def _page(form: ClinicSettingsForm | None, closing: ClosedDaysForm | None, status: int) -> tuple[str, int]:
    """The page, with what was typed in the form that was refused."""
    shown = settings_page(current_staff().clinic_id)
    if form is None:
        form = ClinicSettingsForm(prefix="settings-", formdata=None)
        form.fill(shown.settings, shown.version)
    moved_on = form.version.data != str(shown.version)
    form.version.data = str(shown.version)
    closing = closing or ClosedDaysForm(prefix="closed-", formdata=None)
    return render_template(
        "admin/settings.html",
        page=shown,
        form=form,
        closing=closing,
        weekdays=WEEKDAYS,
        moved_on=moved_on,
        has_errors=status != HTTPStatus.OK,
    ), status
