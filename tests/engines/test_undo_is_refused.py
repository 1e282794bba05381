"""Undo takes back one's own latest step while nobody has built on it: whatever else is refused, and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.authz.actors import Role
from app.authz.facts import State
from app.cases.models import CaseStep, Message
from app.cases.services.endings import close, reopen
from app.cases.services.replies import send_final_reply, send_partial_reply
from app.cases.services.undo import undo
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, Denied, Invalid, NotFound
from tests.one_case import Desk
from tests.world import World

NOW = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
MARKS = (
    "state",
    "holder_id",
    "group_id",
    "respond_by",
    "answer_by",
    "holder_opened_at",
    "first_response_at",
    "ended_at",
)


@pytest.fixture
def desk(app: Flask, world: World) -> Iterator[Desk]:
    with clock.at(NOW):
        case_id = world.send()
        with app.app_context():
            yield Desk(world, case_id)


def marks(desk: Desk) -> dict[str, object]:
    case = desk.world.case(desk.case_id)
    return {name: getattr(case, name) for name in MARKS}


def later(desk: Desk, seconds: float, act: Callable[[], None]) -> None:
    with clock.at(NOW + timedelta(seconds=seconds)):
        act()


def undone() -> int:
    return session().scalar(select(func.count()).where(CaseStep.undone_at.is_not(None))) or 0


def refused(desk: Desk, why: str, by: str = "Maja") -> None:
    before, version = marks(desk), desk.version()
    with pytest.raises(Invalid, match=why):
        desk.undo(by)
    assert (marks(desk), desk.version(), undone()) == (before, version, 0)


def test_a_colleagues_step_is_not_undone(desk: Desk) -> None:
    desk.give("group", by="Maja")
    refused(desk, "nothing-to-undo", by="Alva")


def test_a_citizens_step_is_not_undone_by_staff(desk: Desk) -> None:
    refused(desk, "nothing-to-undo", by="Maja")


def test_a_step_is_undone_once(desk: Desk) -> None:
    desk.give("group")
    desk.undo("Maja")
    with pytest.raises(Invalid, match="nothing-to-undo"):
        desk.undo("Maja")
    assert undone() == 1


def test_after_sixty_seconds_it_is_too_late_and_in_the_last_of_them_it_is_not(desk: Desk) -> None:
    desk.give("group")
    later(desk, 60.001, lambda: refused(desk, "too-late-to-undo"))
    later(desk, 60, lambda: desk.undo("Maja"))
    assert undone() == 1


def test_after_ten_minutes_a_message_is_sent_for_good(desk: Desk) -> None:
    desk.give("Hanna")
    desk.write(send_final_reply)
    later(desk, 600.001, lambda: refused(desk, "too-late-to-undo", by="Hanna"))
    later(desk, 600, lambda: desk.undo("Hanna"))
    assert undone() == 1


def test_a_reopening_is_not_undone(desk: Desk) -> None:
    desk.end(close)
    desk.end(reopen)
    refused(desk, "nothing-to-undo")


def test_a_closing_that_the_citizen_has_read_stands(desk: Desk) -> None:
    desk.end(close)
    with clock.at(NOW + timedelta(seconds=5)):
        desk.citizen_looks()
        refused(desk, "already-read")


def test_a_closing_is_undone_when_the_citizen_looked_only_before_it(desk: Desk) -> None:
    desk.citizen_looks()
    later(desk, 5, lambda: desk.end(close))
    later(desk, 10, lambda: desk.undo("Maja"))
    assert desk.world.case(desk.case_id).state is State.RECEIVED


def test_a_partial_reply_that_the_citizen_has_read_stands(desk: Desk) -> None:
    desk.give("Hanna", partial="Hej")
    desk.citizen_looks()
    refused(desk, "already-read")


def test_who_gave_a_case_away_undoes_it_although_it_is_no_longer_theirs_to_see(desk: Desk) -> None:
    desk.give("Hanna")
    desk.give("Henrik", by="Hanna")
    desk.undo("Hanna")
    assert desk.world.case(desk.case_id).holder_id == desk.world.staff_id("Hanna")


def test_who_gave_a_case_away_does_not_undo_it_from_another_clinic(desk: Desk) -> None:
    desk.give("Henrik")
    desk.give("Hanna", by="Henrik")
    with pytest.raises(NotFound):
        undo(desk.world.staff("Henrik", "Hamnens hudmottagning"), desk.case_id, desk.step_command())
    assert undone() == 0


def test_who_gave_without_holding_needs_the_right_to_see_it_still(desk: Desk) -> None:
    desk.give("Hanna", by="Alva")
    desk.lose("Alva", Role.RECEIVER)
    with pytest.raises((NotFound, Denied)):
        desk.undo("Alva")
    assert undone() == 0


def test_who_gave_away_and_is_no_handler_any_more_does_not_undo_it(desk: Desk) -> None:
    desk.give("Hanna")
    desk.give("Henrik", by="Hanna")
    hanna = replace(desk.world.staff("Hanna"), roles=frozenset({Role.REVIEWER}))
    with pytest.raises((NotFound, Denied)):
        undo(hanna, desk.case_id, desk.step_command())
    assert undone() == 0


def test_the_button_of_an_older_page_is_a_conflict_for_one_who_gave_it_away(desk: Desk) -> None:
    desk.give("Hanna")
    older = desk.step_command()
    desk.give("Henrik", by="Hanna")
    with pytest.raises(Conflict):
        undo(desk.world.staff("Hanna"), desk.case_id, older)
    assert undone() == 0


def test_a_case_taken_from_a_group_where_nobody_works_any_more_goes_to_the_inbox(desk: Desk) -> None:
    desk.give("group")
    desk.take()
    desk.lose("Henrik")
    desk.leave_group("Hanna")
    desk.undo("Hanna")
    case = desk.world.case(desk.case_id)
    assert (case.holder_id, case.group_id) == (None, None)


def test_a_case_that_waited_for_the_citizen_waits_again_with_its_question_open(desk: Desk) -> None:
    desk.give("Hanna")
    desk.ask()
    desk.end(close)
    assert not session().scalars(select(Message).where(Message.open_question)).all()
    desk.undo("Maja")
    assert desk.world.case(desk.case_id).state is State.WAITING
    assert len(session().scalars(select(Message).where(Message.open_question)).all()) == 1


@pytest.mark.parametrize(
    "act",
    [
        lambda d: d.give("Henrik"),
        lambda d: d.give("group"),
        lambda d: d.give(""),
        lambda d: d.give_back(),
        lambda d: d.end(close),
        lambda d: d.write(send_final_reply),
        lambda d: d.write(send_partial_reply),
        lambda d: d.ask(),
    ],
    ids=["given on", "to a group", "to the inbox", "given back", "closed", "answered", "partly answered", "asked"],
)
def test_what_is_undone_is_as_it_was(desk: Desk, act: Callable[[Desk], None]) -> None:
    desk.give("Hanna")
    later(desk, 60, desk.look)
    before = marks(desk)
    with clock.at(NOW + timedelta(seconds=120)):
        act(desk)
        changed = marks(desk)
        row = session().scalars(select(CaseStep).order_by(CaseStep.number.desc()).limit(1)).one()
        desk.undo("Hanna" if row.staff_id == desk.world.staff_id("Hanna") else "Maja")
    assert marks(desk) == before
    assert changed != before
