"""A mail server that is away, silent, late or forgetful: every letter arrives, hardly any twice, none three times."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from sqlalchemy import select

from app.core import clock
from app.core.db import atomic, database_time, session
from app.jobs import health, queue
from app.jobs.models import Job, JobLane
from app.jobs.registry import KINDS, Kind, Kinds, Lane
from app.jobs.worker import run_due, run_forever
from app.notices.kinds import Dropped, NoticeEvent, Receiver
from app.notices.models import Notice
from app.notices.queries import notice_settings
from app.notices.services.addresses import ask_for_code, remove_address
from app.notices.services.delivery import REST
from app.notices.services.post import OFFICE, PostOffice
from app.notices.services.wire import MailServerUnavailable, SmtpConnection, Timeouts
from tests.hooks import instead
from tests.mail_server import dripping_server, silent_server, unreachable
from tests.notified_people import PUBLIC, Post, give_staff, only_notice
from tests.providers import free_port
from tests.world import World, operation

SENDER = "svara-inte@example.se"
NOBODY_THERE = "smtp://127.0.0.1:9"
QUICK = Timeouts(answer=0.5, before_dot=2.0, after_dot=0.5)
PEOPLE = ("Hanna", "Henrik", "Maja", "Adam")
worked = threading.Event()
stop = threading.Event()


def work(_payload: Mapping[str, str]) -> None:
    worked.set()


@pytest.fixture(autouse=True)
def _has_work(app: Flask) -> Iterator[None]:
    with instead(app, KINDS, Kinds({**KINDS.of(app), "test.work": Kind(work)})):
        yield


def goes_to(url: str, timeouts: Timeouts = QUICK) -> None:
    OFFICE.set(current_app, PostOffice(url, SENDER, PUBLIC, timeouts=timeouts))


def tell(mail: Post, world: World, *names: str) -> None:
    """One notice for each, two minutes old, not yet sent."""
    give_staff(world, *names)
    with clock.at(clock.now() - timedelta(minutes=2)):
        for name in names:
            mail.tell(NoticeEvent.CASE_ASSIGNED, Receiver.staff(world.staff_id(name)))


def pass_time(hours: float, minutes: int = 10) -> None:
    """Let the worker look every so many minutes for so long."""
    start = clock.now()
    for step in range(int(hours * 60 / minutes) + 1):
        with clock.at(start + timedelta(minutes=step * minutes)):
            run_due()


def copies(mail: Post) -> Counter[str]:
    """How many copies of each letter came, by its number."""
    return Counter(letter.number for letter in mail.server.received)


def unsent() -> list[Job]:
    session().rollback()
    undone = select(Job).where(Job.kind == "send_notice", Job.done_at.is_(None)).order_by(Job.id)
    return list(session().scalars(undone))


def test_after_a_day_without_a_mail_server_every_letter_arrives_and_none_twice(mail: Post, world: World) -> None:
    goes_to(NOBODY_THERE)
    tell(mail, world, *PEOPLE)
    pass_time(24)
    with clock.at(clock.now() + timedelta(hours=24)):
        assert health.dead_jobs() == []
        assert not health.mail_goes()
        assert health.keeps_up(), "nothing else is behind"
        goes_to(mail.server.url)
        pass_time(2)

    assert mail.addresses() == ["adam@example.se", "hanna@example.se", "henrik@example.se", "maja@example.se"]
    assert set(copies(mail).values()) == {1}
    assert health.mail_goes()


def test_a_letter_is_given_up_after_three_days_is_shown_and_goes_out_when_somebody_asks(
    app: Flask, mail: Post, world: World
) -> None:
    goes_to(NOBODY_THERE)
    tell(mail, world, "Hanna", "Henrik")
    pass_time(71, minutes=60)
    assert health.dead_jobs() == []
    later = clock.now() + timedelta(hours=71)
    with clock.at(later):
        pass_time(3, minutes=15)
    assert [(kind, error) for _, kind, error in health.dead_jobs()] == [("send_notice", "ConnectionRefusedError")] * 2
    with clock.at(later + timedelta(hours=3)):
        assert not health.mail_goes()
        goes_to(mail.server.url)
        run_due()
        assert mail.server.received == []
        told = app.test_cli_runner().invoke(args=["jobs", "retry", "--all", "--kind", "send_notice"])
        assert "2 jobs" in told.output
        run_due()

    assert mail.addresses() == ["hanna@example.se", "henrik@example.se"]


def test_the_letter_with_a_code_ends_with_its_code_and_is_not_a_promise_that_was_broken(
    mail: Post, world: World
) -> None:
    goes_to(NOBODY_THERE)
    ask_for_code(world.staff("Hanna"), "hanna@example.se", operation())
    pass_time(0.6, minutes=5)
    with clock.at(clock.now() + timedelta(hours=1)):
        goes_to(mail.server.url)
        run_due()

    assert mail.server.received == []
    assert health.dead_jobs() == []
    assert session().scalars(select(Job.done_at).where(Job.kind == "send_code")).one() is not None


def test_a_code_that_is_tried_again_is_the_same_letter(mail: Post, world: World) -> None:
    mail.server.drops = 1
    remove_address(world.staff("Hanna"))
    ask_for_code(world.staff("Hanna"), "hanna@example.se", operation())
    for minutes in (0, 5, 11, 25, 50):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            run_due()

    first, second = mail.server.sent_to("hanna@example.se")
    assert (first.number, first.body) == (second.number, second.body)


def test_several_letters_go_over_one_connection(mail: Post, world: World) -> None:
    tell(mail, world, *PEOPLE)
    run_due()

    assert len(mail.server.received) == len(PEOPLE)
    assert len(mail.server.connections) == 1


def test_a_server_that_hangs_up_after_each_letter_is_called_again_at_once(mail: Post, world: World) -> None:
    mail.server.hangs_up = True
    tell(mail, world, *PEOPLE)
    run_due()

    assert set(copies(mail).values()) == {1}
    assert len(mail.server.received) == len(PEOPLE)
    assert session().scalars(select(JobLane)).all() == []


def test_a_server_that_is_slow_to_say_thanks_gets_each_letter_once(mail: Post, world: World) -> None:
    goes_to(mail.server.url, Timeouts(answer=0.3, before_dot=2.0, after_dot=20.0))
    mail.server.delay = 1
    tell(mail, world, "Hanna")
    run_due()
    pass_time(3)

    assert list(copies(mail).values()) == [1]
    assert only_notice().sent_at is not None


def test_a_letter_whose_answer_was_lost_is_left_alone_for_an_hour_and_then_sent_once_more(
    mail: Post, world: World
) -> None:
    mail.server.drops = 1
    tell(mail, world, "Hanna")
    run_due()
    pass_time(REST / timedelta(hours=1) - 0.1)
    assert list(copies(mail).values()) == [1]

    with clock.at(clock.now() + REST + timedelta(minutes=5)):
        run_due()

    assert list(copies(mail).values()) == [2], "the same number, so that the second can be dropped on the way"
    assert only_notice().sent_at is not None


def test_nobody_gets_a_letter_more_than_twice_however_long_the_server_forgets_to_answer(
    mail: Post, world: World
) -> None:
    mail.server.drops = 99
    tell(mail, world, "Hanna", "Henrik")
    pass_time(80, minutes=30)

    assert set(copies(mail).values()) == {2}
    session().rollback()
    assert set(session().scalars(select(Notice.why))) == {Dropped.UNANSWERED}
    assert unsent() == []


def test_a_letter_that_the_server_would_not_have_is_not_counted_as_handed_over(mail: Post, world: World) -> None:
    mail.server.fails = 5
    tell(mail, world, "Hanna")
    pass_time(2, minutes=5)

    assert list(copies(mail).values()) == [1]


def test_while_the_server_is_away_all_mail_waits_a_minute_then_longer_for_every_worker(
    mail: Post, world: World
) -> None:
    goes_to(NOBODY_THERE)
    tell(mail, world, *PEOPLE)
    start = clock.now()
    with clock.at(start):
        assert run_due() == 1, "the others do not call in vain"
    with clock.at(start + timedelta(seconds=59)):
        assert queue.lease(Lane.MAIL) is None
    with clock.at(start + timedelta(seconds=61)):
        assert run_due() == 1
    with clock.at(start + timedelta(seconds=61 + 119)):
        assert run_due() == 0
    assert [job.last_error for job in unsent()] == ["ConnectionRefusedError"] * len(PEOPLE)
    with clock.at(start + timedelta(hours=1)):
        goes_to(mail.server.url)
        run_due()
    assert len(mail.server.received) >= len(PEOPLE) - 1
    assert session().scalars(select(JobLane.failures)).one() == 0


def test_a_mail_server_that_never_says_a_word_delays_nobody_elses_work(app: Flask, mail: Post, world: World) -> None:
    worked.clear()
    stop.clear()
    tell(mail, world, *PEOPLE)
    with silent_server() as url:
        goes_to(url, Timeouts(answer=4.0, before_dot=4.0, after_dot=4.0))
        worker = threading.Thread(target=run_in, args=(app,), daemon=True)
        worker.start()
        until_a_letter_is_in_hand()
        with atomic() as current:
            queue.enqueue(current, "test.work", {"id": "a"}, "a", database_time(current))
        assert worked.wait(3.5), "it waited for the mail server"
        stop.set()
        worker.join(30)
    assert not worker.is_alive()
    assert mail.server.received == []


def run_in(app: Flask) -> None:
    with app.app_context():
        run_forever(stop)


def until_a_letter_is_in_hand() -> None:
    for _ in range(200):
        if any(job.lease_until is not None for job in unsent()):
            return
        stop.wait(0.05)
    pytest.fail("no letter was taken up")


def named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let this machine's name stand for these addresses, in this order."""
    look_up = socket.getaddrinfo

    def answer(host: str, port: int, *args: Any, **options: Any) -> list[Any]:
        hosts = addresses if host == "localhost" else (host,)
        return [found for one in hosts for found in look_up(one, port, *args, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


def test_a_name_with_many_addresses_where_nobody_answers_takes_no_longer_than_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    with unreachable(port, 12) as addresses:
        named(monkeypatch, *addresses)
        began = time.monotonic()
        with pytest.raises(MailServerUnavailable):
            SmtpConnection(f"smtp://localhost:{port}", QUICK)
        assert time.monotonic() - began < 3 * QUICK.answer


def test_the_one_of_many_addresses_where_somebody_answers_is_found(
    mail: Post, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(mail, world, "Hanna")
    with unreachable(mail.server.port, 3) as addresses:
        named(monkeypatch, *addresses, "127.0.0.1")
        goes_to(mail.server.url, Timeouts(answer=4.0, before_dot=8.0))
        mail.goes()
    assert len(mail.server.received) == 1


def test_a_server_whose_greeting_never_ends_is_cut_off() -> None:
    with dripping_server() as url, pytest.raises(MailServerUnavailable):
        SmtpConnection(url, Timeouts(answer=5.0, before_dot=0.5))


def test_our_own_servers_refusal_is_not_laid_on_the_address(mail: Post, world: World) -> None:
    mail.server.says["hanna@example.se"] = "554 5.7.1 Relay access denied"
    tell(mail, world, "Hanna")
    run_due()

    assert not notice_settings(world.staff("Hanna")).refused
    [job] = unsent()
    assert job.last_error == "RCPT 554 5.7.1"
    with clock.at(clock.now() + timedelta(minutes=20)):
        assert not health.mail_goes()

    mail.server.says.clear()
    with clock.at(clock.now() + timedelta(hours=1)):
        run_due()
    assert mail.addresses() == ["hanna@example.se"]


def test_the_status_tells_how_mail_has_gone(app: Flask, mail: Post, world: World) -> None:
    mail.server.says["hanna@example.se"] = "550 5.1.1 no such mailbox"
    tell(mail, world, "Hanna", "Henrik")
    run_due()
    goes_to(NOBODY_THERE)
    tell(mail, world, "Maja")
    run_due()

    told = app.test_cli_runner().invoke(args=["jobs", "status"]).output

    assert "1 sent, 1 waiting, 1 refused by their address, 0 unanswered" in told
    assert "mail: the server failed; tried again 20" in told


def test_a_delivery_takes_back_that_the_latest_one_did_not_arrive(mail: Post, world: World) -> None:
    mail.server.says["hanna@example.se"] = "550 5.1.1 no such mailbox"
    tell(mail, world, "Hanna")
    run_due()
    assert notice_settings(world.staff("Hanna")).refused

    mail.server.says.clear()
    mail.tell(NoticeEvent.CASE_TAKEN_AWAY, Receiver.staff(world.staff_id("Hanna")))
    mail.goes()

    assert mail.addresses() == ["hanna@example.se"]
    assert not notice_settings(world.staff("Hanna")).refused
