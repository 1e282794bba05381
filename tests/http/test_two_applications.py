"""Two applications in one process: what is left on one is not found on the other, whoever was made last."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from app.authz.policy import Action
from app.jobs.registry import KINDS, Kind, all_kinds
from app.limits.kinds import Limited, limit_of
from app.notices.services.post import OFFICE
from app.web.cards import CARDS, Card
from config import Config
from settings.limits import Limits
from tests.conftest import Engine
from tests.logins import logged_in
from tests.programs import close
from tests.world import World

CARD = Card(99, _l("Provkort"), "help.page", Action.LIST_GROUPS, _l("Till för provet"))


@pytest.fixture
def second(app: Flask, engine: Engine, config: Config) -> Iterator[Flask]:
    """Another application on the same database, made after the first."""
    made = engine.application(config)
    yield made
    close(made)


def test_a_card_of_one_is_not_on_the_start_page_of_the_other(app: Flask, second: Flask, world: World) -> None:
    CARDS.of(second).append(CARD)
    shown = [logged_in(one, world.staff("Adam")).get("/").text for one in (app, second)]
    assert ["Provkort" in page for page in shown] == [False, True]
    assert all("Vårdpersonal" in page for page in shown)


def test_a_job_of_one_is_unknown_to_the_other(app: Flask, second: Flask) -> None:
    KINDS.of(second).add({"test.second": Kind(lambda _payload: None)})
    with second.app_context():
        assert "test.second" in all_kinds()
    with app.app_context():
        assert all_kinds()
        assert "test.second" not in all_kinds()


def test_limits_and_the_mail_server_are_those_of_each(app: Flask, engine: Engine, config: Config) -> None:
    last = engine.application(replace(config, limits=Limits(searches=31), smtp_url="smtp://post.example"))
    with last.app_context():
        assert (limit_of(Limited.SEARCH), OFFICE.current.smtp_url) == (31, "smtp://post.example")
    with app.app_context():
        assert (limit_of(Limited.SEARCH), OFFICE.current.smtp_url) == (config.limits.searches, config.smtp_url)


def test_no_list_is_shared_and_nothing_stands_there_twice(app: Flask, second: Flask) -> None:
    left, left_again = app.extensions["hooks"], second.extensions["hooks"]
    lists = {hook for hook, value in left.items() if isinstance(value, list | dict)} & left_again.keys()
    assert lists
    assert [hook.name for hook in lists if left[hook] is left_again[hook]] == []
    assert [hook.name for hook in lists if len(left[hook]) != len(left_again[hook])] == []


def test_two_features_cannot_have_one_kind_of_job(second: Flask) -> None:
    with pytest.raises(ValueError, match=r"jobs\.forget"):
        KINDS.of(second).add({"jobs.forget": Kind(lambda _payload: None)})


def test_an_application_that_nobody_has_joined_has_no_jobs() -> None:
    with Flask("bare").app_context():
        assert all_kinds() == ()
