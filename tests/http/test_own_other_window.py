"""Who is refused because of what they did themselves in another window is told so, and not that it was somebody else."""

from tests.case_pages import CasePage, read
from tests.world import World


def test_hanna_in_two_windows_is_told_that_it_was_she_who_came_first(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna = world.login("Hanna")
    first, second = CasePage(hanna, case_id), CasePage(hanna, case_id)
    first.press("Skicka delsvar", partial_reply="Vi återkommer.")
    answer = second.press("Skicka svar", final_reply="Mitt svar")
    assert answer.status_code == 409
    assert "Du har redan ändrat ärendet i ett annat fönster" in read(answer.text)
    assert "Någon annan" not in read(answer.text)


def test_hanna_is_told_of_somebody_else_where_maja_came_first_as_well(world: World) -> None:
    case_id = world.held_by("Hanna")
    hanna, maja = world.login("Hanna"), world.login("Maja")
    first, second = CasePage(hanna, case_id), CasePage(hanna, case_id)
    first.press("Skicka delsvar", partial_reply="Vi återkommer.")
    CasePage(maja, case_id).press("Skicka delsvar", partial_reply="Snart.")
    assert "Någon annan hann före dig" in read(second.press("Skicka svar", final_reply="Mitt svar").text)
