"""What a citizen answered: read as typed, kept as typed, checked against the document.

Reading and checking are apart, so that a draft keeps whatever was typed and a page can be checked on its own.
"""

import enum
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from app.catalog.definition import TODAY, Document, Page, Question, QuestionType, Words
from app.core import clock
from app.core.dates import FIRST, LAST, Leaning, UnreadableDate, parse_day
from app.core.text import is_seen, lines, one_line

PREFIX = "answer-"
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}([.,][0-9]{1,6})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Value = TypeVar("Value", Decimal, date)


class ProblemCode(enum.StrEnum):
    """Why an answer is not accepted: the national form contract's validation events, and two of our own."""

    MANDATORY = "mandatory"
    ANSWER_MIN = "answer_min"
    ANSWER_MAX = "answer_max"
    ANSWER_MAX_LENGTH = "answer_max_length"
    MIN_NUMBER_OF_CHOICES = "min_number_of_choices"
    MAX_NUMBER_OF_CHOICES = "max_number_of_choices"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_AN_ALTERNATIVE = "not_an_alternative"


@dataclass(frozen=True)
class Problem:
    """One answer that is not accepted; ``limit`` is the bound that was crossed, where there is one.

    ``fault``: why what was written is no day that is taken.
    """

    question: str
    code: ProblemCode
    limit: str = ""
    fault: UnreadableDate | None = field(default=None, compare=False)


class SentFields(Protocol):
    """A sent form: several values may share a name."""

    def getlist(self, key: str, /) -> list[str]:
        """Every value sent under this name."""


@dataclass(frozen=True)
class Answers:
    """The raw answers by question key; questions without an answer are left out."""

    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, key: str) -> tuple[str, ...]:
        """Everything given to this question: one text, or the values chosen."""
        return self.given.get(key, ())

    def text(self, key: str) -> str:
        """The text given to this question, or an empty one."""
        return "".join(self.of(key)[:1])

    def merged(self, later: "Answers", page: Page[Words]) -> "Answers":
        """These answers with the questions of ``page`` as ``later`` has them."""
        kept = {key: values for key, values in self.given.items() if key not in {q.key for q in page.questions}}
        return Answers(kept | {q.key: later.of(q.key) for q in page.questions if later.of(q.key)})


def read_answers(questions: Document[Words] | Page[Words], form: SentFields) -> Answers:
    """What the form holds for these questions, as it was typed: in lines where there is room for lines."""
    to_read = questions.questions() if isinstance(questions, Document) else questions.questions
    given = {question.key: _read(question, form.getlist(PREFIX + question.key)) for question in to_read}
    return Answers({key: values for key, values in given.items() if values})


def _read(question: Question[Words], values: Sequence[str]) -> tuple[str, ...]:
    """What was chosen, or the one text that was written; several of them, which no page sends, become one.

    A day is kept in its one spelling, so that a year that was left out is the one that was meant when it was written.
    """
    if question.type.has_alternatives:
        return tuple(filter(None, map(lines, values)))
    text = lines("\n".join(values))
    read = text if question.type is QuestionType.TEXTAREA else one_line(text)
    if question.type is QuestionType.DATE and (day := written_day(question, read)):
        read = day.isoformat()
    return (read,) if read else ()


def page_fields(page: Page[Words], answers: Answers) -> dict[str, str]:
    """What stands in each field of the page, by its name in the form."""
    return {PREFIX + question.key: "\n".join(answers.of(question.key)) for question in page.questions}


def problems(document: Document[Words], answers: Answers) -> tuple[Problem, ...]:
    """What stands in the way of sending, in the order of the questions."""
    return tuple(problem for page in document.pages for problem in page_problems(page, answers))


def page_problems(page: Page[Words], answers: Answers) -> tuple[Problem, ...]:
    """What stands in the way of going on from this page; follow-ups that nothing asks for are not looked at."""
    questions = (question for question in page.questions if is_asked(page, question, answers))
    return tuple(problem for question in questions for problem in _problems(question, answers))


def is_asked(page: Page[Words], question: Question[Words], answers: Answers) -> bool:
    """Whether the question stands by itself, or its parent is asked and answered so that it follows."""
    if question.parent is None:
        return True
    parent = page.question(question.parent.question)
    follows = not set(question.parent.values).isdisjoint(answers.of(parent.key))
    return follows and is_asked(page, parent, answers)


def as_sent(document: Document[Words], answers: Answers) -> Answers:
    """The answers to what was asked: what the clinic gets."""
    questions = [q for page in document.pages for q in page.questions if is_asked(page, q, answers)]
    return Answers({q.key: _read(q, answers.of(q.key)) for q in questions if has_answer(q, answers)})


def has_answer(question: Question[Words], answers: Answers) -> bool:
    """Whether something was chosen or written; what nobody can see is nothing."""
    values = answers.of(question.key)
    return bool(values) if question.type.has_alternatives else is_seen("".join(values))


def _problems(question: Question[Words], answers: Answers) -> Iterator[Problem]:
    values = answers.of(question.key)
    if not has_answer(question, answers):
        if question.mandatory:
            yield Problem(question.key, ProblemCode.MANDATORY)
        return
    if question.type.has_alternatives:
        yield from _choice_problems(question, values)
    elif question.type.is_written:
        if len(values[0]) > question.longest:
            yield Problem(question.key, ProblemCode.ANSWER_MAX_LENGTH, str(question.longest))
    else:
        yield from _value_problems(question, values[0].strip())


def _choice_problems(question: Question[Words], values: tuple[str, ...]) -> Iterator[Problem]:
    least = question.min_number_of_choices or 0
    most = (question.max_number_of_choices or len(values)) if question.type is QuestionType.CHECKBOX else 1
    if len(set(values)) < len(values) or not set(values) <= {one.value for one in question.alternatives}:
        yield Problem(question.key, ProblemCode.NOT_AN_ALTERNATIVE)
    elif len(values) < least:
        yield Problem(question.key, ProblemCode.MIN_NUMBER_OF_CHOICES, str(least))
    elif len(values) > most:
        yield Problem(question.key, ProblemCode.MAX_NUMBER_OF_CHOICES, str(most))


def _value_problems(question: Question[Words], text: str) -> Iterator[Problem]:
    if question.type is QuestionType.DATE:
        yield from _day_problems(question, text)
    elif (number := parsed_number(text)) is None:
        yield Problem(question.key, ProblemCode.NOT_A_NUMBER)
    else:
        least, most = parsed_number(question.answer_min or ""), parsed_number(question.answer_max or "")
        yield from _outside(question, number, least, most)


def _day_problems(question: Question[Words], text: str) -> Iterator[Problem]:
    try:
        day = _read_day(question, text)
    except UnreadableDate as fault:
        yield Problem(question.key, ProblemCode.NOT_A_DATE, fault=fault)
    else:
        yield from _outside(question, day, _day(question.answer_min), _day(question.answer_max))


def _outside(
    question: Question[Words], value: Value, lowest: Value | None, greatest: Value | None
) -> Iterator[Problem]:
    if lowest is not None and value < lowest:
        yield Problem(question.key, ProblemCode.ANSWER_MIN, str(lowest))
    if greatest is not None and value > greatest:
        yield Problem(question.key, ProblemCode.ANSWER_MAX, str(greatest))


def _day(bound: str | None) -> date | None:
    return clock.today() if bound == TODAY else parsed_date(bound or "")


def parsed_number(text: str) -> Decimal | None:
    """The number that was written, with a decimal comma or point; None when it is none."""
    return Decimal(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def written_day(question: Question[Words], text: str) -> date | None:
    """The day that a citizen wrote; None when it is none."""
    try:
        return _read_day(question, text)
    except UnreadableDate:
        return None


def _read_day(question: Question[Words], text: str) -> date:
    """A bound of today tells which year is meant without one. A question about days before 2000 says so by its own bound."""
    leaning = Leaning.BACK if question.answer_max == TODAY else Leaning.NEITHER
    leaning = Leaning.AHEAD if question.answer_min == TODAY else leaning
    first, last = parsed_date(question.answer_min or ""), parsed_date(question.answer_max or "")
    return parse_day(text, leaning, min(first or FIRST, FIRST), max(last or LAST, LAST))


def days_taken(question: Question[Words]) -> tuple[date, date]:
    """The first and the last day that answer the question."""
    return _day(question.answer_min) or FIRST, _day(question.answer_max) or LAST


def parsed_date(text: str) -> date | None:
    """The day that a document holds as year-month-day; None when it is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def answers_to_json(answers: Answers) -> str:
    """One JSON document, to be sealed by the one who stores it; any character survives, also half ones."""
    return json.dumps({"v": 1, "answers": {key: list(values) for key, values in answers.given.items()}})


def answers_from_json(text: str) -> Answers:
    """The answers again, word for word."""
    return Answers({key: tuple(values) for key, values in json.loads(text)["answers"].items()})
