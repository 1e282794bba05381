"""A case-type version as frozen values: what is asked, of whom, in which words (model: the national form contract).

``CaseTypeDocument`` holds every text in both languages; ``in_language`` gives the same document in one of them.
"""

import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

LANGUAGES = ("sv", "en")
TODAY = "today"
AUTOCOMPLETE = frozenset({"tel", "email", "street-address"})


@dataclass(frozen=True)
class Text:
    """One text in both languages."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        """The text in this language; Swedish for a language that we do not have."""
        return self.en if language == "en" else self.sv


Words = TypeVar("Words", Text, str)
"""``Text`` in a stored document, ``str`` in one that is shown in a language."""


class QuestionType(enum.StrEnum):
    """How an answer is given."""

    TEXT = "text"
    TEXTAREA = "textarea"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    SELECT = "select"
    DATE = "date"
    NUMBER = "number"

    @property
    def has_alternatives(self) -> bool:
        """Whether the citizen chooses instead of writing."""
        return self in {QuestionType.RADIO, QuestionType.CHECKBOX, QuestionType.SELECT}

    @property
    def is_written(self) -> bool:
        """Whether the answer is free text."""
        return self in {QuestionType.TEXT, QuestionType.TEXTAREA}


class ReplyAction(enum.StrEnum):
    """What the clinic may send in a case of this type."""

    PARTIAL_REPLY = "partial_reply"
    COUNTER_QUESTION = "counter_question"
    FINAL_REPLY = "final_reply"


@dataclass(frozen=True)
class Alternative(Generic[Words]):
    """One of the answers to choose from; ``value`` is what is stored."""

    value: str
    text: Words


@dataclass(frozen=True)
class Parent:
    """A follow-up question's parent, on the same page, and the answers that ask for the follow-up."""

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question(Generic[Words]):
    """One question.

    ``answer_min`` and ``answer_max`` are numbers, or dates where ``today`` is a date too. ``autocomplete`` lets the
    browser offer what it knows of the citizen (one of ``AUTOCOMPLETE``).
    """

    key: str
    type: QuestionType
    subject: Words
    description: Words | None = None
    mandatory: bool = False
    answer_max_length: int | None = None
    answer_min: str | None = None
    answer_max: str | None = None
    min_number_of_choices: int | None = None
    max_number_of_choices: int | None = None
    unit: Words | None = None
    alternatives: tuple[Alternative[Words], ...] = ()
    parent: Parent | None = None
    autocomplete: str | None = None

    @property
    def longest(self) -> int:
        """The greatest number of characters in a written answer."""
        if self.answer_max_length is not None:
            return self.answer_max_length
        return 200 if self.type is QuestionType.TEXT else 4000


@dataclass(frozen=True)
class Page(Generic[Words]):
    """Questions that are asked and checked together."""

    heading: Words
    questions: tuple[Question[Words], ...]
    description: Words | None = None

    def question(self, key: str) -> Question[Words]:
        """The question with this key; ``KeyError`` when the page has none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True)
class Document(Generic[Words]):
    """A case-type version: names, texts to the citizen and to staff, and the pages of questions.

    ``terms`` are accepted before the first page; ``auto_reply`` stands on the receipt. Both are plain text where an
    empty line parts two paragraphs. ``reply_days`` are working days. ``allowed_actions``: what the clinic may send in a
    case of this type. ``fixed_replies`` are final replies to choose from; without ``free_text`` a final reply is one of
    them, word for word.
    """

    external_name: Words
    internal_name: Words
    description: Words
    terms: Words
    staff_information: Words
    auto_reply: Words
    pages: tuple[Page[Words], ...]
    reply_days: int = 2
    allowed_actions: tuple[ReplyAction, ...] = tuple(ReplyAction)
    fixed_replies: tuple[Words, ...] = ()
    free_text: bool = True

    def questions(self) -> Iterator[Question[Words]]:
        """Every question, in the order they are asked."""
        for page in self.pages:
            yield from page.questions

    def question(self, key: str) -> Question[Words]:
        """The question with this key; ``KeyError`` when there is none."""
        for question in self.questions():
            if question.key == key:
                return question
        raise KeyError(key)


CaseTypeDocument = Document[Text]
ShownDocument = Document[str]


def in_language(document: CaseTypeDocument, language: str) -> ShownDocument:
    """The document as it is shown in ``sv`` or ``en``."""

    def say(text: Text) -> str:
        return text.in_language(language)

    return Document(
        external_name=say(document.external_name),
        internal_name=say(document.internal_name),
        description=say(document.description),
        terms=say(document.terms),
        staff_information=say(document.staff_information),
        auto_reply=say(document.auto_reply),
        pages=tuple(_page(page, say) for page in document.pages),
        reply_days=document.reply_days,
        allowed_actions=document.allowed_actions,
        fixed_replies=tuple(say(reply) for reply in document.fixed_replies),
        free_text=document.free_text,
    )


Say = Callable[[Text], str]


def _page(page: Page[Text], say: Say) -> Page[str]:
    return Page(
        heading=say(page.heading),
        questions=tuple(_question(question, say) for question in page.questions),
        description=_maybe(page.description, say),
    )


def _question(question: Question[Text], say: Say) -> Question[str]:
    return Question(
        key=question.key,
        type=question.type,
        subject=say(question.subject),
        description=_maybe(question.description, say),
        mandatory=question.mandatory,
        answer_max_length=question.answer_max_length,
        answer_min=question.answer_min,
        answer_max=question.answer_max,
        min_number_of_choices=question.min_number_of_choices,
        max_number_of_choices=question.max_number_of_choices,
        unit=_maybe(question.unit, say),
        alternatives=tuple(Alternative(one.value, say(one.text)) for one in question.alternatives),
        parent=question.parent,
        autocomplete=question.autocomplete,
    )


def _maybe(text: Text | None, say: Say) -> str | None:
    return None if text is None else say(text)
