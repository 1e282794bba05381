"""A case-type version as frozen values: what is asked, of whom, in which words (model: the national form contract).

``CaseTypeDocument`` holds every text in both languages; ``in_language`` gives the same document in one of them. The
annotations are also how a document is read from JSON and written to it (``document_json``): in the order of the fields.
"""

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from typing import Annotated, ClassVar, Generic, TypeVar, cast

from pydantic import AfterValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from app.catalog.flaws import FlawCode
from app.core.text import is_seen

LANGUAGES = ("sv", "en")
TODAY = "today"
AUTOCOMPLETE = frozenset({"tel", "email", "street-address"})
DOCUMENTS_KEPT = 256
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _readable(text: str) -> str:
    if not is_seen(text):
        raise PydanticCustomError(FlawCode.EMPTY_TEXT.value, "empty")
    if _CONTROL.search(text):
        raise PydanticCustomError(FlawCode.CONTROL_CHARACTER.value, "control character")
    return text


Words = TypeVar("Words", "Text", str)
"""``Text`` in a stored document, ``str`` in one that is shown in a language."""
Line = Annotated[str, Strict(), AfterValidator(_readable)]
Whole = Annotated[int, Strict()]
Truth = Annotated[bool, Strict()]
UNLESS_NONE = Field(exclude_if=lambda value: value is None)
UNLESS_EMPTY = Field(exclude_if=lambda value: value == ())
UNLESS_TRUE = Field(exclude_if=lambda value: value is True)
UNLESS_FALSE = Field(exclude_if=lambda value: value is False)


class DocumentPart:
    """What a document is made of. A field that it does not know is refused: a misspelled one would be silently lost."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Text(DocumentPart):
    """One text in both languages."""

    sv: Line
    en: Line

    def in_language(self, language: str) -> str:
        """The text in this language; Swedish for a language that we do not have."""
        return self.en if language == "en" else self.sv


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
class Alternative(DocumentPart, Generic[Words]):
    """One of the answers to choose from; ``value`` is what is stored."""

    value: Line
    text: Words


@dataclass(frozen=True)
class Parent(DocumentPart):
    """A follow-up question's parent, on the same page, and the answers that ask for the follow-up."""

    question: Line
    values: tuple[Line, ...]


@dataclass(frozen=True)
class Question(DocumentPart, Generic[Words]):
    """One question.

    ``answer_min`` and ``answer_max`` are numbers, or dates where ``today`` is a date too. ``autocomplete`` lets the
    browser offer what it knows of the citizen (one of ``AUTOCOMPLETE``).
    """

    key: Line
    type: QuestionType
    subject: Words
    description: Annotated[Words | None, UNLESS_NONE] = None
    mandatory: Annotated[Truth, UNLESS_FALSE] = False
    unit: Annotated[Words | None, UNLESS_NONE] = None
    alternatives: Annotated[tuple[Alternative[Words], ...], UNLESS_EMPTY] = ()
    parent: Annotated[Parent | None, UNLESS_NONE] = None
    autocomplete: Annotated[Line | None, UNLESS_NONE] = None
    answer_max_length: Annotated[Whole | None, UNLESS_NONE] = None
    answer_min: Annotated[Line | None, UNLESS_NONE] = None
    answer_max: Annotated[Line | None, UNLESS_NONE] = None
    min_number_of_choices: Annotated[Whole | None, UNLESS_NONE] = None
    max_number_of_choices: Annotated[Whole | None, UNLESS_NONE] = None

    @property
    def longest(self) -> int:
        """The greatest number of characters in a written answer."""
        if self.answer_max_length is not None:
            return self.answer_max_length
        return 200 if self.type is QuestionType.TEXT else 4000


@dataclass(frozen=True)
class Page(DocumentPart, Generic[Words]):
    """Questions that are asked and checked together."""

    heading: Words
    description: Annotated[Words | None, UNLESS_NONE] = field(default=None, kw_only=True)
    questions: tuple[Question[Words], ...]

    def question(self, key: str) -> Question[Words]:
        """The question with this key; ``KeyError`` when the page has none."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True)
class Document(DocumentPart, Generic[Words]):
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
    reply_days: Whole = field(default=2, kw_only=True)
    allowed_actions: tuple[ReplyAction, ...] = field(default=tuple(ReplyAction), kw_only=True)
    fixed_replies: Annotated[tuple[Words, ...], UNLESS_EMPTY] = field(default=(), kw_only=True)
    free_text: Annotated[Truth, UNLESS_TRUE] = field(default=True, kw_only=True)
    pages: tuple[Page[Words], ...]

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


@lru_cache(maxsize=2 * DOCUMENTS_KEPT)
def in_language(document: CaseTypeDocument, language: str) -> ShownDocument:
    """The document as it is shown in ``sv`` or ``en``; made once by each process, as it is much larger than what asks for it."""
    return cast("ShownDocument", _in_language(document, language))


def _in_language(value: object, language: str) -> object:
    """The same value with each ``Text`` in it, however deep, said in the language."""
    if isinstance(value, Text):
        return value.in_language(language)
    if isinstance(value, tuple):
        return tuple(_in_language(one, language) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _in_language(getattr(value, one.name), language) for one in fields(value)})
    return value
