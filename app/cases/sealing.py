"""Sealing in a case: one random key per case, each text bound to the row and field it stands in."""

from uuid import UUID

from app.cases.models import Case
from app.core import crypto
from app.core.crypto import Place


def seal_in(case: Case, text: str, table: str, row_id: UUID, field: str) -> bytes:
    """Seal text with the case's own key, bound to the row and field it stands in."""
    with crypto.reading(Place("cases", str(case.id), "key"), case.id):
        key = crypto.keyring().unwrap(case.key_wrapped)
    return crypto.seal(key, text, Place(table, str(row_id), field))


def unseal_in(case: Case, sealed: bytes, table: str, row_id: UUID, field: str) -> str:
    """The text again; ``Unreadable`` when the row was tampered with or moved."""
    place = Place(table, str(row_id), field)
    with crypto.reading(place, case.id):
        return crypto.unseal(crypto.keyring().unwrap(case.key_wrapped), sealed, place)
