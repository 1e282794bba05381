"""Giving a case to a person or a group: distribute, redistribute, take, give back."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Actor, Role, Staff
from app.authz.policy import Action, allows
from app.cases.errors import CaseCode
from app.cases.holder import NOBODY, Holder
from app.cases.lifecycle import Step
from app.cases.models import Case, CaseStep, MessageKind
from app.cases.operations import CaseOperation
from app.cases.services.drafts import forget
from app.cases.services.messages import MessageText, write_message
from app.cases.services.steps import Locked, StepChange, StepCommand, attempt_on, locked, person_of, take_step
from app.core.errors import Denied, Invalid
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.promises import notify
from app.operations import Operation, answers_repeats
from app.roles.models import Group
from app.roles.queries.absences import away_now
from app.roles.queries.people import handlers_in, people_with
from app.transaction import Unit, transaction


@dataclass(frozen=True)
class Distribution:
    """To whom, from which version of the page, and the partial reply that goes along (empty: none).

    ``told_away``: the person of whom the one who gives has been told that they are away; ``told_closed``: whether they
    have been told that the clinic is closed on the day promised.
    """

    target: Holder
    seen_version: int | None
    operation_id: str
    partial_reply: str = ""
    promised: date | None = None
    told_away: UUID | None = None
    told_closed: bool = False


def distribute(actor: Actor, case_id: UUID, command: Distribution) -> UUID:
    """Give a case that nobody holds to a person or a group, with or without a partial reply."""
    return _give(actor, case_id, command, Action.DISTRIBUTE, Step.DISTRIBUTE)


def redistribute(actor: Actor, case_id: UUID, command: Distribution) -> UUID:
    """Give a case that somebody holds to somebody else, or (target nobody) back to the clinic inbox."""
    return _give(actor, case_id, command, Action.REDISTRIBUTE, Step.REDISTRIBUTE)


@answers_repeats
def _give(actor: Actor, case_id: UUID, command: Distribution, action: Action, step: Step) -> UUID:
    name = CaseOperation.GIVE_WITH_PARTIAL_REPLY if command.partial_reply else CaseOperation.GIVE
    with transaction(actor, Operation(name, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, action, case_id, command.seen_version)
        if command.partial_reply:
            _authorize_also(unit, locked_case, Action.SEND_PARTIAL_REPLY)
        before = Holder(locked_case.case.holder_id, locked_case.case.group_id)
        _check_target(unit, locked_case, command.target, step)
        _check_away(unit, locked_case, command)
        change = StepChange(holder=command.target, replied=bool(command.partial_reply), promised=command.promised)
        row = take_step(unit, locked_case, step, change)
        if command.partial_reply:
            text = MessageText(command.partial_reply, command.promised, command.told_closed)
            write_message(unit, locked_case, row, MessageKind.PARTIAL_REPLY, text)
            notify(unit, NoticeEvent.MESSAGE_FOR_CITIZEN, Receiver.citizen(locked_case.case.citizen_id), row.id)
            forget(unit, case_id, "partial_reply", command.partial_reply)
        _notify_holders(unit, row, locked_case.case, before)
        return unit.done(row.id)


@answers_repeats
def take_case(actor: Actor, case_id: UUID, command: StepCommand) -> UUID:
    """Take a case out of an own group. Of two at once exactly one wins; the other gets a conflict that says who has it."""
    with transaction(actor, Operation(CaseOperation.TAKE, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.TAKE, case_id, command.seen_version)
        row = take_step(unit, locked_case, Step.TAKE, StepChange(holder=Holder(person=_staff(actor).staff_id)))
        locked_case.case.holder_opened_at = unit.at
        return unit.done(row.id)


@answers_repeats
def give_back(actor: Actor, case_id: UUID, command: StepCommand) -> UUID:
    """Put a case back in the group that it was taken from, or else in the clinic inbox."""
    with transaction(actor, Operation(CaseOperation.GIVE_BACK, case_id, command.operation_id)) as unit:
        locked_case = locked(unit, Action.GIVE_BACK, case_id, command.seen_version)
        target = Holder(group=_taken_from(unit, locked_case.case))
        row = take_step(unit, locked_case, Step.GIVE_BACK, StepChange(holder=target))
        if target.group is not None:
            notify(unit, NoticeEvent.CASE_ASSIGNED, Receiver.group(target.group), row.id)
        else:
            notify(unit, NoticeEvent.CASE_RETURNED, Receiver.receivers(locked_case.case.clinic_id), row.id)
        return unit.done(row.id)


def _taken_from(unit: Unit, case: Case) -> UUID | None:
    """The group that the holder took the case from, while it can still be worked in."""
    latest = unit.session.scalar(
        select(CaseStep)
        .where(CaseStep.case_id == case.id, CaseStep.to_holder_id == case.holder_id, CaseStep.undone_at.is_(None))
        .order_by(CaseStep.number.desc())
        .limit(1)
    )
    if latest is None or latest.step is not Step.TAKE or latest.group_before_id is None:
        return None
    return latest.group_before_id if handlers_in(unit.session, latest.group_before_id) else None


def _check_target(unit: Unit, locked_case: Locked, target: Holder, step: Step) -> None:
    case = locked_case.case
    if target == Holder(case.holder_id, case.group_id) and target.group is None:
        raise Invalid(CaseCode.SAME_HOLDER, "target")
    if target == NOBODY:
        if step is Step.DISTRIBUTE:
            raise Invalid(CaseCode.NO_TARGET, "target")
        return
    if target.person is not None:
        _check_person(unit, locked_case, target.person)
    if target.group is not None:
        _check_group(unit, case, target.group)


def _check_person(unit: Unit, locked_case: Locked, staff_id: UUID) -> None:
    if staff_id not in {
        person.staff_id for person in people_with(unit.session, locked_case.case.clinic_id, Role.HANDLER)
    }:
        raise Invalid(CaseCode.NOT_A_HANDLER, "target")
    actor = unit.actor
    if isinstance(actor, Staff) and staff_id == actor.staff_id:
        _authorize_also(unit, locked_case, Action.DISTRIBUTE_TO_SELF)


def _authorize_also(unit: Unit, locked_case: Locked, action: Action) -> None:
    """Ask for one more right in the same act; ``Denied`` without it."""
    if not allows(unit.actor, action, locked_case.case):
        raise Denied(CaseCode.DENIED, attempt_on(locked_case.case, action, may_see=locked_case.basis))


def _check_away(unit: Unit, locked_case: Locked, command: Distribution) -> None:
    """A case for somebody who is away is given on purpose or not at all."""
    person = command.target.person
    if person is None or person in {command.told_away, person_of(unit)}:
        return
    if person in away_now(unit.session, locked_case.case.clinic_id):
        raise Invalid(CaseCode.TARGET_AWAY, "target")


def _check_group(unit: Unit, case: Case, group_id: UUID) -> None:
    group = unit.session.get(
        Group, group_id, populate_existing=True, with_for_update={"read": True}
    )  # not closed meanwhile
    if group is None or group.clinic_id != case.clinic_id or not group.active:
        raise Invalid(CaseCode.NO_SUCH_GROUP, "target")
    if not handlers_in(unit.session, group_id):
        raise Invalid(CaseCode.GROUP_WITHOUT_MEMBERS, "target")


def _notify_holders(unit: Unit, row: CaseStep, case: Case, before: Holder) -> None:
    if case.holder_id is not None:
        notify(unit, NoticeEvent.CASE_ASSIGNED, Receiver.staff(case.holder_id), row.id)
    elif case.group_id is not None:
        notify(unit, NoticeEvent.CASE_ASSIGNED, Receiver.group(case.group_id), row.id)
    else:
        notify(unit, NoticeEvent.CASE_RETURNED, Receiver.receivers(case.clinic_id), row.id)
    if before.person is not None and before.person != case.holder_id:
        notify(unit, NoticeEvent.CASE_TAKEN_AWAY, Receiver.staff(before.person), row.id)


def _staff(actor: Actor) -> Staff:
    if not isinstance(actor, Staff):
        raise Denied
    return actor
