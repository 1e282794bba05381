"""A page is about what it was asked about, whatever its person asks in another window; and no address says what that was."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.asked.models import AskedQuestion
from app.asked.services import LONGEST, MAX_QUESTIONS, kept_question
from app.core import clock
from app.core.db import atomic, session
from app.jobs.registry import handler_of
from tests.case_pages import CasePage, landed, read
from tests.http.test_inbox_search import rows
from tests.logins import token_of
from tests.world import World

TOLVAN, NINA = "191212121212", "199001012385"


def links(page: str, *beginnings: str) -> list[str]:
    found = [unescape(one) for one in re.findall(r'(?:href|data-poll|action)="([^"]+)"', page)]
    return [one for one in found if one.startswith(beginnings)]


def case_in(page: str) -> str:
    """The address of the first case of a list."""
    return next(way for way in links(page, "/cases/") if "?inbox=" in way and "bulk" not in way)


def report_on(greta: FlaskClient, number: str) -> str:
    """Where the report is."""
    today = clock.today()
    form = {
        "csrf_token": token_of(greta, "/log-review"),
        "citizen": number,
        "first": (today - timedelta(days=3)).isoformat(),
        "last": today.isoformat(),
        "reason": "citizen_asks",
    }
    answer = greta.post("/log-review", data=form)
    assert answer.status_code == 303
    return answer.location


def search_for(browser: FlaskClient, term: str, inbox: str = "clinic-cases") -> str:
    """Where the searched list is."""
    answer = browser.post(f"/{inbox}/search", data={"csrf_token": token_of(browser, "/help"), "term": term})
    assert answer.status_code == 303
    return answer.location


def questions(app: Flask) -> int:
    with app.app_context():
        return session().scalar(select(func.count()).select_from(AskedQuestion)) or 0


@pytest.fixture
def greta(world: World) -> FlaskClient:
    for name in ("Tolvan", "Nina"):
        case_id = world.send(name)
        world.distribute(case_id, person="Hanna")
        CasePage(world.login("Hanna"), case_id)
    world.login("Maja").get("/clinic-cases?tab=ongoing")
    return world.login("Greta")


@pytest.fixture
def maja(world: World) -> FlaskClient:
    for name in ("Tolvan", "Nina"):
        world.send(name)
    return world.login("Maja")


def test_a_report_its_file_and_its_lists_stay_those_of_its_citizen(greta: FlaskClient) -> None:
    first = greta.get(report_on(greta, NINA)).text
    report_on(greta, TOLVAN)
    ways = links(first, "/log-review/report")
    assert len(ways) >= 2
    for way in ways:
        assert NINA not in way
        text = greta.get(way).text
        assert "19900101-2385" in text
        assert "19121212-1212" not in text
        assert "Tolvan" not in text


def test_a_file_says_on_its_first_rows_whom_and_which_days_it_is_about(greta: FlaskClient) -> None:
    page = greta.get(report_on(greta, NINA)).text
    [file] = links(page, "/log-review/report.csv")
    table = list(csv.reader(io.StringIO(greta.get(file).data.decode("utf-8-sig")), delimiter=";"))
    about = dict(row for row in table[: table.index([])] if len(row) == 2)
    assert about["Invånare"] == "Nina Nittio"
    assert about["Invånarens personnummer"] == "19900101-2385"
    assert about["Period"] == f"{clock.today() - timedelta(days=3)} – {clock.today()}"
    assert about["Mottagning"] == "Storgatans vårdcentral"


def test_a_search_its_print_next_page_and_tabs_stay_those_of_its_window(world: World, maja: FlaskClient) -> None:
    for _again in range(30):
        world.send("Nina")
    page = maja.get(search_for(maja, NINA)).text
    search_for(maja, TOLVAN)
    ways = links(page, "/clinic-cases")
    assert len([way for way in ways if "/print" in way or "after=" in way]) == 2
    for way in ways:
        assert not {NINA, TOLVAN, "Nina", "Tolvan"} & set(re.split(r"\W", way))
    for way in (one for one in ways if "search" not in one and "views" not in one and "tab=" in one):
        assert "Tolvan" not in rows(maja.get(way).text), way
    [paper] = [way for way in ways if "/print" in way]
    assert "Nina Nittio" in rows(maja.get(paper).text)


def test_a_list_that_is_not_searched_takes_no_other_windows_search(maja: FlaskClient) -> None:
    whole = maja.get("/clinic-cases").text
    search_for(maja, TOLVAN)
    for way in (one for one in links(whole, "/clinic-cases") if "tab=new" in one and "search" not in one):
        if "news" not in way:
            assert "Nina Nittio" in rows(maja.get(way).text), way


def test_start_leads_to_the_whole_inbox_while_another_tab_keeps_its_search(maja: FlaskClient) -> None:
    searched = search_for(maja, TOLVAN)
    maja.get(searched)
    [inbox] = links(maja.get("/").text, "/clinic-cases")
    whole = rows(maja.get(inbox).text)
    assert "Tolvan Tolvansson" in whole
    assert "Nina Nittio" in whole
    assert "Nina Nittio" not in rows(maja.get(searched).text)


def test_start_leads_to_all_of_ones_own_cases_whatever_they_were_narrowed_to(world: World) -> None:
    for name in ("Tolvan", "Nina"):
        world.distribute(world.send(name), person="Hanna")
    hanna = world.login("Hanna")
    assert "Nina Nittio" not in rows(hanna.get("/my-cases?started=proxy").text)
    [inbox] = links(hanna.get("/").text, "/my-cases")
    assert "Nina Nittio" in rows(hanna.get(inbox).text)


def test_a_case_leads_on_in_the_list_that_it_was_opened_from(world: World, maja: FlaskClient) -> None:
    second = world.send("Nina")
    case = case_in(maja.get(search_for(maja, NINA)).text)
    tolvan = search_for(maja, TOLVAN)
    maja.get(tolvan)
    opened = maja.get(case).text
    beside = [way for way in links(opened, "/cases/") if f"/cases/{second}?" in way]
    assert beside
    assert links(opened, "/clinic-cases?")[0] == links(maja.get(beside[0]).text, "/clinic-cases?")[0]
    assert "Tolvan" not in rows(maja.get(links(opened, "/clinic-cases?")[0]).text)


def test_after_a_step_one_is_back_in_ones_own_list(world: World, maja: FlaskClient) -> None:
    case = case_in(maja.get(search_for(maja, NINA)).text)
    maja.get(search_for(maja, TOLVAN))
    opened = CasePage(maja, UUID(case.split("/")[2].partition("?")[0]))
    opened.html = maja.get(case).text
    maja.get(search_for(maja, TOLVAN))
    answer = opened.press("Fördela", target="Hanna Handläggare")
    back = links(landed(maja, answer), "/clinic-cases?") or [answer.location]
    assert "Tolvan" not in rows(maja.get(back[0]).text)


def test_many_chosen_in_a_searched_list_lead_back_to_it(maja: FlaskClient) -> None:
    page = maja.get(search_for(maja, NINA)).text
    inbox = unescape(re.findall(r'name="inbox"[^>]*value="([^"]+)"', page)[0])
    chosen = re.findall(r'name="case" form="bulk" value="([^"]+)"', page)
    maja.get(search_for(maja, TOLVAN))
    form = {"csrf_token": token_of(maja, "/help"), "operation_id": "o" * 20, "inbox": inbox, "case": chosen}
    missing = maja.post("/cases/bulk/close", data=form)
    assert "Nina Nittio" in rows(maja.get(missing.location).text)
    assert "Tolvan" not in rows(maja.get(missing.location).text)
    done = maja.post("/cases/bulk/close", data={**form, "reason": "phoned"})
    shown = maja.get(done.location).text
    assert "Tolvan" not in rows(maja.get(links(shown, "/clinic-cases?")[0]).text)


def test_a_question_that_is_somebody_elses_another_pages_or_none_is_asked_again(
    app: Flask, world: World, maja: FlaskClient, greta: FlaskClient
) -> None:
    mine = search_for(maja, NINA)
    alva = world.login("Alva")
    own = search_for(maja, NINA).split("q=")[1]
    for way in (mine, f"/clinic-cases?tab=new&q={uuid4()}", f"/clinic-cases/print?tab=new&q={own}"):
        answer = alva.get(way)
        assert answer.status_code == 303
        assert "print" not in answer.location
        assert "Sökningen finns inte kvar." in read(alva.get(answer.location).text)
    for wrong in ("", f"?q={uuid4()}", f"?q={own}", "?q=x"):
        for path in ("/log-review/report", "/log-review/report.csv"):
            again = greta.get(path + wrong)
            assert (again.status_code, again.location) == (303, "/log-review")
    assert "Frågan finns inte kvar." in read(greta.get("/log-review").text)


def test_only_the_latest_are_kept_and_none_after_logging_out(app: Flask, maja: FlaskClient) -> None:
    first = search_for(maja, NINA)
    for _again in range(MAX_QUESTIONS):
        search_for(maja, TOLVAN)
    assert questions(app) == MAX_QUESTIONS
    assert maja.get(first).status_code == 303
    maja.post("/logout", data={"csrf_token": token_of(maja, "/help")})
    assert questions(app) == 0


def test_none_outlives_its_login_session(app: Flask, world: World, maja: FlaskClient) -> None:
    way = search_for(maja, NINA)
    question_id = UUID(way.split("q=")[1])
    with app.app_context(), atomic() as current:
        current.execute(update(AskedQuestion).values(asked_at=clock.now() - LONGEST - timedelta(minutes=1)))
    with app.app_context():
        assert kept_question(world.staff("Maja"), "inbox.clinic_inbox", question_id) is None
        handler_of("asked.forget")({})
    assert questions(app) == 0


def test_what_was_asked_is_sealed(app: Flask, maja: FlaskClient, greta: FlaskClient) -> None:
    search_for(maja, "Nina Nittio")
    report_on(greta, TOLVAN)
    with app.app_context():
        stored = b"".join(session().scalars(select(AskedQuestion.body_sealed)))
    assert len(stored) > 100
    assert not [word for word in (b"Nina", b"12121212", b"1212-1212", b"citizen") if word in stored]
