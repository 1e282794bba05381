"""Case-type documents to and from JSON. What is wrong is said with its place: ``pages[0].questions[2].type: …``."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.catalog.definition import (
    Alternative,
    CaseTypeDocument,
    Document,
    Page,
    Parent,
    Question,
    QuestionType,
    ReplyAction,
    Text,
)
from app.catalog.flaws import InvalidDocument, flaws
from app.core.text import is_seen

_REQUIRED = object()
_TOLD = object()
"""What stands within something that is refused: nothing more is said of it."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TEXTS = ("external_name", "internal_name", "description", "terms", "staff_information", "auto_reply")
_LIMITS = ("answer_max_length", "answer_min", "answer_max", "min_number_of_choices", "max_number_of_choices")
_QUESTION = (
    "key",
    "type",
    "subject",
    "description",
    "mandatory",
    "unit",
    "alternatives",
    "parent",
    "autocomplete",
    *_LIMITS,
)
Member = TypeVar("Member", QuestionType, ReplyAction)


@dataclass(frozen=True)
class _Part:
    """A piece of the JSON, and where it stands. What is wrong is noted, and something of the right kind given instead."""

    value: object
    place: str
    flaws: list[str]

    def refuse(self, what: str) -> None:
        if self.value is not _TOLD:
            said = "is missing" if self.value is _REQUIRED else what
            self.flaws.append(f"{self.place or 'document'}: {said}")

    def fields(self, *names: str) -> Mapping[str, "_Part"]:
        """The members of an object; any other name is refused, as a misspelled one would be silently lost."""
        prefix = f"{self.place}." if self.place else ""
        if not isinstance(self.value, dict):
            self.refuse("must be an object")
            return {name: _Part(_TOLD, prefix + name, self.flaws) for name in names}
        unknown = sorted(set(self.value) - set(names))
        if unknown:
            self.refuse(f"has no field {', '.join(unknown)}")
        return {name: _Part(self.value.get(name, _REQUIRED), prefix + name, self.flaws) for name in names}

    @property
    def is_missing(self) -> bool:
        return self.value is _REQUIRED or self.value is _TOLD

    def items(self) -> Iterator["_Part"]:
        if not isinstance(self.value, (list, tuple)):
            self.refuse("must be a list")
            return
        for index, item in enumerate(self.value):
            yield _Part(item, f"{self.place}[{index}]", self.flaws)

    def string(self) -> str:
        if not isinstance(self.value, str) or not is_seen(self.value):
            self.refuse("must be a text that is not empty")
            return ""
        if _CONTROL.search(self.value):
            self.refuse("holds a control character")
        return self.value

    def text(self) -> Text:
        parts = self.fields("sv", "en")
        return Text(parts["sv"].string(), parts["en"].string())

    def number(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
            return 0
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value is True


def document_from_json(value: object) -> CaseTypeDocument:
    """The document; ``InvalidDocument`` tells all that is wrong in its form, else all that is wrong in what it asks."""
    whole = _Part(value, "", [])
    document = _document(whole)
    found = whole.flaws or flaws(document)
    if found:
        raise InvalidDocument(found)
    return document


def _document(whole: _Part) -> CaseTypeDocument:
    parts = whole.fields(*_TEXTS, "pages", "reply_days", "allowed_actions", "fixed_replies", "free_text")
    texts = {name: parts[name].text() for name in _TEXTS}
    return Document(
        **texts,
        pages=tuple(_page(page) for page in parts["pages"].items()),
        reply_days=2 if parts["reply_days"].is_missing else parts["reply_days"].number(),
        allowed_actions=_actions(parts["allowed_actions"]),
        fixed_replies=()
        if parts["fixed_replies"].is_missing
        else tuple(item.text() for item in parts["fixed_replies"].items()),
        free_text=parts["free_text"].is_missing or parts["free_text"].truth(),
    )


def _actions(part: _Part) -> tuple[ReplyAction, ...]:
    if part.is_missing:
        return tuple(ReplyAction)
    return tuple(_member(ReplyAction, item) for item in part.items())


def _member(members: type[Member], part: _Part) -> Member:
    name = part.string()
    known = {member.value: member for member in members}
    if name and name not in known:
        part.refuse(f"must be one of {', '.join(members)}")
    return known.get(name, next(iter(members)))


def _page(part: _Part) -> Page[Text]:
    parts = part.fields("heading", "description", "questions")
    return Page(
        heading=parts["heading"].text(),
        questions=tuple(_question(question) for question in parts["questions"].items()),
        description=_optional_text(parts["description"]),
    )


def _question(part: _Part) -> Question[Text]:
    parts = part.fields(*_QUESTION)
    return Question(
        key=parts["key"].string(),
        type=_member(QuestionType, parts["type"]),
        subject=parts["subject"].text(),
        description=_optional_text(parts["description"]),
        mandatory=not parts["mandatory"].is_missing and parts["mandatory"].truth(),
        unit=_optional_text(parts["unit"]),
        answer_max_length=_optional_number(parts["answer_max_length"]),
        answer_min=_optional_string(parts["answer_min"]),
        answer_max=_optional_string(parts["answer_max"]),
        min_number_of_choices=_optional_number(parts["min_number_of_choices"]),
        max_number_of_choices=_optional_number(parts["max_number_of_choices"]),
        alternatives=()
        if parts["alternatives"].is_missing
        else tuple(map(_alternative, parts["alternatives"].items())),
        parent=None if parts["parent"].is_missing else _parent(parts["parent"]),
        autocomplete=_optional_string(parts["autocomplete"]),
    )


def _optional_text(part: _Part) -> Text | None:
    return None if part.is_missing else part.text()


def _optional_number(part: _Part) -> int | None:
    return None if part.is_missing else part.number()


def _optional_string(part: _Part) -> str | None:
    return None if part.is_missing else part.string()


def _alternative(part: _Part) -> Alternative[Text]:
    parts = part.fields("value", "text")
    return Alternative(parts["value"].string(), parts["text"].text())


def _parent(part: _Part) -> Parent:
    parts = part.fields("question", "values")
    return Parent(parts["question"].string(), tuple(value.string() for value in parts["values"].items()))


Json = dict[str, object]


def document_to_json(document: CaseTypeDocument) -> Json:
    """The document as JSON values; what is not set is left out."""
    texts = {name: _pair(getattr(document, name)) for name in _TEXTS}
    return texts | {
        "reply_days": document.reply_days,
        "allowed_actions": [action.value for action in document.allowed_actions],
        **_set(
            fixed_replies=[_pair(reply) for reply in document.fixed_replies] or None,
            free_text=None if document.free_text else False,
        ),
        "pages": [_page_json(page) for page in document.pages],
    }


def _page_json(page: Page[Text]) -> Json:
    return _set(
        heading=_pair(page.heading),
        description=page.description and _pair(page.description),
        questions=[_question_json(question) for question in page.questions],
    )


def _question_json(question: Question[Text]) -> Json:
    limits: Mapping[str, object] = {name: getattr(question, name) for name in _LIMITS}
    return _set(
        key=question.key,
        type=question.type.value,
        subject=_pair(question.subject),
        description=question.description and _pair(question.description),
        mandatory=question.mandatory or None,
        unit=question.unit and _pair(question.unit),
        alternatives=_alternatives_json(question.alternatives),
        parent=question.parent and {"question": question.parent.question, "values": list(question.parent.values)},
        autocomplete=question.autocomplete,
        **limits,
    )


def _alternatives_json(alternatives: Sequence[Alternative[Text]]) -> list[Json] | None:
    return [{"value": one.value, "text": _pair(one.text)} for one in alternatives] or None


def _pair(text: Text) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}


def _set(**members: object) -> Json:
    return {name: value for name, value in members.items() if value is not None}
