"""What a citizen sees of a case that was ended and opened again, and that the clinic is promised no more than that."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient

from tests.case_pages import CasePage, landed, read
from tests.pages import filled_fields, form_of, submit, texts
from tests.world import World


@pytest.fixture
def tolvan(world: World) -> FlaskClient:
    return world.login_citizen("Tolvan")


def timeline(tolvan: FlaskClient, case_id: UUID) -> list[str]:
    return texts(tolvan.get(f"/citizen/cases/{case_id}").text, ".timeline__event")


def standing(tolvan: FlaskClient, case_id: UUID) -> str:
    return " ".join(texts(tolvan.get(f"/citizen/cases/{case_id}").text, ".ds-alert"))


def closed_and_reopened(world: World) -> UUID:
    """A case that Hanna closed with words of her own and opened again with others."""
    case_id, hanna = world.held_by("Hanna"), world.login("Hanna")
    CasePage(hanna, case_id).press("Avsluta utan svar", reason="Annat", reason_line="Ring växeln")
    CasePage(hanna, case_id).press("Återöppna", reason="Annat", reason_line="Fel av mig")
    return case_id


def test_a_closing_and_its_reason_stay_in_the_thread_when_the_case_is_opened_again(
    world: World, tolvan: FlaskClient
) -> None:
    told = " ".join(timeline(tolvan, closed_and_reopened(world)))
    assert "Mottagningen har avslutat ärendet utan svar. Mottagningen skriver: Ring växeln" in told


def test_the_citizen_sees_that_the_case_was_opened_again(world: World, tolvan: FlaskClient) -> None:
    assert "Mottagningen har öppnat ärendet igen." in timeline(tolvan, closed_and_reopened(world))[-1]


def test_why_a_case_was_opened_again_is_the_clinics_own(world: World, tolvan: FlaskClient) -> None:
    assert "Fel av mig" not in tolvan.get(f"/citizen/cases/{closed_and_reopened(world)}").text


def test_the_clinic_is_told_that_the_citizen_does_not_see_why_a_case_is_opened_again(world: World) -> None:
    case_id, hanna = world.held_by("Hanna"), world.login("Hanna")
    CasePage(hanna, case_id).press("Avsluta utan svar", reason="Besök bokat")
    page = CasePage(hanna, case_id)
    assert "Invånaren ser att ärendet är öppet igen, men inte anledningen" in page.text
    assert "Invånaren ser anledningen" not in page.text


def test_a_case_that_is_answered_after_a_closing_is_told_as_answered_alone(world: World, tolvan: FlaskClient) -> None:
    case_id = closed_and_reopened(world)
    CasePage(world.login("Hanna"), case_id).press("Skicka svar", final_reply="Nu är det klart.")
    told = standing(tolvan, case_id)
    assert "Besvarat. Ärendet är avslutat." in told
    assert "Ring växeln" not in told


@pytest.mark.parametrize(
    ("reason", "line", "told"),
    [
        ("Dubblett", "", "Makulerat av mottagningen. Du har redan ett ärende om samma sak."),
        ("Annat", "Fel person", "Makulerat av mottagningen. Fel person"),
    ],
)
def test_the_citizen_sees_why_a_case_was_cancelled(
    world: World, tolvan: FlaskClient, reason: str, line: str, told: str
) -> None:
    case_id, maja = world.send("Tolvan"), world.login("Maja")
    asked = landed(maja, CasePage(maja, case_id).press("Makulera", reason=reason, reason_line=line))
    action = f"/cases/{case_id}/cancel"
    maja.post(action, data=filled_fields(form_of(asked, action)))
    assert told in standing(tolvan, case_id)


def test_who_takes_a_case_back_in_two_windows_is_told_that_it_is_taken_back(world: World, tolvan: FlaskClient) -> None:
    case_id = world.send("Tolvan")
    action = f"/citizen/cases/{case_id}/withdraw"
    second = filled_fields(form_of(tolvan.get(action).text, action))
    submit(tolvan, action, action, {})
    told = read(landed(tolvan, tolvan.post(action, data=second)))
    assert "Ärendet är redan återkallat." in told
    assert "redan öppnat" not in told
    assert "Ärendet är redan återkallat." in read(landed(tolvan, tolvan.get(action)))


def test_who_takes_a_case_back_too_late_is_told_that_the_clinic_has_opened_it(
    world: World, tolvan: FlaskClient
) -> None:
    case_id = world.send("Tolvan")
    world.login("Maja").get(f"/cases/{case_id}")
    assert "redan öppnat" in read(landed(tolvan, tolvan.get(f"/citizen/cases/{case_id}/withdraw")))
