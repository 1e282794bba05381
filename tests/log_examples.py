"""Examples of what the log tells: something is done in a room, and the lines that it leaves are compared whole."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Select, update
from werkzeug.test import TestResponse

from app.audit.events import NOWHERE, client
from app.core.db import atomic, session
from app.limits.kinds import LIMITS_IN_USE
from app.roles.models import Clinic
from settings.limits import USUAL
from tests import pages
from tests.case_pages import read
from tests.log_lines import Line, events_since, latest, names_now
from tests.logins import token_of
from tests.pages import Typed
from tests.world import World, operation

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


@dataclass
class Room:
    """Where an example happens; ``begin`` says from where on the lines are its own."""

    world: World
    first: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        self.first, self.names = latest(self.world.app), names_now(self.world.app)

    def lines(self) -> list[Line]:
        return events_since(self.world.app, self.first, self.names)

    @contextmanager
    def work(self) -> Iterator[None]:
        """What is done without a request, as by a worker."""
        self.begin()
        token = client.set(NOWHERE)
        with self.world.app.app_context():
            yield
        client.reset(token)

    def enter(self, name: str, child: str = "") -> FlaskClient:
        """A browser of the person; what comes after it is the example."""
        citizen = name in {"Tolvan", "Tvåan", "Nina"}
        browser = self.world.login_citizen(name, child or None) if citizen else self.world.login(name)
        self.begin()
        return browser

    def press(self, name: str, address: str, child: str = "", /, **typed: str) -> None:
        """Send a form that no page is opened for."""
        browser = self.enter(name, child)
        form = {"csrf_token": token_of(browser, "/help"), "operation_id": operation(), **typed}
        answer = browser.post(address, data=form)
        assert answer.status_code == 303, read(answer.text)

    def submit(self, name: str, page: str, action: str, /, **typed: Typed) -> TestResponse:
        """Open a page and send its form."""
        browser = self.enter(name)
        answer = pages.submit(browser, page, action, typed)
        assert answer.status_code == 303, read(answer.text)
        return answer

    def shows(self, name: str, address: str, child: str = "") -> str:
        """Read a page."""
        answer = self.enter(name, child).get(address)
        assert answer.status_code == 200, read(answer.text)
        return answer.text

    def change_clinic(self, **values: object) -> None:
        with self.world.app.app_context(), atomic() as current:
            current.execute(update(Clinic).where(Clinic.id == self.world.clinic_id()).values(**values))

    def limit(self, **few: int) -> None:
        """Let somebody do so little from now on; every test begins with wide limits again."""
        LIMITS_IN_USE.set(self.world.app, replace(USUAL, **few))

    def one(self, wanted: Select[UUID]) -> UUID:
        """The only id that is found."""
        with self.world.app.app_context():
            session().rollback()
            return session().scalars(wanted).one()


Example = Callable[..., None]


class Examples(dict[Example, list[Line]]):
    """What is done, and the lines that it leaves, in order."""

    def leaves(self, *lines: Line) -> Callable[[Example], Example]:
        def add(example: Example) -> Example:
            self[example] = list(lines)
            return example

        return add
