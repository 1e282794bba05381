"""The citizen's page of chosen clinics (Mina mottagningar)."""

from uuid import UUID

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.policy import Action
from app.citizens.services.clinics import add_clinic, remove_clinic
from app.core.errors import NotFound
from app.portal.forms import ActForm
from app.portal.queries import pages
from app.portal.routes.blueprint import blueprint
from app.web.flashes import say
from app.web.guard import citizen_entry, current_citizen


@blueprint.get("/clinics")
@citizen_entry(Action.SEND_CASE)
def clinics() -> ResponseReturnValue:
    """Those I have, and those a search finds."""
    beginning = request.args.get("q")
    page = pages.clinics_page(current_citizen(), beginning)
    return render_template("portal/clinics.html", page=page, beginning=beginning or "", operation=ActForm())


@blueprint.post("/clinics/<uuid:clinic_id>/add")
@citizen_entry(Action.SEND_CASE)
def add(clinic_id: UUID) -> ResponseReturnValue:
    """Add a clinic."""
    form = ActForm()
    operation_id = form.operation_id.data or ""
    add_clinic(current_citizen(), clinic_id, operation_id)
    undo = url_for("portal.remove", clinic_id=clinic_id)
    say(_("Mottagningen är tillagd."), undo=undo, fields={"operation_id": f"undo-{operation_id}"[:64]})
    return redirect(url_for("portal.clinics"), 303)


@blueprint.get("/clinics/<uuid:clinic_id>/remove")
@citizen_entry(Action.SEND_CASE)
def ask_to_remove(clinic_id: UUID) -> ResponseReturnValue:
    """What taking it away means."""
    return render_template("portal/remove_clinic.html", clinic=pages.clinic(clinic_id), form=ActForm())


@blueprint.post("/clinics/<uuid:clinic_id>/remove")
@citizen_entry(Action.SEND_CASE)
def remove(clinic_id: UUID) -> ResponseReturnValue:
    """Take it away."""
    form = ActForm()
    operation_id = form.operation_id.data or ""
    try:
        remove_clinic(current_citizen(), clinic_id, operation_id)
    except NotFound:
        say(_("Mottagningen är redan borttagen."), "warning")
        return redirect(url_for("portal.clinics"), 303)
    undo = url_for("portal.add", clinic_id=clinic_id)
    say(_("Mottagningen är borttagen."), undo=undo, fields={"operation_id": f"undo-{operation_id}"[:64]})
    return redirect(url_for("portal.clinics"), 303)
