"""The frame around every page points only at pages that exist."""

from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string

from app.web.shell import Shell, ShellKind, here, install_shell, link


@pytest.fixture
def app() -> Flask:
    made = Flask("shell", static_folder=None)
    install_shell(made, lambda: Shell(kind=ShellKind.STAFF, clinic_name="Storgatans vårdcentral"))
    made.add_url_rule("/help", "help.page", lambda: "help", methods=["GET", "POST"])
    return made


@pytest.fixture
def page(app: Flask) -> Iterator[Flask]:
    with app.test_request_context("/help?about=cases"):
        yield app


@pytest.mark.usefixtures("page")
def test_a_page_that_exists_has_an_address_and_one_that_does_not_has_none() -> None:
    assert link("help.page") == "/help"
    assert link("portal.inbox") is None


@pytest.mark.usefixtures("page")
def test_every_template_knows_the_frame() -> None:
    assert render_template_string("{{ shell.kind }} {{ shell.clinic_name }}") == "staff Storgatans vårdcentral"


@pytest.mark.usefixtures("page")
def test_choosing_a_language_leads_back_to_the_same_page() -> None:
    assert here() == "/help?about=cases"


def test_there_is_no_way_back_to_a_page_that_was_the_answer_to_a_form(app: Flask) -> None:
    with app.test_request_context("/help", method="POST"):
        assert not here()
