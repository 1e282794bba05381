"""Telling people things in a test, with a real mail server, and short ways to give them addresses."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.kinds import EventKind
from app.authz.actors import Actor, Citizen, System
from app.core import clock
from app.core.db import atomic, session
from app.jobs.worker import run_due
from app.notices.kinds import NoticeEvent, Owner, OwnerKind, Receiver, owner_of
from app.notices.models import Notice, NoticeAddress
from app.notices.queries import of_owner
from app.notices.services.addresses import add_verified_address
from app.notices.services.promises import notify
from app.transaction import transaction
from tests.mail_server import MailServer
from tests.world import World

PUBLIC = "https://inkorg.example.se"


@dataclass
class Post:
    """The mail server of the test, and short ways to tell people things."""

    server: MailServer
    undone: set[UUID] = field(default_factory=set)

    def goes(self, minutes: int = 1) -> None:
        """Run the worker, a little more than a minute later."""
        with clock.at(clock.now() + timedelta(minutes=minutes, seconds=1)):
            run_due()

    def tell(self, event: NoticeEvent, *to: Receiver, by: Actor | None = None, about: UUID | None = None) -> UUID:
        """Promise notices as an operation does, and let the worker find out who is to be told."""
        key = about or uuid4()
        with transaction(by or System("test")) as unit:
            unit.log_event(Event(EventKind.DISTRIBUTED))
            for receiver in to:
                notify(unit, event, receiver, key)
        run_due()
        return key

    def addresses(self) -> list[str]:
        """Who has got e-mail, sorted."""
        return sorted(letter.to for letter in self.server.received)


def stands(sent: Post) -> Callable[[Session, UUID], bool]:
    return lambda _session, about: about not in sent.undone


def give(owner: Owner, email: str) -> None:
    with atomic() as current:
        for row in current.scalars(select(NoticeAddress).where(of_owner(owner))):
            current.delete(row)
        current.flush()
        add_verified_address(current, owner, email, clock.now())


def give_staff(world: World, *names: str) -> None:
    for name in names:
        key = world.staff_id(name)
        give(Owner(OwnerKind.STAFF, key, key), f"{name.lower()}@example.se")


def give_citizen(actor: Citizen, email: str) -> None:
    give(owner_of(actor), email)


def only_notice() -> Notice:
    session().rollback()
    return session().scalars(select(Notice)).one()
