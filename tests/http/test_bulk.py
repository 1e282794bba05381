"""The same act on many cases: each is its own operation, each has its row in the answer, and one button undoes them."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.facts import State
from app.cases.lifecycle import Reason
from app.cases.models import Case, CaseStep
from app.core import clock
from app.core.case_number import shown
from app.core.db import atomic, session
from app.roles.models import GroupMember
from tests.case_pages import landed, read, value_of
from tests.pages import Typed, filled_fields, form_of
from tests.world import World, operation

INBOX, MINE = "/clinic-cases", "/my-cases"
GIVE, CLOSE, TAKE, UNDO = (f"/cases/bulk/{act}" for act in ("give", "close", "take", "undo"))


def ticked(world: World, case_ids: list[UUID]) -> list[str]:
    """The boxes of these cases as the list shows them now."""
    return [f"{case_id}.{world.case(case_id).version}" for case_id in case_ids]


def bar(page: str, action: str = GIVE) -> dict[str, Typed]:
    return filled_fields(form_of(page, action))


def give(browser: FlaskClient, boxes: list[str], to: str, inbox: str = INBOX) -> TestResponse:
    page = browser.get(inbox).text
    return browser.post(GIVE, data={**bar(page), "target": value_of(page, "target", to) if to else "", "case": boxes})


def steps_of(app: Flask, case_id: UUID) -> list[str]:
    with app.app_context():
        found = session().scalars(select(CaseStep.step).where(CaseStep.case_id == case_id).order_by(CaseStep.number))
        return [step.value for step in found]


def events(app: Flask, kind: EventKind) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).where(AuditEvent.kind == kind)) or 0


def undo(browser: FlaskClient, page: str) -> str:
    return landed(browser, browser.post(UNDO, data=filled_fields(form_of(page, UNDO))))


def test_a_receiver_gives_three_cases_to_a_group_in_one_act(app: Flask, world: World) -> None:
    cases = [world.send(name) for name in ("Tolvan", "Nina", "Sam")]
    maja = world.login("Maja")
    page = read(landed(maja, give(maja, ticked(world, cases), "Sjuksköterskor")))
    assert "3 ärenden är fördelade till Sjuksköterskor." in page
    for name in ("Tolvan Tolvansson", "Nina Nittio", "Sam Samordning"):
        assert name in page
    assert {world.case(case_id).group_id for case_id in cases} == {world.group_id()}
    assert events(app, EventKind.DISTRIBUTED) == 3


def test_one_button_undoes_all_that_was_done(app: Flask, world: World) -> None:
    cases = [world.send(name) for name in ("Tolvan", "Nina")]
    maja = world.login("Maja")
    page = landed(maja, give(maja, ticked(world, cases), "Hanna"))
    assert "Ångra 2 ärenden" in read(page)
    answer = undo(maja, page)
    assert "2 ärenden är ångrade." in read(answer)
    assert UNDO not in answer
    assert {world.case(case_id).holder_id for case_id in cases} == {None}
    assert events(app, EventKind.UNDONE) == 2


@pytest.mark.parametrize("opened", [False, True])
def test_undoing_leaves_unread_what_maja_never_opened(world: World, *, opened: bool) -> None:
    case_id, maja = world.send("Tolvan"), world.login("Maja")
    if opened:
        maja.get(f"/cases/{case_id}")
    undo(maja, landed(maja, give(maja, ticked(world, [case_id]), "Hanna")))
    assert ('class="unread' not in maja.get(INBOX).text) is opened


def test_a_case_that_moved_on_is_refused_with_who_moved_it_and_the_others_are_done(app: Flask, world: World) -> None:
    cases = [world.send("Tolvan"), world.send("Nina")]
    maja, boxes = world.login("Maja"), ticked(world, cases)
    world.distribute(cases[0], person="Henrik", by="Alva")
    page = read(landed(maja, give(maja, boxes, "Hanna")))
    assert "1 ärende är fördelat till Hanna Handläggare." in page
    assert "Alva Allround fördelade ärendet till Henrik Handläggare" in page
    assert "Ångra 1 ärende" in page
    assert world.case(cases[0]).holder_id == world.staff_id("Henrik")
    assert world.case(cases[1]).holder_id == world.staff_id("Hanna")
    assert events(app, EventKind.REFUSED) == 1


def test_one_who_comes_second_to_a_groups_case_is_told_who_took_it_and_is_no_stranger(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    hanna, boxes = world.login("Hanna"), ticked(world, [case_id])
    form = bar(hanna.get(f"{MINE}?tab=groups").text, TAKE)
    world.take(case_id, by="Henrik")
    page = read(landed(hanna, hanna.post(TAKE, data={**form, "case": boxes})))
    assert shown(world.case(case_id).number) in page
    assert "Henrik Handläggare har tagit ärendet." in page
    assert "Tolvan" not in page
    with app.app_context():
        refused = session().scalars(select(AuditEvent.outcome).where(AuditEvent.kind == EventKind.REFUSED)).all()
    assert [one.value for one in refused] == ["failed"]


def test_what_somebody_built_on_is_not_undone_and_the_rest_is(world: World) -> None:
    cases = [world.send("Tolvan"), world.send("Nina")]
    maja = world.login("Maja")
    page = landed(maja, give(maja, ticked(world, cases), "Sjuksköterskor"))
    world.take(cases[0], by="Hanna")
    answer = read(undo(maja, page))
    assert "1 ärende är ångrat." in answer
    assert "Hanna Handläggare tog ärendet" in answer
    assert world.case(cases[0]).holder_id == world.staff_id("Hanna")
    assert world.case(cases[1]).group_id is None


def test_the_same_form_sent_twice_does_everything_once(app: Flask, world: World) -> None:
    cases = [world.send("Tolvan"), world.send("Nina")]
    maja = world.login("Maja")
    page = maja.get(INBOX).text
    form = {**bar(page), "target": value_of(page, "target", "Hanna"), "case": ticked(world, cases)}
    for _ in range(2):
        assert "2 ärenden är fördelade till Hanna Handläggare." in read(landed(maja, maja.post(GIVE, data=form)))
    assert [steps_of(app, case_id) for case_id in cases] == [["send", "distribute"]] * 2


def test_cases_are_closed_for_one_reason_and_can_be_opened_by_undoing(world: World) -> None:
    cases = [world.send("Tolvan"), world.send("Nina")]
    maja = world.login("Maja")
    form = {**bar(maja.get(INBOX).text), "case": ticked(world, cases), "reason": "phoned"}
    page = landed(maja, maja.post(CLOSE, data=form))
    assert "2 ärenden är avslutade." in read(page)
    assert {world.case(case_id).state for case_id in cases} == {State.CLOSED}
    undo(maja, page)
    assert {world.case(case_id).state for case_id in cases} == {State.RECEIVED}


def test_a_handler_takes_several_cases_out_of_her_group(world: World) -> None:
    cases = [world.send("Tolvan"), world.send("Nina")]
    for case_id in cases:
        world.distribute(case_id, group="Sjuksköterskor")
    hanna = world.login("Hanna")
    form = bar(hanna.get(f"{MINE}?tab=groups").text, TAKE)
    page = read(landed(hanna, hanna.post(TAKE, data={**form, "case": ticked(world, cases)})))
    assert "Du har tagit 2 ärenden." in page
    assert {world.case(case_id).holder_id for case_id in cases} == {world.staff_id("Hanna")}


def test_a_handler_gives_her_own_back_to_the_inbox_and_no_longer_sees_whose_they_are(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    page = read(landed(hanna, give(hanna, ticked(world, [case_id]), "Mottagningens inkorg", MINE)))
    assert "1 ärende är fördelat till mottagningens inkorg." in page
    assert "Tolvan" not in page
    assert world.case(case_id).holder_id is None


@pytest.mark.parametrize(
    ("to", "chosen", "sentence"),
    [("Hanna", 0, "Välj minst ett ärende i listan först."), ("", 1, "Välj en person eller en grupp.")],
)
def test_what_is_missing_is_said_and_what_was_chosen_is_kept(world: World, to: str, chosen: int, sentence: str) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    page = landed(maja, give(maja, ticked(world, [case_id])[:chosen], to))
    assert sentence in read(page)
    assert page.count(" checked") == chosen
    kept = bar(page)["target"]
    assert kept == (f"person:{world.staff_id('Hanna')}" if to else "")
    assert world.case(case_id).holder_id is None
    assert sentence not in read(maja.get(INBOX).text)


def test_a_reason_is_asked_for_and_own_words_are_kept(world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    form = {**bar(maja.get(INBOX).text), "case": ticked(world, [case_id]), "reason": "other", "reason_line": ""}
    page = landed(maja, maja.post(CLOSE, data=form))
    assert "Skriv anledningen med egna ord när du väljer Annat." in read(page)
    assert bar(page)["reason"] == Reason.OTHER
    page = landed(maja, maja.post(CLOSE, data={**form, "reason": "", "reason_line": "Ringde själv"}))
    assert "Välj en anledning." in read(page)
    assert bar(page)["reason_line"] == "Ringde själv"
    assert world.case(case_id).state is State.RECEIVED


def test_more_than_a_hundred_at_once_are_not_taken(world: World) -> None:
    maja, case_id = world.login("Maja"), world.send()
    boxes = [f"{case_id}.{number}" for number in range(101)]
    assert "Välj högst 100 ärenden åt gången." in read(landed(maja, give(maja, boxes, "Hanna")))
    assert world.case(case_id).version == 1


def test_what_a_person_elsewhere_holds_is_not_told_and_asking_is_in_the_log(app: Flask, world: World) -> None:
    assert world.login("Maja").get(f"{INBOX}/held-by/{world.staff_id('Hugo')}").status_code == 404
    assert events(app, EventKind.REFUSED) == 1


def test_a_box_that_is_no_case_is_refused(world: World) -> None:
    maja = world.login("Maja")
    world.send()
    for box in ("nothing", "1.2", f"{operation()}.1"):
        assert "Sidan gick inte att läsa." in read(landed(maja, give(maja, [box], "Hanna")))


def test_cases_of_others_in_a_form_made_by_hand_are_refused_and_logged(app: Flask, world: World) -> None:
    theirs = world.send("Nina", clinic="Hamnens hudmottagning")
    not_hannas, hannas = world.send("Tolvan"), world.send("Sam")
    world.distribute(not_hannas, person="Henrik")
    world.distribute(hannas, person="Hanna")
    hanna = world.login("Hanna")
    boxes = ticked(world, [theirs, not_hannas, hannas])
    page = read(landed(hanna, give(hanna, boxes, "Siv", MINE)))
    assert page.count("Du har inte tillgång till ärendet.") == 2
    assert "Nina" not in page
    assert "Tolvan" not in page
    assert world.case(theirs).version == 1
    assert world.case(not_hannas).holder_id == world.staff_id("Henrik")
    assert world.case(hannas).holder_id == world.staff_id("Siv")
    assert events(app, EventKind.REFUSED) == 2


def test_a_group_where_nobody_can_take_a_case_is_refused_on_each_row(app: Flask, world: World) -> None:
    cases = [world.send("Tolvan"), world.send("Nina")]
    maja, boxes = world.login("Maja"), ticked(world, cases)
    page = maja.get(INBOX).text
    target = value_of(page, "target", "Läkare")
    with app.app_context(), atomic() as current:
        current.execute(delete(GroupMember).where(GroupMember.group_id == world.group_id("Läkare")))
    answer = read(landed(maja, maja.post(GIVE, data={**bar(page), "target": target, "case": boxes})))
    assert "Inget ärende ändrades." in answer
    assert answer.count("Ingen i gruppen kan ta ärenden.") == 2
    assert "Ångra" not in answer


def test_the_way_to_undo_is_gone_after_a_while(world: World) -> None:
    maja = world.login("Maja")
    assert "Ångra" in read(landed(maja, give(maja, ticked(world, [world.send()]), "Hanna")))
    with clock.at(clock.now() + timedelta(minutes=2)):
        assert "Ångra" not in read(maja.get("/cases/bulk/result").text)


def test_without_an_act_there_is_no_result(world: World) -> None:
    assert world.login("Maja").get("/cases/bulk/result").status_code == 303


def test_everything_from_a_colleague_is_counted_and_then_moved_in_one_act(app: Flask, world: World) -> None:
    cases = [world.send(name) for name in ("Tolvan", "Nina", "Sam")]
    for case_id in cases:
        world.distribute(case_id, person="Hanna")
    maja, address = world.login("Maja"), f"{INBOX}/held-by/{world.staff_id('Hanna')}"
    page = maja.get(address).text
    assert "Hanna Handläggare har 3 öppna ärenden på mottagningen." in read(page)
    assert "Omfördela 3 ärenden" in read(page)
    assert "Hanna Handläggare, " not in form_of(page, GIVE).text
    form = {**bar(page), "target": value_of(page, "target", "Henrik"), "case": ticked(world, cases)}
    assert "3 ärenden är fördelade till Henrik" in read(landed(maja, maja.post(GIVE, data=form)))
    with app.app_context():
        held = session().scalar(select(func.count()).where(Case.holder_id == world.staff_id("Henrik")))
    assert held == 3
    assert "Hanna Handläggare har inga öppna ärenden" in read(maja.get(address).text)


def test_moving_a_colleagues_cases_without_a_target_comes_back_to_the_same_page(world: World) -> None:
    case_id = world.held_by("Hanna")
    maja, address = world.login("Maja"), f"{INBOX}/held-by/{world.staff_id('Hanna')}"
    answer = maja.post(GIVE, data={**bar(maja.get(address).text), "case": ticked(world, [case_id])})
    assert answer.headers["Location"] == address
    assert "Välj en person eller en grupp." in read(landed(maja, answer))


def test_a_colleagues_cases_are_for_receivers_of_the_clinic(world: World) -> None:
    address = f"{INBOX}/held-by/{world.staff_id('Hanna')}"
    assert world.login("Hanna").get(address).status_code == 403
    assert world.login("Hugo").get(address).status_code == 404
    assert world.login("Maja").get(f"{INBOX}/held-by/{world.staff_id('Hugo')}").status_code == 404
