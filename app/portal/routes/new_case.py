"""Nytt ärende, before the form: where, about what, and what to know first."""

from dataclasses import replace
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.policy import Action
from app.portal.forms import ActForm, TermsForm
from app.portal.queries import pages
from app.portal.routes.blueprint import blueprint
from app.portal.services.filling import Filling, discard, filling, keep
from app.web.flashes import say
from app.web.guard import citizen_entry, current_citizen
from app.web.start import language


@blueprint.get("/new-case")
@citizen_entry(Action.SEND_CASE)
def new_case() -> ResponseReturnValue:
    """What was begun, and where to write; straight to the case types when there is one clinic and nothing begun."""
    actor = current_citizen()
    mine, drafts = pages.clinics_page(actor, None).mine, pages.kept_cases(actor, language())
    if len(mine) == 1 and not drafts:
        return redirect(url_for("portal.case_types", clinic_id=mine[0].clinic_id), 303)
    return render_template("portal/new_case.html", clinics=mine, drafts=drafts)


@blueprint.get("/new-case/clinics/<uuid:clinic_id>")
@citizen_entry(Action.SEND_CASE)
def case_types(clinic_id: UUID) -> ResponseReturnValue:
    """Choose the case type of a new case."""
    clinic, actor = pages.clinic(clinic_id), current_citizen()
    offered = pages.case_types(actor, clinic_id, language())
    return render_template("portal/case_types.html", clinic=clinic, offered=offered)


@blueprint.get("/new-case/<uuid:case_type_id>")
@citizen_entry(Action.SEND_CASE)
def before(case_type_id: UUID) -> ResponseReturnValue:
    """Where to turn when it cannot wait, when the answer comes, and the terms."""
    form = filling(current_citizen(), case_type_id, language())
    return _before(form, TermsForm()) if form.offered else not_offered(form)


@blueprint.post("/new-case/<uuid:case_type_id>")
@citizen_entry(Action.SEND_CASE)
def accept(case_type_id: UUID) -> ResponseReturnValue:
    """Go on to the questions; with what was written before, if anything was."""
    actor, terms_form = current_citizen(), TermsForm()
    form = filling(actor, case_type_id, language())
    if not form.offered:
        return not_offered(form)
    if not terms_form.validate():
        return _before(form, terms_form), 422
    keep(actor, replace(form, accepted=True), form.answers)
    return redirect(url_for("portal.questions", case_type_id=case_type_id, number=1), 303)


def _before(form: Filling, terms_form: TermsForm) -> str:
    return render_template("portal/before.html", filling=form, form=terms_form)


def not_offered(form: Filling) -> ResponseReturnValue:
    """The clinic has stopped taking these, or not for somebody else: say so, and give back what was written."""
    rows = form.document.questions()
    typed = [
        (q.subject, "\n".join(form.answers.of(q.key))) for q in rows if q.type.is_written and form.answers.of(q.key)
    ]
    return render_template("portal/not_offered.html", filling=form, typed=typed), 410


@blueprint.get("/new-case/<uuid:case_type_id>/discard")
@citizen_entry(Action.SEND_CASE)
def ask_to_discard(case_type_id: UUID) -> ResponseReturnValue:
    """It cannot be brought back, so ask first."""
    form = filling(current_citizen(), case_type_id, language())
    return render_template("portal/discard.html", filling=form, form=ActForm())


@blueprint.post("/new-case/<uuid:case_type_id>/discard")
@citizen_entry(Action.SEND_CASE)
def throw_away(case_type_id: UUID) -> ResponseReturnValue:
    """Throw the draft of a new case away (Släng utkastet)."""
    discard(current_citizen(), case_type_id)
    say(_("Utkastet är slängt."))
    return redirect(url_for("portal.home"), 303)
