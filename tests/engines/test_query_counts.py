"""What the pages that people look at all day ask of the database: as much of very many cases as of few, and by an index.

The suite compares 50 cases with 500. ``make scale`` compares with 50,000 and tells how long each page took.
"""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.cases.services.replies import Reply, send_partial_reply
from app.core import case_number
from app.core.db import db
from app.inbox.inboxes import ClinicTab, OwnTab
from tests.many_cases import add_cases
from tests.pages import submit
from tests.statements import before_each
from tests.world import World, operation

FEW, MANY = 50, 50_000
CLINIC = tuple(f"/clinic-cases?tab={tab}" for tab in ClinicTab)
OWN = tuple(f"/my-cases?tab={tab}" for tab in OwnTab)
SORTED = tuple(
    f"/clinic-cases?tab=ongoing&sort={sort}" for sort in ("-received", "respond_by", "-last_event", "citizen")
)
LISTS = (*CLINIC, *SORTED, *OWN, "/citizen/cases")
Asked = list[tuple[str, object]]


@contextmanager
def asked(app: Flask) -> Iterator[Asked]:
    """The statements that are sent to the database meanwhile, with what they were sent with."""
    caught: Asked = []
    with before_each(app, lambda statement, values: caught.append((statement, values))):
        yield caught


class Clinic:
    """Storgatan with one real case, the people who look at it, and as many more cases as asked for."""

    def __init__(self, app: Flask, world: World) -> None:
        self.app, self.world = app, world
        self.took: dict[str, float] = {}
        self.case_id = world.send("Tolvan")
        world.distribute(self.case_id, person="Hanna")
        reply = Reply("Hej", world.case(self.case_id).version, operation())
        with app.app_context():
            send_partial_reply(world.staff("Hanna"), self.case_id, reply)
        self.browsers = {name: world.login(name) for name in ("Maja", "Hanna", "Greta")}
        self.browsers["Tolvan"] = world.login_citizen("Tolvan")
        submit(self.browsers["Greta"], "/log-review", "/log-review", {"citizen": "19121212-1212", "reason": "sample"})

    def grow(self, number: int) -> None:
        world = self.world
        holders = [
            (None, None),
            (world.staff_id("Hanna"), None),
            (None, world.group_id()),
            (world.staff_id("Siv"), None),
        ]
        hanna = world.staff("Hanna")
        with self.app.app_context():
            add_cases(self.case_id, holders, hanna, number)

    def pages(self) -> dict[str, FlaskClient]:
        """Each hot page, and whose browser has it open."""
        browsers = self.browsers
        return {
            **dict.fromkeys(("/", "/card-counts", *CLINIC, *SORTED, f"/cases/{self.case_id}"), browsers["Maja"]),
            **dict.fromkeys(OWN, browsers["Hanna"]),
            **dict.fromkeys(("/citizen", "/citizen/cases", f"/citizen/cases/{self.case_id}"), browsers["Tolvan"]),
            "/log-review/report?lists=1": browsers["Greta"],
        }

    def statements(self) -> dict[str, Asked]:
        """What each page asks, when it has been looked at once before."""
        found = {}
        for address, browser in self.pages().items():
            browser.get(address)
            begun = time.perf_counter()
            with asked(self.app) as caught:
                answer = browser.get(address)
            self.took[address] = time.perf_counter() - begun
            assert answer.status_code == 200, address
            found[address] = caught
        return found


def plan(statement: str, values: object, engine_name: str) -> str:
    """How the database goes about a statement."""
    explain = "EXPLAIN QUERY PLAN " if engine_name == "sqlite" else "EXPLAIN "
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(explain + statement, values).all()  # type: ignore[arg-type]  # as it was sent
    return "\n".join(str(row[-1]) for row in rows)


def reads_all(steps: str) -> bool:
    """Whether all cases are gone through, one after the other, to find those of a page."""
    return re.search(r"SCAN cases(?! USING)|Seq Scan on cases\b", steps) is not None


def unserved(app: Flask, many: dict[str, Asked], engine_name: str) -> list[tuple[str, str]]:
    """The lists that are made by reading every case, with the database's plan."""
    found, looked_at = [], set()
    with app.app_context():
        for address in LISTS:
            for statement, values in many[address]:
                if "FROM cases" in statement and "LIMIT" in statement and "ORDER BY" in statement:
                    looked_at.add(address)
                    steps = plan(statement, values, engine_name)
                    found += [(address, steps)] if reads_all(steps) else []
    assert looked_at == set(LISTS)
    return found


def tell(clinic: Clinic, statements: dict[str, Asked]) -> None:
    """How long each page took, for whoever ran ``make scale``; nothing depends on it."""
    sys.stdout.write("\n")
    for address, seconds in clinic.took.items():
        shown = address.replace(str(clinic.case_id), "…")
        sys.stdout.write(f"{seconds * 1000:6.0f} ms {len(statements[address]):4} statements  {shown}\n")


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    """How many cases are many."""
    chosen: int = request.config.getoption("--cases")
    return chosen


def test_every_hot_page_asks_as_much_of_many_cases_as_of_few_and_its_list_goes_by_an_index(
    app: Flask, world: World, engine_name: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    clinic = Clinic(app, world)
    clinic.grow(FEW)
    few = {address: len(statements) for address, statements in clinic.statements().items()}
    clinic.grow(number - FEW)
    many = clinic.statements()
    if number >= MANY:
        with capsys.disabled():
            tell(clinic, many)
    assert {address: len(statements) for address, statements in many.items()} == few
    if engine_name == "sqlite" or number >= MANY:  # PostgreSQL rightly reads a small table from end to end
        assert unserved(app, many, engine_name) == []


@pytest.mark.parametrize(("name", "inbox"), [("Maja", "clinic-cases"), ("Hanna", "my-cases")])
def test_a_search_for_several_words_asks_as_much_as_one_for_a_name_and_goes_by_an_index(
    app: Flask, world: World, engine_name: str, name: str, inbox: str
) -> None:
    clinic = Clinic(app, world)
    clinic.grow(FEW)
    browser, page = clinic.browsers[name], f"/{inbox}"
    numbers, shown = [], case_number.shown(world.case(clinic.case_id).number)
    for term in ("Tolvan", "Tolvan", "Tolvan recept", "förnya tolvan recept", f"recept Tolvan {shown}"):
        with asked(app) as caught:
            answer = submit(browser, page, f"{page}/search", {"term": term})
            assert browser.get(answer.location).status_code == 200
        numbers.append(len(caught))
        if engine_name == "sqlite":
            with app.app_context():
                plans = [plan(*one, engine_name) for one in caught if "FROM cases" in one[0]]
            assert plans
            assert [steps for steps in plans if reads_all(steps)] == []
    assert len(set(numbers[1:])) == 1, numbers
