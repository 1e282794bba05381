"""Whether the key file is this database's: with another one, people would lose what they wrote and never be told."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.citizens.models import CitizenRow
from app.core.crypto import Keyring, Place, Unreadable, in_one_line
from app.core.db import atomic, session
from app.notices.models import NoticeAddress
from app.readiness.fitness import Unfit
from app.readiness.models import KeyringCheck

WORD = "Vårdinkorgen"


def fits_the_database(ring: Keyring) -> None:
    """Every key that the database knows is in the key file, and the same; a key that is new there is taken up."""
    known = {row.name: row for row in session().scalars(select(KeyringCheck))}
    if not known:
        _opens_what_is_sealed(ring)
    for name, row in known.items():
        _is_the_same(ring, name, row)
    new = ring.fingerprints().keys() - known.keys()
    if new:
        _take_up(ring, sorted(new))


def stored_fingerprint() -> str:
    """The keyring's fingerprint as the database knows it, without the keyring; empty before the first start."""
    known = {row.name: row.fingerprint for row in session().scalars(select(KeyringCheck))}
    return in_one_line(known)


def _is_the_same(ring: Keyring, name: str, row: KeyringCheck) -> None:
    here = ring.fingerprints().get(name)
    if here is None:
        message = f"the key file lacks the key '{name}', with which this database's text is sealed"
        raise Unfit(message)
    if here != row.fingerprint:
        message = f"the key file is another one than this database's: its key '{name}' is {here}, not {row.fingerprint}"
        raise Unfit(message)
    if row.sealed is None:
        return
    try:
        ring.unseal_row(row.sealed, _place(name))
    except Unreadable:
        message = f"the key '{name}' does not open what it sealed in this database"
        raise Unfit(message) from None


def _opens_what_is_sealed(ring: Keyring) -> None:
    """A database that has never met a keyring check, and holds sealed text: its oldest must open.

    The oldest, since a wrong key may have been in use later. Cases and drafts have a citizen, so that these two are all.
    Login sessions count for nothing: who has one logs in again.
    """
    citizen = session().scalars(select(CitizenRow).order_by(CitizenRow.created_at).limit(1)).first()
    address = session().scalars(select(NoticeAddress).order_by(NoticeAddress.created_at).limit(1)).first()
    try:
        if citizen is not None:
            digits = ring.unseal_row(citizen.personnummer_sealed, Place("citizens", str(citizen.id), "personnummer"))
            if ring.blind_index(digits) != citizen.personnummer_index:
                raise Unreadable
        elif address is not None:
            ring.unseal_row(address.email_sealed, Place("notice_addresses", str(address.id), "email"))
    except Unreadable:
        raise Unfit("the key file does not open what is sealed in this database: it is another one's") from None


def _take_up(ring: Keyring, names: list[str]) -> None:
    """Store what each key is known by; another node may do so at the same moment."""
    try:
        with atomic() as current:
            for name in names:
                current.add(KeyringCheck(name=name, fingerprint=ring.fingerprints()[name], sealed=_sealed(ring, name)))
    except IntegrityError:
        for name in names:
            _is_the_same(ring, name, session().get_one(KeyringCheck, name))


def _sealed(ring: Keyring, name: str) -> bytes | None:
    return None if name not in ring.wrapping else ring.under(name).seal_row(WORD, _place(name))


def _place(name: str) -> Place:
    return Place("keyring_checks", name, "sealed")
