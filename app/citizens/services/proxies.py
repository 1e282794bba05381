"""Who may act for a child, and protected identity: set by the command line and by demo data, never by a page.

Without the population register there is no way to know whose child it is, so nobody can say it of themselves.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from app.audit.events import On, Subject
from app.audit.kinds import EventKind
from app.audit.shapes import check_text
from app.authz.actors import System
from app.citizens.errors import CitizenCode
from app.citizens.models import CitizenRow, Proxy
from app.citizens.queries import citizen_by_number, personnummer_of
from app.core import clock, personnummer
from app.core.errors import Invalid
from app.core.text import is_seen, one_line
from app.transaction import Unit, transaction

COMMAND_LINE = System("command_line")
LONGEST_SOURCE = 200


def make_proxy(guardian_digits: str, child_digits: str, source: str) -> UUID:
    """Let a guardian act for a child under 13. ``source``: how it is known. Both must have been here before.

    One whose age is unknown is neither: a number may lack the day of birth.
    """
    with transaction(COMMAND_LINE) as unit:
        guardian, child = _known(unit, guardian_digits), _known(unit, child_digits)
        _born(guardian)
        ends_on = personnummer.thirteenth_birthday(_born(child))
        if guardian.id == child.id or ends_on <= clock.today():
            raise Invalid(CitizenCode.NOT_A_CHILD)
        if _living(unit, guardian.id, child.id):
            raise Invalid(CitizenCode.ALREADY_PROXY)
        if not is_seen(source):
            raise Invalid(CitizenCode.SOURCE_MISSING, "source")
        written_source = one_line(source)[:LONGEST_SOURCE]
        check_text(written_source, "source")
        proxy = Proxy(
            guardian_id=guardian.id, child_id=child.id, source=written_source, ends_on=ends_on, created_at=unit.at
        )
        unit.session.add(proxy)
        unit.session.flush()
        unit.log(EventKind.PROXY_CREATED, None, _on(proxy), source=proxy.source)
        return proxy.id


def end_proxy(guardian_digits: str, child_digits: str) -> None:
    """End it now: the guardian's next request is their own again."""
    with transaction(COMMAND_LINE) as unit:
        guardian, child = _known(unit, guardian_digits), _known(unit, child_digits)
        living = _living(unit, guardian.id, child.id)
        if not living:
            raise Invalid(CitizenCode.NO_PROXY)
        for proxy in living:
            proxy.ended_at = unit.at
            unit.log(EventKind.PROXY_ENDED, None, _on(proxy))


def protect(digits: str, *, protected: bool) -> None:
    """Set or lift protected identity. It ends every proxy that the person has or is under; lifting it gives none back."""
    with transaction(COMMAND_LINE) as unit:
        person = _known(unit, digits)
        person.protected = protected
        unit.log(
            EventKind.CITIZEN_CHANGED,
            None,
            On("citizen", person.id, subjects=[Subject(person.id)]),
            fields=["protected"],
        )
        for proxy in _living_of(unit, person.id) if protected else ():
            proxy.ended_at = unit.at
            unit.log(EventKind.PROXY_ENDED, None, _on(proxy))


def _known(unit: Unit, digits: str) -> CitizenRow:
    citizen = citizen_by_number(unit.session, digits)
    if citizen is None:
        raise Invalid(CitizenCode.UNKNOWN_CITIZEN)
    return citizen


def _born(citizen: CitizenRow) -> date:
    born = personnummer.parse(personnummer_of(citizen)).born
    if born is None:
        raise Invalid(CitizenCode.AGE_UNKNOWN)
    return born


def _living(unit: Unit, guardian_id: UUID, child_id: UUID) -> list[Proxy]:
    wanted = (Proxy.guardian_id == guardian_id, Proxy.child_id == child_id, Proxy.ended_at.is_(None))
    return list(unit.session.scalars(select(Proxy).where(*wanted).with_for_update()))


def _living_of(unit: Unit, person_id: UUID) -> list[Proxy]:
    either = (Proxy.guardian_id == person_id) | (Proxy.child_id == person_id)
    return list(unit.session.scalars(select(Proxy).where(either, Proxy.ended_at.is_(None)).with_for_update()))


def _on(proxy: Proxy) -> On:
    return On("proxy", proxy.id, subjects=[Subject(proxy.guardian_id), Subject(proxy.child_id)])
