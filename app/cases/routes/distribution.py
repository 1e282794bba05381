"""The buttons that give a case to somebody: Fördela, Fördela med delsvar, Omfördela, Ta ärende, Lämna tillbaka."""

from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.authz.policy import Action
from app.cases.routes.blueprint import Answer, blueprint
from app.cases.routes.doing import Act, do
from app.cases.services import distribution
from app.web.guard import staff_entry

DISTRIBUTE = Act(
    lambda actor, case_id, form: distribution.distribute(actor, case_id, form.distribution()),
    _l("Ärendet är fördelat till %(target)s."),
    fields=("target",),
    undoable=True,
    finishes=True,
)
DISTRIBUTE_WITH_PARTIAL_REPLY = Act(
    lambda actor, case_id, form: distribution.distribute(actor, case_id, form.distribution_with_partial_reply()),
    _l("Ärendet är fördelat till %(target)s och delsvaret är skickat till invånaren."),
    fields=("target", "partial_reply", "promised"),
    undoable=True,
    finishes=True,
)
REDISTRIBUTE = Act(
    lambda actor, case_id, form: distribution.redistribute(actor, case_id, form.redistribution()),
    _l("Ärendet är omfördelat till %(target)s."),
    fields=("target",),
    undoable=True,
    finishes=True,
)
TAKE = Act(
    lambda actor, case_id, form: distribution.take_case(actor, case_id, form.plain()),
    _l("Du har tagit ärendet."),
    undoable=True,
)
GIVE_BACK = Act(
    lambda actor, case_id, form: distribution.give_back(actor, case_id, form.plain()),
    _l("Ärendet är lämnat tillbaka till %(target)s."),
    undoable=True,
    finishes=True,
)


@blueprint.post("/cases/<uuid:case_id>/distribute")
@staff_entry(Action.DISTRIBUTE)
def distribute(case_id: UUID) -> Answer:
    """Distribute the case, with or without a partial reply (Fördela)."""
    return do(case_id, DISTRIBUTE)


@blueprint.post("/cases/<uuid:case_id>/distribute-with-partial-reply")
@staff_entry(Action.DISTRIBUTE)
def distribute_with_partial_reply(case_id: UUID) -> Answer:
    """Fördela med delsvar."""
    return do(case_id, DISTRIBUTE_WITH_PARTIAL_REPLY)


@blueprint.post("/cases/<uuid:case_id>/redistribute")
@staff_entry(Action.REDISTRIBUTE)
def redistribute(case_id: UUID) -> Answer:
    """Distribute the case to another holder (Omfördela)."""
    return do(case_id, REDISTRIBUTE)


@blueprint.post("/cases/<uuid:case_id>/take")
@staff_entry(Action.TAKE)
def take(case_id: UUID) -> Answer:
    """Take the case from one's group (Ta ärende)."""
    return do(case_id, TAKE)


@blueprint.post("/cases/<uuid:case_id>/give-back")
@staff_entry(Action.GIVE_BACK)
def give_back(case_id: UUID) -> Answer:
    """Give the case back to the clinic (Lämna tillbaka)."""
    return do(case_id, GIVE_BACK)
