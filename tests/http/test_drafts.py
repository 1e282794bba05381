"""What is typed is kept on the server while it is typed, and nothing that comes late takes the place of a newer text."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent, AuditSubject
from app.cases.services.replies import Reply, send_counter_question
from app.core import clock
from app.core.db import session
from tests.case_pages import CasePage, address, landed, read, written
from tests.pages import Typed, filled_fields, form_of
from tests.world import World, operation

SCRIPT = {"X-Autosave": "1"}
PAGE = "0123456789abcdef" * 2
"""What the script of an opened page calls itself."""

Writing = tuple[FlaskClient, str, dict[str, Typed], str]


def waiting_for_tolvan(app: Flask, world: World) -> UUID:
    case_id = world.held_by("Hanna")
    with app.app_context():
        order = Reply("Vilken styrka?", world.case(case_id).version, operation())
        send_counter_question(world.staff("Hanna"), case_id, order)
    return case_id


def reply_field(browser: FlaskClient, case_id: UUID) -> str:
    return written(CasePage(browser, case_id).html)["final_reply"]


def test_the_script_keeps_what_hanna_types_and_is_told_when(world: World) -> None:
    case_id = world.held_by("Hanna")
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
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    page = CasePage(hanna, case_id)
    CasePage(world.login("Maja"), case_id).press("Omfördela", target="Henrik Handläggare")
    fields = page.fields(final_reply="Hej Tolvan")
    assert hanna.post(f"{address(case_id)}/draft", data=fields, headers=SCRIPT).status_code == 204
    CasePage(world.login("Maja"), case_id).press("Omfördela", target="Hanna Handläggare")
    assert reply_field(hanna, case_id) == "Hej Tolvan"


def test_somebody_who_never_opened_the_case_can_keep_nothing_on_it(world: World) -> None:
    case_id, henriks = world.held_by("Hanna"), world.send("Nina")
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
    case_id = world.held_by("Hanna")
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


def first_page_of_a_new_case(world: World, tolvan: FlaskClient) -> str:
    """Where Tolvan has come after the terms."""
    form = f"/citizen/new-case/{world.case(world.send('Tolvan')).case_type_id}"
    begun = {**filled_fields(form_of(tolvan.get(form).text, form)), "accepts": "y"}
    assert tolvan.post(form, data=begun).status_code == 303
    return f"{form}/pages/1"


def test_the_script_keeps_a_case_that_tolvan_is_beginning(world: World) -> None:
    tolvan = world.login_citizen("Tolvan")
    page = first_page_of_a_new_case(world, tolvan)
    shown = tolvan.get(page).text
    assert f'data-autosave="{page}"' in shown
    name, *_ = written(shown)
    fields = {**filled_fields(form_of(shown, page)), name: "Alved"}
    told = tolvan.post(page, data=fields, headers=SCRIPT)
    assert (told.status_code, told.text) == (204, "")
    assert written(world.login_citizen("Tolvan").get(page).text)[name] == "Alved"


@pytest.fixture(params=["reply", "answer", "new case"])
def writing(request: pytest.FixtureRequest, app: Flask, world: World) -> Writing:
    """Somebody writing: the browser, where the page saves, what it would send, and the field that is written in."""
    what: str = request.param
    if what == "reply":
        case_id = world.held_by("Hanna")
        hanna = world.login("Hanna")
        return hanna, f"{address(case_id)}/draft", dict(CasePage(hanna, case_id).fields()), "final_reply"
    tolvan = world.login_citizen("Tolvan")
    if what == "answer":
        page = f"/citizen/cases/{waiting_for_tolvan(app, world)}"
        return tolvan, f"{page}/draft", dict(filled_fields(form_of(tolvan.get(page).text, f"{page}/answer"))), "body"
    page = first_page_of_a_new_case(world, tolvan)
    shown = tolvan.get(page).text
    return tolvan, page, dict(filled_fields(form_of(shown, page))), next(iter(written(shown)))


def kept_in(browser: FlaskClient, to: str, field: str) -> str:
    return written(browser.get(to.removesuffix("/draft")).text)[field]


def test_a_save_that_is_overtaken_on_its_way_takes_no_newer_text_away(writing: Writing) -> None:
    browser, to, fields, field = writing
    for number, text in [(2, "Hej igen"), (4, "")]:
        newer = {**fields, field: text, "page_save": f"{PAGE}.{number}"}
        older = {**fields, field: "Hej ig", "page_save": f"{PAGE}.{number - 1}"}
        told = browser.post(to, data=newer, headers=SCRIPT)
        assert (told.status_code, kept_in(browser, to, field)) == (204, text)
        assert browser.post(to, data=older, headers=SCRIPT).status_code == 204
        assert kept_in(browser, to, field) == text
        fields["shown"] = told.headers["X-Shown"]


def test_a_save_that_is_overtaken_by_a_pressed_button_takes_no_newer_text_away(
    writing: Writing,
) -> None:
    browser, to, fields, field = writing
    pressed = {**fields, field: "Hej igen", "page_save": f"{PAGE}.8", "act": "save"}
    assert browser.post(to, data=pressed).status_code == 303
    late = {**fields, field: "Hej ig", "page_save": f"{PAGE}.7"}
    assert browser.post(to, data=late, headers=SCRIPT).status_code == 204
    assert kept_in(browser, to, field) == "Hej igen"


def test_a_page_that_has_not_seen_a_newer_draft_takes_nothing_of_it_away_and_is_told(writing: Writing) -> None:
    browser, to, fields, field = writing
    browser.post(to, data={**fields, field: "I den ena", "page_save": f"{PAGE}.9"}, headers=SCRIPT)
    sent = {**fields, field: "I den andra", "page_save": f"{PAGE[::-1]}.1"}
    told = browser.post(to, data=sent, headers=SCRIPT)
    both = kept_in(browser, to, field)
    assert " ".join(both.split()) == "I den ena I den andra"
    assert (told.status_code, told.json) == (200, {field: both})
    on = {**sent, field: f"{both}, mer", "page_save": f"{PAGE[::-1]}.2", "shown": told.headers["X-Shown"]}
    assert browser.post(to, data=on, headers=SCRIPT).status_code == 204
    assert kept_in(browser, to, field) == f"{both}, mer"


def test_a_page_that_saves_again_before_it_is_answered_gets_no_text_twice(writing: Writing) -> None:
    browser, to, fields, field = writing
    for number, text in enumerate(["Hej", "Nej, hej", "God dag"], start=1):
        sent = {**fields, field: text, "page_save": f"{PAGE}.{number}"}
        assert browser.post(to, data=sent, headers=SCRIPT).status_code == 204
    assert kept_in(browser, to, field) == "God dag"


def test_a_page_in_which_nobody_wrote_is_told_that_it_is_old_and_keeps_nothing(writing: Writing) -> None:
    browser, to, fields, field = writing
    asked = {**fields, "page_save": f"{PAGE[::-1]}.1"}
    assert "X-Newer" not in browser.post(to, data=asked, headers=SCRIPT).headers
    browser.post(to, data={**fields, field: "Hej igen", "page_save": f"{PAGE}.1"}, headers=SCRIPT)
    told = browser.post(to, data={**asked, "page_save": f"{PAGE[::-1]}.2"}, headers=SCRIPT)
    assert (told.status_code, told.headers["X-Newer"]) == (204, "1")
    assert kept_in(browser, to, field) == "Hej igen"


def test_what_hanna_had_not_seen_is_left_when_she_sends_what_she_typed(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    older, newer = CasePage(hanna, case_id), CasePage(hanna, case_id)
    hanna.post(f"{address(case_id)}/draft", data=newer.fields(note="Ring anhörig"), headers=SCRIPT)
    assert older.press("Spara anteckning", note="Ringt", page_save=f"{PAGE}.1").status_code == 303
    page = CasePage(hanna, case_id)
    assert written(page.html)["note"] == "Ring anhörig"
    assert page.text.count("Ringt") == 1


@pytest.mark.parametrize("odd", ["", "x", f"{'0' * 32}.-1", f"{'0' * 32}.{'9' * 40}", "\x00.1"])
def test_a_save_that_says_nothing_readable_of_its_place_is_kept(writing: Writing, odd: str) -> None:
    browser, to, fields, field = writing
    assert browser.post(to, data={**fields, field: "Hej", "page_save": odd}, headers=SCRIPT).status_code == 204
    assert kept_in(browser, to, field) == "Hej"


def test_a_list_marks_where_hanna_has_something_unsent_and_nobody_elses(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    assert "Ditt utkast" not in hanna.get("/my-cases").text
    CasePage(hanna, case_id).save_draft(final_reply="Hej Tolvan")
    assert "Ditt utkast" in hanna.get("/my-cases").text
    assert "Ditt utkast" not in world.login("Maja").get("/clinic-cases?tab=ongoing").text
    CasePage(hanna, case_id).press("Skicka delsvar", partial_reply="Vi hör av oss.", final_reply="")
    assert "Ditt utkast" not in hanna.get("/my-cases").text


def test_two_pages_of_one_case_keep_what_was_written_in_each(world: World) -> None:
    case_id = world.held_by("Hanna")
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
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    first, second = CasePage(hanna, case_id), CasePage(hanna, case_id)
    first.save_draft(final_reply="Hej Tolvan")
    assert second.press("Spara anteckning", note="Ringt").status_code == 303
    assert reply_field(hanna, case_id) == "Hej Tolvan"


def test_a_page_sent_again_with_other_words_says_so_and_keeps_them(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
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
