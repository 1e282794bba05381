"""Standard replies: kept by ADM, offered where a handler writes, inserted with what is to be filled in filled in."""

import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from app.authz.facts import State
from app.catalog.models import CaseType, StandardReply
from app.catalog.services.standard_replies import ReplyText, add_reply
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.calendar import add_working_days
from app.core.db import atomic, session
from app.roles.models import Clinic
from tests.case_pages import CasePage, buttons, choices, landed, read, value_of, written
from tests.pages import filled_fields, form_of
from tests.providers import events
from tests.world import World, operation

LIST, NEW = "/clinic/standard-replies", "/clinic/standard-replies/new"
BODY = "Hej {fornamn}!\n\nRing {telefon} & fråga efter <Alvedon 500mg>. Den {datum}, {mottagning}."


def added(app: Flask, world: World, name: str = "Ring oss", body: str = BODY, only: str = "") -> UUID:
    """A standard reply of Adam's, for one case type or for all."""
    with app.app_context():
        here = CaseType.clinic_id == world.clinic_id()
        found = session().scalars(select(CaseType.id).where(here, CaseType.internal_name == only)).one_or_none()
        return add_reply(world.staff("Adam"), ReplyText(name, body, found, operation()))


def kept(app: Flask) -> list[tuple[str, str, bool]]:
    """Name, text and whether it is offered."""
    with app.app_context():
        rows = session().scalars(select(StandardReply).order_by(StandardReply.name))
        return [(row.name, row.body, row.removed_at is None) for row in rows]


def test_adam_writes_changes_and_removes_one_and_takes_the_removal_back(app: Flask, world: World) -> None:
    adam = world.login("Adam")
    assert "Inga standardsvar än" in adam.get(LIST).text
    form = filled_fields(form_of(adam.get(NEW).text, NEW))
    answer = adam.post(NEW, data={**form, "name": " Ring  oss ", "body": "Rad ett\r\nrad <två>"})
    assert "Standardsvaret är sparat." in landed(adam, answer)
    assert kept(app) == [("Ring oss", "Rad ett\nrad <två>", True)]
    with app.app_context():
        where = f"{LIST}/{session().scalars(select(StandardReply.id)).one()}"
    form = filled_fields(form_of(adam.get(where).text, where))
    adam.post(where, data={**form, "name": "Ring i dag", "body": "Ny text"})
    removed = landed(
        adam, adam.post(f"{where}/remove", data=filled_fields(form_of(adam.get(where).text, f"{where}/remove")))
    )
    assert kept(app) == [("Ring i dag", "Ny text", False)]
    assert adam.get(where).status_code == 404
    back = filled_fields(form_of(removed, f"{where}/put-back"))
    adam.post(f"{where}/put-back", data=back)
    assert kept(app) == [("Ring i dag", "Ny text", True)]
    told = [one["details"] for one in events(app, "standard_reply_changed")]
    assert [one["act"] for one in told if isinstance(one, dict)] == ["added", "changed", "removed", "added"]
    other = {**back, "operation_id": operation()}
    assert "Standardsvaret är redan tillbaka." in landed(adam, adam.post(f"{where}/put-back", data=other))
    for said in ("Standardsvaret är borttaget.", "Standardsvaret är redan borttaget."):
        other = {**back, "operation_id": operation()}
        assert said in landed(adam, adam.post(f"{where}/remove", data=other))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": " "}, "Skriv ett namn med högst 80 tecken."),
        ({"name": "RING OSS"}, "Det finns redan ett standardsvar med det namnet."),
        ({"body": " \n "}, "Skriv texten som ska infogas."),
        ({"body": "å" * 4001}, "Texten är för lång: högst 4 000 tecken."),
        ({"body": "Hej {efternamn} och {fornamn}"}, "Det finns inget att fylla i för {efternamn}."),
        ({"body": "Hej {fornamn, ring {Telefon}"}, "Det finns inget att fylla i för {fornamn, {Telefon}."),
        ({"case_type": "6f1e0000-0000-4000-8000-000000000000"}, "Välj en av mottagningens ärendetyper."),
        ({"case_type": "skräp"}, "Välj en av mottagningens ärendetyper."),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(
    app: Flask, world: World, typed: dict[str, str], told: str
) -> None:
    added(app, world)
    adam = world.login("Adam")
    form = {**filled_fields(form_of(adam.get(NEW).text, NEW)), "name": "Nytt", "body": "Skrivet <b>", **typed}
    answer = adam.post(NEW, data=form)
    assert answer.status_code == 422
    assert told in read(answer.text)
    assert written(answer.text)["body"].strip() == form["body"].strip()
    assert len(kept(app)) == 1


def test_of_two_who_change_it_the_second_is_told_and_keeps_the_text(app: Flask, world: World) -> None:
    where = f"{LIST}/{added(app, world)}"
    adam = world.login("Adam")
    form = filled_fields(form_of(adam.get(where).text, where))
    adam.post(where, data={**form, "operation_id": operation(), "body": "Först"})
    late = adam.post(where, data={**form, "body": "Sedan"})
    assert late.status_code == 409
    assert "Standardsvaret ändrades medan du skrev, av någon annan eller av dig" in read(late.text)
    assert written(late.text)["body"] == "Sedan"
    assert [body for _, body, _ in kept(app)] == ["Först"]


def test_only_the_clinics_adm_comes_to_them(app: Flask, world: World) -> None:
    where = f"{LIST}/{added(app, world)}"
    for name in ("Maja", "Hanna", "Berit", "Greta"):
        assert world.login(name).get(LIST).status_code == 403
    hugo = world.login("Hugo")
    assert "Ring oss" not in hugo.get(LIST).text
    assert hugo.get(where).status_code == 404


def hannas(world: World, case_type: str = "Förnya recept") -> UUID:
    return world.held_by("Hanna", "Tolvan", case_type)


def test_hanna_inserts_one_after_what_she_has_written_and_sends_it(app: Flask, world: World) -> None:
    added(app, world)
    added(app, world, "Bara intyg", "Intyget är klart.", only="Begära intyg")
    case_id, hanna = hannas(world), world.login("Hanna")
    page = CasePage(hanna, case_id)
    assert choices(page.html, "ready_final_reply") == ["Välj text", "Ring oss"]
    chosen = {"ready_final_reply": value_of(page.html, "ready_final_reply", "Ring oss"), "into": "final_reply"}
    answer = hanna.post(
        f"/cases/{case_id}/insert", data=page.fields(final_reply="Först detta.", note="Minns", **chosen)
    )
    assert answer.headers["Location"].endswith(f"/cases/{case_id}#final_reply")
    page.open()
    text = written(page.html)["final_reply"]
    assert text.startswith("Först detta.\n\nHej Tolvan!\n\nRing ")
    assert "<Alvedon 500mg>" in text
    assert "{" not in text
    assert written(page.html)["note"] == "Minns"
    page.press("Skicka svar")
    assert world.case(case_id).state is State.ANSWERED
    assert "fråga efter <Alvedon 500mg>" in read(world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}").text)


def test_inserting_without_choosing_says_so(world: World, app: Flask) -> None:
    added(app, world)
    case_id, hanna = hannas(world), world.login("Hanna")
    page = CasePage(hanna, case_id)
    answer = hanna.post(f"/cases/{case_id}/insert", data=page.fields(into="final_reply", final_reply="Mitt"))
    assert answer.status_code == 422
    assert "Välj en text att infoga." in read(answer.text)
    assert written(answer.text)["final_reply"] == "Mitt"


def test_a_text_with_something_left_to_fill_in_is_not_sent(world: World) -> None:
    case_id, hanna = hannas(world), world.login("Hanna")
    answer = CasePage(hanna, case_id).press("Skicka svar", final_reply="Hej {fornamn}, ta {två} om dagen")
    assert answer.status_code == 422
    assert "Texten har något i klamrar som ingen har fyllt i" in read(answer.text)
    assert written(answer.text)["final_reply"] == "Hej {fornamn}, ta {två} om dagen"
    code = "Mönstret {{namn}}, ${namn}, {} och {A1} är text"
    assert CasePage(hanna, case_id).press("Skicka svar", final_reply=code).status_code == 303


def test_a_clinic_without_a_telephone_leaves_its_place_open(app: Flask, world: World) -> None:
    added(app, world, body="Ring {telefon}")
    case_id, hanna = hannas(world), world.login("Hanna")
    with app.app_context(), atomic() as current:
        current.get_one(Clinic, world.clinic_id()).telephone = ""
    assert "Ring {telefon}" in read(CasePage(hanna, case_id).html)


def test_fixed_replies_of_the_case_type_are_offered_for_the_answer_alone(world: World) -> None:
    case_id, hanna = hannas(world, "Fråga om min remiss"), world.login("Hanna")
    page = CasePage(hanna, case_id)
    assert any(name.startswith("Din remiss är skickad.") for name in choices(page.html, "ready_final_reply"))
    assert 'name="ready_partial_reply"' not in page.html


def test_where_only_fixed_replies_are_allowed_one_of_them_is_chosen_and_nothing_else_is_sent(world: World) -> None:
    case_id = world.send("Tolvan", "Fråga om min remiss", clinic="Hamnens hudmottagning")
    hugo = world.login("Hugo")
    CasePage(hugo, case_id).press("Fördela", target="Hugo")
    page = CasePage(hugo, case_id)
    assert "final_reply" not in written(page.html)
    offered = choices(page.html, "final_reply")
    assert offered[0] == "Välj svar"
    assert CasePage(hugo, case_id).press("Skicka svar", final_reply="Något eget").status_code == 422
    assert world.case(case_id).state is State.RECEIVED
    assert CasePage(hugo, case_id).press("Skicka svar", final_reply=offered[1]).status_code == 303
    assert world.case(case_id).state is State.ANSWERED


def message_in(page: str) -> str:
    """The first message of a thread, word for word, without its moment and the level of its heading."""
    article = page.split("<article", 1)[1].split("</article>", maxsplit=1)[0]
    return re.sub(r"<time.*?</time>|</?h\d", "", article, flags=re.DOTALL)


def test_a_preview_is_what_the_citizen_then_sees_and_sends_what_it_shows(app: Flask, world: World) -> None:
    case_id, hanna = hannas(world), world.login("Hanna")
    page = CasePage(hanna, case_id)
    day = add_working_days(clock.today(), 9).isoformat()
    typed = {"partial_reply": "Hej <b>Tolvan</b>\n  Rad två", "promised": day, "note": "Internt"}
    asked = hanna.post(f"/cases/{case_id}/preview", data=page.fields(**typed, into="partial_reply"))
    shown = landed(hanna, asked)
    assert "Inget är skickat än." in read(shown)
    assert "Internt" not in read(shown.split("<form", 1)[0])
    where = f"/cases/{case_id}/partial-reply"
    sent = hanna.post(where, data=filled_fields(form_of(shown, where)))
    assert sent.status_code == 303, read(sent.text)
    thread = world.login_citizen("Tolvan").get(f"/citizen/cases/{case_id}").text
    assert message_in(thread) == message_in(shown)
    assert "Mottagningen hör av sig senast" in message_in(shown)
    assert written(CasePage(hanna, case_id).html)["note"] == "Internt"


def test_a_citizen_who_reads_english_is_previewed_in_english(app: Flask, world: World) -> None:
    case_id, hanna = hannas(world, "Fråga om min remiss"), world.login("Hanna")
    with app.app_context(), atomic() as current:
        current.get_one(CitizenRow, world.citizen_id("Tolvan")).language = "en"
    page = CasePage(hanna, case_id)
    assert any(name.startswith("Your referral has been sent.") for name in choices(page.html, "ready_final_reply"))
    typed = page.fields(counter_question="Which day?", into="counter_question")
    shown = landed(hanna, hanna.post(f"/cases/{case_id}/preview", data=typed))
    assert "Question for you" in message_in(shown)


def test_there_is_no_preview_of_nothing(world: World) -> None:
    case_id, hanna = hannas(world), world.login("Hanna")
    empty = hanna.post(f"/cases/{case_id}/preview", data=CasePage(hanna, case_id).fields(into="final_reply"))
    assert (empty.status_code, "Skriv en text först." in read(empty.text)) == (422, True)
    assert hanna.get(f"/cases/{case_id}/preview?reply=note&version=2").headers["Location"] == f"/cases/{case_id}"
    assert "Förhandsgranska" in buttons(CasePage(hanna, case_id).html)


def test_a_note_that_is_not_saved_yet_has_no_preview_since_no_citizen_will_see_it(world: World) -> None:
    case_id, hanna = hannas(world), world.login("Hanna")
    CasePage(hanna, case_id).save_draft(note="Ring apoteket.")
    assert hanna.get(f"/cases/{case_id}/preview?reply=note&version=2").headers["Location"] == f"/cases/{case_id}"


def test_a_preview_from_an_old_page_tells_what_happened_and_a_preview_grows_old_too(world: World) -> None:
    case_id, hanna, maja = hannas(world), world.login("Hanna"), world.login("Maja")
    old = CasePage(hanna, case_id)
    CasePage(maja, case_id).press("Skicka delsvar", partial_reply="Vi ringer.")
    typed = {"final_reply": "Allt är klart.", "into": "final_reply"}
    late = hanna.post(f"/cases/{case_id}/preview", data=old.fields(**typed))
    assert (late.status_code, "Maja Mottagare skickade ett delsvar" in read(late.text)) == (409, True)
    assert "Allt är klart." in read(late.text)
    shown = landed(hanna, hanna.post(f"/cases/{case_id}/preview", data=CasePage(hanna, case_id).fields(**typed)))
    CasePage(maja, case_id).press("Skicka delsvar", partial_reply="I morgon.")
    where = f"/cases/{case_id}/final-reply"
    sent = hanna.post(where, data=filled_fields(form_of(shown, where)))
    assert (sent.status_code, "Allt är klart." in read(sent.text)) == (409, True)
    assert world.case(case_id).state is State.RECEIVED
    assert written(CasePage(hanna, case_id).html)["final_reply"] == "Allt är klart."
