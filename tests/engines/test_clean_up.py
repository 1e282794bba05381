"""What is cleared away and to the second when, and what is never cleared away however old it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.asked.models import AskedQuestion
from app.asked.services import keep_question
from app.auth.models import LoginSession, UsedLogoutToken
from app.auth.services.provider_logouts import end_by_provider
from app.auth.services.sessions import Browser, store_new
from app.authz.actors import Citizen, Staff
from app.cases.models import Presence
from app.core import clock
from app.core.db import Base, atomic, session
from app.jobs.models import Job
from app.jobs.registry import all_recurring, handler_of
from app.limits.counting import count
from app.limits.kinds import Limited
from app.limits.models import LimitCount
from app.notices.kinds import Dropped, NoticeEvent, OwnerKind
from app.notices.models import FormerAddress, Notice, NoticeAddress
from app.notices.services.farewell import RETENTION as FAREWELLS_KEPT
from app.operations import OperationRow
from tests.logins import open_login
from tests.world import World

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
SECOND, DAY, MINUTE = timedelta(seconds=1), timedelta(days=1), timedelta(minutes=1)
AGES = timedelta(days=3650)
Make = Callable[[World], None]


def keep(row: Base) -> None:
    with atomic() as current:
        current.add(row)


def rows(table: type[Base]) -> int:
    session().rollback()
    return session().scalar(select(func.count()).select_from(table)) or 0


def whose(world: World) -> dict[str, object]:
    hanna = world.staff_id("Hanna")
    return {"owner_kind": OwnerKind.STAFF, "owner_id": hanna, "for_id": hanna, "created_at": NOON}


def notice(**ended: object) -> Make:
    def make(world: World) -> None:
        said = {"event": NoticeEvent.CASE_ASSIGNED, "about_id": uuid4(), "language": "sv", "send_after": NOON}
        keep(Notice(dedupe=str(uuid4()), **whose(world), **said, **ended))

    return make


def address(verified_at: datetime | None) -> Make:
    return lambda world: keep(NoticeAddress(email_sealed=b"sealed", verified_at=verified_at, **whose(world)))


def former(_world: World) -> None:
    keep(FormerAddress(email_sealed=b"sealed", language="sv", created_at=NOON))


def job(**ended: datetime) -> Make:
    return lambda _world: keep(Job(kind="none", payload={}, dedupe="one", run_at=NOON, promised_at=NOON, **ended))


def login(name: str) -> Make:
    def make(world: World) -> None:
        actor: Staff | Citizen = world.staff(name) if name == "Maja" else world.citizen(name)
        open_login(world.app, actor)

    return make


def visitor(_world: World) -> None:
    store_new({"language": "en"}, Browser())


def logout_token(_world: World) -> None:
    end_by_provider("https://idp.example", "token-1", "session-1", "")


def question(world: World) -> None:
    keep_question(world.staff("Maja"), "clinic", {"term": "Tolvan"})


def presence(world: World) -> None:
    keep(Presence(case_id=world.send(), staff_id=world.staff_id("Maja"), seen_at=NOON))


def counted(_world: World) -> None:
    with atomic() as current:
        count(current, Limited.SEARCH, "somebody", NOON)


def operation(world: World) -> None:
    keep(OperationRow(principal=world.staff_id("Maja"), operation_id="one", at=NOON))


class Cleaned(NamedTuple):
    """What is made at noon, in which table, the job that clears it away, and how long it is kept (None: for ever)."""

    make: Make
    table: type[Base]
    job: str
    kept: timedelta | None


SESSIONS, VISITORS, NOTICES, JOBS = "forget_login_sessions", "forget_visitors", "notices.forget", "jobs.forget"
CLEANED = {
    "a login of staff": Cleaned(login("Maja"), LoginSession, SESSIONS, timedelta(hours=10) + 30 * DAY),
    "a login of a citizen": Cleaned(login("Tolvan"), LoginSession, SESSIONS, timedelta(hours=2) + 30 * DAY),
    "a login, each hour": Cleaned(login("Maja"), LoginSession, VISITORS, None),
    "a visitor's session": Cleaned(visitor, LoginSession, VISITORS, timedelta(hours=2)),
    "a used logout token": Cleaned(logout_token, UsedLogoutToken, SESSIONS, DAY),
    "a notice that was sent": Cleaned(notice(sent_at=NOON), Notice, NOTICES, 90 * DAY),
    "a notice that was dropped": Cleaned(notice(dropped_at=NOON, why=Dropped.UNDONE), Notice, NOTICES, 90 * DAY),
    "a notice that waits": Cleaned(notice(), Notice, NOTICES, None),
    "an address without its code": Cleaned(address(None), NoticeAddress, NOTICES, DAY),
    "an address in use": Cleaned(address(NOON), NoticeAddress, NOTICES, None),
    "an address that was in use": Cleaned(former, FormerAddress, NOTICES, FAREWELLS_KEPT),
    "work that was done": Cleaned(job(done_at=NOON), Job, JOBS, 30 * DAY),
    "work that was given up": Cleaned(job(dead_at=NOON), Job, JOBS, None),
    "work that waits": Cleaned(job(), Job, JOBS, None),
    "a search": Cleaned(question, AskedQuestion, "asked.forget", timedelta(hours=12)),
    "who looks at a case": Cleaned(presence, Presence, "presence.forget", DAY),
    "an operation": Cleaned(operation, OperationRow, "operations.forget", DAY),
    "a count": Cleaned(counted, LimitCount, "forget_limit_counts", 70 * MINUTE),
}


@pytest.fixture(autouse=True)
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.mark.parametrize("name", CLEANED)
def test_what_is_cleared_away_is_kept_until_its_time(world: World, name: str) -> None:
    made = CLEANED[name]
    before = rows(made.table)
    with clock.at(NOON):
        made.make(world)
    there = rows(made.table)
    assert there > before
    with clock.at(NOON + (AGES if made.kept is None else made.kept)):
        handler_of(made.job)({"period": ""})
    assert rows(made.table) == there
    if made.kept is not None:
        with clock.at(NOON + made.kept + SECOND):
            handler_of(made.job)({"period": ""})
        assert rows(made.table) == before


def test_no_clean_up_is_without_an_example() -> None:
    kinds = {kind for kind, _ in all_recurring() if "forget" in kind}
    assert kinds == {made.job for made in CLEANED.values()}
