"""The letter to an address that is no longer used: who did not do that learns of it where nobody else can read it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from sqlalchemy import delete

from app.core.crypto import Place, keyring
from app.core.db import atomic, session
from app.jobs.registry import PATIENCE
from app.notices.kinds import Owner
from app.notices.mail_texts import farewell_text, known_language
from app.notices.models import FormerAddress, NoticeAddress
from app.notices.queries import email_of
from app.notices.services.codes import language_of
from app.notices.services.giving import MAX_GIVEN, count_before_dot, let_rest, not_given
from app.notices.services.post import OFFICE, Letter, send
from app.notices.services.wire import AddressRefused, NotTaken
from app.transaction import Unit

FAREWELL = "send_farewell"
REST = timedelta(hours=1)
RETENTION = PATIENCE + timedelta(days=1)


def promise_farewell(unit: Unit, row: NoticeAddress) -> None:
    """Keep a copy of the address for its last letter, in the transaction that ends its use."""
    key = uuid4()
    language = language_of(unit.session, Owner(row.owner_kind, row.owner_id, row.for_id))
    sealed = keyring().seal_row(email_of(row), _place(key))
    kept = FormerAddress(id=key, email_sealed=sealed, language=known_language(language), created_at=unit.at, given=0)
    unit.session.add(kept)
    unit.promise(FAREWELL, {"former_id": str(key)}, f"{FAREWELL}:{key}")


def send_farewell(payload: Mapping[str, str]) -> None:
    """Send it, and forget the address; a second run finds none."""
    row = session().get(FormerAddress, UUID(payload["former_id"]))
    if row is None:
        return
    key = row.id
    if OFFICE.current.delivers and row.given < MAX_GIVEN:
        let_rest(row, REST)
        text = farewell_text(row.language, OFFICE.current.public_url)
        email = keyring().unseal_row(row.email_sealed, _place(key))
        letter = Letter(email, text, str(uuid5(key, FAREWELL)), row.language)
        session().rollback()  # no transaction stays open while the mail server thinks
        _post(key, letter)
    session().rollback()
    with atomic() as current:
        current.execute(delete(FormerAddress).where(FormerAddress.id == key))


def _post(key: UUID, letter: Letter) -> None:
    try:
        send(letter, count_before_dot(FormerAddress, key))
    except AddressRefused:
        return
    except NotTaken as error:
        if error.after_dot:
            not_given(FormerAddress, key)
        raise


def forget_former(now: datetime) -> None:
    """Drop those whose letter was given up."""
    with atomic() as current:
        current.execute(delete(FormerAddress).where(FormerAddress.created_at < now - RETENTION))


def _place(key: UUID) -> Place:
    return Place("former_addresses", str(key), "email")
