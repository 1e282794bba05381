"""Logguppföljning: what GR asks, what comes back, and what is written about the asking."""

import csv
import io
import re
from datetime import datetime

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.canonical import decode
from app.audit.events import Event, Subject
from app.audit.kinds import EventKind, Level
from app.audit.models import AuditEvent
from app.authz.actors import System
from app.casework.services.opening import open_case
from app.citizens.services.register import register_citizen
from app.core import clock, crypto
from app.core.db import session
from app.core.errors import NotFound
from app.portal.services.opening import open_own_case
from app.transaction import transaction
from app.web.errors import refused
from tests.pages import submit, table_rows
from tests.world import World

TOLVAN, NINA = "19121212-1212", "19900101-2385"
PAGE = "/log-review"


def ask(client: FlaskClient, **typed: str) -> TestResponse:
    """Fill in the form and follow the way to the report."""
    answer = submit(client, PAGE, PAGE, {"reason": "sample", **typed})
    return client.get(answer.headers["Location"]) if answer.status_code == 303 else answer


def events(app: Flask, kind: EventKind) -> list[dict[str, object]]:
    with app.app_context():
        found = session().scalars(select(AuditEvent).where(AuditEvent.kind == kind).order_by(AuditEvent.id))
        return [decode(event.payload) for event in found]


def file_of(page: str) -> str:
    """Where the report of the page is a file."""
    found = re.search(r'href="(/log-review/report\.csv[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_form_has_the_fields_of_the_contract(world: World) -> None:
    page = world.login("Greta").get(PAGE).text
    for label in ("Invånarens personnummer", "Personal (HSA-id)", "Från", "Till", "Anledning till kontrollen"):
        assert f">{label}</label>" in page
    assert re.findall(r"<option[^>]*>([^<]+)</option>", page)[1:] == [
        "Stickprov",
        "Misstanke",
        "Patientens begäran",
        "Annat",
    ]
    assert "Skapa rapport" in page


def test_a_report_on_a_citizen_tells_who_read_and_did_what_in_plain_words(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    world.distribute(case_id, group="Sjuksköterskor")
    world.take(case_id)
    with app.app_context():
        open_case(world.staff("Hanna"), case_id, "sv")
        open_own_case(world.citizen("Tolvan"), case_id, "sv")
    found = table_rows(ask(world.login("Greta"), citizen=TOLVAN).text)
    acts = ["Läste ärendet", "Läste ärendet", "Tog ärendet", "Fördelade ärendet", "Skickade in ärendet"]
    assert [next(act for act in acts if act in row) for row in found] == acts
    assert "Tolvan Tolvansson invånare Invånaren Egna ärenden Storgatans vårdcentral" in found[0]
    assert "Hanna Handläggare SE0000000000-2002" in found[1]
    assert "ÄH Ja, ärendet var tilldelat personen Storgatans vårdcentral" in found[1]
    assert "Maja Mottagare" in found[3]
    assert "Till gruppen Sjuksköterskor" in found[3]
    assert all("Förnya recept" in row and TOLVAN in row for row in found)
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}", " ".join(found)), "a raw id is shown"


def test_asking_is_an_event_in_itself_with_the_citizen_as_its_subject(app: Flask, world: World) -> None:
    world.send("Tolvan")
    ask(world.login("Greta"), citizen=TOLVAN, reason="other", reason_line="Frågan kom från chefen")
    event = events(app, EventKind.REPORT_MADE)[-1]
    details = event["details"]
    assert isinstance(details, dict)
    assert event["subjects"] == [{"citizen_id": str(world.citizen_id("Tolvan")), "case_id": None}]
    assert details["hits"] == 1
    assert (details["reason"], details["reason_line"]) == ("other", "Frågan kom från chefen")
    assert "191212121212" not in str(event)


def test_a_report_without_hits_and_one_on_a_number_that_nobody_bears_are_logged_too(app: Flask, world: World) -> None:
    greta = world.login("Greta")
    for number in ("19900101-2385", "19121212-1212", "20120121-2394"):
        assert "Inga händelser" in ask(greta, citizen=number).text
    made = events(app, EventKind.REPORT_MADE)
    assert len(made) == 3
    assert [event["details"]["hits"] for event in made] == [0, 0, 0]  # type: ignore[index]  # a payload is a dict
    assert len({event["details"]["citizen_index"] for event in made}) == 3  # type: ignore[index]  # a payload is a dict


def test_a_report_by_ten_digits_is_about_everybody_who_bears_them(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    with app.app_context(), transaction(System("test")) as unit:
        young = register_citizen(unit, "201212121212", "Tolvina", "Tolvansson").id
        both = [Subject(world.citizen_id("Tolvan"), case_id), Subject(young)]
        unit.log_event(Event(EventKind.CASES_SEARCHED, subjects=both, clinic_id=world.staff("Greta").clinic_id))
    greta = world.login("Greta")
    page = ask(greta, citizen="121212-1212").text
    found = table_rows(page)
    assert len(found) == 2, "an event that touched both is one row"
    assert "Tolvina" in found[0] + found[1]
    assert "20121212-1212 eller 19121212-1212" in page
    made = events(app, EventKind.REPORT_MADE)[-1]
    assert {one["citizen_id"] for one in made["subjects"]} == {str(young), str(world.citizen_id("Tolvan"))}  # type: ignore[attr-defined]  # a payload is a dict
    ring = crypto.keyring()
    both_indexes = [ring.blind_index(digits).hex() for digits in ("201212121212", "191212121212")]
    assert made["details"]["citizen_index"] == both_indexes  # type: ignore[index]  # a payload is a dict
    table = csv.reader(io.StringIO(greta.get(file_of(page)).text.lstrip("\ufeff")), delimiter=";")
    assert "Tolvina" in str(list(table))


@pytest.mark.parametrize("number", ["191500722390", "19150072\N{EN DASH}2390", "150072+2390", "150072-2390"])
def test_a_report_on_one_of_unknown_age_is_made(app: Flask, world: World, number: str) -> None:
    assert "Inga händelser" in ask(world.login("Greta"), citizen=number).text
    made = events(app, EventKind.REPORT_MADE)[-1]
    with app.app_context():
        assert crypto.keyring().blind_index("191500722390").hex() in str(made["details"])


@pytest.mark.parametrize(
    "typed", ["se 0000000000 \N{EN DASH} 2001", "SE0000000000\N{NON-BREAKING HYPHEN}2001\N{ZERO WIDTH SPACE}"]
)
def test_maja_is_asked_for_however_her_id_is_pasted(app: Flask, world: World, typed: str) -> None:
    ask(world.login("Greta"), staff=typed)
    made = events(app, EventKind.REPORT_MADE)[-1]
    assert made["details"]["staff_hsa_id"] == "SE0000000000-2001"  # type: ignore[index]  # a payload is a dict


def test_a_name_is_not_told_of_somebody_who_has_nothing_at_the_clinic(world: World) -> None:
    assert "Nina" not in ask(world.login("Greta"), citizen="19900101-2385").text


def test_no_address_holds_the_personnummer(world: World) -> None:
    greta = world.login("Greta")
    answer = submit(greta, PAGE, PAGE, {"citizen": TOLVAN, "reason": "sample"})
    assert re.fullmatch(r"/log-review/report\?q=[0-9a-f-]{36}", answer.location)
    addresses = "".join(re.findall(r'(?:href|action)="([^"]*)"', greta.get(answer.location).text))
    assert re.search(r"121212-?1212", addresses) is None


def test_somebody_must_be_asked_for_and_the_period_and_reason_given(world: World) -> None:
    greta = world.login("Greta")
    wrong = {
        "Ange invånarens personnummer, personalens HSA-id eller båda.": {},
        "Välj varför kontrollen görs.": {"citizen": TOLVAN, "reason": ""},
        "Beskriv anledningen när du väljer Annat.": {"citizen": TOLVAN, "reason": "other"},
        "Skriv det med 12 eller 10 siffror": {"citizen": "121212"},
        "Skriv HSA-id som": {"staff": "191212121212"},
        "Välj högst 12 månader åt gången.": {"citizen": TOLVAN, "first": "2020-01-01"},
        "Till måste vara samma dag som Från eller senare.": {"citizen": TOLVAN, "last": "2020-01-01"},
        "Skriv ett datum": {"citizen": TOLVAN, "first": ""},
        "Skriv inte personnummer här.": {"citizen": TOLVAN, "reason": "other", "reason_line": f"om {TOLVAN}"},
    }
    for sentence, typed in wrong.items():
        answer = ask(greta, **typed)
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence


def test_own_accesses_cannot_be_reviewed_and_are_left_out(app: Flask, world: World) -> None:
    greta, her_id = world.login("Greta"), world.staff("Greta").badge
    assert her_id is not None
    refused = ask(greta, staff=f" {her_id.hsa_id.lower()} ")
    assert refused.status_code == 422
    assert "Du kan inte granska dina egna åtkomster." in refused.text
    ask(greta, citizen=TOLVAN)
    assert table_rows(ask(greta, citizen=TOLVAN).text) == []
    assert len(events(app, EventKind.REPORT_MADE)) == 2


def test_a_report_on_a_member_of_staff_holds_their_acts_at_this_clinic_alone(app: Flask, world: World) -> None:
    here, there = world.send("Tolvan"), world.send("Nina", "Boka tid", clinic="Hamnens hudmottagning")
    world.distribute(here, person="Henrik")
    world.distribute(there, person="Henrik", by="Hugo")
    with app.app_context():
        open_case(world.staff("Henrik", "Storgatans vårdcentral"), here, "sv")
        open_case(world.staff("Henrik", "Hamnens hudmottagning"), there, "sv")
    found = table_rows(ask(world.login("Greta"), staff="SE0000000000-2003").text)
    assert len(found) == 1
    assert "Läste ärendet" in found[0]
    assert "Tolvan Tolvansson" in found[0]


def test_lists_are_hidden_until_asked_for(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    seen = Event(
        EventKind.CASE_LIST_READ,
        level=Level.LIST,
        role="receiver",
        relation="receiver",
        subjects=[Subject(world.citizen_id("Tolvan"), case_id)],
        resource="case_list",
    )
    with app.app_context(), transaction(world.staff("Maja")) as unit:
        unit.log_event(seen)
    greta = world.login("Greta")
    page = ask(greta, citizen=TOLVAN).text
    assert len(table_rows(page)) == 1
    assert "Dessutom har ärenden visats i en lista 1 gång." in page
    assert "Visa även listor" in page
    found = table_rows(greta.get("/log-review/report?lists=1").text)
    assert len(found) == 2
    assert "Såg ärendet i en lista" in found[0]


def test_a_refused_attempt_from_another_clinic_stands_in_the_report(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    with app.test_request_context():
        g.actor = world.staff("Hugo")
        with pytest.raises(NotFound) as stopped:
            open_case(g.actor, case_id, "sv")
        refused(stopped.value)
    found = table_rows(ask(world.login("Greta"), citizen=TOLVAN).text)
    assert "Nekades åtkomst" in found[0]
    assert "Hugo Hamn" in found[0]
    assert "Försökte läsa ärendet" in found[0]
    assert "Hamnens hudmottagning" in found[0]
    assert found[0].endswith("Nekades")


def test_a_proxy_is_shown_with_the_child_they_acted_for(app: Flask, world: World) -> None:
    world.send("Tvåan", child="Lill")
    found = table_rows(ask(world.login("Greta"), citizen="20170101-2393").text)
    assert "Tvåan Tvåtusen ombud för Lill Tvåtusen Ombud Ombud" in found[0]


def test_the_whole_log_of_a_citizen_can_be_paged_through(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan")
    with app.app_context():
        for _again in range(119):
            open_own_case(world.citizen("Tolvan"), case_id, "sv")
    greta = world.login("Greta")
    page, found = ask(greta, citizen=TOLVAN).text, list[str]()
    for _turn in range(3):
        found += table_rows(page)
        more = re.search(r'href="(/log-review/report\?[^"]*after=[^"]*)"', page)
        page = greta.get(more[1].replace("&amp;", "&")).text if more else ""
    assert len(found) == 120
    assert "Skickade in ärendet" in found[-1]


def test_the_file_opens_in_a_spreadsheet_and_its_making_is_logged(app: Flask, world: World) -> None:
    world.send("Tolvan")
    greta = world.login("Greta")
    page = ask(greta, citizen=TOLVAN).text
    assert ">CSV</a>" in page
    answer = greta.get(file_of(page))
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="loggrapport-')
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    table = table[table.index([]) + 1 :]
    assert table[0][:6] == ["Tidpunkt", "Åtgärd", "Ärende-nr", "Ärendetyp", "Invånare", "Personal"]
    assert len(table) == 2
    assert table[1][4] == f"Tolvan Tolvansson {TOLVAN}"
    exported = events(app, EventKind.REPORT_EXPORTED)
    assert [event["level"] for event in exported] == ["export"]
    assert exported[0]["subjects"] == [
        {"citizen_id": str(world.citizen_id("Tolvan")), "case_id": None},
    ]


def test_files_of_one_day_are_told_apart_by_names_that_name_nobody(app: Flask, world: World) -> None:
    hours, pages = ("2026-11-25T10:00:00+01:00", "2026-11-25T10:00:01+01:00"), (TOLVAN, NINA)
    names = []
    for hour in hours:
        with clock.at(datetime.fromisoformat(hour)):
            greta = world.login("Greta")
            for number in pages:
                given = greta.get(file_of(ask(greta, citizen=number).text)).headers["Content-Disposition"]
                names.append(given.split('filename="')[1].rstrip('"'))
    assert len(set(names)) == len(names)
    assert names[0].startswith("loggrapport-2026-11-25-100000-")
    assert not [name for name in names if re.search("1212|9001|2385|Tolvan|Nina|Greta", name)]


def test_page_file_and_help_say_that_a_list_stands_once_a_day(world: World) -> None:
    world.send("Tolvan")
    greta, told = world.login("Greta"), "Att någon såg invånaren i en lista står en gång per person och dag."
    page = ask(greta, citizen=TOLVAN).text
    assert told in page
    table = list(csv.reader(io.StringIO(greta.get(file_of(page)).data.decode("utf-8-sig")), delimiter=";"))
    assert ["Listor", told] in table[: table.index([])]
    assert told in greta.get("/help/reviewer").text


def test_a_file_on_staff_does_not_name_citizens_with_protected_identity(app: Flask, world: World) -> None:
    case_id = world.send("Skyddade Sara")
    with app.app_context():
        open_case(world.staff("Maja"), case_id, "sv")
    greta = world.login("Greta")
    page = ask(greta, staff="SE0000000000-2001").text
    assert "Skyddad identitet" in table_rows(page)[0]
    written = greta.get(file_of(page)).text
    assert "Skyddad identitet" in written
    assert "Sara" not in written


def test_nothing_that_a_citizen_wrote_is_in_the_report_or_the_file(app: Flask, world: World) -> None:
    case_id = world.send("Tolvan", text="KANARIEFÅGEL")
    with app.app_context():
        open_case(world.staff("Maja"), case_id, "sv")
    greta = world.login("Greta")
    page = ask(greta, citizen=TOLVAN).text
    assert "KANARIEFÅGEL" not in page + greta.get(file_of(page)).text


def test_without_a_question_the_report_leads_to_the_form(world: World) -> None:
    greta = world.login("Greta")
    for path in ("/log-review/report", "/log-review/report.csv"):
        assert greta.get(path).headers["Location"] == PAGE


def test_only_reviewers_come_in_and_the_refusal_is_logged(app: Flask, world: World) -> None:
    for name in ("Maja", "Hanna", "Adam", "Berit", "Hugo"):
        assert world.login(name).get(PAGE).status_code == 403, name
    assert len(events(app, EventKind.REFUSED)) == 5


def test_what_the_reviewers_of_one_clinic_did_is_seen_by_the_next_reviewer(app: Flask, world: World) -> None:
    with app.app_context(), transaction(System("demo")) as unit:
        unit.log_event(
            Event(
                EventKind.REPORT_MADE,
                subjects=[Subject(world.citizen_id("Tolvan"))],
                resource="report",
                clinic_id=world.clinic_id(),
                details={"reason": "suspicion", "from": "2026-01-01", "to": "2026-02-01", "hits": 2},
            ),
        )
    found = table_rows(ask(world.login("Greta"), citizen=TOLVAN).text)
    assert "Granskade loggen" in found[0]
    assert "Anledning: Misstanke" in found[0]
