"""Notices that do not go out are told to those who keep the clinic in order, and to the one who watches the machines."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock
from app.core.db import atomic
from app.jobs.health import dead_jobs
from app.jobs.models import Job
from app.jobs.worker import run_due
from app.notices.kinds import NoticeEvent, Receiver
from app.notices.services.post import OFFICE, PostOffice
from tests.case_pages import read
from tests.hooks import instead
from tests.mail_server import MailServer
from tests.notified_people import PUBLIC, Post, give_staff
from tests.world import World

SINCE = timedelta(minutes=16)


@pytest.fixture
def away(app: Flask) -> Iterator[None]:
    """A mail server that is not there."""
    with instead(app, OFFICE, PostOffice("smtp://127.0.0.1:9", "svara-inte@example.se", PUBLIC)):
        yield


def two_unsent(world: World, ago: timedelta) -> None:
    with world.app.app_context():
        give_staff(world, "Hanna", "Henrik")
        with clock.at(clock.now() - ago - timedelta(minutes=1)):
            for name in ("Hanna", "Henrik"):
                Post(MailServer()).tell(NoticeEvent.CASES_OVERDUE, Receiver.staff(world.staff_id(name)))
    work_at(world.app, clock.now() - ago)


def work_at(app: Flask, moment: datetime) -> None:
    with app.app_context(), clock.at(moment):
        run_due()


def start_page(world: World, name: str) -> str:
    return read(world.login(name).get("/").text)


@pytest.mark.usefixtures("away")
def test_adm_reads_how_many_have_not_gone_out_and_since_when_and_nobody_else_does(world: World) -> None:
    two_unsent(world, SINCE)
    since = clock.local(clock.now() - SINCE)
    same_day = since.date() == clock.today()

    page = start_page(world, "Adam")

    assert "2 aviseringar har inte gått ut sedan " in page
    assert f"{since:%H:%M}" in page
    assert (f"sedan {since:%H:%M}" in page) is same_day
    assert "De skickas så snart det går" in page
    assert "aviseringar har inte" not in start_page(world, "Maja") + start_page(world, "Hanna")


@pytest.mark.usefixtures("away")
def test_a_short_wait_worries_nobody(app: Flask, world: World) -> None:
    two_unsent(world, timedelta(minutes=5))

    assert "har inte gått ut" not in start_page(world, "Adam")
    assert "mail" not in app.test_client().get("/readyz").get_json().get("warnings", [])


@pytest.mark.usefixtures("away")
def test_what_was_given_up_is_told_until_it_has_gone_out(app: Flask, world: World) -> None:
    two_unsent(world, timedelta(days=4))
    for minutes in (0, 2):
        work_at(app, clock.now() + timedelta(minutes=minutes))
    with app.app_context():
        assert [(kind, error) for _, kind, error in dead_jobs()] == [("send_notice", "ConnectionRefusedError")] * 2

    page = start_page(world, "Adam")

    assert "2 aviseringar har inte gått ut" in page
    assert "2 av dem skickas inte av sig själva" in page
    told = app.test_client().get("/readyz")
    assert (told.status_code, "mail" in told.get_json()["warnings"]) == (200, True)


@pytest.mark.usefixtures("away")
def test_readyz_warns_from_when_they_were_first_promised_and_goes_on_answering_200(app: Flask, world: World) -> None:
    two_unsent(world, SINCE)
    for minutes in (1, 2, 5):
        work_at(app, clock.now() + timedelta(minutes=minutes))

    told = app.test_client().get("/readyz")

    assert (told.status_code, told.get_json()["warnings"]) == (200, ["mail"])
    with app.app_context(), atomic() as current:
        for job in current.scalars(select(Job)):
            current.delete(job)
    assert "mail" not in app.test_client().get("/readyz").get_json().get("warnings", [])
