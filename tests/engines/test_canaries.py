"""What people write is nowhere in the open: not in the database or its journal, events, diagnostics, jobs or notices."""

import logging
import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import select

from app.cases.holder import Holder
from app.cases.lifecycle import Reason
from app.cases.models import Message
from app.cases.services.distribution import Distribution, distribute
from app.cases.services.drafts import keep_texts
from app.cases.services.endings import Ending, close
from app.cases.services.from_citizen import CitizenAnswer, answer_question
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question, send_final_reply
from app.casework.services.opening import open_case
from app.catalog.models import CaseType
from app.core import clock
from app.core.db import db, session
from app.core.errors import DomainError
from app.jobs.worker import run_due
from app.notices.services.post import OFFICE, PostOffice
from app.portal.services.opening import open_own_case
from settings.database_address import sqlite_file
from tests.hooks import instead
from tests.logins import token_of
from tests.mail_server import mail_server
from tests.notified_people import give_citizen, give_staff
from tests.world import World, operation

STAFF_WROTE = ("partial", "question", "final", "note", "draft", "reason", "stale", "typed")
CITIZENS_WROTE = ("form", "answer", "subject", "began", "late")
CANARIES = {place: f"KANARIEFAGEL {place} åäö" for place in STAFF_WROTE + CITIZENS_WROTE}
NUMBERS = ("191212121212", "19121212-1212", "121212-1212", "199001012385")


def the_journey(app: Flask, world: World) -> UUID:
    """A canary in everything that somebody can write, through the operations."""
    case_id, hanna, maja = world.send("Tolvan", text=CANARIES["form"]), world.staff("Hanna"), world.staff("Maja")
    tolvan = world.citizen("Tolvan")
    with app.app_context():
        open_case(maja, case_id, "sv")
        give = Distribution(Holder(person=hanna.staff_id), 1, operation(), CANARIES["partial"])
        distribute(maja, case_id, give)
        open_case(hanna, case_id, "sv")
        send_counter_question(hanna, case_id, Reply(CANARIES["question"], 2, operation()))
        open_own_case(tolvan, case_id, "sv")
        question = session().scalars(select(Message.id).where(Message.open_question)).one()
        answer_question(tolvan, case_id, CitizenAnswer(question, CANARIES["answer"], operation()))
        write_note(hanna, case_id, NewNote(CANARIES["note"], operation()))
        keep_texts(hanna, case_id, {"final_reply": CANARIES["draft"]})
        with pytest.raises(DomainError):
            send_final_reply(hanna, case_id, Reply(CANARIES["stale"], 1, operation()))
        send_final_reply(hanna, case_id, Reply(CANARIES["final"], 4, operation()))
        other = world.send("Nina")
        close(maja, other, Ending(Reason.OTHER, CANARIES["reason"], 1, operation()))
        db.session.remove()
    return case_id


def walk(world: World, case_id: UUID) -> list[str]:
    """The same through pages: the addresses that were sent to or linked to."""
    browser = world.login("Maja")
    token = token_of(browser, "/help")
    form = {"csrf_token": token, "operation_id": operation(), "seen_version": "1", "partial_reply": CANARIES["typed"]}
    seen = []
    for path in (f"/cases/{case_id}/partial-reply", f"/cases/{case_id}/draft", f"/cases/{case_id}/note"):
        answer = browser.post(path, data=form)
        seen += [answer.headers.get("Location", ""), *links(answer.text)]
    for path in ("/", "/clinic-cases", f"/cases/{case_id}", f"/cases/{case_id}/print"):
        seen += links(browser.get(path).text)
    return seen + ask_for_a_number(world)


def ask_for_a_number(world: World) -> list[str]:
    """A search and a report on Tolvan: the addresses that carry the questions."""
    maja, greta, seen = world.login("Maja"), world.login("Greta"), list[str]()
    day = clock.today().isoformat()
    asked = {"citizen": "191212121212", "first": day, "last": day, "reason": "sample"}
    for browser, path, fields in (
        (maja, "/clinic-cases/search", {"term": "191212121212"}),
        (greta, "/log-review", asked),
    ):
        answer = browser.post(path, data={"csrf_token": token_of(browser, "/help"), **fields})
        assert answer.status_code == 303
        seen += [answer.location, *links(browser.get(answer.location).text)]
    return seen


def walk_as_citizen(app: Flask, world: World, case_id: UUID) -> list[str]:
    """Tolvan's pages, a new case begun and a draft of it kept: the addresses that were sent to or linked to."""
    browser, seen = world.login_citizen("Tolvan"), list[str]()
    token = token_of(browser, "/settings")
    with app.app_context():
        asked = select(CaseType.id).where(
            CaseType.clinic_id == world.clinic_id(), CaseType.external_name == "Skicka meddelande"
        )
        address = f"/citizen/new-case/{session().scalars(asked).one()}"
        db.session.remove()
    form = {"csrf_token": token, "operation_id": operation()}
    typed = {"answer-amne": CANARIES["subject"], "answer-meddelande": CANARIES["began"]}
    thread = f"/citizen/cases/{case_id}"
    for path, fields in (
        (address, {"accepts": "y"}),
        (f"{address}/pages/1", {"act": "next", **typed}),
        (f"{thread}/answer", {"body": CANARIES["late"]}),
        (f"{thread}/draft", {"body": CANARIES["late"]}),
    ):
        answer = browser.post(path, data={**form, **fields})
        seen += [answer.headers.get("Location", ""), *links(answer.text)]
    pages = ("/", "/citizen/cases", "/citizen/clinics", "/citizen/settings", "/citizen/new-case", address)
    for path in (*pages, f"{address}/pages/1", f"{address}/review", thread, f"{thread}/print", f"{thread}/receipt"):
        answer = browser.get(path)
        assert answer.status_code in {200, 303}, path
        seen += [answer.headers.get("Location", ""), *links(answer.text)]
    assert CANARIES["began"] in browser.get(f"{address}/review").text
    return seen


def links(page: str) -> list[str]:
    return [part.split('"', 1)[0] for mark in ('href="', 'action="', 'src="') for part in page.split(mark)[1:]]


def stored(url: str) -> bytes:
    """Every byte that the database keeps, as files or as text of every column."""
    if url.startswith("sqlite"):
        path = sqlite_file(url)
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("SELECT count(*) FROM cases")
            files = [path, path.with_name(path.name + "-wal")]
            return b"".join(file.read_bytes() for file in files if file.exists())
    found = []
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in tables:
            for (row,) in connection.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))):
                found.append(str(row).encode())
    # bytes are shown as hexadecimal digits: look at both
    text = b"\n".join(found)
    return text + b"".join(bytes.fromhex(part) for part in hexadecimal(text))


def hexadecimal(text: bytes) -> list[str]:
    return [part.decode() for part in re.findall(rb"\\x((?:[0-9a-f]{2})+)", text)]


def test_nothing_that_somebody_wrote_is_stored_or_logged_in_the_open(
    app: Flask, world: World, database_url: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    case_id = the_journey(app, world)
    seen = walk(world, case_id) + walk_as_citizen(app, world, case_id)
    with app.app_context():
        db.session.remove()
        everything = stored(database_url)
        db.engine.dispose()
    assert str(world.case(case_id).number).encode() in everything or len(everything) > 10_000
    printed = capfd.readouterr()
    words = ["KANARIEFAGEL", *NUMBERS]
    assert [word for word in words if word.encode() in everything] == []
    assert [word for word in words if word in caplog.text or word in printed.out + printed.err] == []
    assert [address for address in seen if any(word in address for word in ["KANARIE", *NUMBERS])] == []


NAMES = ("Tolvan", "Förnya recept", "Storgatan", "Hanna", "Handläggare", "Sjuksköterskor")


def test_no_letter_says_what_it_is_about_or_whom(app: Flask, world: World) -> None:
    """Everything that the journey promises by mail, as it came over the wire."""
    office = PostOffice("", "svara-inte@inkorg.example.se", "https://inkorg.example.se")
    with mail_server() as server, instead(app, OFFICE, replace(office, smtp_url=server.url)):
        with app.app_context():
            give_citizen(world.citizen("Tolvan"), "en@example.se")
            give_staff(world, "Maja", "Hanna")
            case_id = the_journey(app, world)
        for _ in range(4):
            with app.app_context(), clock.at(clock.now() + timedelta(hours=1)):
                run_due()
                db.session.remove()
    letters = [f"{letter.subject}\n{letter.body}\n{letter.raw.decode()}" for letter in server.received]
    assert len({letter.to for letter in server.received}) > 1
    words = ["KANARIE", str(case_id), str(world.case(case_id).number), *NUMBERS, *NAMES]
    assert [word for word in words if any(word in letter for letter in letters)] == []


def test_the_search_finds_what_is_stored_in_the_open(app: Flask, world: World, database_url: str) -> None:
    world.send("Tolvan", text="något")
    with app.app_context():
        db.session.remove()
    assert "Storgatans vårdcentral".encode() in stored(database_url)
    assert b"Tolvansson" in stored(database_url)
