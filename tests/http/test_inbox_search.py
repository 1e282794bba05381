"""The one search field of an inbox: what it finds, what it never finds, and the trace that it leaves."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.canonical import decode
from app.audit.models import AuditEvent, AuditSubject
from app.authz.actors import System
from app.citizens.models import CitizenRow
from app.citizens.services.register import name_citizen, register_citizen
from app.core import case_number, crypto
from app.core.db import session
from app.transaction import transaction
from tests.logins import token_of
from tests.shapes import COOKIE
from tests.world import World


def searched(browser: FlaskClient, term: str, inbox: str = "clinic-cases", **more: str) -> str:
    """The page that the search leads to."""
    form = {"csrf_token": token_of(browser, "/help"), "term": term, **more}
    answer = browser.post(f"/{inbox}/search", data=form)
    return browser.get(answer.location).text if answer.status_code == 303 else answer.text


def rows(page: str) -> str:
    """The table of the page, or nothing."""
    return page.split("<tbody>", 1)[1] if "<tbody>" in page else ""


@pytest.mark.parametrize(
    "term", ["tolv", "TOLVAN", "Tolvansson", "tolvansson tol", "Tolvan  Tolvans", "191212121212", "19121212-1212"]
)
def test_a_citizen_is_found_by_the_beginning_of_a_name_or_the_whole_number(world: World, term: str) -> None:
    world.send("Tolvan")
    world.send("Nina")
    found = rows(searched(world.login("Maja"), term))
    assert "Tolvan Tolvansson" in found
    assert "Nina Nittio" not in found


def test_a_case_is_found_by_its_number_however_it_is_written(world: World) -> None:
    case_id = world.send("Tolvan")
    world.send("Nina")
    shown = case_number.shown(world.case(case_id).number)
    for term in (shown, shown.replace(" ", ""), shown.replace("-", "").replace(" ", "")):
        found = rows(searched(world.login("Maja"), term))
        assert "Tolvan Tolvansson" in found
        assert "Nina Nittio" not in found


@pytest.mark.parametrize(
    "spelt",
    [
        "Ärende {}", "#{}", "nr {}", "{}.", "\ufeff{}", "{}\N{ZERO WIDTH SPACE}", "Ärendenr. {}", "({})",
    ],
)  # fmt: skip
def test_a_case_is_found_by_its_number_as_a_letter_or_another_page_has_it(world: World, spelt: str) -> None:
    case_id = world.send("Tolvan")
    world.send("Nina")
    shown = case_number.shown(world.case(case_id).number)
    maja = world.login("Maja")
    for dash in "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}":
        found = rows(searched(maja, spelt.format(shown.replace("-", dash))))
        assert "Tolvan Tolvansson" in found
        assert "Nina Nittio" not in found
    assert "Tolvan Tolvansson" in rows(searched(maja, spelt.format(shown.partition("-")[0])))


@pytest.mark.parametrize(
    "term",
    ["900101-2385", "9001012385", "19900101\N{HYPHEN}2385", "19900101\N{EM DASH}2385", "\ufeff19900101-2385",
     "19900101-\N{ZERO WIDTH SPACE}2385", "1990 01 01 2385"],
)  # fmt: skip
def test_nina_is_found_by_ten_digits_and_by_every_dash(world: World, term: str) -> None:
    world.send("Tolvan")
    world.send("Nina")
    found = rows(searched(world.login("Maja"), term))
    assert "Nina Nittio" in found
    assert "Tolvan" not in found


def test_two_who_bear_the_same_ten_digits_are_both_found_and_both_told_of(app: Flask, world: World) -> None:
    with app.app_context(), transaction(System("test")) as unit:
        young = register_citizen(unit, "201212121212", "Tolvina", "Tolvansson").id
    world.send("Tolvan")
    assert "Tolvan Tolvansson" in rows(searched(world.login("Maja"), "121212-1212"))
    with app.app_context():
        event = session().scalars(select(AuditEvent).where(AuditEvent.kind == "cases_searched")).one()
        ring = crypto.keyring()
        both = [ring.blind_index(digits).hex() for digits in ("201212121212", "191212121212")]
        assert decode(event.payload)["details"] == {"by": "personnummer", "index": both, "found": 1}
        touched = session().scalars(select(AuditSubject.citizen_id).where(AuditSubject.kind == "cases_searched")).all()
    assert set(touched) == {world.citizen_id("Tolvan"), young}


def test_one_of_unknown_age_is_found_by_the_number(app: Flask, world: World) -> None:
    with app.app_context(), transaction(System("test")) as unit:
        register_citizen(unit, "191500722390", "Okänd", "Ålder")
    page = searched(world.login("Maja"), "19150072-2390")
    assert "Invånaren har inga ärenden som du kan se" in page


@pytest.mark.parametrize(
    ("term", "hint"),
    [
        ("104 999 1", "Kontrollera siffrorna, också den efter strecket"),
        ("999999999", "Kontrollera siffrorna, också den efter strecket"),
        ("20120121-2394", "Invånaren har inga ärenden som du kan se"),
        ("Zorro", "Sök på början av ett namn"),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_look_at(world: World, term: str, hint: str) -> None:
    world.send("Tolvan")
    page = searched(world.login("Maja"), term)
    assert "Inga träffar" in page
    assert hint in page


@pytest.mark.parametrize("term", ["99999999999", "9999999999999", "999999999999999-1", "2147483648"])
def test_a_number_larger_than_any_is_no_case_number(world: World, term: str) -> None:
    maja = world.login("Maja")
    answer = maja.post("/clinic-cases/search", data={"csrf_token": token_of(maja, "/help"), "term": term})
    assert answer.status_code == 422


@pytest.mark.parametrize("term", ["förnya re", "recept", "renew a pre", "prescription"])
def test_a_case_is_found_by_the_words_of_its_type_in_either_language(world: World, term: str) -> None:
    world.send("Tolvan")
    assert "Tolvan Tolvansson" in rows(searched(world.login("Maja"), term))


@pytest.mark.parametrize(
    "term",
    ["Nina recept", "recept nina", "Nittio, förnya", "förnya nit re", "Nina prescription", "recept & Nina", "Nina {}",
     "{} Nina", "ärende {} nina rec", "Nina, ärende nr {short}", "recept {}"],
)  # fmt: skip
def test_each_word_is_of_the_name_the_type_or_the_number(world: World, term: str) -> None:
    world.send("Tolvan")
    world.send("Nina", "Av- eller omboka tid")
    number = case_number.shown(world.case(world.send("Nina")).number)
    maja = world.login("Maja")
    found = rows(searched(maja, term.format(number, short=number.partition("-")[0])))
    assert found.count(">Nina Nittio</a>") == 1
    assert "Förnya recept" in found
    assert "Tolvan Tolvansson" not in found


@pytest.mark.parametrize("term", ["Nina omboka", "Tolvan Nittio", "Nina {}", "omboka {}", "recept zorro", "recept %%"])
def test_a_word_that_nothing_of_the_case_begins_with_leaves_it_out(world: World, term: str) -> None:
    number = case_number.shown(world.case(world.send("Tolvan")).number)
    world.send("Nina")
    assert "Inga träffar" in searched(world.login("Maja"), term.format(number))


def test_words_find_in_ones_own_list_only_what_stands_there(app: Flask, world: World) -> None:
    world.distribute(world.send("Nina"), person="Hanna")
    other = world.send("Nina")
    world.distribute(other, person="Henrik")
    hanna = world.login("Hanna")
    assert rows(searched(hanna, "Nina recept", "my-cases")).count(">Nina Nittio</a>") == 1
    number = case_number.shown(world.case(other).number)
    assert "Inga träffar" in searched(hanna, f"Nina {number}", "my-cases")
    with app.app_context():
        found = session().scalars(select(AuditEvent).where(AuditEvent.kind == "cases_searched").order_by(AuditEvent.id))
        details = [decode(event.payload)["details"] for event in found]
    assert details == [
        {"by": "words", "argument": "Nina recept", "found": 1},
        {"by": "words", "argument": f"Nina {number}", "found": 0},
    ]


def test_words_find_nothing_of_another_clinic(world: World) -> None:
    number = case_number.shown(world.case(world.send("Nina")).number)
    hugo = world.login("Hugo", "Hamnens hudmottagning")
    for term in ("Nina recept", f"Nina {number}"):
        assert "Inga träffar" in searched(hugo, term)


def test_a_search_leads_to_the_tab_that_holds_the_case(world: World) -> None:
    world.held_by("Hanna")
    page = searched(world.login("Maja"), "Tolvan")
    assert re.search(r'aria-current="page"[^>]*>Pågående', page)
    assert "1 ärende" in page


@pytest.mark.parametrize("term", ["%%", "__", "Tolvan%", "' OR 1=1 --", "\\\\", "olvan", "ecept"])
def test_signs_with_a_meaning_in_the_database_have_none_here(world: World, term: str) -> None:
    world.send("Tolvan")
    assert "Tolvan Tolvansson" not in rows(searched(world.login("Maja"), term))


def test_what_was_written_in_a_case_is_never_found(world: World) -> None:
    world.send("Tolvan", text="Metoprolol")
    assert "Inga träffar" in searched(world.login("Maja"), "Metoprolol")


def test_hanna_finds_only_what_is_hers_to_see(world: World) -> None:
    world.distribute(world.send("Tolvan"), person="Hanna")
    world.distribute(world.send("Tolvan"), person="Henrik")
    hanna = world.login("Hanna")
    page = searched(hanna, "Tolvan", "my-cases")
    assert rows(page).count(">Tolvan Tolvansson</a>") == 1
    assert (
        hanna.post("/clinic-cases/search", data={"csrf_token": token_of(hanna, "/help"), "term": "x"}).status_code
        == 403
    )


def test_another_clinics_cases_are_not_found(world: World) -> None:
    world.send("Tolvan")
    assert "Tolvan" not in rows(searched(world.login("Hugo"), "191212121212"))


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("a", "Skriv minst 2 tecken"),
        ("x" * 61, "Skriv högst 60 tecken"),
        ("104 023-1", "Det är inget ärendenummer eller personnummer"),
        ("19121212-1213", "Personnumret stämmer inte"),
        ("121212-1213", "Personnumret stämmer inte"),
        ("12121212-121", "Det är inget ärendenummer eller personnummer"),
        ("12--12121212", "Skriv personnumret med 12 eller 10 siffror"),
        ("Tolvan 19121212-1212", "Sök på personnumret för sig"),
        ("1912-12-12-1212 Tolvan", "Sök på personnumret för sig"),
        ("Tolvan 1912 12 12 1212", "Sök på personnumret för sig"),
        ("Tolvan 1912 12 12 1213", "Sök på personnumret för sig"),
        ("Tolvan 104 023-1", "Det är inget ärendenummer eller personnummer"),
    ],
)
def test_a_term_that_can_mean_nothing_is_told_and_kept(world: World, app: Flask, term: str, sentence: str) -> None:
    page = searched(world.login("Maja"), term)
    assert sentence in page
    assert f'value="{term}"' in page
    with app.app_context():
        assert session().scalar(select(AuditEvent.id).where(AuditEvent.kind == "cases_searched")) is None


def test_the_search_is_kept_while_maja_works_and_ends_when_she_says_so(world: World) -> None:
    world.send("Tolvan")
    world.send("Nina")
    maja = world.login("Maja")
    searched(maja, "Tolvan")
    assert "Nina Nittio" not in rows(maja.get("/clinic-cases").text)
    assert "Nina Nittio" in rows(searched(maja, "Tolvan", clear="1"))


def test_the_term_stands_in_no_address(world: World) -> None:
    world.send("Tolvan")
    maja = world.login("Maja")
    answer = maja.post("/clinic-cases/search", data={"csrf_token": token_of(maja, "/help"), "term": "191212121212"})
    assert "1912" not in answer.location
    page = maja.get(answer.location).text
    assert not [
        part for part in page.split('href="')[1:] if "1912" in part.split('"')[0] or "olvan" in part.split('"')[0]
    ]


def test_every_search_is_in_the_log_with_its_argument_and_the_bearer_of_a_number(app: Flask, world: World) -> None:
    world.send("Tolvan")
    maja = world.login("Maja")
    searched(maja, "tolv")
    searched(maja, "191212121212")
    with app.app_context():
        events = (
            session()
            .scalars(select(AuditEvent).where(AuditEvent.kind == "cases_searched").order_by(AuditEvent.id))
            .all()
        )
        details = [decode(event.payload)["details"] for event in events]
        index = crypto.keyring().blind_index("191212121212").hex()
        assert details == [
            {"by": "words", "argument": "tolv", "found": 1},
            {"by": "personnummer", "index": index, "found": 1},
        ]
        touched = session().scalars(select(AuditSubject.citizen_id).where(AuditSubject.kind == "cases_searched")).all()
    assert list(touched) == [world.citizen_id("Tolvan")]
    assert all(b"191212121212" not in event.payload for event in events)


def test_a_slow_page_does_not_take_back_what_another_did_meanwhile(app: Flask, world: World) -> None:
    world.send("Tolvan")
    world.send("Nina")
    maja = world.login("Maja")
    slow = {name: maja.get_cookie(name, domain="localhost") for name in (COOKIE,)}[COOKIE]
    assert slow is not None
    with app.test_request_context("/clinic-cases", headers={"Cookie": f"{COOKIE}={slow.value}"}) as page:
        page.session["bulk_result"] = {"of": "a slow act"}
        assert "Nina Nittio" not in rows(searched(maja, "Tolvan"))
        app.session_interface.save_session(app, page.session, app.response_class())
    assert "Nina Nittio" not in rows(maja.get("/clinic-cases").text), "the search is still there"
    with app.app_context(), maja.session_transaction() as kept:
        assert kept["bulk_result"] == {"of": "a slow act"}


@pytest.mark.parametrize(
    "term",
    [
        "Nittio, Nina",
        "Nina Nittio",
        "nitt",
        "\u200bNina",
        "Nina\u200b",
        "von Essen",
        "Nina  von  Essen",
        "O\u2019Brien",
        "o'brien",
        "Ek-Strom Ångström",
        "Ek\u2011Strom",
        "A\u030angström",
    ],
)
def test_a_name_is_found_however_it_was_written_and_is_typed(app: Flask, world: World, term: str) -> None:
    world.send("Nina")
    world.send("Tolvan")
    with app.app_context(), transaction(System("command_line")) as unit:
        nina = unit.session.get_one(CitizenRow, world.citizen_id("Nina"))
        name_citizen(unit, nina, "Nina  von\u00a0Essen", "O\u00b4Brien Ek\u2010Strom \u00c5ngstro\u0308m Nittio")
        register_citizen(unit, "199001012377", "Någon", "Annan")
    found = rows(searched(world.login("Maja"), term))
    assert "Nina von Essen" in found
    assert "Tolvan Tolvansson" not in found
