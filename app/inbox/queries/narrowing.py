"""What a list can be narrowed by: a filter, which names nobody but by id, and a search term, which may be a personnummer."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.authz.facts import OPEN
from app.cases.holder import NOBODY, Holder
from app.cases.models import Case
from app.cases.queries.record import record_is_missing
from app.catalog.models import CaseType
from app.citizens.models import CitizenRow
from app.citizens.queries import citizens_named
from app.core import calendar, clock
from app.core.text import finds, sought
from app.inbox.inboxes import holder_is_able
from app.roles.queries.people import has_handlers

ANYBODY, UNABLE, EMPTY = "", "unable", "empty"
"""Who holds it: whoever; a person who can no longer take it on; a group where nobody can. Otherwise the key of a holder."""


class StartedBy(enum.StrEnum):
    """Who wrote the case."""

    CITIZEN = "citizen"
    PROXY = "proxy"


@dataclass(frozen=True)
class Filter:
    """The days are those of receiving, both included, Swedish time."""

    case_type_id: UUID | None = None
    held: str = ANYBODY
    first: date | None = None
    last: date | None = None
    late: bool = False
    unrecorded: bool = False
    started_by: StartedBy | None = None

    @property
    def colleague_id(self) -> UUID | None:
        """The person, when the list is narrowed to what one person holds."""
        holder = Holder.parse(self.held)
        return holder.person if holder else None

    @property
    def holder_id(self) -> UUID | None:
        """The person or the group who holds it, when one is named."""
        holder = Holder.parse(self.held)
        return (holder.person or holder.group) if holder else None


class SearchedBy(enum.StrEnum):
    """What a search term was taken for."""

    NUMBER = "case_number"
    PERSONNUMMER = "personnummer"
    WORDS = "words"


class Word(NamedTuple):
    """A word that somebody searches for; ``numbers``: of cases, where it may be one."""

    text: str
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Term:
    """A search term as it is understood; ``text`` as typed.

    ``numbers``: of cases; ``indexes``: the blind indexes of personnummer. More than one when either may be meant.
    """

    text: str
    by: SearchedBy
    numbers: tuple[int, ...] = ()
    indexes: tuple[bytes, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Narrowing:
    """Everything that a list is narrowed by."""

    filter: Filter = Filter()
    term: Term | None = None


WHOLE = Narrowing()


def narrowed(session: Session, actor: Staff, narrowing: Narrowing) -> ColumnElement[bool]:
    """SQL: the cases that are left. Needs no join; a search by words asks once for the clinic's case types."""
    conditions = list(_by_filter(narrowing.filter))
    if narrowing.term is not None:
        conditions.append(_by_term(session, actor, narrowing.term))
    return and_(Case.clinic_id == actor.clinic_id, *conditions)


def _by_filter(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.case_type_id is not None:
        found.append(Case.case_type_id == wanted.case_type_id)
    if wanted.held:
        found.append(_by_holder(wanted))
    if wanted.first is not None:
        found.append(Case.received_at >= calendar.end_of_day(wanted.first - timedelta(days=1)))
    if wanted.last is not None:
        found.append(Case.received_at < calendar.end_of_day(wanted.last))
    if wanted.late:
        found.append(is_late())
    if wanted.unrecorded:
        found.append(record_is_missing())
    if wanted.started_by is not None:
        own = Case.started_by_id == Case.citizen_id
        found.append(own if wanted.started_by is StartedBy.CITIZEN else ~own)
    return found


def _by_holder(wanted: Filter) -> ColumnElement[bool]:
    if wanted.held == UNABLE:
        return is_with_unable()
    if wanted.held == EMPTY:
        return is_with_empty_group()
    holder = Holder.parse(wanted.held) or NOBODY
    if holder == NOBODY:
        return and_(Case.holder_id.is_(None), Case.group_id.is_(None))
    return Case.holder_id == holder.person if holder.person else Case.group_id == holder.group


def is_late() -> ColumnElement[bool]:
    """SQL: open, and its limit has passed."""
    return and_(Case.state.in_(OPEN), Case.respond_by <= clock.now())


def is_with_unable() -> ColumnElement[bool]:
    """SQL: held by a person who has no role for it or a locked account."""
    return and_(Case.holder_id.is_not(None), ~holder_is_able())


def is_with_empty_group() -> ColumnElement[bool]:
    """SQL: held by a group in which nobody can take it."""
    return and_(Case.group_id.is_not(None), ~has_handlers(Case.group_id))


def _by_term(session: Session, actor: Staff, term: Term) -> ColumnElement[bool]:
    if term.by is SearchedBy.NUMBER:
        return Case.number.in_(term.numbers)
    if term.by is SearchedBy.PERSONNUMMER:
        bearer = select(CitizenRow.id).where(CitizenRow.personnummer_index.in_(term.indexes))
        return Case.citizen_id.in_(bearer)
    return _by_words(session, actor, term.words)


def _by_words(session: Session, actor: Staff, words: Sequence[Word]) -> ColumnElement[bool]:
    """Each word begins one of the citizen's name or of the case type's, or is the number of the case."""
    types = session.execute(
        select(CaseType.id, CaseType.internal_name, CaseType.internal_name_en).where(
            CaseType.clinic_id == actor.clinic_id
        )
    ).all()
    found, names = [], []
    for word in words:
        begun = sought(word.text)  # "recept" is what many call "Förnya recept"
        these = [key for key, *named in types if any(finds(begun, name) for name in named)]
        if these or word.numbers:
            found.append(or_(Case.case_type_id.in_(these), Case.number.in_(word.numbers), _bears(word.text)))
        else:
            names.append(word.text)
    if names or not found:
        found.append(_bears(" ".join(names)))
    return and_(*found)


def _bears(typed: str) -> ColumnElement[bool]:
    people = citizens_named(typed)
    return Case.citizen_id.in_(people) if people is not None else false()
