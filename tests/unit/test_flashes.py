"""What the next page says about what was just done."""

from collections.abc import Iterator

import pytest
from flask import Flask, flash

from app.web.flashes import Flash, flashes, say


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    app = Flask("flashes", static_folder=None)
    app.secret_key = "a key for this test alone"
    with app.test_request_context():
        yield


def test_what_was_said_is_read_once_and_in_order() -> None:
    say("Sparat.")
    say("Gruppen är tom.", "warning")

    assert [(line.kind, line.text) for line in flashes()] == [("success", "Sparat."), ("warning", "Gruppen är tom.")]


def test_an_act_that_can_be_undone_carries_the_address_and_fields_of_its_button() -> None:
    say("Ärendet är fördelat.", undo="/cases/1/undo", fields={"seen_version": "3"})

    assert flashes() == [Flash("success", "Ärendet är fördelat.", "/cases/1/undo", {"seen_version": "3"})]


def test_flasks_own_messages_are_shown_too() -> None:
    flash("Du måste logga in.")

    assert flashes() == [Flash("info", "Du måste logga in.")]
