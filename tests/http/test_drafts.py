"""What is typed is kept on the server while it is typed, and nothing that comes late takes the place of a newer text."""

from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent, AuditSubject
from app.cases.services.replies import Reply, send_counter_question
from app.core import clock
from app.core.db import session
from tests.case_pages import CasePage, address, landed, read, written
from tests.pages import filled_fields, form_of
from tests.world import World, operation

SCRIPT = {"X-Autosave": "1"}


def hannas(world: World) -> UUID:
    case_id = world.send("Tolvan")
    world.distribute(case_id, person="Hanna")
    return case_id


def waiting_for_tolvan(app: Flask, world: World) -> UUID:
    case_id = hannas(world)
    with app.app_context():
        order = Reply("Vilken styrka?", world.case(case_id).version, operation())
        send_counter_question(world.staff("Hanna"), case_id, order)
    return case_id


def reply_field(browser: FlaskClient, case_id: UUID) -> str:
    return written(CasePage(browser, case_id).html)["final_reply"]


def test_the_script_keeps_what_hanna_types_and_is_told_when(world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    page = CasePage(hanna, case_id)
    assert f'data-autosave="{address(case_id)}/draft"' in page.html
    assert "data-autosave-status" in page.html
    fields = page.fields(final_reply="Jag skriver ett rec", note="  Ring i morgon\n")
    with clock.at(clock.now()):
        told = hanna.post(f"{address(case_id)}/draft", data=fields, headers=SCRIPT)
        assert (told.status_code, told.text) == (204, "")
        assert told.headers["X-Saved-At"] == f"{clock.local(clock.now()):%H:%M}"
    kept = written(CasePage(world.login("Hanna"), case_id).html)  # another login: the session had ended
    assert (kept["final_reply"], kept["note"]) == ("Jag skriver ett rec", "  Ring i morgon\n")
    assert "Utkastet är sparat" not in hanna.get(address(case_id)).text


def test_what_is_kept_stays_when_the_case_is_no_longer_hers(world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    page = CasePage(hanna, case_id)
    CasePage(world.login("Maja"), case_id).press("Omfördela", target="Henrik Handläggare")
    fields = page.fields(final_reply="Hej Tolvan")
    assert hanna.post(f"{address(case_id)}/draft", data=fields, headers=SCRIPT).status_code == 204
    CasePage(world.login("Maja"), case_id).press("Omfördela", target="Hanna Handläggare")
    assert reply_field(hanna, case_id) == "Hej Tolvan"


def test_somebody_who_never_opened_the_case_can_keep_nothing_on_it(world: World) -> None:
    case_id, henriks = hannas(world), world.send("Nina")
    world.distribute(henriks, person="Henrik")
    henrik = world.login("Henrik")
    fields = CasePage(henrik, henriks).fields(final_reply="Hej Tolvan")
    answer = henrik.post(f"{address(case_id)}/draft", data=fields, headers=SCRIPT)
    assert answer.status_code == 404
    assert "X-Saved-At" not in answer.headers
    with world.app.app_context():
        about = select(AuditSubject.citizen_id).join(AuditEvent, AuditEvent.event_id == AuditSubject.event_id)
        told = session().scalars(about.where(AuditEvent.kind == EventKind.REFUSED)).all()
    assert told == [world.case(case_id).citizen_id]


def test_a_form_that_comes_late_takes_no_newer_draft_away(world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    old = CasePage(hanna, case_id)
    first = old.fields(note="Ringt, inget svar.")
    assert old.press("Spara anteckning", note="Ringt, inget svar.").status_code == 303
    CasePage(hanna, case_id).save_draft(note="Ringt igen, ska")
    again = hanna.post(f"{address(case_id)}/note", data=first)
    assert again.status_code == 303
    late = hanna.post(f"{address(case_id)}/draft", data=first, headers=SCRIPT)
    assert late.status_code == 204
    page = CasePage(hanna, case_id)
    assert written(page.html)["note"] == "Ringt igen, ska"
    assert page.text.count("Ringt, inget svar.") == 1


def test_the_script_keeps_what_tolvan_answers(app: Flask, world: World) -> None:
    case_id = waiting_for_tolvan(app, world)
    tolvan = world.login_citizen("Tolvan")
    page, target = f"/citizen/cases/{case_id}", f"/citizen/cases/{case_id}/answer"
    shown = tolvan.get(page).text
    assert f'data-autosave="{page}/draft"' in shown
    first = {**filled_fields(form_of(shown, target)), "body": "500 mg"}
    assert tolvan.post(f"{page}/draft", data=first, headers=SCRIPT).status_code == 204
    assert "500 mg" in written(world.login_citizen("Tolvan").get(page).text)["body"]

    assert tolvan.post(target, data=first).status_code == 303
    late = tolvan.post(f"{page}/draft", data=first, headers=SCRIPT)
    assert late.status_code == 204
    with app.app_context():
        order = Reply("Och hur ofta?", world.case(case_id).version, operation())
        send_counter_question(world.staff("Hanna"), case_id, order)
    assert written(tolvan.get(page).text)["body"] == ""


def test_the_script_keeps_a_case_that_tolvan_is_beginning(world: World) -> None:
    case_id = world.send("Tolvan")
    tolvan = world.login_citizen("Tolvan")
    form = f"/citizen/new-case/{world.case(case_id).case_type_id}"
    begun = {**filled_fields(form_of(tolvan.get(form).text, form)), "accepts": "y"}
    assert tolvan.post(form, data=begun).status_code == 303
    page = f"{form}/pages/1"
    shown = tolvan.get(page).text
    assert f'data-autosave="{page}"' in shown
    name, *_ = written(shown)
    fields = {**filled_fields(form_of(shown, page)), name: "Alved"}
    told = tolvan.post(page, data=fields, headers=SCRIPT)
    assert (told.status_code, told.text) == (204, "")
    assert written(world.login_citizen("Tolvan").get(page).text)[name] == "Alved"


def test_a_list_marks_where_hanna_has_something_unsent_and_nobody_elses(world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    assert "Ditt utkast" not in hanna.get("/my-cases").text
    CasePage(hanna, case_id).save_draft(final_reply="Hej Tolvan")
    assert "Ditt utkast" in hanna.get("/my-cases").text
    assert "Ditt utkast" not in world.login("Maja").get("/clinic-cases?tab=ongoing").text
    CasePage(hanna, case_id).press("Skicka delsvar", partial_reply="Vi hör av oss.", final_reply="")
    assert "Ditt utkast" not in hanna.get("/my-cases").text


def test_two_pages_of_one_case_keep_what_was_written_in_each(world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    first, second = CasePage(hanna, case_id), CasePage(hanna, case_id)
    draft = f"{address(case_id)}/draft"
    told = hanna.post(draft, data=first.fields(final_reply="Hej Tolvan"), headers=SCRIPT)
    hanna.post(draft, data=second.fields(note="Ring i morgon"), headers=SCRIPT)
    kept = written(CasePage(hanna, case_id).html)
    assert (kept["final_reply"], kept["note"]) == ("Hej Tolvan", "Ring i morgon")
    emptied = first.fields(final_reply="", shown=told.headers["X-Shown"])
    hanna.post(draft, data=emptied, headers=SCRIPT)
    kept = written(CasePage(hanna, case_id).html)
    assert (kept["final_reply"], kept["note"]) == ("", "Ring i morgon")


def test_a_note_sent_from_one_page_leaves_the_reply_begun_in_another(world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    first, second = CasePage(hanna, case_id), CasePage(hanna, case_id)
    first.save_draft(final_reply="Hej Tolvan")
    assert second.press("Spara anteckning", note="Ringt").status_code == 303
    assert reply_field(hanna, case_id) == "Hej Tolvan"


def test_a_page_sent_again_with_other_words_says_so_and_keeps_them(app: Flask, world: World) -> None:
    case_id = hannas(world)
    hanna = world.login("Hanna")
    page = CasePage(hanna, case_id)
    page.press("Skicka delsvar", partial_reply="Vi ringer.")
    again = page.press("Skicka delsvar", partial_reply="Vi ringer i morgon.")
    told = landed(hanna, again)
    assert "Sidan var redan skickad." in read(told)
    assert written(told)["partial_reply"] == "Vi ringer i morgon."
    assert world.case(case_id).version == 3
    assert "Sidan var redan skickad." not in read(
        landed(hanna, page.press("Skicka delsvar", partial_reply="Vi ringer."))
    )


def test_an_answer_sent_again_with_other_words_is_given_back(app: Flask, world: World) -> None:
    case_id = waiting_for_tolvan(app, world)
    tolvan, to = world.login_citizen("Tolvan"), f"/citizen/cases/{case_id}/answer"
    fields = filled_fields(form_of(tolvan.get(f"/citizen/cases/{case_id}").text, to))
    assert tolvan.post(to, data={**fields, "body": "10 mg"}).status_code == 303
    assert tolvan.post(to, data={**fields, "body": "10 mg"}).status_code == 303
    again = tolvan.post(to, data={**fields, "body": "20 mg, skrev fel"})
    assert (again.status_code, "20 mg, skrev fel" in again.text) == (422, True)
