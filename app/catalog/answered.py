"""Answers beside their questions, for whoever reads them: the citizen before sending, the clinic afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalog.answers import Answers, has_answer, is_asked
from app.catalog.definition import Page, Question, ShownDocument


@dataclass(frozen=True)
class Answered:
    """One question and its answer, word for word; ``text`` is empty when the question was left. Choices stand one a line."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class AnsweredPage:
    """The questions of one page that were asked; ``number`` counts from one."""

    number: int
    heading: str
    rows: tuple[Answered, ...]


def answered_pages(document: ShownDocument, answers: Answers) -> tuple[AnsweredPage, ...]:
    """Every question that was asked, page by page."""
    return tuple(
        AnsweredPage(number, page.heading, tuple(_answered_questions(page, answers)))
        for number, page in enumerate(document.pages, start=1)
    )


def left_out(document: ShownDocument, answers: Answers) -> tuple[Answered, ...]:
    """Follow-ups that hold an answer though nothing asks for them: not sent, and the citizen must be told so."""
    return tuple(
        _answered(question, answers)
        for page in document.pages
        for question in page.questions
        if has_answer(question, answers) and not is_asked(page, question, answers)
    )


def _answered_questions(page: Page[str], answers: Answers) -> Iterator[Answered]:
    return (_answered(question, answers) for question in page.questions if is_asked(page, question, answers))


def _answered(question: Question[str], answers: Answers) -> Answered:
    return Answered(question.key, question.subject, _text(question, answers) if has_answer(question, answers) else "")


def _text(question: Question[str], answers: Answers) -> str:
    if question.type.has_alternatives:
        chosen = answers.of(question.key)
        return "\n".join(one.text for one in question.alternatives if one.value in chosen)
    text = answers.text(question.key)
    return f"{text} {question.unit}" if question.unit else text
