"""A worker that is killed in the middle of its work loses nothing, and nobody is told twice of the same thing."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.authz.actors import System
from app.core import clock
from app.core.db import atomic, session
from app.jobs.models import Job
from app.jobs.registry import LEASES, Lane
from app.jobs.worker import run_due
from app.notices.kinds import NoticeEvent, Owner, OwnerKind, Receiver
from app.notices.models import Notice
from app.notices.services.addresses import add_verified_address, remove_address
from app.notices.services.delivery import REST
from app.notices.services.promises import notify
from app.roles.models import RoleGrant
from app.transaction import transaction
from config import Config
from tests.mail_server import MailServer, mail_server
from tests.world import World

ROOT = Path(__file__).parent.parent.parent
PEOPLE = ("Maja", "Hanna", "Henrik", "Alva", "Adam", "Berit")
TIMEOUT = 60
LEASE = int(LEASES[Lane.MAIL].total_seconds())


def test_every_notice_goes_out_although_two_workers_are_killed_and_none_counts_twice(
    app: Flask, config: Config, world: World
) -> None:
    with mail_server() as server, app.app_context():
        promise_to_all(world)
        server.delay = 1
        for ahead in (61, 62 + LEASE):
            seen = len(server.received)
            with worker(config, server, ahead) as process:
                until(two_more(server, seen))
                os.kill(process.pid, signal.SIGKILL)
                process.wait(TIMEOUT)
            assert held() == 1
        server.delay = 0
        ahead = 63 + 2 * LEASE + int(REST.total_seconds())
        with worker(config, server, ahead), worker(config, server, ahead):
            until(lambda: waiting() == 0)

        numbers = {letter.number for letter in server.received}
        assert len(numbers) == len(PEOPLE)
        assert len(server.received) <= len(PEOPLE) + 2
        assert max(Counter(letter.number for letter in server.received).values()) == 2
        assert count(select(func.count(Notice.id)).where(Notice.sent_at.is_not(None))) == len(PEOPLE)


def two_more(server: MailServer, seen: int) -> Callable[[], bool]:
    return lambda: len(server.received) >= seen + 2


def promise_to_all(world: World) -> None:
    for name in PEOPLE:
        remove_address(world.staff(name))
        key = world.staff_id(name)
        with atomic() as current:
            add_verified_address(current, Owner(OwnerKind.STAFF, key, key), f"{name.lower()}@example.se", clock.now())
    with transaction(System("test")) as unit:
        unit.log_event(Event(EventKind.ROLE_GRANTED))
        grant_id = unit.session.scalars(select(RoleGrant.id).limit(1)).one()
        for name in PEOPLE:
            notify(unit, NoticeEvent.RIGHT_GRANTED, Receiver.staff(world.staff_id(name)), grant_id)
    run_due()


@contextmanager
def worker(config: Config, server: MailServer, ahead: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker process on the test's database; killed at the end."""
    environment = {
        **os.environ,
        "APP_ENV": "test",
        "DATABASE_URL": config.database_url,
        "KEYRING": str(config.keyring_path),
        "SECRET_KEY": config.secret_key,
        "INSTANCE_DIR": str(config.instance_dir),
        "SMTP_URL": server.url,
    }
    command = [sys.executable, "-m", "tests.faults.worker_process", str(ahead)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(TIMEOUT)


def until(holds: Callable[[], bool]) -> None:
    """Wait for it, but not for ever."""
    deadline = time.monotonic() + TIMEOUT
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def count(query: object) -> int:
    session().rollback()
    found: int = session().execute(query).scalar_one()  # type: ignore[call-overload]  # any query of one number
    return found


def held() -> int:
    """Letters that a dead worker still has; what its other lanes had is not told here."""
    return count(
        select(func.count(Job.id)).where(Job.kind == "send_notice", Job.lease_until.is_not(None), Job.done_at.is_(None))
    )


def waiting() -> int:
    """Notices that have not gone out."""
    return count(select(func.count(Job.id)).where(Job.kind == "send_notice", Job.done_at.is_(None)))
