"""Which release it is stands at the foot of every page, and the command line tells it."""

from flask import Flask

from settings.release import VERSION
from tests.world import World


def test_it_stands_at_the_foot_of_every_page(app: Flask, world: World) -> None:
    for browser in (app.test_client(), world.login("Maja"), world.login_citizen("Nina")):
        for path in ("/", "/finns-inte"):
            page = browser.get(path, follow_redirects=True).text
            assert f"Vårdinkorgen {VERSION}" in page.partition("<footer")[2]


def test_the_command_line_tells_it(app: Flask) -> None:
    said = app.test_cli_runner().invoke(args=["version"]).output
    assert said.startswith(f"Vårdinkorgen {VERSION} (")
