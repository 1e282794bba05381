"""When the clock goes back an hour comes twice, and what happened in it is told apart wherever it is evidence."""

from datetime import UTC, datetime, timedelta

from app.core import clock
from tests.case_pages import address, read
from tests.http.test_pages_keep_their_subject import TOLVAN, links, report_on
from tests.world import World

FIRST = datetime(2027, 10, 31, 0, 20, 2, tzinfo=UTC)
AGAIN = FIRST + timedelta(hours=1)


def test_two_readings_an_hour_apart_are_two_times(world: World) -> None:
    with clock.at(FIRST):
        case_id = world.send("Tolvan")
    for moment in (FIRST, AGAIN):
        with clock.at(moment):
            world.login("Maja").get(address(case_id))
    with clock.at(AGAIN + timedelta(hours=6)):
        greta = world.login("Greta")
        page = greta.get(report_on(greta, TOLVAN)).text
        [file] = links(page, "/log-review/report.csv")
        rows = greta.get(file).text
    assert "2027-10-31 02:20:02 sommartid" in read(page)
    assert "2027-10-31 02:20:02 normaltid" in read(page)
    assert '"2027-10-31T02:20:02+02:00"' in rows
    assert '"2027-10-31T02:20:02+01:00"' in rows


def test_the_print_and_the_copy_for_the_record_say_which_hour_it_was(world: World) -> None:
    with clock.at(AGAIN):
        case_id = world.held_by("Hanna")
        hanna = world.login("Hanna")
        for page in ("", "/print", "/copy"):
            assert "02:20 normaltid" in read(hanna.get(f"{address(case_id)}{page}").text), page
    with clock.at(AGAIN + timedelta(hours=3)):
        assert "05:20" in read(world.login("Hanna").get(f"{address(case_id)}/print").text)
        assert "05:20 normaltid" not in read(world.login("Hanna").get(f"{address(case_id)}/print").text)
