"""What was sent from a page of somebody who was logged in there no more waits for its owner alone, sealed, in the database.

Not in the browser's session: it is another person's by now, and ends with their logout.
"""

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from app.auth.models import LoginSession, WaitingForms
from app.auth.services.sessions import Who
from app.core import clock, crypto
from app.core.crypto import Place, Unreadable
from app.core.db import atomic, insert_for
from app.core.db import session as reading
from app.jobs.registry import report_unreadable

RETENTION = timedelta(days=30)
"""Each text by its own moment, which stands beside it in the sealed JSON; the row has that of the oldest."""
SINCE = "kept_at"
Forms = list[dict[str, Any]]


def whose_token(token: str) -> Who | None:
    """Whose login session this token of a form was made in, be it over or not: a token begins with the public id."""
    try:
        public_id = UUID(token[:32])
    except ValueError:
        return None
    row = reading().scalar(select(LoginSession).where(LoginSession.public_id == public_id))
    if row is None or (row.staff_id or row.citizen_id) is None:
        return None
    return Who(row.kind, row.staff_id, row.citizen_id, row.for_id, row.clinic_id)


def change_waiting(who: Who, change: Callable[[Forms], Forms | None]) -> bool:
    """Change what waits for this person; False, and nothing is changed, when ``change`` answers with None.

    What does not open is told of in the log when its owner comes, and is not written over: False.
    """
    with atomic() as session:
        row = _own_row(session, who)
        try:
            forms = change(_opened(row))
        except Unreadable:
            return False
        if forms is not None:
            _store(session, row, forms)
    return forms is not None


def waiting_for(person: UUID) -> Forms:
    """What waits for this person, the oldest first."""
    row = reading().scalar(select(WaitingForms).where(_of(person)))
    try:
        return _opened(row) if row is not None else []
    except Unreadable as error:
        report_unreadable("waiting_forms", error)
        return []


def forget_old_waiting() -> None:
    """Drop what nobody has come back for. What does not open goes when the youngest in it must be too old as well."""
    oldest = clock.now() - RETENTION
    with atomic() as session:
        session.execute(delete(WaitingForms).where(WaitingForms.kept_at < oldest - RETENTION))
        for row in session.scalars(select(WaitingForms).where(WaitingForms.kept_at < oldest).with_for_update()).all():
            with suppress(Unreadable):
                _store(session, row, [form for form in _opened(row) if datetime.fromisoformat(form[SINCE]) >= oldest])


def _of(person: UUID) -> ColumnElement[bool]:
    return (WaitingForms.staff_id == person) | (WaitingForms.citizen_id == person)


def _own_row(session: Session, who: Who) -> WaitingForms:
    """The person's row, locked; made when there is none."""
    row_id = uuid.uuid4()
    values = {"staff_id": who.staff_id, "citizen_id": who.citizen_id, "body_sealed": _sealed(row_id, [])}
    new = insert_for(session, WaitingForms).values(id=row_id, kept_at=clock.now(), **values)
    mine = select(WaitingForms).where(_of(who.person or row_id)).with_for_update()
    row = None
    while row is None:  # the one that stood in the way may have been deleted before it could be locked
        session.execute(new.on_conflict_do_nothing())
        row = session.scalar(mine)
    return row


def _store(session: Session, row: WaitingForms, forms: Forms) -> None:
    """The forms, each with its own moment: one that has none has it from now on."""
    if not forms:
        session.delete(row)
        return
    dated = [{SINCE: clock.now().isoformat(), **form} for form in forms]
    row.body_sealed = _sealed(row.id, dated)
    row.kept_at = min(datetime.fromisoformat(form[SINCE]) for form in dated)


def _sealed(row_id: UUID, forms: Forms) -> bytes:
    return crypto.keyring().seal_row(json.dumps(forms), _place(row_id))


def _opened(row: WaitingForms) -> Forms:
    """Those from before each had its own have the row's moment."""
    forms: Forms = json.loads(crypto.keyring().unseal_row(row.body_sealed, _place(row.id)))
    return [{SINCE: row.kept_at.isoformat(), **form} for form in forms]


def _place(row_id: UUID) -> Place:
    return Place("waiting_forms", str(row_id), "body")
