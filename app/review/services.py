"""Searching the log. Each search is logged in the transaction that reads its result, also when nothing is found."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.access_log.queries import ReportNames, names_in
from app.access_log.reasons import ReviewReason
from app.audit.events import On, Subject, Value
from app.audit.kinds import EventKind, Level, Outcome
from app.audit.queries import LONGEST_DAYS, Hits, LoggedEvent, LogSearch, count_events, find_events
from app.audit.shapes import one_or_all
from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, Basis, authorize
from app.citizens.queries import citizens_by_numbers
from app.core import calendar, crypto
from app.core.errors import Invalid
from app.core.paging import Cursor, page_of
from app.core.text import is_seen
from app.limits.kinds import Limited
from app.review.errors import ReviewCode
from app.roles.queries.people import staff_by_hsa_id
from app.transaction import Unit, transaction

PAGE = 50
MAX_EXPORTED = 10_000
MAX_LINE = 200


@dataclass(frozen=True)
class LogQuestion:
    """What the reviewer asks: by number and/or HSA-id (one may be empty), from a day to a day, and why.

    ``numbers``: 12 digits each, of a citizen; two when either may be meant.
    """

    numbers: tuple[str, ...]
    hsa_id: str
    first: date
    last: date
    reason: ReviewReason
    reason_line: str


@dataclass(frozen=True)
class Report:
    """A page of the answer. ``next``: where the next page begins."""

    events: tuple[LoggedEvent, ...]
    names: ReportNames
    hits: Hits
    next: Cursor[int] | None


@dataclass(frozen=True)
class _ResolvedQuestion:
    """A question with its ids; ``search`` is None when the person asked for is nowhere in the system."""

    search: LogSearch | None
    citizen_ids: tuple[UUID, ...]
    basis: Basis


def check_question(actor: Staff, question: LogQuestion) -> None:
    """The rules of asking; ``Invalid`` names the field."""
    if not question.numbers and not question.hsa_id:
        raise Invalid(ReviewCode.NOBODY_ASKED_FOR, "citizen")
    if actor.badge is not None and question.hsa_id == actor.badge.hsa_id:
        raise Invalid(ReviewCode.OWN_ACCESSES, "staff")
    if question.last < question.first:
        raise Invalid(ReviewCode.DATES, "last")
    if (question.last - question.first).days > LONGEST_DAYS:
        raise Invalid(ReviewCode.TOO_LONG_PERIOD, "last")
    if question.reason is ReviewReason.OTHER and not is_seen(question.reason_line):
        raise Invalid(ReviewCode.REASON_MISSING, "reason_line")


def make_report(
    actor: Staff, question: LogQuestion, language: str, *, with_lists: bool = False, after: Cursor[int] | None = None
) -> Report:
    """One page of the report, the newest first, and the event that says it was asked for."""
    with transaction(actor) as unit:
        resolved = _resolve(unit, actor, question)
        hits, found = _answer(unit, resolved, with_lists=with_lists, after=after, size=PAGE + 1)
        shown, more = page_of(found, PAGE, lambda event: Cursor(event.at, event.row))
        _log(
            unit, question, resolved, EventKind.REPORT_MADE, hits, {"lists": with_lists, "continued": after is not None}
        )
        return Report(tuple(shown), names_in(unit.session, shown, language), hits, more)


def export_report(actor: Staff, question: LogQuestion, language: str, *, with_lists: bool = False) -> Report | None:
    """The whole report for a file; None when it is longer than a file may be, which is logged as a failed export."""
    with transaction(actor) as unit:
        resolved = _resolve(unit, actor, question)
        hits, found = _answer(unit, resolved, with_lists=with_lists, after=None, size=MAX_EXPORTED + 1)
        outcome = Outcome.FAILED if len(found) > MAX_EXPORTED else Outcome.OK
        _log(unit, question, resolved, EventKind.REPORT_EXPORTED, hits, {"lists": with_lists, "format": "csv"}, outcome)
        if outcome is Outcome.FAILED:
            return None
        return Report(tuple(found), names_in(unit.session, found, language), hits, None)


def _resolve(unit: Unit, actor: Staff, question: LogQuestion) -> _ResolvedQuestion:
    unit.counts_as(Limited.SEARCH)
    basis = authorize(actor, Action.REVIEW_LOG, AtClinic(actor.clinic_id))
    check_question(actor, question)
    citizens = citizens_by_numbers(unit.session, question.numbers) if question.numbers else []
    member = staff_by_hsa_id(unit.session, question.hsa_id) if question.hsa_id else None
    citizen_ids = tuple(citizen.id for citizen in citizens)
    if (question.numbers and not citizens) or (question.hsa_id and member is None):
        return _ResolvedQuestion(None, citizen_ids, basis)
    search = LogSearch(
        actor.clinic_id,
        citizen_ids,
        member.id if member else None,
        calendar.start_of_day(question.first),
        calendar.end_of_day(question.last),
        leave_out=actor.staff_id,
    )
    return _ResolvedQuestion(search, citizen_ids, basis)


def _answer(
    unit: Unit, resolved: _ResolvedQuestion, *, with_lists: bool, after: Cursor[int] | None, size: int
) -> tuple[Hits, list[LoggedEvent]]:
    if resolved.search is None:
        return Hits(0, 0), []
    hits = count_events(unit.session, resolved.search)
    return hits, find_events(unit.session, resolved.search, with_lists=with_lists, after=after, size=size)


def _log(
    unit: Unit,
    question: LogQuestion,
    resolved: _ResolvedQuestion,
    kind: EventKind,
    hits: Hits,
    more: dict[str, Value],
    outcome: Outcome = Outcome.OK,
) -> None:
    unit.log(
        kind,
        resolved.basis,
        On("report", subjects=[Subject(key) for key in resolved.citizen_ids]),
        Level.EXPORT if kind is EventKind.REPORT_EXPORTED else Level.METADATA,
        outcome,
        **_arguments(question),
        hits=hits.acts,
        hits_in_lists=hits.lists,
        **more,
    )


def _arguments(question: LogQuestion) -> dict[str, Value]:
    """The personnummer is kept as its keyed index: the log holds no number in clear, not even of one nobody bears."""
    indexes = [crypto.keyring().blind_index(digits).hex() for digits in question.numbers]
    return {
        "citizen_index": one_or_all(indexes),
        "staff_hsa_id": question.hsa_id or None,
        "from": question.first.isoformat(),
        "to": question.last.isoformat(),
        "reason": question.reason.value,
        "reason_line": question.reason_line,
    }
