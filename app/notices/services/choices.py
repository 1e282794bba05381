"""Storing which notices a person wants."""

from collections.abc import Collection

from sqlalchemy import delete, insert

from app.audit.events import On
from app.audit.kinds import EventKind
from app.authz.actors import Actor
from app.notices.kinds import NoticeEvent, events_for, owner_of
from app.notices.models import NoticeChoice
from app.operations import Operation, OperationName, answers_repeats
from app.transaction import transaction


class ChoiceOperation(OperationName):
    """What is done with the choices of notices."""

    CHOOSE = "choose_notices"


@answers_repeats
def choose(actor: Actor, wanted: Collection[NoticeEvent], operation_id: str) -> None:
    """Store yes or no for everything that the actor is offered; choices made in other roles stay as they are."""
    owner, offered = owner_of(actor), events_for(actor)
    with transaction(actor, Operation(ChoiceOperation.CHOOSE, owner.for_id, operation_id)) as unit:
        mine = (NoticeChoice.owner_id == owner.id, NoticeChoice.for_id == owner.for_id)
        unit.session.execute(delete(NoticeChoice).where(*mine, NoticeChoice.event.in_(offered)))
        rows = [{"owner_id": owner.id, "for_id": owner.for_id, "event": e, "on": e in wanted} for e in offered]
        if rows:
            unit.session.execute(insert(NoticeChoice), rows)
        chosen = [event.value for event in offered if event in wanted]
        unit.log(EventKind.NOTICE_CHOICES_CHANGED, None, On("notice_choices"), on=chosen)
