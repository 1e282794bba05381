"""A case-type document: what can be published, and what is refused with its place."""

import copy
import json
from typing import Any

import pytest

from app.catalog.definition import in_language
from app.catalog.document_json import document_from_json, document_to_json
from app.catalog.flaws import InvalidDocument


def text(swedish: str) -> dict[str, str]:
    return {"sv": swedish, "en": f"{swedish} (en)"}


def a_document() -> dict[str, Any]:
    """A small document of which every test may spoil its own copy."""
    questions = [
        {"key": "besvar", "type": "textarea", "subject": text("Vad gäller det?"), "mandatory": True},
        {
            "key": "tolk",
            "type": "radio",
            "subject": text("Behöver du tolk?"),
            "alternatives": [{"value": "ja", "text": text("Ja")}, {"value": "nej", "text": text("Nej")}],
        },
        {
            "key": "sprak",
            "type": "text",
            "subject": text("Vilket språk?"),
            "parent": {"question": "tolk", "values": ["ja"]},
        },
    ]
    names = ("external_name", "internal_name", "description", "terms", "staff_information", "auto_reply")
    return {name: text(name) for name in names} | {"pages": [{"heading": text("Besvär"), "questions": questions}]}


def flaws_of(value: object) -> str:
    with pytest.raises(InvalidDocument) as refused:
        document_from_json(value)
    return str(refused.value)


def spoiled(path: str, value: object) -> dict[str, Any]:
    """The small document with the value at ``path`` (``pages.0.questions.1.key``) exchanged."""
    document = copy.deepcopy(a_document())
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return document


def test_a_document_survives_storing_and_reading() -> None:
    document = document_from_json(a_document())
    stored = json.dumps(document_to_json(document))
    assert document_from_json(json.loads(stored)) == document


def test_two_working_days_and_all_replies_are_the_rule_when_nothing_else_is_said() -> None:
    document = document_from_json(a_document())
    assert document.reply_days == 2
    assert [action.value for action in document.allowed_actions] == ["partial_reply", "counter_question", "final_reply"]


def test_a_document_is_shown_in_one_language_all_through() -> None:
    english = in_language(document_from_json(a_document()), "en")
    assert english.description == "description (en)"
    assert english.pages[0].heading == "Besvär (en)"
    assert english.question("tolk").alternatives[0].text == "Ja (en)"


def test_a_language_that_we_do_not_have_is_shown_in_swedish() -> None:
    assert in_language(document_from_json(a_document()), "fi").terms == "terms"


def test_asking_for_a_question_that_is_not_there_is_an_error() -> None:
    document = document_from_json(a_document())
    with pytest.raises(KeyError):
        document.question("finns_inte")


@pytest.mark.parametrize(
    ("path", "value", "flaw"),
    [
        ("terms", {"sv": "Villkor"}, "terms.en: is missing"),
        ("terms", {"sv": "Villkor", "en": "  "}, "terms.en: must be a text"),
        ("terms", {"sv": "Villkor", "en": "Te\x00rms"}, "terms.en: holds a control character"),
        ("terms", {"sv": "V", "en": "T", "fi": "E"}, "terms: has no field fi"),
        ("terms", "Villkor", "terms: must be an object"),
        ("reply_days", 0, "reply_days: must be between"),
        ("reply_days", True, "reply_days: must be a whole number"),
        ("reply_days", "2", "reply_days: must be a whole number"),
        ("allowed_actions", ["partial_reply"], "a case that cannot be answered never ends"),
        ("allowed_actions", ["delete"], "allowed_actions[0]: must be one of"),
        ("external_name", text("x" * 201), "a name is longer than 200 characters"),
        ("pages", [], "pages: there is none"),
        ("pages", "sida", "pages: must be a list"),
        ("pages.0.questions", [], "pages[0]: has no questions"),
        ("pages.0.heading", None, "pages[0].heading: must be an object"),
        ("pages.0.questions.0.type", "html", "pages[0].questions[0].type: must be one of text, textarea"),
        ("pages.0.questions.0.mandatory", "ja", "pages[0].questions[0].mandatory: must be true or false"),
        ("pages.0.questions.0.answer_pattern", "(a+)+$", "has no field answer_pattern"),
        ("pages.0.questions.0.key", "tolk", "question tolk: the key is used 2 times"),
        ("pages.0.questions.0.key", "Vad gäller det", "the key must be small letters"),
        ("pages.0.questions.0.answer_max_length", 0, "answer_max_length: must be between"),
        ("pages.0.questions.0.answer_min", "1", "only for numbers and dates"),
        ("pages.0.questions.0.min_number_of_choices", 1, "only for checkboxes"),
        ("pages.0.questions.0.unit", text("kg"), "unit: only for numbers"),
        ("pages.0.questions.0.autocomplete", "cc-number", "autocomplete: one of"),
        ("pages.0.questions.0.alternatives", [{"value": "a", "text": text("A")}], "nothing to choose in this type"),
        ("pages.0.questions.1.alternatives", [{"value": "ja", "text": text("Ja")}], "alternatives: at least 2"),
        ("pages.0.questions.1.alternatives.1.value", "ja", "a value is used twice"),
        ("pages.0.questions.1.alternatives.1.value", "Nej!", "a value must be small letters"),
        ("pages.0.questions.1.answer_max_length", 10, "answer_max_length: only for written answers"),
        ("pages.0.questions.2.parent.question", "finns_inte", "not an earlier question on the same page"),
        ("pages.0.questions.2.parent.question", "sprak", "not an earlier question on the same page"),
        ("pages.0.questions.2.parent.question", "besvar", "besvar has no answer ja"),
        ("pages.0.questions.2.parent.values", ["kanske"], "tolk has no answer kanske"),
        ("pages.0.questions.2.parent.values", [], "parent: no answer asks for it"),
    ],
)
def test_what_cannot_be_published_is_told_with_its_place(path: str, value: object, flaw: str) -> None:
    assert flaw in flaws_of(spoiled(path, value))


@pytest.mark.parametrize(
    ("question", "flaw"),
    [
        ({"type": "number", "answer_min": "fem"}, "not a number"),
        ({"type": "number", "answer_min": "NaN"}, "not a number"),
        ({"type": "number", "answer_min": "1e3"}, "not a number"),
        ({"type": "number", "answer_min": "9", "answer_max": "2"}, "answer_min is greater than answer_max"),
        ({"type": "date", "answer_max": "2026-02-30"}, "not a number, a date or today"),
        ({"type": "date", "answer_min": "2026-02-02", "answer_max": "2026-02-01"}, "answer_min is later"),
        ({"type": "checkbox", "alternatives": [], "max_number_of_choices": 1}, "alternatives: at least 1"),
        (
            {"type": "checkbox", "alternatives": [{"value": "a", "text": text("A")}], "min_number_of_choices": 2},
            "min_number_of_choices: cannot be reached",
        ),
        (
            {"type": "checkbox", "alternatives": [{"value": "a", "text": text("A")}], "max_number_of_choices": 0},
            "max_number_of_choices: leaves nothing",
        ),
    ],
)
def test_limits_that_nobody_could_keep_are_refused(question: dict[str, Any], flaw: str) -> None:
    document = spoiled("pages.0.questions", [{"key": "langd", "subject": text("Längd"), **question}])
    assert flaw in flaws_of(document)


def test_all_flaws_are_told_at_once() -> None:
    document = spoiled("reply_days", 99)
    document["pages"][0]["questions"][2]["parent"]["values"] = []
    told = flaws_of(document)
    assert "reply_days" in told
    assert "no answer asks for it" in told


def test_all_that_is_wrong_in_its_form_is_told_at_once_and_nothing_twice() -> None:
    document = spoiled("pages.0.questions.0.type", "html")
    document["pages"][0]["questions"][1] |= {"answer_pattern": "a+", "alternatives": "ja"}
    document["pages"][0]["questions"][2]["subject"] = "Vilket språk?"
    document["pages"].append({"heading": text("Mer")})
    del document["terms"]
    document["colour"] = "blue"
    with pytest.raises(InvalidDocument) as refused:
        document_from_json(document)
    assert refused.value.flaws == (
        "document: has no field colour",
        "terms: is missing",
        "pages[0].questions[0].type: must be one of text, textarea, radio, checkbox, select, date, number",
        "pages[0].questions[1]: has no field answer_pattern",
        "pages[0].questions[1].alternatives: must be a list",
        "pages[0].questions[2].subject: must be an object",
        "pages[1].questions: is missing",
    )


@pytest.mark.parametrize("value", [None, [], "document", 7])
def test_something_that_is_no_object_is_no_document(value: object) -> None:
    assert "document: must be an object" in flaws_of(value)
