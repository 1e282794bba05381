"""Two nodes are restarted one after the other while people work: nobody notices, and nothing is lost or doubled."""

import time
from collections import Counter
from typing import Any

import psycopg
from playwright.sync_api import Page

from tests.browser.actions import follow
from tests.production.conftest import Tell
from tests.production.load import Told, Writer, at_work
from tests.production.region import Region
from tests.production.walks import log_in_citizen, log_in_staff, send_prescription

TURNS = 2


def case_of(page: Page) -> str:
    """The address of the first new case in the clinic's inbox."""
    page.goto("/")
    follow(page, "Mottagningens ärenden")
    page.get_by_role("row").filter(has_text="Tolvan Tolvansson").get_by_role("link").first.click()
    page.wait_for_load_state()
    return "/" + page.url.split("/", 3)[3].split("?")[0]


def writers_at_a_case(people: Any, installation: Region, number: int) -> list[Writer]:
    """So many browsers of Maja's, all with one case open."""
    tolvan, maja = people().new_page(), people().new_page()
    log_in_citizen(tolvan, "Tolvan Tolvansson")
    send_prescription(tolvan)
    log_in_staff(maja, "Maja Mottagare")
    case = case_of(maja)
    cookies = {cookie["name"]: cookie["value"] for cookie in maja.context.cookies() if cookie["secure"]}
    return [
        Writer(installation.origin, case, cookies, installation.authority.file, f"Anteckning {one}")
        for one in range(number)
    ]


def notes_at(installation: Region, case: str) -> int:
    """How many notes the database holds for the case."""
    with psycopg.connect(installation.database.owner) as connection:
        question = "SELECT count(*) FROM notes WHERE case_id = %s"
        found = connection.execute(question, [case.rsplit("/", 1)[1]]).fetchone()
    assert found is not None
    return int(found[0])


def events_of(installation: Region, kind: str, case: str) -> int:
    """How many events of this kind the log holds for the case."""
    with psycopg.connect(installation.database.owner) as connection:
        question = "SELECT count(*) FROM audit_subjects WHERE kind = %s AND case_id = %s"
        found = connection.execute(question, [kind, case.rsplit("/", 1)[1]]).fetchone()
    assert found is not None
    return int(found[0])


def all_told(writers: list[Writer]) -> Told:
    """What everybody was told, together."""
    return Told(
        [text for writer in writers for text in writer.told.stored],
        [text for writer in writers for text in writer.told.unsure],
        sum((writer.told.statuses for writer in writers), Counter()),
        [line for writer in writers for line in writer.told.foreign],
    )


def test_a_rolling_restart_of_two_nodes_is_noticed_by_nobody(people: Any, installation: Region, tell: Tell) -> None:
    writers = writers_at_a_case(people, installation, 3)
    before = notes_at(installation, writers[0].case)
    with at_work(writers):
        for _turn in range(TURNS):
            for node in installation.nodes:
                time.sleep(1)
                assert node.stop() == 0
                node.start()
        time.sleep(1)
    told = all_told(writers)
    tell(f"rolling restarts: {2 * TURNS}, answers {dict(told.statuses)}, notes acknowledged {len(told.stored)}")
    assert told.foreign == []
    assert set(told.statuses) == {200, 303}
    assert told.unsure == []
    assert len(told.stored) > 3 * TURNS
    assert notes_at(installation, writers[0].case) - before == len(told.stored)
    assert events_of(installation, "note_written", writers[0].case) == len(told.stored)
