"""The mail server that codes and notices are sent to."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app.notices.services import post
from app.notices.services.addresses import remove_address
from tests.mail_server import MailServer, mail_server
from tests.providers import door, evil, product, victim
from tests.world import World

__all__ = ["codes", "door", "evil", "product", "victim"]


@pytest.fixture
def codes(app: Flask, world: World) -> Iterator[MailServer]:
    """A mail server; Hanna, Tolvan and Tvåan have no addresses yet."""
    before = post.office()
    with mail_server() as running:
        post.use(post.PostOffice(running.url, "svara-inte@example.se", "https://inkorg.example.se"))
        with app.app_context():
            for actor in (world.staff("Hanna"), world.citizen("Tolvan"), world.citizen("Tvåan", "Lill")):
                remove_address(actor)
        yield running
        post.use(before)
