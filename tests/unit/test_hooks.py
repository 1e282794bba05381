"""What a feature leaves with a floor below it is of one application."""

import pytest
from flask import Flask

from app.core.hooks import Hook

NAMES: Hook[list[str]] = Hook("names", list)
ADDRESS: Hook[str] = Hook("address")


def test_what_is_left_on_one_application_is_not_on_another() -> None:
    one, other = Flask("one"), Flask("other")
    NAMES.of(one).append("Maja")
    ADDRESS.set(one, "https://one.example")
    ADDRESS.set(other, "https://other.example")
    assert (NAMES.of(one), NAMES.of(other)) == (["Maja"], [])
    assert (ADDRESS.of(one), ADDRESS.of(other)) == ("https://one.example", "https://other.example")


def test_the_application_at_work_is_found_without_being_named() -> None:
    one, other = Flask("one"), Flask("other")
    NAMES.of(one).append("Maja")
    with other.app_context(), one.app_context():
        assert NAMES.current == ["Maja"]
    with one.app_context(), other.app_context():
        assert NAMES.current == []


def test_what_nobody_has_left_is_told_by_its_name() -> None:
    with pytest.raises(LookupError, match="address"):
        ADDRESS.of(Flask("one"))
