"""The case page and its print."""

from uuid import UUID

from flask import render_template

from app.authz.policy import Action
from app.cases.forms import CaseForm
from app.cases.labels import MESSAGE_KINDS, REASONS, STAFF_LABELS, STEPS
from app.cases.queries.case_page import CasePage
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.inboxes import back_to_list
from app.cases.services.reading import open_case, print_case
from app.catalog.answered import answered_pages
from app.core import clock
from app.core.case_number import shown
from app.web.guard import current_staff, staff_entry
from app.web.start import language


@blueprint.get("/cases/<uuid:case_id>")
@staff_entry(Action.READ_CASE)
def page(case_id: UUID) -> Answer:
    """The case as it is now, with one's drafts in the fields."""
    return show(case_id, CaseForm())


@blueprint.get("/cases/<uuid:case_id>/print")
@staff_entry(Action.PRINT_CASE)
def print_page(case_id: UUID) -> Answer:
    """The case on paper: this GET is the logged act."""
    actor = current_staff()
    case = print_case(actor, case_id, language())
    printed_by = actor.badge.name if actor.badge else ""
    return render_template("cases/print.html", **_words(case), printed_by=printed_by, printed_at=clock.now())


def show(case_id: UUID, form: CaseForm, status: int = 200) -> Answer:
    """The case page with this form, fresh or with what was wrong in it."""
    case = open_case(current_staff(), case_id, language())
    form.offer(case)
    if status != 200:  # noqa: PLR2004 - anything but a fresh page is another try
        form.renew()
    return render_template("cases/page.html", **_words(case), form=form, back=back_to_list()), status


def _words(case: CasePage) -> dict[str, object]:
    return {
        "case": case,
        "number": shown(case.number),
        "answered": answered_pages(case.document, case.answers),
        "labels": STAFF_LABELS,
        "steps": STEPS,
        "kinds": MESSAGE_KINDS,
        "reasons": REASONS,
        "can": {action.value for action in case.may},
    }
