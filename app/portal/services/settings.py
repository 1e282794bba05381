"""The citizen's own choices of language and colours."""

from dataclasses import dataclass

from app.audit.events import On, Subject
from app.audit.kinds import EventKind
from app.authz.actors import Citizen
from app.citizens.models import CitizenRow
from app.operations import Operation, OperationName, answers_repeats
from app.transaction import transaction


class CitizenSettingsOperation(OperationName):
    """What a citizen does with their own settings."""

    CHANGE = "change_citizen_settings"


@dataclass(frozen=True)
class Wishes:
    """What the pages should look like, and in which language."""

    language: str
    scheme: str
    operation_id: str


@answers_repeats
def change_settings(actor: Citizen, wanted: Wishes) -> None:
    """Works from the next page on; the person's own, also in proxy mode. The log keeps the names of changed fields."""
    with transaction(actor, Operation(CitizenSettingsOperation.CHANGE, actor.citizen_id, wanted.operation_id)) as unit:
        person = unit.session.get_one(
            CitizenRow, actor.citizen_id, populate_existing=True, with_for_update={"key_share": True}
        )
        changes = {"language": wanted.language, "scheme": wanted.scheme}
        changed = [name for name, value in changes.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, changes[name])
        unit.log(
            EventKind.PERSONAL_SETTINGS_CHANGED,
            None,
            On("citizen", person.id, subjects=[Subject(person.id)]),
            fields=changed,
        )
