"""The buttons of a case in every state that it can be in: those of the staff, of those who may print it, and of the citizen."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from turbohtml import parse

from app.authz.policy import Action, allows
from app.cases.services.endings import cancel, close, reopen
from app.cases.services.recorded import mark_recorded
from app.cases.services.replies import Reply, send_partial_reply
from tests.matrix.personas import SITUATIONS, Cast, waiting, with_hanna, with_nurses
from tests.matrix.test_case_acts import permitted, shown
from tests.one_case import Desk
from tests.world import World, operation

Situation = Callable[[World], UUID]
Act = Callable[[Desk], None]


def after(before: Situation, *acts: Act) -> Situation:
    """The situation, and what is done in it."""

    def situation(world: World) -> UUID:
        case_id = before(world)
        with world.app.app_context():
            for act in acts:
                act(Desk(world, case_id))
        return case_id

    return situation


def closes(desk: Desk) -> None:
    desk.end(close)


def marks(desk: Desk) -> None:
    mark_recorded(desk.world.staff("Hanna"), desk.case_id, desk.step_command())


MORE: dict[str, Situation] = {
    "replied": after(waiting, Desk.answer),
    "partly answered": after(with_hanna, lambda d: d.write(send_partial_reply)),
    "closed": after(with_hanna, closes),
    "closed in the inbox": after(lambda w: w.send(), closes),
    "closed while it waited": after(waiting, closes),
    "cancelled": after(with_nurses, lambda d: d.end(cancel)),
    "withdrawn": after(lambda w: w.send(), Desk.withdraw),
    "reopened": after(with_hanna, closes, lambda d: d.end(reopen)),
    "entered in the record": after(with_hanna, closes, marks),
    "given on by its holder": after(with_hanna, lambda d: d.give("Henrik", by="Hanna")),
    "undone": after(with_hanna, lambda d: d.give("Henrik"), lambda d: d.undo("Maja")),
}
NOT_TAKEN_BACK = {"cancelled", "reopened", "undone"}
"""States after a step that nobody can undo, whose it may be."""
EVERY = {**MORE, **{one.__name__: one for one in SITUATIONS}}


@pytest.mark.parametrize("name", MORE)
def test_each_act_has_its_button_in_these_states_too(app: Flask, world: World, name: str) -> None:
    cast, case_id = Cast(world), MORE[name](world)
    case, wrong = world.case(case_id), {}
    for who, actor in cast.actors.items():
        if hasattr(actor, "staff_id") and allows(actor, Action.READ_CASE, case):
            found, wanted = shown(cast.browsers[who], case_id), set(permitted(app, actor, case))
            wanted -= {"undo"} if name in NOT_TAKEN_BACK else set()
            if found != wanted:
                wrong[who] = (found - wanted, wanted - found)
    assert not wrong


@pytest.mark.parametrize("name", EVERY)
def test_print_and_copy_are_offered_to_those_who_may_print(world: World, name: str) -> None:
    cast, case_id = Cast(world), EVERY[name](world)
    case, wrong = world.case(case_id), {}
    for who, actor in cast.actors.items():
        if hasattr(actor, "staff_id") and allows(actor, Action.READ_CASE, case):
            there = leads(cast.browsers[who], f"/cases/{case_id}")
            found = {way for way in ("print", "copy") if f"/cases/{case_id}/{way}" in there}
            if found != ({"print", "copy"} if allows(actor, Action.PRINT_CASE, case) else set()):
                wrong[who] = found
    assert not wrong


def leads(browser: FlaskClient, page: str) -> set[str]:
    """Where links and forms of the page lead."""
    tree = parse(browser.get(page).text)
    found = {one.attr("href") or "" for one in tree.select("main a[href]")}
    found |= {one.attr("action") or "" for one in tree.select("main form")}
    return found | {one.attr("formaction") or "" for one in tree.select("main button[formaction]")}


CITIZENS_ACTS = {"answer": Action.ANSWER_QUESTION, "withdraw": Action.WITHDRAW, "print": Action.PRINT_CASE}


@pytest.mark.parametrize("name", EVERY)
def test_the_citizen_is_offered_what_the_citizen_may_do(world: World, name: str) -> None:
    case_id = EVERY[name](world)
    case, tolvan = world.case(case_id), world.citizen("Tolvan")
    found = leads(world.login_citizen("Tolvan"), f"/citizen/cases/{case_id}")
    offered = {way for way in CITIZENS_ACTS if f"/citizen/cases/{case_id}/{way}" in found}
    assert offered == {way for way, action in CITIZENS_ACTS.items() if allows(tolvan, action, case)}


def test_a_proxy_is_offered_the_same_for_the_child(world: World) -> None:
    case_id = world.send("Tvåan", child="Lill")
    found = leads(world.login_citizen("Tvåan", "Lill"), f"/citizen/cases/{case_id}")
    lill = f"/citizen/cases/{case_id}"
    assert {f"{lill}/withdraw", f"{lill}/print"} <= found
    assert f"{lill}/answer" not in found


def writes(desk: Desk, text: str) -> None:
    send_partial_reply(desk.world.staff("Hanna"), desk.case_id, Reply(text, desk.version(), operation()))


@pytest.mark.parametrize("way", ["", "/print"])
def test_the_message_that_was_taken_back_is_struck_through_and_no_other(world: World, way: str) -> None:
    case_id = with_hanna(world)
    with world.app.app_context():
        desk = Desk(world, case_id)
        for text in ("Ett ord", "Två ord"):
            writes(desk, text)
        desk.undo("Hanna")
        writes(desk, "Tre ord")
    tree = parse(world.login("Maja").get(f"/cases/{case_id}{way}").text)
    assert [one.text.strip() for one in tree.select("main s")] == ["Två ord"]
    assert all(text in tree.select("main")[0].text for text in ("Ett ord", "Tre ord"))
    citizens = parse(world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}{way}").text)
    assert not citizens.select("main s")
    told = citizens.select("main")[0].text
    assert [text in told for text in ("Ett ord", "Två ord", "Tre ord")] == [True, False, True]
