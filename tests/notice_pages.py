"""Walking the pages with the settings for notices, as a person does."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.audit.models import AuditEvent
from app.authz.actors import Actor
from app.core.db import session
from app.jobs.worker import run_due
from app.notices.demo_page import waiting_codes
from app.notices.queries import notice_settings
from app.notices.services.addresses import remove_address
from app.notices.services.post import OFFICE, PostOffice
from tests import pages
from tests.hooks import instead
from tests.mail_server import MailServer, mail_server
from tests.world import World

PAGE = "/settings/notices"


def submit(client: FlaskClient, action: str, **typed: pages.Typed) -> TestResponse:
    """Fill in the page's form for ``action`` as a person does, and send it."""
    return pages.submit(client, PAGE, action, {key.replace("__", "-"): text for key, text in typed.items()})


def the_code(app: Flask) -> str:
    """Run the worker and read the code in the database."""
    with app.app_context():
        run_due()
        return waiting_codes()[0].code


def settings_of(app: Flask, actor: Actor) -> tuple[str | None, str | None]:
    with app.app_context():
        found = notice_settings(actor)
        return found.address, found.waiting


def kinds(app: Flask, actor_id: object) -> list[str]:
    with app.app_context():
        rows = session().execute(select(AuditEvent.kind, AuditEvent.outcome).where(AuditEvent.actor_id == actor_id))
        return [f"{row.kind}:{row.outcome}" for row in rows]


@contextmanager
def code_server(app: Flask, world: World) -> Iterator[MailServer]:
    """A mail server; Hanna, Tolvan and Tvåan for Lill have no addresses yet."""
    with mail_server() as running:
        office = PostOffice(running.url, "svara-inte@example.se", "https://inkorg.example.se")
        with app.app_context():
            for actor in (world.staff("Hanna"), world.citizen("Tolvan"), world.citizen("Tvåan", "Lill")):
                remove_address(actor)
        with instead(app, OFFICE, office):
            yield running
