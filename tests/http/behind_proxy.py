"""The product at a public address of its own, behind one proxy that tells what was asked for."""

from collections.abc import Iterator
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Engine, House
from tests.logins import open_login
from tests.programs import close
from tests.world import World

HOST = "vard.example"


def door_at(public_url: str, engine: Engine, house: House) -> Flask:
    """An application that stays for the session; every test that uses it goes through ``used``."""
    return engine.application(replace(house.config, public_url=public_url, trusted_proxies=1))


def used(door: Flask) -> Iterator[Flask]:
    """The application for one test, whose database it lets go of at the end."""
    yield door
    close(door)


def browser_of(door: Flask, name: str) -> FlaskClient:
    """A browser in which a member of staff is logged in, over https."""
    browser = door.test_client()
    browser.set_cookie("__Host-vardinkorg", open_login(door, World(door).staff(name)), domain=HOST)
    return browser
