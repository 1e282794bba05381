"""The buttons that end a case, open it again, or take back what one just did."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.authz.policy import Action
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.doing import Act, do
from app.cases.services import endings, standing
from app.cases.services.undo import undo as take_back
from app.web.guard import staff_entry

REASON = ("reason", "reason_line")
CLOSE = Act(
    lambda actor, case_id, form: endings.close(actor, case_id, form.ending()),
    _l("Ärendet är avslutat utan svar."),
    fields=REASON,
    undoable=True,
    finishes=True,
)
CANCEL = Act(
    lambda actor, case_id, form: endings.cancel(actor, case_id, form.ending()),
    _l("Ärendet är makulerat."),
    fields=REASON,
    finishes=True,
)
REOPEN = Act(
    lambda actor, case_id, form: endings.reopen(actor, case_id, form.ending()),
    _l("Ärendet är öppet igen."),
    fields=REASON,
)
UNDO = Act(
    lambda actor, case_id, form: take_back(actor, case_id, form.plain()),
    _l("Det är ångrat."),
    words=lambda step_id: _l("Det är ångrat. Texten står i sitt fält igen.") if standing.had_a_text(step_id) else None,
)


@blueprint.post("/cases/<uuid:case_id>/close")
@staff_entry(Action.CLOSE)
def close(case_id: UUID) -> Answer:
    """Avsluta utan svar."""
    return do(case_id, CLOSE)


@blueprint.post("/cases/<uuid:case_id>/cancel")
@staff_entry(Action.CANCEL)
def cancel(case_id: UUID) -> Answer:
    """Makulera."""
    return do(case_id, CANCEL)


@blueprint.post("/cases/<uuid:case_id>/reopen")
@staff_entry(Action.REOPEN)
def reopen(case_id: UUID) -> Answer:
    """Återöppna."""
    return do(case_id, REOPEN)


@blueprint.post("/cases/<uuid:case_id>/undo")
@staff_entry(Action.UNDO)
def undo(case_id: UUID) -> Answer:
    """Ångra."""
    return do(case_id, UNDO)
