"""What makes a case-type document impossible to fill in or to answer, though it can be read. Asked when it is published."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.catalog.answers import parsed_date, parsed_number
from app.catalog.definition import (
    AUTOCOMPLETE,
    LANGUAGES,
    TODAY,
    CaseTypeDocument,
    Page,
    Question,
    QuestionType,
    ReplyAction,
    Text,
)
from app.catalog.flaws import DocumentFlaw, FlawCode, Place
from app.catalog.placeholders import open_in

_LONGEST_KEY = 40
_KEY = re.compile(rf"[a-z][a-z0-9_]{{0,{_LONGEST_KEY - 1}}}")
_MAX_REPLY_DAYS = 30
_LONGEST_NAME = 200
_LONGEST_ANSWER = 10_000
_LONGEST_FIXED_REPLY = 4_000

Flaws = Iterator[DocumentFlaw]


def flaws_of(document: CaseTypeDocument) -> list[DocumentFlaw]:
    """Every flaw of the document; empty when it can be published."""
    return [*_document_flaws(document), *_key_flaws(document), *_pages_flaws(document.pages)]


def _within(place: Place, found: Iterable[DocumentFlaw]) -> Flaws:
    """The flaws with ``place`` put before the place of each."""
    return (replace(flaw, place=(*place, *flaw.place)) for flaw in found)


def _document_flaws(document: CaseTypeDocument) -> Flaws:
    yield from _within(("external_name",), _length_flaws(document.external_name, _LONGEST_NAME))
    yield from _within(("internal_name",), _length_flaws(document.internal_name, _LONGEST_NAME))
    yield from _range_flaws("reply_days", document.reply_days, _MAX_REPLY_DAYS)
    if ReplyAction.FINAL_REPLY not in document.allowed_actions:
        yield DocumentFlaw(("allowed_actions",), FlawCode.NO_FINAL_REPLY)
    yield from _fixed_reply_flaws(document)
    if not document.pages:
        yield DocumentFlaw(("pages",), FlawCode.NO_PAGES)


def _length_flaws(text: Text, longest: int) -> Flaws:
    for language in LANGUAGES:
        if len(text.in_language(language)) > longest:
            yield DocumentFlaw((language,), FlawCode.TOO_LONG, {"limit": longest})


def _range_flaws(name: str, number: int, limit: int) -> Flaws:
    if not 1 <= number <= limit:
        yield DocumentFlaw((name,), FlawCode.OUT_OF_RANGE, {"least": 1, "most": limit})


def _fixed_reply_flaws(document: CaseTypeDocument) -> Flaws:
    if not document.free_text and not document.fixed_replies:
        yield DocumentFlaw(("free_text",), FlawCode.NO_FIXED_REPLIES)
    for language in LANGUAGES:
        texts = [reply.in_language(language) for reply in document.fixed_replies]
        for index, text in enumerate(texts):
            place = ("fixed_replies", index, language)
            if text in texts[:index]:
                yield DocumentFlaw(place, FlawCode.TEXT_TWICE)
            if left_open := open_in(text):
                yield DocumentFlaw(place, FlawCode.PLACEHOLDER, {"found": ", ".join(left_open)})
    for index, reply in enumerate(document.fixed_replies):
        yield from _within(("fixed_replies", index), _length_flaws(reply, _LONGEST_FIXED_REPLY))


def _key_flaws(document: CaseTypeDocument) -> Flaws:
    taken: set[str] = set()
    for number, page in enumerate(document.pages):
        for index, question in enumerate(page.questions):
            if question.key in taken:
                yield DocumentFlaw(
                    ("pages", number, "questions", index, "key"), FlawCode.KEY_TAKEN, {"key": question.key}
                )
            taken.add(question.key)


def _pages_flaws(pages: Sequence[Page[Text]]) -> Flaws:
    for number, page in enumerate(pages):
        if not page.questions:
            yield DocumentFlaw(("pages", number, "questions"), FlawCode.NO_QUESTIONS)
        for index, question in enumerate(page.questions):
            found = (*_question_flaws(question), *_parent_flaws(question, page.questions[:index]))
            yield from _within(("pages", number, "questions", index), found)


def _question_flaws(question: Question[Text]) -> Flaws:
    yield from _key_shape_flaws(("key",), question.key)
    yield from _alternative_flaws(question)
    yield from _misplaced(question)
    if question.type.is_written:
        yield from _range_flaws("answer_max_length", question.longest, _LONGEST_ANSWER)
    if question.type in {QuestionType.NUMBER, QuestionType.DATE}:
        yield from _bound_flaws(question)
    if question.type is QuestionType.CHECKBOX:
        yield from _choice_flaws(question)


def _alternative_flaws(question: Question[Text]) -> Flaws:
    values = [one.value for one in question.alternatives]
    least = 1 if question.type is QuestionType.CHECKBOX else 2
    if question.type.has_alternatives and len(values) < least:
        yield DocumentFlaw(("alternatives",), FlawCode.TOO_FEW_ALTERNATIVES, {"least": least})
    if not question.type.has_alternatives and values:
        yield DocumentFlaw(("alternatives",), FlawCode.NOTHING_TO_CHOOSE)
    for index, value in enumerate(values):
        if value in values[:index]:
            yield DocumentFlaw(("alternatives", index, "value"), FlawCode.KEY_TAKEN, {"key": value})
        yield from _key_shape_flaws(("alternatives", index, "value"), value)


def _key_shape_flaws(place: Place, key: str) -> Flaws:
    if not _KEY.fullmatch(key):
        yield DocumentFlaw(place, FlawCode.KEY_SHAPE, {"limit": _LONGEST_KEY})


def _misplaced(question: Question[Text]) -> Flaws:
    """Fields that mean nothing for this type of question."""
    written = question.type.is_written
    counted = question.type in {QuestionType.NUMBER, QuestionType.DATE}
    boxes = question.type is QuestionType.CHECKBOX
    measured = question.type in {QuestionType.NUMBER, QuestionType.TEXT}
    for name, fits, code in (
        ("answer_max_length", written, FlawCode.FOR_WRITTEN_ANSWERS),
        ("answer_min", counted, FlawCode.FOR_NUMBERS_AND_DATES),
        ("answer_max", counted, FlawCode.FOR_NUMBERS_AND_DATES),
        ("min_number_of_choices", boxes, FlawCode.FOR_CHECKBOXES),
        ("max_number_of_choices", boxes, FlawCode.FOR_CHECKBOXES),
        ("unit", measured, FlawCode.FOR_NUMBERS_AND_SHORT_TEXTS),
        ("autocomplete", written, FlawCode.FOR_WRITTEN_ANSWERS),
    ):
        if not fits and getattr(question, name) is not None:
            yield DocumentFlaw((name,), code)
    if question.autocomplete is not None and question.autocomplete not in AUTOCOMPLETE:
        yield DocumentFlaw(("autocomplete",), FlawCode.NOT_ONE_OF, {"known": ", ".join(sorted(AUTOCOMPLETE))})


def _bound_flaws(question: Question[Text]) -> Flaws:
    dated = question.type is QuestionType.DATE
    least, most = _bound(question, question.answer_min), _bound(question, question.answer_max)
    for name, bound, read in (("answer_min", question.answer_min, least), ("answer_max", question.answer_max, most)):
        if bound is not None and read is None and not (dated and bound == TODAY):
            yield DocumentFlaw((name,), FlawCode.NOT_A_DATE if dated else FlawCode.NOT_A_NUMBER)
    if least is not None and most is not None and most < least:  # type: ignore[operator]  # both are of the question's kind
        code = FlawCode.BEFORE_FIRST if dated else FlawCode.BELOW_LEAST
        yield DocumentFlaw(("answer_max",), code, {"limit": question.answer_min or ""})


def _bound(question: Question[Text], bound: str | None) -> Decimal | date | None:
    return (parsed_date if question.type is QuestionType.DATE else parsed_number)(bound or "")


def _choice_flaws(question: Question[Text]) -> Flaws:
    least, most = question.min_number_of_choices, question.max_number_of_choices
    if least is not None:
        yield from _range_flaws("min_number_of_choices", least, max(1, len(question.alternatives)))
    if most is not None and most < max(1, least or 0):
        yield DocumentFlaw(("max_number_of_choices",), FlawCode.BELOW_LEAST, {"limit": max(1, least or 0)})


def _parent_flaws(question: Question[Text], earlier: Sequence[Question[Text]]) -> Flaws:
    if question.parent is None:
        return
    parent = next((one for one in earlier if one.key == question.parent.question), None)
    if parent is None:
        about = {"question": question.parent.question}
        yield DocumentFlaw(("parent", "question"), FlawCode.NOT_AN_EARLIER_QUESTION, about)
        return
    if not question.parent.values:
        yield DocumentFlaw(("parent", "values"), FlawCode.NO_ANSWERS_NAMED)
    known = {one.value for one in parent.alternatives}
    for index, value in enumerate(question.parent.values):
        if value not in known:
            about = {"question": parent.key, "value": value}
            yield DocumentFlaw(("parent", "values", index), FlawCode.NO_SUCH_ANSWER, about)
