"""The mail server that notices are sent to, and PostgreSQL's programs."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.notices.kinds import NoticeEvent
from app.notices.services import post, telling
from app.notices.services.telling import still_true
from tests.mail_server import mail_server
from tests.programs import wheel_programs
from tests.telling import PUBLIC, Post, stands


@pytest.fixture
def mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """A mail server, and a check that a test can answer: whether what a notice is about was undone."""
    monkeypatch.setattr(telling, "_checks", {})
    before = post.office()
    with mail_server() as server, app.app_context():
        sent = Post(server)
        still_true(*NoticeEvent)(stands(sent))
        post.use(post.PostOffice(server.url, "Inkorgen <svara-inte@inkorg.example.se>", PUBLIC))
        yield sent
        post.use(before)


@pytest.fixture
def client_programs(monkeypatch: pytest.MonkeyPatch, engine_name: str) -> None:
    """Those of the wheel, on the engine that needs them."""
    if engine_name == "postgresql":
        monkeypatch.setenv("PG_BIN", str(wheel_programs()))
