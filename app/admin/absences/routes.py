"""Frånvaro: one's own, and for ÄM, ADM and BEH everybody's at the clinic."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.admin.absences.forms import AbsenceForm
from app.admin.absences.services import (
    OpenAbsence,
    closed_then,
    open_absence,
    open_absences,
    possible_substitutes,
)
from app.authz.policy import Action, may_ever
from app.core.errors import Conflict, Invalid, NotFound
from app.roles.services.absences import change_absence, end_absence, register_absence
from app.web.flashes import say
from app.web.formats import with_days
from app.web.forms import OperationForm
from app.web.guard import current_staff, staff_entry

blueprint = Blueprint("absences", __name__, template_folder="../templates", url_prefix="/absences")

OK, WRONG, STALE = 200, 422, 409


@blueprint.get("")
@staff_entry(Action.KEEP_ABSENCE)
def index() -> ResponseReturnValue:
    """Who is away now and soon."""
    page = open_absences(current_staff())
    return render_template("admin/absences.html", page=page, form=OperationForm())


@blueprint.get("/new")
@staff_entry(Action.KEEP_ABSENCE)
def new() -> ResponseReturnValue:
    """The form of an absence."""
    return _shown(AbsenceForm(), None, OK)


@blueprint.post("/new")
@staff_entry(Action.KEEP_ABSENCE)
def register() -> ResponseReturnValue:
    """Register the absence of the form."""
    actor, form = current_staff(), AbsenceForm()
    if form.validate():
        try:
            register_absence(actor, form.command(None if _keeps_everybodys() else actor.staff_id))
        except Invalid as error:
            form.explain(error)
        else:
            _warn_if_closed(form)
            return _done(_("Frånvaron är registrerad. Den som fördelar ärenden ser den."))
    return _shown(form, None, WRONG)


@blueprint.get("/<uuid:absence_id>")
@staff_entry(Action.KEEP_ABSENCE)
def page(absence_id: UUID) -> ResponseReturnValue:
    """An absence, to be changed."""
    absence = open_absence(current_staff(), absence_id)
    substitute = str(absence.substitute_id) if absence.substitute_id else ""
    shown = {"first": absence.first_day, "last": absence.last_day, "version": str(absence.version)}
    return _shown(AbsenceForm(substitute=substitute, **shown), absence, OK)


@blueprint.post("/<uuid:absence_id>")
@staff_entry(Action.KEEP_ABSENCE)
def change(absence_id: UUID) -> ResponseReturnValue:
    """Other days, another substitute; 409 with what was typed when somebody else has changed it meanwhile."""
    form, status = AbsenceForm(), WRONG
    if form.validate():
        try:
            change_absence(current_staff(), absence_id, form.change())
        except (Conflict, Invalid) as error:
            form.explain(error)
            status = STALE if isinstance(error, Conflict) else WRONG
        else:
            _warn_if_closed(form)
            return _done(_("Frånvaron är ändrad."))
    return _shown(form, open_absence(current_staff(), absence_id), status)


@blueprint.post("/<uuid:absence_id>/end")
@staff_entry(Action.KEEP_ABSENCE)
def end(absence_id: UUID) -> ResponseReturnValue:
    """Back at work, or never away; with a way back, which is to register or to change it as it was.

    One that is over or gone has been ended, as from another window.
    """
    form = OperationForm()
    try:
        ended = end_absence(current_staff(), absence_id, form.operation_id.data or "")
    except NotFound as error:
        if error.attempt is not None:
            raise
        say(_("Frånvaron är redan avslutad."), "warning")
        return redirect(url_for("absences.index"), 303)
    if ended is None:
        return _done(_("Frånvaron är avslutad."))
    form.renew()
    was, version = ended
    back = {"person": was.staff_id, "first": was.first_day, "last": was.last_day, "substitute": was.substitute_id or ""}
    back |= {"version": version, "operation_id": form.operation_id.data}
    again = url_for("absences.change", absence_id=absence_id) if version is not None else url_for("absences.register")
    say(_("Frånvaron är avslutad."), undo=again, fields={name: str(value) for name, value in back.items()})
    return redirect(url_for("absences.index"), 303)


def _warn_if_closed(form: AbsenceForm) -> None:
    """What the calendar has to say of the days that were kept."""
    first, last = form.days()
    closed = closed_then(current_staff(), first, last)
    if closed is not None:
        text = (
            _l("Mottagningen är stängd alla dagar i frånvaron. Nästa öppna dag är %(opens)s.")
            if closed.all_days
            else _l("Mottagningen är stängd %(last)s. Första öppna dagen efter frånvaron är %(opens)s.")
        )
        say(with_days(text, {"last": last, "opens": closed.opens}), "info")


def _done(sentence: str) -> ResponseReturnValue:
    say(sentence)
    return redirect(url_for("absences.index"), 303)


def _shown(form: AbsenceForm, absence: OpenAbsence | None, status: int) -> ResponseReturnValue:
    form.offer(possible_substitutes(current_staff()))
    moved_on = absence is not None and form.version.data != str(absence.version)
    if absence is not None:
        form.version.data = str(absence.version)
    answer = render_template(
        "admin/absence_form.html", form=form, absence=absence, everybody=_keeps_everybodys(), moved_on=moved_on
    )
    return answer, status


def _keeps_everybodys() -> bool:
    return may_ever(current_staff(), Action.LIST_ABSENCES)
