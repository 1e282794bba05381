"""What pages keep in a login session between requests: sealed, and changed by several pages at once."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import object_session

from app.asked.services import forget_questions_of
from app.auth.kinds import EndReason
from app.auth.models import LoginSession
from app.core import clock, crypto
from app.core.crypto import Place
from app.core.db import atomic

log = logging.getLogger(__name__)
MAX_CHARACTERS = 300_000
CONSUMED = "consumed"
"""In an ended session: a visitor's session has followed it, and what is sent with its cookie is kept no more."""


_LIVING = (
    select(LoginSession)
    .where(LoginSession.id_hash == bindparam("id_hash"), LoginSession.revoked_at.is_(None))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def keep(id_hash: bytes, changed: Mapping[str, Any], *, seen: bool) -> None:
    """Store what changed (``None``: it is gone), and that the person was here.

    What another request has stored meanwhile under other names stays: a person has several pages open.
    """
    if not changed and not seen:
        return
    with atomic() as session:
        row = session.scalar(_LIVING, {"id_hash": id_hash})
        if row is None:
            return
        if changed:
            data = {**unsealed(row), **changed}
            row.data = sealed(id_hash, {name: value for name, value in data.items() if value is not None})
        if seen:
            row.last_seen_at = clock.now()


def sealed(id_hash: bytes, data: Mapping[str, Any]) -> bytes:
    """The data as it lies in the database; of more than a session may hold, the largest parts are left out.

    What pages keep is small. Every request of the session reads it, so nothing that somebody sends may make it large.
    """
    kept = dict(data)
    while len(text := _text(kept)) > MAX_CHARACTERS:
        largest = max(kept, key=lambda name: len(_text(kept[name])))
        log.warning(
            "left out of a login session, too large: %s", largest.partition("_state_")[0] or "a login under way"
        )
        del kept[largest]
    return crypto.keyring().seal_row(text, _place(id_hash))


def _text(data: object) -> str:
    return json.dumps(data, separators=(",", ":"))


def unsealed(row: LoginSession) -> dict[str, Any]:
    """The data of a session. ``Unreadable`` when it was changed or moved."""
    with crypto.reading(Place("login_sessions", str(row.public_id), "data")):  # what people know it by
        data: dict[str, Any] = json.loads(crypto.keyring().unseal_row(row.data, _place(row.id_hash)))
    return data


def _place(id_hash: bytes) -> Place:
    return Place("login_sessions", id_hash.hex(), "data")


def forget_questions_at_end(ended: LoginSession) -> None:
    """What a member of staff searched for is forgotten with the last session, unless another follows it."""
    session = object_session(ended)
    if ended.staff_id is None or ended.reason is EndReason.REPLACED or session is None:
        return
    session.flush()
    living = exists().where(LoginSession.staff_id == ended.staff_id, LoginSession.revoked_at.is_(None))
    if not session.scalar(select(living)):
        forget_questions_of(session, ended.staff_id)
