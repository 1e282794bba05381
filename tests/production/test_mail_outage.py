"""A mail server that is away for a day: every notice of that day is delivered afterwards, and nobody gets one twice.

The day is simulated: the times of the queue's rows are moved back, so that the worker meets it in a minute.
"""

import re
import time
from collections import Counter
from typing import Any

import psycopg
import requests
from playwright.sync_api import Page

from tests.browser.actions import choose_holder, open_case, press, write_and_press
from tests.production.conftest import Tell
from tests.production.region import Region
from tests.production.walks import log_in_citizen, log_in_staff, send_prescription

HOURS, STEP = 26, 2
SECONDS = 60
ADDRESSES = {"Maja": "maja@region.example", "Hanna": "hanna@region.example", "Tolvan": "tolvan@hemma.example"}
WAITING = "done_at IS NULL AND dead_at IS NULL"


def wait_for(what: str, question: Any) -> Any:
    """What the question answers, once it answers with something."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        found = question()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {SECONDS} s for {what}")


def confirm_address(page: Page, installation: Region, address: str) -> None:
    """Set an address for notices and enter the code that comes to it."""
    page.goto("/settings/notices")
    page.get_by_role("textbox", name="E-postadress").fill(address)
    press(page, "Skicka kod")
    letter = wait_for("the code", lambda: installation.mail.sent_to(address))[0]
    page.goto("/settings/notices")
    code = re.search(r"\b\d{6}\b", letter.body)
    assert code is not None
    page.get_by_role("textbox", name="Kod från mejlet").fill(code[0])
    press(page, "Bekräfta adressen")


def hours_pass(installation: Region, hours: int) -> None:
    """For the queue alone."""
    with psycopg.connect(installation.database.owner) as connection:
        moved = ", ".join(
            f"{one} = {one} - interval '{hours} hours'" for one in ("run_at", "promised_at", "tried_since")
        )
        connection.execute(f"UPDATE jobs SET {moved} WHERE {WAITING}".encode())
        connection.execute(f"UPDATE job_lanes SET waits_until = waits_until - interval '{hours} hours'".encode())


def one(installation: Region, question: str) -> int:
    """The number that the database answers."""
    with psycopg.connect(installation.database.owner) as connection:
        found = connection.execute(question.encode()).fetchone()
    assert found is not None
    return int(found[0])


def letters_waiting(installation: Region) -> int:
    """How many letters have not gone out."""
    return one(installation, f"SELECT count(*) FROM jobs WHERE kind = 'send_notice' AND {WAITING}")


def failures(installation: Region) -> int:
    """How often in a row the mail server was not there."""
    return one(installation, "SELECT coalesce(sum(failures), 0) FROM job_lanes")


def test_notices_of_a_day_without_a_mail_server_are_delivered_afterwards_and_none_twice(
    people: Any, installation: Region, tell: Tell
) -> None:
    tolvan, maja, hanna = (people().new_page() for _ in range(3))
    log_in_citizen(tolvan, "Tolvan Tolvansson")
    log_in_staff(maja, "Maja Mottagare")
    log_in_staff(hanna, "Hanna Handläggare")
    for page, address in zip((maja, hanna, tolvan), ADDRESSES.values(), strict=True):
        confirm_address(page, installation, address)
    before = len(installation.mail.received)

    installation.mail.go()
    send_prescription(tolvan)
    open_case(maja, "Mottagningens ärenden", "Tolvan Tolvansson")
    choose_holder(maja, "Hanna Handläggare")
    press(maja, "Fördela")
    open_case(hanna, "Mina ärenden", "Tolvan Tolvansson")
    write_and_press(hanna, "Svar till invånaren", "Receptet är förnyat.", "Skicka svar")
    hours_pass(installation, 1)  # a notice waits a minute, in case the act is undone
    wait_for("letters that wait", lambda: letters_waiting(installation) >= len(ADDRESSES))
    for _step in range(0, HOURS, STEP):
        tried = failures(installation)
        hours_pass(installation, STEP)
        wait_for("a try", lambda tried=tried: failures(installation) > tried)
    assert one(installation, "SELECT count(*) FROM jobs WHERE dead_at IS NOT NULL") == 0
    ready = requests.get(f"http://127.0.0.1:{installation.nodes[0].port}/readyz", timeout=10)
    assert ready.status_code == requests.codes.ok
    assert "jobs" in ready.text or "mail" in ready.text
    assert "send_notice" in installation.flask("jobs", "status")
    assert len(installation.mail.received) == before

    installation.mail.come()
    hours_pass(installation, STEP)
    wait_for("the end of the queue", lambda: letters_waiting(installation) == 0)
    letters = installation.mail.received[before:]
    tell(
        f"mail away for {HOURS} hours (simulated): {len(letters)} letters afterwards, to {sorted({one.to for one in letters})}"
    )
    assert {letter.to for letter in letters} == set(ADDRESSES.values())
    assert max(Counter(letter.number for letter in letters).values()) == 1
    assert all(letter.encrypted for letter in letters)
    assert not any("recept" in letter.body.casefold() or "Tolvan" in letter.body for letter in letters)
