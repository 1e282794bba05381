"""The case page: what it says, what pressing its buttons is answered with, and what is kept of what was typed."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask, before_render_template
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from werkzeug.test import TestResponse

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.authz.facts import State
from app.cases.models import Case, CaseStep, Message, MessageKind, Note
from app.core import clock
from app.core.calendar import add_working_days
from app.core.case_number import shown
from app.core.db import atomic, session
from app.portal.queries.own_case import OwnCasePage
from app.portal.services.opening import open_own_case
from app.roles.models import GroupMember, StaffMember
from tests.case_pages import CasePage, buttons, choices, landed, read, written
from tests.pages import filled_fields, form_of, texts
from tests.statements import sent_to_database
from tests.world import World


def count(app: Flask, table: type[CaseStep | Message | Note], case_id: UUID) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).where(table.case_id == case_id)) or 0


def kinds(app: Flask, case_id: UUID) -> list[str]:
    """The kinds of the log's events on the case, but not the readings."""
    with app.app_context():
        events = session().scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [e.kind for e in events if str(case_id).encode() in e.payload and e.kind != EventKind.CASE_READ]


def seen_by_tolvan(app: Flask, world: World, case_id: UUID) -> OwnCasePage:
    with app.app_context():
        return open_own_case(world.citizen("Tolvan"), case_id, "sv")


def confirm_cancel(browser: FlaskClient, case_id: UUID, asked: TestResponse) -> TestResponse:
    """Press Makulera on the page that asks whether to."""
    action = f"/cases/{case_id}/cancel"
    return browser.post(action, data=filled_fields(form_of(landed(browser, asked), action)))


def test_a_case_whose_holder_may_have_it_no_more_is_new_on_its_page_as_in_the_list(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    maja = world.login("Maja")
    assert texts(CasePage(maja, case_id).html, ".tag")[0] == "Fördelat"
    with app.app_context(), atomic() as current:
        current.get_one(StaffMember, world.staff_id("Hanna")).locked_at = clock.now()
    assert texts(CasePage(maja, case_id).html, ".tag")[0] == texts(maja.get("/clinic-cases").text, ".tag")[0] == "Nytt"


def test_maja_distributes_to_the_nurses(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    answer = CasePage(maja, case_id).press("Fördela", target="Sjuksköterskor")
    assert "Ärendet är fördelat till Sjuksköterskor." in read(landed(maja, answer))
    case = world.case(case_id)
    assert (case.group_id, case.holder_id, case.version) == (world.group_id("Sjuksköterskor"), None, 2)
    assert kinds(app, case_id) == [EventKind.CASE_SENT, EventKind.DISTRIBUTED]


def test_maja_distributes_with_a_partial_reply_in_one_act(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    maja, day = world.login("Maja"), add_working_days(clock.today(), 1)
    answer = CasePage(maja, case_id).press(
        "Fördela med delsvar",
        target="Hanna Handläggare",
        partial_reply="Vi ringer dig.",
        promised=day.isoformat(),
    )
    assert "fördelat till Hanna Handläggare och delsvaret är skickat" in read(landed(maja, answer))
    message = seen_by_tolvan(app, world, case_id).thread[0]
    assert (message.message, message.body, message.promised_by) == (
        MessageKind.PARTIAL_REPLY,
        "Vi ringer dig.",
        day,
    )
    assert count(app, CaseStep, case_id) == 2
    assert written(CasePage(maja, case_id).html)["partial_reply"] == ""


@pytest.mark.parametrize(
    ("button", "typed", "told"),
    [
        ("Fördela", {}, "Välj en person eller en grupp."),
        ("Fördela med delsvar", {"target": "Sjuksköterskor"}, "Delsvar till invånaren: Skriv en text först."),
        ("Skicka delsvar", {"partial_reply": " \n "}, "Skriv en text först."),
        ("Skicka delsvar", {"partial_reply": "Hej", "promised": "2001-01-01"}, "Dagen har redan varit."),
        ("Skicka delsvar", {"partial_reply": "Hej", "promised": "2099-01-01"}, "Lova besked inom 60 dagar"),
        ("Skicka delsvar", {"partial_reply": "Hej", "promised": "snart"}, "Lovat besked senast:"),
        ("Skicka delsvar", {"partial_reply": "x" * 10_001}, "högst 10000 tecken"),
        ("Skicka delsvar", {"partial_reply": "\x07\u200b"}, "Skriv en text först."),
        ("Spara anteckning", {}, "Intern anteckning: Skriv en text först."),
        ("Avsluta utan svar", {}, "Välj en anledning."),
        ("Avsluta utan svar", {"reason": "Annat"}, "Skriv anledningen med egna ord"),
        ("Avsluta utan svar", {"reason": "Annat", "reason_line": "\u3164"}, "Skriv anledningen med egna ord"),
        ("Makulera", {"reason": "Annat", "reason_line": "x" * 201}, "högst 200 tecken"),
    ],
)
def test_what_cannot_be_done_is_explained_in_swedish(
    world: World, button: str, typed: dict[str, str], told: str
) -> None:
    case_id = world.send("Tolvan")
    answer = CasePage(world.login("Maja"), case_id).press(button, **typed)
    assert answer.status_code == 422
    assert "<title>Fel: Ärende" in answer.text
    assert told in read(answer.text)
    assert world.case(case_id).version == 1


def test_a_mistake_in_another_field_does_not_stop_a_button(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    answer = CasePage(maja, case_id).press("Spara anteckning", note="Ringt", promised="i morgon")
    assert "Anteckningen är sparad. Invånaren ser den inte." in read(landed(maja, answer))
    assert count(app, Note, case_id) == 1


def test_hanna_asks_gets_an_answer_and_replies(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    answer = CasePage(hanna, case_id).press("Skicka motfråga", counter_question="Vilken styrka?")
    assert "Motfrågan är skickad till invånaren." in read(landed(hanna, answer))
    assert world.case(case_id).state is State.WAITING
    page = CasePage(hanna, case_id)
    assert "Skicka motfråga" not in buttons(page.html)
    answer = page.press("Skicka svar", final_reply="Receptet är förnyat.")
    assert "Svaret är skickat till invånaren, och ärendet är besvarat." in read(landed(hanna, answer))
    assert world.case(case_id).state is State.ANSWERED
    bodies = [entry.body for entry in seen_by_tolvan(app, world, case_id).thread]
    assert bodies == ["Vilken styrka?", "Receptet är förnyat."]


def test_a_text_reaches_the_citizen_exactly_as_it_was_typed(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    text = "  Hej <b>Tolvan</b> & co\r\n\r\n{{ 7*7 }} %(name)s  "
    CasePage(world.login("Hanna"), case_id).press("Skicka svar", final_reply=text)
    assert seen_by_tolvan(app, world, case_id).thread[0].body == text.replace("\r\n", "\n")


def test_a_nurse_takes_and_gives_back(world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    hanna = world.login("Hanna")
    page = landed(hanna, CasePage(hanna, case_id).press("Ta ärende"))
    assert "Du har tagit ärendet." in read(page)
    assert world.case(case_id).holder_id == world.staff_id("Hanna")
    answer = CasePage(hanna, case_id).press("Lämna tillbaka")
    assert "Ärendet är lämnat tillbaka till Sjuksköterskor." in read(landed(hanna, answer))
    assert world.case(case_id).group_id == world.group_id("Sjuksköterskor")


def test_hanna_hands_a_case_on_lands_in_her_list_and_regrets_it_there(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    hanna.get("/my-cases?tab=todo")
    answer = CasePage(hanna, case_id).press("Omfördela", target="Siv Skyddad")
    assert answer.headers["Location"].endswith("/my-cases?tab=todo")
    page = landed(hanna, answer)
    assert "Ärendet är omfördelat till Siv Skyddad." in read(page)
    assert hanna.get(f"/cases/{case_id}").status_code == 404
    opened = CasePage.__new__(CasePage)
    opened.client, opened.case_id, opened.html = hanna, case_id, page
    said = read(landed(hanna, opened.undo()))
    assert "Det är ångrat." in said
    assert "Texten står i sitt fält igen." not in said, "no text was sent"
    assert world.case(case_id).holder_id == world.staff_id("Hanna")


def test_on_paper_the_holder_has_a_name(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    assert "Tilldelad Dig" in CasePage(hanna, case_id).text
    assert "Tilldelad Hanna Handläggare" in read(hanna.get(f"/cases/{case_id}/print").text)


def test_maja_gives_a_case_back_to_the_inbox(world: World) -> None:
    case_id = world.held_by("Hanna")
    maja = world.login("Maja")
    answer = CasePage(maja, case_id).press("Omfördela", target="Mottagningens inkorg")
    assert "Ärendet är omfördelat till mottagningens inkorg." in read(landed(maja, answer))
    case = world.case(case_id)
    assert (case.holder_id, case.group_id) == (None, None)


@pytest.mark.parametrize(
    ("button", "told", "state"),
    [
        ("Avsluta utan svar", "Ärendet är avslutat utan svar.", State.CLOSED),
        ("Makulera", "Ärendet är makulerat.", State.CANCELLED),
    ],
)
def test_maja_ends_a_case_with_a_reason(app: Flask, world: World, button: str, told: str, state: State) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    answer = CasePage(maja, case_id).press(button, reason="Annat", reason_line="Fel person")
    if button == "Makulera":
        answer = confirm_cancel(maja, case_id, answer)
    page = landed(maja, answer)
    assert told in read(page)
    assert "Annat – Fel person" in read(page)
    assert world.case(case_id).state is state
    assert [one.line for one in seen_by_tolvan(app, world, case_id).end_steps] == ["Fel person"]


def test_what_was_just_sent_is_taken_back_and_stays_marked(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    CasePage(hanna, case_id).press("Skicka svar", final_reply="Fel person!")
    page = CasePage(hanna, case_id)
    assert buttons(page.html).count("Ångra") == 1
    after = landed(hanna, page.undo())
    assert "Det är ångrat. Texten står i sitt fält igen." in read(after)
    assert "<s>Fel person!</s>" in after
    assert "Ångrat innan invånaren läste det." in read(after)
    assert world.case(case_id).state is State.RECEIVED
    assert seen_by_tolvan(app, world, case_id).thread == ()
    assert written(after)["final_reply"] == "Fel person!"


def test_the_day_that_was_promised_comes_back_too_unless_another_was_chosen_since(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, day = world.login("Hanna"), add_working_days(clock.today(), 5)
    CasePage(hanna, case_id).press("Skicka delsvar", partial_reply="Vi ringer.", promised=day.isoformat())
    after = CasePage(hanna, case_id)
    assert after.fields()["promised"] == ""
    after.undo()
    again = CasePage(hanna, case_id)
    assert again.fields()["promised"] == day.isoformat()
    again.press("Skicka delsvar", partial_reply="Vi ringer dig.", promised=day.isoformat())
    page, later = CasePage(hanna, case_id), (day + timedelta(days=1)).isoformat()
    page.save_draft(promised=later)
    page.undo()
    assert CasePage(hanna, case_id).fields()["promised"] == later


def test_what_was_written_meanwhile_stands_after_what_is_taken_back(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    CasePage(hanna, case_id).press("Skicka delsvar", partial_reply="Vi ringer <i dag>.")
    page = CasePage(hanna, case_id)
    page.save_draft(partial_reply="Och så en sak till")
    assert written(landed(hanna, page.undo()))["partial_reply"] == "Vi ringer <i dag>.\n\nOch så en sak till"


def test_the_way_back_stands_at_the_top_for_a_minute_and_then_on_the_message(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, now = world.login("Hanna"), clock.now()
    with clock.at(now):
        CasePage(hanna, case_id).press("Skicka delsvar", partial_reply="Vi ringer.")
    for passed, on_the_message in ((59, False), (60, True), (599, True)):
        with clock.at(now + timedelta(seconds=passed)):
            page = CasePage(hanna, case_id).html
        assert buttons(page).count("Ångra") == 1
        assert (page.index("/undo") > page.index("Vi ringer.")) is on_the_message
        assert "Du kan ångra till" in page
    with clock.at(now + timedelta(seconds=600)):
        assert "ångra" not in read(CasePage(hanna, case_id).html).lower()


def test_a_form_sent_twice_has_one_effect_and_the_same_answer(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    page = CasePage(hanna, case_id)
    first = page.press("Skicka delsvar", partial_reply="Vi ringer.")
    second = page.press("Skicka delsvar", partial_reply="Vi ringer.")
    assert read(landed(hanna, first)).count("Delsvaret är skickat till invånaren.") == 1
    assert second.headers["Location"] == first.headers["Location"]
    assert count(app, Message, case_id) == 1
    assert written(CasePage(hanna, case_id).html)["partial_reply"] == ""


def test_text_left_in_other_fields_is_kept_as_a_draft_by_the_same_request(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    CasePage(hanna, case_id).press("Spara anteckning", note="Ringt", final_reply="Påbörjat svar\nrad två")
    fields = written(CasePage(hanna, case_id).html)
    assert fields["final_reply"] == "Påbörjat svar\nrad två"
    assert fields["note"] == ""


def test_a_draft_is_kept_for_its_writer_alone(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    answer = CasePage(hanna, case_id).save_draft(final_reply="Nästan klart", reason_line="för hand")
    assert "Utkastet är sparat. Bara du ser det." in read(landed(hanna, answer))
    again = CasePage(world.login("Hanna"), case_id)
    assert written(again.html)["final_reply"] == "Nästan klart"
    assert 'value="för hand"' in again.html
    assert "Nästan klart" not in CasePage(world.login("Maja"), case_id).html


def test_an_emptied_field_empties_its_draft(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    CasePage(hanna, case_id).save_draft(final_reply="Nästan klart")
    CasePage(hanna, case_id).save_draft(final_reply="")
    assert written(CasePage(hanna, case_id).html)["final_reply"] == ""


def test_a_draft_that_has_lost_its_button_is_shown_and_not_lost(world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    world.take(case_id, by="Hanna")
    hanna = world.login("Hanna")
    page = CasePage(hanna, case_id)
    page.save_draft(final_reply="Nästan klart")
    CasePage(hanna, case_id).press("Lämna tillbaka")
    back = CasePage(hanna, case_id)
    assert "Skicka svar" not in buttons(back.html)
    assert "Nästan klart" in back.html
    back.press("Spara anteckning", note="Ringt")
    CasePage(hanna, case_id).press("Ta ärende")
    assert written(CasePage(hanna, case_id).html)["final_reply"] == "Nästan klart"


def test_a_page_without_its_version_does_nothing(world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    page = CasePage(maja, case_id)
    fields = page.fields(target="Sjuksköterskor")
    del fields["seen_version"]
    answer = maja.post(f"/cases/{case_id}/distribute", data=fields)
    assert answer.status_code == 422
    assert world.case(case_id).version == 1


def test_a_number_can_be_read_out_over_the_telephone(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    case: Case = world.case(case_id)
    assert f"Ärende {shown(case.number)}" in CasePage(world.login("Maja"), case_id).text


def test_the_first_screen_has_what_is_needed_to_decide(world: World) -> None:
    earlier = world.send("Tolvan", "Kontakta mig")
    case_id = world.send("Tolvan", text="Ramipril 5 mg, 1 tabl")
    page = CasePage(world.login("Maja"), case_id)
    for part in ("Tolvan Tolvansson 19121212-1212", "Ramipril 5 mg, 1 tabl", "Nytt", "Tilldelad Ingen", "Svara senast"):
        assert part in page.text
    assert "Tolvan Tolvansson har ett öppet ärende till här." in page.text
    assert f'href="/cases/{earlier}"' in page.html


def test_protected_identity_and_a_proxy_are_marked(world: World) -> None:
    maja = world.login("Maja")
    assert "Skyddad identitet" in CasePage(maja, world.send("Skyddade Sara")).text
    page = CasePage(maja, world.send("Tvåan", child="Lill"))
    assert "Lill Tvåtusen" in page.text
    assert "Ombud: Tvåan Tvåtusen har skrivit" in page.text


def test_each_sees_the_buttons_that_they_may_press(world: World) -> None:
    case_id = world.send("Tolvan")
    maja = CasePage(world.login("Maja"), case_id)
    assert buttons(maja.html) == [
        "Spara utkast",
        "Fördela",
        "Fördela med delsvar",
        "Skicka delsvar",
        "Förhandsgranska",
        "Spara anteckning",
        "Avsluta utan svar",
        "Makulera",
    ]
    world.distribute(case_id, group="Sjuksköterskor")
    hanna = CasePage(world.login("Hanna"), case_id)
    assert buttons(hanna.html) == ["Spara utkast", "Ta ärende", "Spara anteckning"]
    world.take(case_id, by="Hanna")
    hanna.open()
    assert buttons(hanna.html) == [
        "Ångra",
        "Spara utkast",
        "Omfördela",
        "Lämna tillbaka",
        "Skicka svar",
        "Förhandsgranska",
        "Skicka motfråga",
        "Förhandsgranska",
        "Skicka delsvar",
        "Förhandsgranska",
        "Spara anteckning",
        "Avsluta utan svar",
    ]


def test_a_case_is_given_to_oneself_to_people_and_to_groups_in_that_order(app: Flask, world: World) -> None:
    with app.app_context(), atomic() as current:
        current.execute(delete(GroupMember).where(GroupMember.group_id == world.group_id("Läkare")))
    offered = choices(CasePage(world.login("Alva"), world.send("Tolvan")).html, "target")
    assert offered[1].startswith("Alva Allround")
    assert [name.split(",")[0] for name in offered[2:5]] == ["Hanna Handläggare", "Henrik Handläggare", "Siv Skyddad"]
    assert "Sjuksköterskor" in offered
    assert "Läkare (ingen kan ta ärenden) [disabled]" in offered
    assert "Mottagningens inkorg" not in offered


def test_whoever_holds_the_case_is_not_offered_it_again(world: World) -> None:
    offered = choices(CasePage(world.login("Maja"), world.held_by("Hanna")).html, "target")
    assert offered[1] == "Mottagningens inkorg"
    assert not [name for name in offered if name.startswith("Hanna")]


def test_staff_see_when_the_citizen_has_read(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    page = CasePage(world.login("Hanna"), case_id)
    page.press("Skicka delsvar", partial_reply="Vi ringer.")
    page.open()
    assert "Inte läst av invånaren än" in page.text
    seen_by_tolvan(app, world, case_id)
    page.open()
    assert f"Läst av invånaren {clock.local(clock.now()):%H:}" in page.text


def test_the_signature_is_shown_before_anything_is_sent(world: World) -> None:
    page = CasePage(world.login("Siv"), case_of_siv(world))
    assert "Så här signeras det du skickar" in page.text
    signed = page.text.split("Så här signeras det du skickar till invånaren:", 1)[1]
    assert "Siv" not in signed.split("Intern anteckning", 1)[0]


def case_of_siv(world: World) -> UUID:
    return world.held_by("Siv")


def test_maja_goes_on_to_the_next_case_of_her_list(world: World) -> None:
    first, second = world.send("Tolvan"), world.send("Nina")
    maja = world.login("Maja")
    maja.get("/clinic-cases?tab=new")
    page = CasePage(maja, first)
    after = landed(maja, page.press("Fördela", target="Sjuksköterskor"))
    assert f'href="/cases/{second}">Nästa i listan' in after
    assert "Nästa i listan" not in CasePage(maja, second).text


def test_maja_goes_back_to_the_case_before_in_her_list(world: World) -> None:
    first, second = world.send("Tolvan"), world.send("Nina")
    maja = world.login("Maja")
    maja.get("/clinic-cases?tab=new")
    last = CasePage(maja, second)
    assert re.search(rf'data-key="k" href="/cases/{first}">.*?Föregående i listan', last.html, re.DOTALL)
    assert "Föregående i listan" not in CasePage(maja, first).text


def test_the_next_case_is_never_one_that_the_reader_may_not_see(world: World) -> None:
    mine, other = world.held_by("Hanna"), world.send("Nina")
    world.distribute(other, person="Henrik")
    hanna = world.login("Hanna")
    hanna.get("/my-cases?tab=todo")
    assert "Nästa i listan" not in CasePage(hanna, mine).text


def test_an_ended_case_offers_to_open_it_again_and_a_note(world: World) -> None:
    case_id = world.send("Tolvan")
    maja = world.login("Maja")
    CasePage(maja, case_id).press("Avsluta utan svar", reason="Kontaktad per telefon")
    page = CasePage(maja, case_id)
    assert [text for text in buttons(page.html) if text != "Ångra"] == ["Spara utkast", "Spara anteckning", "Återöppna"]
    assert "Maja Mottagare avslutade ärendet utan svar: Kontaktad per telefon" in page.text


def test_a_page_of_a_case_asks_the_database_nothing_while_it_is_drawn(app: Flask, world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    hanna.get(f"/cases/{case_id}")
    with sent_to_database(app) as asked:

        def drawing(_sender: object, **_: object) -> None:
            asked.clear()

        before_render_template.connect(drawing, app)
        hanna.get(f"/cases/{case_id}")
    assert asked == []
