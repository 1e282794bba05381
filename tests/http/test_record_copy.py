"""The copy of a case for the patient's record: what stands in it, who gets it, and that it is logged as leaving the product."""

import io
import sys
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.kinds import EventKind
from app.audit.models import AuditEvent
from app.cases.lifecycle import Reason
from app.cases.models import Message
from app.cases.services.endings import Ending, close
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question, send_partial_reply
from app.cases.services.steps import StepCommand
from app.cases.services.undo import undo
from app.core import clock
from app.core.calendar import add_working_days
from app.core.case_number import shown
from app.core.db import session
from app.core.pdf import NoPdf, render_pdf
from app.web.formats import day
from tests.case_pages import CasePage, landed, written
from tests.http.test_review_of_cases import report
from tests.world import World, operation

PROMISED = add_working_days(clock.today(), 20)
QUESTION, ANSWER, NOTE, REGRETTED = "Vilken styrka?", "<Alvedon 500mg>\nSVAR: nej", "Ringt anhörig", "Fel text"


@pytest.fixture
def case_id(app: Flask, world: World) -> UUID:
    """A case that has been through most of what can happen."""
    case_id = world.held_by("Hanna", text="Behöver *mer* Alvedon")
    hanna = world.staff("Hanna")

    def version() -> int:
        return world.case(case_id).version

    with app.app_context():
        send_partial_reply(hanna, case_id, Reply("Vi ringer", version(), operation(), promised=PROMISED))
        send_partial_reply(hanna, case_id, Reply(REGRETTED, version(), operation()))
        undo(hanna, case_id, StepCommand(version(), operation()))
        send_counter_question(hanna, case_id, Reply(QUESTION, version(), operation()))
        asked = session().scalars(select(Message.id).where(Message.open_question)).one()
        answer_question(world.citizen("Tolvan"), case_id, CitizenAnswer(asked, ANSWER, operation()))
        write_note(hanna, case_id, NewNote(NOTE, operation()))
        close(hanna, case_id, Ending(Reason.OTHER, "Löst per telefon", version(), operation()))
    return case_id


def text_of(page: str) -> str:
    """What stands in the text area."""
    return next(iter(written(page).values()))


def copies(app: Flask) -> list[tuple[str, str]]:
    """The level and the details of each copy that the log tells of."""
    with app.app_context():
        events = session().scalars(
            select(AuditEvent).where(AuditEvent.kind == EventKind.CASE_COPIED).order_by(AuditEvent.id)
        )
        return [(event.level, event.payload.decode()) for event in events]


def test_one_press_gives_the_whole_case_as_text(app: Flask, world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    assert f'action="/cases/{case_id}/copy"' in CasePage(hanna, case_id).html
    page = hanna.get(f"/cases/{case_id}/copy").text
    assert "readonly" in page
    text = text_of(page)
    number = shown(world.case(case_id).number)
    parts = (
        f"Ärende {number}, Förnya recept",
        "Storgatans vårdcentral",
        "Invånare: Tolvan Tolvansson, 19121212-1212",
        "Läge: Avslutat",
        "SVAR I FORMULÄRET",
        "  Behöver *mer* Alvedon",
        "HÄNDELSER",
        "  Vi ringer",
        f"  Lovat besked senast {day(PROMISED)}.",
        f"Motfråga, Hanna Handläggare, {'Sjuksköterska'}",
        f"  {QUESTION}",
        "Invånarens svar, Tolvan Tolvansson",
        "  <Alvedon 500mg>\n  SVAR: nej",
        "Hanna Handläggare avslutade ärendet utan svar: Annat – Löst per telefon",
        "Sammanställt av Hanna Handläggare, Sjuksköterska",
    )
    at = -1
    for part in parts:
        assert text.casefold().find(part.casefold(), at + 1) > at, f"{part!r} is not in its place in\n{text}"
        at = text.casefold().find(part.casefold(), at + 1)
    assert NOTE not in text
    assert REGRETTED not in text


def test_internal_notes_come_along_only_when_asked_for(world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    assert NOTE not in hanna.get(f"/cases/{case_id}/copy").text
    assert f"  {NOTE}" in text_of(hanna.get(f"/cases/{case_id}/copy?notes=yes").text)
    assert "Intern anteckning, Hanna Handläggare" in hanna.get(f"/cases/{case_id}/copy.txt?notes=yes").text


def test_the_text_file_says_the_same_and_its_name_says_nobodys(app: Flask, world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    now = clock.now()
    with clock.at(now):
        page, answer = hanna.get(f"/cases/{case_id}/copy"), hanna.get(f"/cases/{case_id}/copy.txt")
    assert answer.data.decode().replace("\r\n", "\n") == text_of(page.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert page.headers["Cache-Control"] == "no-store"
    number = shown(world.case(case_id).number).replace(" ", "")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="arende-{number}.txt"'
    assert answer.content_type == "text/plain; charset=utf-8"


def test_each_copy_is_logged_as_an_export_without_a_word_of_the_case(app: Flask, world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    hanna.get(f"/cases/{case_id}/copy")
    hanna.get(f"/cases/{case_id}/copy.txt?notes=yes")
    logged = copies(app)
    assert [level for level, _ in logged] == ["export", "export"]
    assert ['"form":"page"' in logged[0][1], '"form":"text_file"' in logged[1][1]] == [True, True]
    assert ['"with_notes":true' in text for _, text in logged] == [False, True]
    assert not any(word in text for _, text in logged for word in ("Alvedon", NOTE, "1212-1212", "Tolvansson"))
    rows = [row for row in report(world) if "Kopierade ärendet till journalen" in row]
    assert ["Som textfil. Med interna anteckningar" in row for row in rows] == [False, True]


def test_a_citizen_with_protected_identity_is_marked_and_no_contact_details_are_given(app: Flask, world: World) -> None:
    case_id = world.send("Skyddade Sara")
    text = text_of(world.login("Maja").get(f"/cases/{case_id}/copy").text)
    assert "Skyddad identitet: Ja. Lämna inte ut uppgifterna." in text
    assert "@" not in text


@pytest.mark.parametrize("name", ["Adam", "Greta", "Hugo"])
def test_one_who_may_not_read_the_case_gets_no_copy(app: Flask, world: World, case_id: UUID, name: str) -> None:
    browser = world.login(name)
    for ending in ("copy", "copy.txt", "copy.pdf"):
        assert browser.get(f"/cases/{case_id}/{ending}").status_code in {403, 404}
    assert copies(app) == []


def test_the_copy_speaks_the_language_of_its_reader(world: World, case_id: UUID) -> None:
    hanna = world.login("Hanna")
    with world.app.app_context(), hanna.session_transaction() as kept:
        kept["language"] = "en"
    assert 'lang="en"' in hanna.get(f"/cases/{case_id}/copy").text


def pdf_of(answer: TestResponse) -> PdfReader:
    assert answer.status_code == 200
    assert answer.content_type == "application/pdf"
    return PdfReader(io.BytesIO(answer.data))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def test_the_pdf_is_made_for_everybody_to_read_and_says_the_same(world: World, case_id: UUID) -> None:
    answer = world.login("Hanna").get(f"/cases/{case_id}/copy.pdf")
    pdf, number = pdf_of(answer), shown(world.case(case_id).number)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="arende-{number.replace(" ", "")}.pdf"'
    assert str(pdf.root_object["/Lang"]) == "sv"
    assert "/StructTreeRoot" in pdf.root_object
    assert b"pdfuaid" in answer.data
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"Ärende {number}, Förnya recept"
    words = words_of(pdf)
    for part in (
        "Tolvan Tolvansson, 19121212-1212",
        "Behöver *mer* Alvedon",
        QUESTION,
        "<Alvedon 500mg> SVAR: nej",
        "Löst per telefon",
        f"Lovat besked senast {day(PROMISED)}.",
        "Sammanställt av Hanna Handläggare, Sjuksköterska",
        "Sida 1 av 2",
    ):
        assert part in words
    assert NOTE not in words
    assert REGRETTED not in words
    assert NOTE in words_of(pdf_of(world.login("Hanna").get(f"/cases/{case_id}/copy.pdf?notes=yes")))


def test_nothing_that_a_citizen_writes_is_run_or_left_out_of_the_pdf(world: World) -> None:
    written = '#read("/etc/passwd") $x^2$ `a` <b> \\u{41} 😀 漢字 ا e\u0308 {{ 7*7 }}'
    case_id = world.send("Tolvan", text=written)
    words = words_of(pdf_of(world.login("Maja").get(f"/cases/{case_id}/copy.pdf")))
    assert '#read("/etc/passwd") $x^2$ `a` <b> \\u{41} [U+1F600] [U+6F22][U+5B57]' in words
    assert "Textfilen har dem som de skrevs." in words
    assert "root:" not in words


def test_a_pdf_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    endless = tmp_path / "endless.typ"
    endless.write_text(
        "#let x = 0\n#while true { x = calc.rem(x + 1, 7); let y = range(100000).sum() }", encoding="utf-8"
    )
    with pytest.raises(NoPdf):
        render_pdf(endless, {}, seconds=0.5)


def test_one_who_asks_for_a_pdf_that_cannot_be_made_gets_the_text(
    world: World, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    hanna = world.login("Hanna")
    page = landed(hanna, hanna.get(f"/cases/{case_id}/copy.pdf?notes=yes"))
    assert "Det gick inte att göra en PDF. Här är texten i stället." in page
    assert NOTE in text_of(page)
