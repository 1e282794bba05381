"""The mail server that notices are sent to, and PostgreSQL's programs."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.notices.kinds import NoticeEvent
from app.notices.services.post import OFFICE, PostOffice
from app.notices.services.promises import STILL_TRUE
from tests.hooks import instead
from tests.mail_server import mail_server
from tests.notified_people import PUBLIC, Post, stands
from tests.programs import wheel_programs


@pytest.fixture
def mail(app: Flask) -> Iterator[Post]:
    """A mail server, and a check that a test can answer: whether what a notice is about was undone."""
    with mail_server() as server, app.app_context():
        sent = Post(server)
        office = PostOffice(server.url, "Inkorgen <svara-inte@inkorg.example.se>", PUBLIC)
        checks = dict.fromkeys(NoticeEvent, stands(sent))
        with instead(app, OFFICE, office), instead(app, STILL_TRUE, checks):
            yield sent


@pytest.fixture
def client_programs(monkeypatch: pytest.MonkeyPatch, engine_name: str) -> None:
    """Those of the wheel, on the engine that needs them."""
    if engine_name == "postgresql":
        monkeypatch.setenv("PG_BIN", str(wheel_programs()))
