"""The mail server that codes and notices are sent to."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask

from tests.mail_server import MailServer
from tests.notice_pages import code_server
from tests.providers import Product, door, evil, product, victim
from tests.world import World

__all__ = ["codes", "door", "evil", "product", "victim"]


@pytest.fixture
def codes(app: Flask, world: World) -> Iterator[MailServer]:
    """A mail server; Hanna, Tolvan and Tvåan for Lill have no addresses yet."""
    with code_server(app, world) as running:
        yield running


@pytest.fixture
def case_id(product: Product) -> UUID:
    """A case of Tolvan's that Hanna holds, in the product that browsers log in to through the identity provider."""
    return World(product.app).held_by("Hanna")
