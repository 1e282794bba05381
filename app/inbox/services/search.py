"""The one search field of an inbox. What is searched for is never the text of a message, and every search is in the log."""

from app.audit.events import On, Subject, Value
from app.audit.kinds import EventKind
from app.audit.shapes import one_or_all
from app.authz.actors import Staff
from app.authz.policy import AtClinic, authorize
from app.citizens.queries import citizens_by_index
from app.core import case_number, crypto, personnummer
from app.core.errors import Invalid
from app.core.free_text import may_hold_personnummer
from app.core.personnummer import InvalidPersonnummer, PersonnummerFault
from app.core.text import compact, sought
from app.inbox.errors import LONGEST_TERM, SHORTEST_TERM, InboxCode
from app.inbox.inboxes import Inbox, Tab
from app.inbox.queries.counts import tab_counts
from app.inbox.queries.narrowing import Narrowing, SearchedBy, Term, Word
from app.limits.kinds import Limited
from app.transaction import Unit, transaction

SHORTEST_NUMBER = 6
"""Digits of the number of a case. Fewer may be part of a name, as in "Intyg 18 år"."""
FAULTS = {
    PersonnummerFault.SHAPE: InboxCode.PERSONNUMMER_SHAPE,
    PersonnummerFault.CENTURY: InboxCode.PERSONNUMMER_SHAPE,
    PersonnummerFault.CHECK_DIGIT: InboxCode.PERSONNUMMER_CHECK_DIGIT,
    PersonnummerFault.DATE: InboxCode.PERSONNUMMER_DATE,
    PersonnummerFault.FUTURE: InboxCode.PERSONNUMMER_FUTURE,
    PersonnummerFault.RESERVE: InboxCode.PERSONNUMMER_RESERVE,
}
_DIGITS = frozenset("0123456789+-")
_DIGITS_OF_PERSON = (10, 12)


def understood(text: str) -> Term:
    """What a search term means; ``Invalid`` when it can mean nothing."""
    words = " ".join(text.split())
    if len(words) > LONGEST_TERM:
        raise Invalid(InboxCode.SEARCH_TOO_LONG, "term")
    written = compact(case_number.without_words(words))
    digits = sum(letter.isdecimal() for letter in written)
    if not _DIGITS.issuperset(written) or not digits:
        if len(words) < SHORTEST_TERM:
            raise Invalid(InboxCode.SEARCH_TOO_SHORT, "term")
        if may_hold_personnummer(words):  # would stand in the log
            raise Invalid(InboxCode.SEARCH_NUMBER_AMONG_WORDS, "term")
        return Term(words, SearchedBy.WORDS, words=tuple(map(_word, filter(sought, case_number.pieces(words)))))
    if digits in _DIGITS_OF_PERSON:
        return _of_person(words, written)
    numbers = case_number.meant(words)
    if not numbers or may_hold_personnummer(words):
        raise Invalid(InboxCode.SEARCH_NUMBER_UNKNOWN, "term")
    return Term(words, SearchedBy.NUMBER, numbers=numbers)


def _word(piece: str) -> Word:
    """A word, or digits among words: a case's number, or the beginning of a word when they are few."""
    numbers = case_number.meant(piece)
    digits = len(compact(piece).replace("-", "")) if _DIGITS.issuperset(compact(piece)) else 0
    if digits >= min(_DIGITS_OF_PERSON):
        raise Invalid(InboxCode.SEARCH_NUMBER_AMONG_WORDS, "term")
    if digits >= SHORTEST_NUMBER and not numbers:
        raise Invalid(InboxCode.SEARCH_NUMBER_UNKNOWN, "term")
    return Word(piece, numbers)


def _of_person(words: str, written: str) -> Term:
    try:
        found = personnummer.meant(written)
    except InvalidPersonnummer as wrong:
        raise Invalid(FAULTS[wrong.code], "term") from None
    indexes = tuple(crypto.keyring().blind_index(one.digits) for one in found)
    return Term(words, SearchedBy.PERSONNUMMER, indexes=indexes)


def search(actor: Staff, inbox: Inbox, text: str) -> Tab | None:
    """Count what is found and write the search to the log; answers with the first tab that holds something, or None.

    ``Invalid`` when the term can mean nothing. The list itself is read, and logged, by the page that shows it.
    """
    term = understood(text)
    with transaction(actor) as unit:
        unit.counts_as(Limited.SEARCH)
        basis = authorize(actor, inbox.action, AtClinic(actor.clinic_id))
        counts = tab_counts(unit.session, actor, inbox, Narrowing(term=term))
        unit.log(
            EventKind.CASES_SEARCHED,
            basis,
            On("list", subjects=_bearer(unit, term)),
            by=term.by.value,
            **_argument(term),
            found=sum(count for tab, count in counts.items() if tab not in inbox.twice),
        )
    return next((tab for tab, count in counts.items() if count), None)


def _bearer(unit: Unit, term: Term) -> list[Subject]:
    """Whose number it is, so that the report of that citizen tells of the search."""
    return [Subject(citizen.id) for citizen in citizens_by_index(unit.session, term.indexes)] if term.indexes else []


def _argument(term: Term) -> dict[str, Value]:
    if term.by is not SearchedBy.PERSONNUMMER:
        return {"argument": term.text}
    return {"index": one_or_all([index.hex() for index in term.indexes])}
