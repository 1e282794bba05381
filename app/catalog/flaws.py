"""What makes a case-type document impossible to fill in, though its shape is right."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
from app.catalog.placeholders import open_in

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST_REPLY_DAYS = 30
_LONGEST_NAME = 200
_LONGEST_ANSWER = 10_000
_LONGEST_FIXED_REPLY = 4_000


class InvalidDocument(ValueError):
    """The document cannot be published. ``flaws`` says what is wrong, each with its place."""

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__("The document cannot be published:\n" + "\n".join(f"  - {flaw}" for flaw in found))
        self.flaws = tuple(found)


def flaws(document: CaseTypeDocument) -> list[str]:
    """What is wrong, each with its place; empty when the document can be published."""
    found = list(_document_flaws(document))
    for number, page in enumerate(document.pages):
        found += [f"pages[{number}]: {flaw}" for flaw in _page_flaws(page)]
    return found


def _document_flaws(document: CaseTypeDocument) -> Iterator[str]:
    if not document.pages:
        yield "pages: there is none"
    if not 1 <= document.reply_days <= _MOST_REPLY_DAYS:
        yield f"reply_days: must be between 1 and {_MOST_REPLY_DAYS}"
    if ReplyAction.FINAL_REPLY not in document.allowed_actions:
        yield "allowed_actions: a case that cannot be answered never ends"
    yield from _fixed_reply_flaws(document)
    for name in (document.external_name, document.internal_name):
        if max(len(name.sv), len(name.en)) > _LONGEST_NAME:
            yield f"a name is longer than {_LONGEST_NAME} characters"
    for key, times in Counter(question.key for question in document.questions()).items():
        if times > 1:
            yield f"question {key}: the key is used {times} times"


def _fixed_reply_flaws(document: CaseTypeDocument) -> Iterator[str]:
    if not document.free_text and not document.fixed_replies:
        yield "free_text: without it there must be fixed_replies"
    for language in LANGUAGES:
        texts = [reply.in_language(language) for reply in document.fixed_replies]
        if len(set(texts)) < len(texts):
            yield f"fixed_replies: a text in {language} is there twice"
        if any(open_in(text) for text in texts):
            yield "fixed_replies: nothing is filled in, so no name may stand in curly brackets"
        if any(len(text) > _LONGEST_FIXED_REPLY for text in texts):
            yield f"fixed_replies: at most {_LONGEST_FIXED_REPLY} characters"


def _page_flaws(page: Page[Text]) -> Iterator[str]:
    if not page.questions:
        yield "has no questions"
    earlier: dict[str, Question[Text]] = {}
    for question in page.questions:
        for flaw in (*_question_flaws(question), *_parent_flaws(question, earlier)):
            yield f"question {question.key}: {flaw}"
        earlier[question.key] = question


def _question_flaws(question: Question[Text]) -> Iterator[str]:
    if not _KEY.fullmatch(question.key):
        yield "the key must be small letters, digits and _, at most 40"
    yield from _alternative_flaws(question)
    yield from _misplaced(question)
    if not 1 <= question.longest <= _LONGEST_ANSWER:
        yield f"answer_max_length: must be between 1 and {_LONGEST_ANSWER}"
    yield from _bound_flaws(question)
    yield from _choice_flaws(question)


def _alternative_flaws(question: Question[Text]) -> Iterator[str]:
    values = [one.value for one in question.alternatives]
    least = 1 if question.type is QuestionType.CHECKBOX else 2
    if question.type.has_alternatives and len(values) < least:
        yield f"alternatives: at least {least}"
    if not question.type.has_alternatives and values:
        yield "alternatives: there is nothing to choose in this type"
    if len(set(values)) < len(values):
        yield "alternatives: a value is used twice"
    if any(not _KEY.fullmatch(value) for value in values):
        yield "alternatives: a value must be small letters, digits and _, at most 40"


def _misplaced(question: Question[Text]) -> Iterator[str]:
    bounds = question.answer_min is not None or question.answer_max is not None
    choices = question.min_number_of_choices is not None or question.max_number_of_choices is not None
    if question.answer_max_length is not None and not question.type.is_written:
        yield "answer_max_length: only for written answers"
    if bounds and question.type not in {QuestionType.NUMBER, QuestionType.DATE}:
        yield "answer_min, answer_max: only for numbers and dates"
    if choices and question.type is not QuestionType.CHECKBOX:
        yield "min_number_of_choices, max_number_of_choices: only for checkboxes"
    if question.unit is not None and question.type not in {QuestionType.NUMBER, QuestionType.TEXT}:
        yield "unit: only for numbers and short texts"
    if question.autocomplete is not None and (
        not question.type.is_written or question.autocomplete not in AUTOCOMPLETE
    ):
        yield f"autocomplete: one of {', '.join(sorted(AUTOCOMPLETE))}, for written answers"


def _bound_flaws(question: Question[Text]) -> Iterator[str]:
    try:
        least, most = _bound(question, question.answer_min), _bound(question, question.answer_max)
    except ValueError:
        yield "answer_min, answer_max: not a number, a date or today"
        return
    if isinstance(least, Decimal) and isinstance(most, Decimal) and least > most:
        yield "answer_min is greater than answer_max"
    if isinstance(least, date) and isinstance(most, date) and least > most:
        yield "answer_min is later than answer_max"


def _bound(question: Question[Text], bound: str | None) -> Decimal | date | None:
    if bound is None or (question.type is QuestionType.DATE and bound == TODAY):
        return None
    read = parsed_date(bound) if question.type is QuestionType.DATE else parsed_number(bound)
    if read is None:
        raise ValueError(bound)
    return read


def _choice_flaws(question: Question[Text]) -> Iterator[str]:
    least = question.min_number_of_choices
    most = question.max_number_of_choices
    if least is not None and not 1 <= least <= len(question.alternatives):
        yield "min_number_of_choices: cannot be reached"
    if most is not None and most < max(1, least or 0):
        yield "max_number_of_choices: leaves nothing to choose"


def _parent_flaws(question: Question[Text], earlier: dict[str, Question[Text]]) -> Iterator[str]:
    if question.parent is None:
        return
    parent = earlier.get(question.parent.question)
    if parent is None:
        yield f"parent: {question.parent.question} is not an earlier question on the same page"
        return
    if not question.parent.values:
        yield "parent: no answer asks for it"
    strange = set(question.parent.values) - {one.value for one in parent.alternatives}
    if strange:
        yield f"parent: {parent.key} has no answer {', '.join(sorted(strange))}"
