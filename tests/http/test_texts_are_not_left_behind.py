"""A text for the citizen goes to the citizen or is taken away: no button ends the case and leaves it in its field."""

import pytest

from app.authz.facts import State
from tests.case_pages import CasePage, read, written
from tests.world import World


@pytest.mark.parametrize("field", ["partial_reply", "counter_question", "final_reply"])
def test_a_case_is_not_closed_without_a_reply_while_one_is_written(world: World, field: str) -> None:
    case_id = world.held_by("Hanna")
    page = CasePage(world.login("Hanna"), case_id)
    answer = page.press("Avsluta utan svar", reason="Kontaktad per telefon", **{field: "Hej Tolvan"})
    assert answer.status_code == 422
    assert "Du har skrivit något till invånaren" in read(answer.text)
    assert written(answer.text)[field] == "Hej Tolvan"
    assert world.case(case_id).state is State.RECEIVED


def test_a_case_is_not_cancelled_while_a_partial_reply_is_written(world: World) -> None:
    case_id = world.send("Tolvan")
    page = CasePage(world.login("Maja"), case_id)
    answer = page.press("Makulera", reason="Dubblett", partial_reply="Hej Tolvan")
    assert (answer.status_code, written(answer.text)["partial_reply"]) == (422, "Hej Tolvan")


def test_a_note_that_is_begun_does_not_keep_a_case_open(world: World) -> None:
    case_id = world.held_by("Hanna")
    CasePage(world.login("Hanna"), case_id).press("Avsluta utan svar", reason="Kontaktad per telefon", note="Ringt")
    assert world.case(case_id).state is State.CLOSED
