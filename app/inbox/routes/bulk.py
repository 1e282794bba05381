"""Doing the same to many cases: Fördela, Omfördela, Avsluta utan svar, Ta ärenden, and Ångra for all of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.authz.policy import Action
from app.cases.services import act_result
from app.cases.windows import ACCEPTED_AFTER_GIVING
from app.core import clock
from app.core.case_number import shown
from app.core.errors import Conflict, Denied, Invalid, NotFound
from app.inbox.bulk_words import BulkAct, row_sentence, summary
from app.inbox.forms.bulk import BulkForm, as_value
from app.inbox.layouts import REDISTRIBUTE, Acts
from app.inbox.routes.blueprint import blueprint
from app.inbox.routes.bulk_offer import SESSION_KEY, offered
from app.inbox.routes.navigation import back_to_list, list_in_request
from app.inbox.services import bulk
from app.inbox.services.bulk_result import Done, away_from, cases_of_colleague, result_rows
from app.web.errors import refused, refused_as_failed
from app.web.form_size import fields_of
from app.web.form_texts import bounded
from app.web.guard import current_staff, staff_entry
from app.web.start import language

RESULT = "bulk_outcome"
MAX_RESULTS = 5
"""Windows of one person that may show what became of an act each."""


@blueprint.post("/cases/bulk/give")
@staff_entry(Action.REDISTRIBUTE)
def bulk_give() -> ResponseReturnValue:
    """Fördela or Omfördela all that are ticked."""
    return _do(BulkAct.GIVE, lambda form: bulk.giving(form.holder(away_from(current_staff()))))


@blueprint.post("/cases/bulk/close")
@staff_entry(Action.CLOSE)
def bulk_close() -> ResponseReturnValue:
    """Avsluta utan svar."""
    return _do(BulkAct.CLOSE, lambda form: bulk.closing(*form.why()))


@blueprint.post("/cases/bulk/take")
@staff_entry(Action.TAKE)
def bulk_take() -> ResponseReturnValue:
    """Take the chosen cases (Ta ärenden)."""
    return _do(BulkAct.TAKE, lambda _form: bulk.take_one)


@blueprint.post("/cases/bulk/undo")
@staff_entry(Action.UNDO)
def bulk_undo() -> ResponseReturnValue:
    """Undo what was last done to several cases (Ångra)."""
    return _do(BulkAct.UNDO, lambda _form: bulk.undo_one)


@blueprint.get("/cases/bulk/result")
@staff_entry(Action.REDISTRIBUTE)
def bulk_result() -> ResponseReturnValue:
    """A row for each case: what became of it, and one way to undo all that was done."""
    results: dict[str, dict[str, Any]] = session.get(RESULT, {})
    kept = results.get(request.args.get("of", "") or next(reversed(results), ""))
    if kept is None:
        return redirect(back_to_list(), 303)
    act = BulkAct(kept["act"])
    done = [Done(UUID(case_id), version, code) for case_id, version, code in kept["rows"]]
    rows = result_rows(current_staff(), done, language())
    undo_until = datetime.fromisoformat(kept["at"]) + ACCEPTED_AFTER_GIVING
    may_undo = act is not BulkAct.UNDO and clock.now() < undo_until and any(not row.code for row in rows)
    return render_template(
        "inbox/bulk_result.html",
        summary=summary(act, rows, kept["target"]),
        rows=[(row, row_sentence(act, row)) for row in rows],
        undo=[as_value(row.case_id, row.version + 1) for row in rows if not row.code] if may_undo else [],
        shown=shown,
        operation_id=f"undo-{kept['operation_id']}"[:64],
        back=back_to_list(),
    )


@blueprint.get("/clinic-cases/held-by/<uuid:staff_id>")
@staff_entry(Action.LIST_CLINIC_CASES)
def bulk_colleague(staff_id: UUID) -> ResponseReturnValue:
    """Everything that a colleague holds, counted before it is moved."""
    actor = current_staff()
    held = cases_of_colleague(actor, staff_id)
    offer = offered(actor, Acts(REDISTRIBUTE, inbox=True), staff_id, list_in_request())
    offer.form.colleague.data = str(staff_id)
    cases = [as_value(case_id, version) for case_id, version in held.cases]
    return render_template("inbox/bulk_colleague.html", held=held, cases=cases, form=offer.form, back=back_to_list())


def _do(act: BulkAct, command_of: Callable[[BulkForm], bulk.Single]) -> ResponseReturnValue:
    """Do it to each case; or back to the list, with what is missing and everything as it was filled in."""
    form = BulkForm()
    try:
        form.check()
        chosen, single = form.chosen(), command_of(form)
    except Invalid as error:
        fields = [field for field in fields_of(request) if field[0] in form]
        session[SESSION_KEY] = {
            "fields": bounded(fields, "inbox"),
            "code": error.code.value,
            "field": error.field,
            "inbox": list_in_request(),
        }
        return redirect(_back(form), 303)
    outcomes = bulk.on_each(current_staff(), chosen, form.operation_id.data or "", single)
    for outcome in outcomes:
        _log_refusal(outcome)
    _keep(act, form, outcomes)
    return redirect(url_for("inbox.bulk_result", of=form.operation_id.data), 303)


def _keep(act: BulkAct, form: BulkForm, outcomes: tuple[bulk.CaseOutcome, ...]) -> None:
    step = next((outcome.step_id for outcome in outcomes if outcome.step_id), None)
    rows = [[str(o.chosen.case_id), o.chosen.version, o.error.code.value if o.error else ""] for o in outcomes]
    result = {
        "act": act.value,
        "operation_id": form.operation_id.data,
        "at": clock.now().isoformat(),
        "target": act_result.given_to(step) if act is BulkAct.GIVE and step else "",
        "rows": rows,
    }
    before = {key: value for key, value in session.get(RESULT, {}).items() if key != form.operation_id.data}
    latest = dict(list(before.items())[1 - MAX_RESULTS :])
    session[RESULT] = {**latest, str(form.operation_id.data): result}


def _log_refusal(outcome: bulk.CaseOutcome) -> None:
    """Each refusal as a single step's would be told."""
    match outcome.error:
        case Conflict():
            refused_as_failed(outcome.error)
        case NotFound() | Denied():
            refused(outcome.error)
        case _:
            return


def _back(form: BulkForm) -> str:
    try:
        return url_for("inbox.bulk_colleague", staff_id=UUID(form.colleague.data or ""))
    except ValueError:
        return back_to_list()
