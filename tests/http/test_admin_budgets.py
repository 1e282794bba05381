"""Staff, groups and the report send as many questions to the database for many rows as for few."""

import pytest
from flask import Flask

from app.portal.services.opening import open_own_case
from tests.pages import submit
from tests.statements import sent_to_database
from tests.world import World

BUDGET = 24


@pytest.mark.parametrize("path", ["/staff", "/groups"])
def test_a_list_of_colleagues_stays_within_its_budget(app: Flask, world: World, path: str) -> None:
    adam = world.login("Adam")
    adam.get(path)
    with sent_to_database(app) as sent:
        adam.get(path)
    assert len(sent) <= BUDGET, sent


def test_a_full_page_of_the_report_costs_no_more_than_a_short_one(app: Flask, world: World) -> None:
    case_id, greta = world.send("Tolvan"), world.login("Greta")
    submit(greta, "/log-review", "/log-review", {"citizen": "19121212-1212", "reason": "sample"})
    with sent_to_database(app) as few:
        greta.get("/log-review/report")
    with app.app_context():
        for _again in range(60):
            open_own_case(world.citizen("Tolvan"), case_id, "sv")
    with sent_to_database(app) as many:
        greta.get("/log-review/report")
    assert len(many) == len(few) <= BUDGET, many
