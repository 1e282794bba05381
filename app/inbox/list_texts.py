"""Texts that describe the filter and search of a list."""

from collections.abc import Iterator
from uuid import UUID

from flask_babel import gettext as _

from app.inbox.forms.lists import HELD, STARTED
from app.inbox.queries.choices import Choices
from app.inbox.queries.narrowing import Filter, SearchedBy, Term
from app.web.formats import short_day


def narrowed_by(wanted: Filter, offered: Choices) -> list[str]:
    """One text for each part of the filter; none when the whole list is shown."""
    return list(_texts(wanted, offered))


def _texts(wanted: Filter, offered: Choices) -> Iterator[str]:
    if wanted.case_type_id is not None:
        yield _("Ärendetyp: %(name)s", name=_type_named(wanted, offered))
    if wanted.held:
        yield _("Tilldelad: %(name)s", name=_holder_named(wanted, offered))
    if wanted.first is not None:
        yield _("Inkommet från %(day)s", day=short_day(wanted.first))
    if wanted.last is not None:
        yield _("Inkommet till %(day)s", day=short_day(wanted.last))
    if wanted.started_by is not None:
        yield _("Startad av: %(who)s", who=STARTED[wanted.started_by])
    if wanted.late:
        yield _("Bara försenade")
    if wanted.unrecorded:
        yield _("Bara inte journalförda")


def _type_named(wanted: Filter, offered: Choices) -> str:
    return next((one.name for one in offered.case_types if one.case_type_id == wanted.case_type_id), "–")


def _holder_named(wanted: Filter, offered: Choices) -> str:
    names: dict[UUID | None, str] = {person.staff_id: person.name for person in offered.people}
    names |= {group.group_id: group.name for group in offered.groups}
    return str(HELD.get(wanted.held) or names.get(wanted.holder_id) or "–")


def hint_after(term: Term) -> str:
    """Advice to show when a search finds nothing in any tab, by what the term was read as."""
    if term.by is SearchedBy.NUMBER:
        return str(_("Inget ärende som du kan se har det numret. Kontrollera siffrorna, också den efter strecket."))
    if term.by is SearchedBy.PERSONNUMMER:
        return str(_("Invånaren har inga ärenden som du kan se. Kontrollera siffrorna."))
    return str(_("Sök på början av ett namn, på ärendetypen, eller på hela ärendenumret eller personnumret."))
