"""What a citizen reviewed is what is sent; what was written meanwhile is reviewed first, and neither is lost."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cases.models import Case, Draft
from app.core.db import session
from tests.case_pages import read
from tests.http.test_portal_new_case import begin, case_type, cases, write
from tests.pages import Typed, field_value, filled_fields, form_of, submit
from tests.world import World

A = {"answer-amne": "Tabletter", "answer-meddelande": "Granskad text A"}
B = "Halvskriven text B"


@pytest.fixture
def address(app: Flask) -> str:
    return f"/citizen/new-case/{case_type(app)}"


@pytest.fixture
def tolvan(world: World) -> FlaskClient:
    return world.login_citizen("Tolvan")


def reviewed(browser: FlaskClient, address: str) -> dict[str, Typed]:
    """The form of the page that shows what will be sent."""
    return filled_fields(form_of(browser.get(f"{address}/review").text, f"{address}/send"))


def reviewed_draft(browser: FlaskClient, address: str) -> dict[str, Typed]:
    """The same, of a draft with the text A."""
    begin(browser, address)
    write(browser, address, **A)
    return reviewed(browser, address)


def sent_texts(app: Flask, browser: FlaskClient) -> str:
    with app.app_context():
        case_id = session().scalars(select(Case.id)).one()
    return read(browser.get(f"/citizen/cases/{case_id}").text)


def test_a_draft_written_on_in_another_tab_is_reviewed_before_it_is_sent(
    app: Flask, tolvan: FlaskClient, address: str
) -> None:
    tab_a = reviewed_draft(tolvan, address)
    page = f"{address}/pages/1"
    submit(tolvan, page, page, {"act": "save", **A, "answer-meddelande": B})
    answer = tolvan.post(f"{address}/send", data=tab_a)
    assert answer.status_code == 409
    told = read(answer.text)
    assert "Inget är skickat." in told
    assert "Granskad text A" in told
    assert B in told
    assert cases(app) == []
    again = filled_fields(form_of(answer.text, f"{address}/send"))
    assert tolvan.post(f"{address}/send", data=again).status_code == 303
    assert B in sent_texts(app, tolvan)


def test_what_is_saved_by_the_script_counts_as_written_too(app: Flask, tolvan: FlaskClient, address: str) -> None:
    tab_a, page = reviewed_draft(tolvan, address), f"{address}/pages/1"
    fields = filled_fields(form_of(tolvan.get(page).text, page)) | {**A, "answer-meddelande": B}
    assert tolvan.post(page, data=fields, headers={"X-Autosave": "1"}).status_code == 204
    assert tolvan.post(f"{address}/send", data=tab_a).status_code == 409
    assert cases(app) == []


def test_what_was_reviewed_comes_back_when_the_draft_was_thrown_away_elsewhere(
    app: Flask, tolvan: FlaskClient, address: str
) -> None:
    tab_a = reviewed_draft(tolvan, address)
    submit(tolvan, f"{address}/discard", f"{address}/discard", {})
    answer = tolvan.post(f"{address}/send", data=tab_a)
    assert (answer.status_code, answer.location) == (303, f"{address}/review")
    told = read(tolvan.get(answer.location).text)
    assert "är ett utkast igen och är inte skickat" in told
    assert "Granskad text A" in told
    assert cases(app) == []


@pytest.mark.parametrize("mark", ["", "AAAA", "åäö", "x" * 5000])
def test_a_form_that_shows_nothing_of_ours_sends_nothing(
    app: Flask, tolvan: FlaskClient, address: str, mark: str
) -> None:
    answer = tolvan.post(f"{address}/send", data={**reviewed_draft(tolvan, address), "reviewed": mark})
    assert answer.status_code == 409
    assert "Granskad text A" in read(answer.text)
    assert cases(app) == []


def test_the_mark_of_somebody_elses_page_is_worth_nothing_and_tells_nothing(
    app: Flask, world: World, tolvan: FlaskClient, address: str
) -> None:
    nina = world.login_citizen("Nina")
    theirs, ninas = (reviewed_draft(browser, address) for browser in (tolvan, nina))
    assert "Granskad" not in html.unescape(str(theirs["reviewed"]))
    answer = nina.post(f"{address}/send", data={**ninas, "reviewed": theirs["reviewed"]})
    assert answer.status_code == 409
    assert cases(app) == []


def test_unchanged_it_goes_at_once_also_when_it_was_looked_at_in_two_tabs(
    app: Flask, tolvan: FlaskClient, address: str
) -> None:
    tab_a, tab_b = reviewed_draft(tolvan, address), tolvan.get(f"{address}/review").text
    assert field_value(tab_b, "reviewed") != tab_a["reviewed"]
    assert tolvan.post(f"{address}/send", data=tab_a).status_code == 303
    assert "Granskad text A" in sent_texts(app, tolvan)


def test_sent_from_both_tabs_it_is_one_case_and_no_draft_is_made_anew(
    app: Flask, tolvan: FlaskClient, address: str
) -> None:
    tab_a, tab_b = reviewed_draft(tolvan, address), reviewed(tolvan, address)
    first, second = (tolvan.post(f"{address}/send", data=tab) for tab in (tab_a, tab_b))
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.location == first.location
    assert len(cases(app)) == 1
    with app.app_context():
        assert session().scalars(select(Draft)).all() == []


def test_the_same_words_in_a_new_draft_are_a_new_case(app: Flask, tolvan: FlaskClient, address: str) -> None:
    for _ in range(2):
        begin(tolvan, address)
        write(tolvan, address, **A)
        assert tolvan.post(f"{address}/send", data=reviewed(tolvan, address)).status_code == 303
    assert len(cases(app)) == 2


def test_what_was_reviewed_before_another_text_was_sent_is_not_taken_for_sent(
    app: Flask, tolvan: FlaskClient, address: str
) -> None:
    tab_a = reviewed_draft(tolvan, address)
    write(tolvan, address, **{**A, "answer-meddelande": B})
    assert tolvan.post(f"{address}/send", data=reviewed(tolvan, address)).status_code == 303
    assert tolvan.post(f"{address}/send", data=tab_a).location == f"{address}/review"
    assert "Granskad text A" in read(tolvan.get(f"{address}/review").text)
    assert len(cases(app)) == 1
