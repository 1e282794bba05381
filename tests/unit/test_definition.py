"""A case-type document: what can be published, and what is refused, at its place."""

import copy
import json
import re
from typing import Any

import pytest

from app.catalog.definition import in_language
from app.catalog.document_json import document_from_json, document_to_json, stored_document
from app.catalog.flaws import DocumentFlaw, FlawCode, InvalidDocument
from app.catalog.labels import flaw_sentence


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


def flaws_in(value: object) -> list[DocumentFlaw]:
    with pytest.raises(InvalidDocument) as refused:
        document_from_json(value)
    return list(refused.value.flaws)


def told(value: object) -> list[tuple[str, str]]:
    """Where what is wrong."""
    return [(flaw.path, flaw.code.value) for flaw in flaws_in(value)]


def spoiled(path: str, value: object) -> dict[str, Any]:
    """The small document with the value at ``path`` (``pages.0.questions.1.key``) exchanged."""
    document = copy.deepcopy(a_document())
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return document


def asking(question: dict[str, Any]) -> dict[str, Any]:
    """The small document with one question."""
    return spoiled("pages.0.questions", [{"key": "langd", "subject": text("Längd"), **question}])


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


UNREADABLE: list[tuple[str, object, str, str]] = [
    ("terms", {"sv": "Villkor"}, "terms.en", "missing"),
    ("terms", {"sv": "Villkor", "en": "  "}, "terms.en", "empty_text"),
    ("terms", {"sv": "Villkor", "en": "Te\x00rms"}, "terms.en", "control_character"),
    ("terms", {"sv": "Villkor", "en": "Te\ud800rms"}, "terms.en", "control_character"),
    ("terms", {"sv": "V", "en": "T", "fi": "E"}, "terms.fi", "unknown_field"),
    ("terms", {"sv": "V", "en": "T", "f\ud800": "E"}, "terms", "control_character"),
    ("terms", {"sv": "V", "en": "T", 7: "E"}, "terms[7]", "unknown_field"),
    ("pages.0.questions.0.type", "te\ud800xt", "pages[0].questions[0].type", "control_character"),
    ("terms", {"sv": "V", "en": 7}, "terms.en", "not_a_text"),
    ("terms", "Villkor", "terms", "not_an_object"),
    ("reply_days", True, "reply_days", "not_a_whole_number"),
    ("reply_days", "2", "reply_days", "not_a_whole_number"),
    ("reply_days", 2.0, "reply_days", "not_a_whole_number"),
    ("free_text", 1, "free_text", "not_true_or_false"),
    ("allowed_actions", ["delete"], "allowed_actions[0]", "not_one_of"),
    ("pages", "sida", "pages", "not_a_list"),
    ("pages.0.heading", None, "pages[0].heading", "not_an_object"),
    ("pages.0.questions.0.type", "html", "pages[0].questions[0].type", "not_one_of"),
    ("pages.0.questions.0.mandatory", "ja", "pages[0].questions[0].mandatory", "not_true_or_false"),
    ("pages.0.questions.0.answer_pattern", "(a+)+$", "pages[0].questions[0].answer_pattern", "unknown_field"),
]


@pytest.mark.parametrize(("path", "value", "place", "code"), UNREADABLE)
def test_what_cannot_be_read_is_told_at_its_place(path: str, value: object, place: str, code: str) -> None:
    assert told(spoiled(path, value)) == [(place, code)]


A_REPLY = [text("Ja"), text("Nej")]


UNPUBLISHABLE: list[tuple[str, object, str, str]] = [
    ("reply_days", 0, "reply_days", "out_of_range"),
    ("allowed_actions", ["partial_reply"], "allowed_actions", "no_final_reply"),
    ("external_name", {"sv": "x" * 201, "en": "x"}, "external_name.sv", "too_long"),
    ("internal_name", {"sv": "x", "en": "x" * 201}, "internal_name.en", "too_long"),
    ("free_text", False, "free_text", "no_fixed_replies"),
    ("fixed_replies", [*A_REPLY, {"sv": "Ja", "en": "Y"}], "fixed_replies[2].sv", "text_twice"),
    ("fixed_replies", [*A_REPLY, {"sv": "Hej {fornamn}", "en": "Y"}], "fixed_replies[2].sv", "placeholder"),
    ("fixed_replies", [*A_REPLY, {"sv": "H", "en": "y" * 4001}], "fixed_replies[2].en", "too_long"),
    ("pages", [], "pages", "no_pages"),
    ("pages.0.questions", [], "pages[0].questions", "no_questions"),
]


@pytest.mark.parametrize(("path", "value", "place", "code"), UNPUBLISHABLE)
def test_what_cannot_be_published_is_told_at_its_place(path: str, value: object, place: str, code: str) -> None:
    assert told(spoiled(path, value)) == [(place, code)]


AT_A_QUESTION: list[tuple[str, object, str, str]] = [
    ("1.key", "besvar", "[1].key", "key_taken"),
    ("0.key", "Vad gäller det", "[0].key", "key_shape"),
    ("0.answer_max_length", 0, "[0].answer_max_length", "out_of_range"),
    ("0.answer_min", "1", "[0].answer_min", "for_numbers_and_dates"),
    ("0.answer_max", "1", "[0].answer_max", "for_numbers_and_dates"),
    ("0.min_number_of_choices", 1, "[0].min_number_of_choices", "for_checkboxes"),
    ("0.max_number_of_choices", 1, "[0].max_number_of_choices", "for_checkboxes"),
    ("0.unit", text("kg"), "[0].unit", "for_numbers_and_short_texts"),
    ("0.autocomplete", "cc-number", "[0].autocomplete", "not_one_of"),
    ("0.alternatives", [{"value": "a", "text": text("A")}], "[0].alternatives", "nothing_to_choose"),
    ("1.alternatives", [{"value": "ja", "text": text("Ja")}], "[1].alternatives", "too_few_alternatives"),
    ("1.alternatives.1.value", "ja", "[1].alternatives[1].value", "key_taken"),
    ("1.alternatives.1.value", "Nej!", "[1].alternatives[1].value", "key_shape"),
    ("1.answer_max_length", 10, "[1].answer_max_length", "for_written_answers"),
    ("1.autocomplete", "tel", "[1].autocomplete", "for_written_answers"),
    ("2.parent.question", "finns_inte", "[2].parent.question", "not_an_earlier_question"),
    ("2.parent.question", "sprak", "[2].parent.question", "not_an_earlier_question"),
    ("2.parent.question", "besvar", "[2].parent.values[0]", "no_such_answer"),
    ("2.parent.values", ["ja", "kanske"], "[2].parent.values[1]", "no_such_answer"),
    ("2.parent.values", [], "[2].parent.values", "no_answers_named"),
]


@pytest.mark.parametrize(("path", "value", "place", "code"), AT_A_QUESTION)
def test_what_cannot_be_asked_is_told_at_the_question(path: str, value: object, place: str, code: str) -> None:
    found = told(spoiled(f"pages.0.questions.{path}", value))
    assert (f"pages[0].questions{place}", code) in found
    if not path.endswith(".key"):  # a follow-up may have lost its parent with it
        assert len(found) == 1


BOXES = {"type": "checkbox", "alternatives": [{"value": "a", "text": text("A")}]}


LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "number", "answer_min": "fem"}, "answer_min", "not_a_number"),
    ({"type": "number", "answer_min": "NaN"}, "answer_min", "not_a_number"),
    ({"type": "number", "answer_max": "1e3"}, "answer_max", "not_a_number"),
    ({"type": "number", "answer_max": "today"}, "answer_max", "not_a_number"),
    ({"type": "number", "answer_min": "9", "answer_max": "2"}, "answer_max", "below_least"),
    ({"type": "date", "answer_max": "2026-02-30"}, "answer_max", "not_a_date"),
    ({"type": "date", "answer_min": "2026-02-02", "answer_max": "2026-02-01"}, "answer_max", "before_first"),
    (BOXES | {"alternatives": []}, "alternatives", "too_few_alternatives"),
    (BOXES | {"min_number_of_choices": 2}, "min_number_of_choices", "out_of_range"),
    (BOXES | {"min_number_of_choices": 0}, "min_number_of_choices", "out_of_range"),
    (BOXES | {"max_number_of_choices": 0}, "max_number_of_choices", "below_least"),
]


@pytest.mark.parametrize(("question", "place", "code"), LIMITS)
def test_limits_that_nobody_could_keep_are_refused(question: dict[str, Any], place: str, code: str) -> None:
    assert told(asking(question)) == [(f"pages[0].questions[0].{place}", code)]


def every_flaw() -> list[DocumentFlaw]:
    """What the examples above are refused for."""
    documents = [
        *(spoiled(path, value) for path, value, *_ in (*UNREADABLE, *UNPUBLISHABLE)),
        *(spoiled(f"pages.0.questions.{path}", value) for path, value, *_ in AT_A_QUESTION),
        *(asking(question) for question, *_ in LIMITS),
    ]
    return [flaw for document in documents for flaw in flaws_in(document)]


def test_every_kind_of_flaw_has_an_example() -> None:
    assert {flaw.code for flaw in every_flaw()} == set(FlawCode)


def test_every_flaw_has_a_sentence_that_says_what_to_do() -> None:
    for flaw in every_flaw():
        assert re.fullmatch(r"[A-ZÅÄÖ”][^%]+\.", flaw_sentence(flaw)), flaw


def test_all_that_is_wrong_in_what_it_asks_is_told_at_once() -> None:
    document = spoiled("reply_days", 99)
    document["pages"][0]["questions"][2]["parent"]["values"] = []
    assert told(document) == [
        ("reply_days", "out_of_range"),
        ("pages[0].questions[2].parent.values", "no_answers_named"),
    ]


def test_all_that_is_wrong_in_its_form_is_told_at_once_and_nothing_twice() -> None:
    document = spoiled("pages.0.questions.0.type", "html")
    document["pages"][0]["questions"][1] |= {"answer_pattern": "a+", "alternatives": "ja"}
    document["pages"][0]["questions"][2]["subject"] = "Vilket språk?"
    document["pages"].append({"heading": text("Mer")})
    del document["terms"]
    document["colour"] = "blue"
    assert told(document) == [
        ("terms", "missing"),
        ("pages[0].questions[0].type", "not_one_of"),
        ("pages[0].questions[1].alternatives", "not_a_list"),
        ("pages[0].questions[1].answer_pattern", "unknown_field"),
        ("pages[0].questions[2].subject", "not_an_object"),
        ("pages[1].questions", "missing"),
        ("colour", "unknown_field"),
    ]


@pytest.mark.parametrize("value", [None, [], "document", 7])
def test_something_that_is_no_object_is_no_document(value: object) -> None:
    assert told(value) == [("document", "not_an_object")]


def test_a_flaw_has_the_values_that_its_sentence_needs() -> None:
    kinds = "text, textarea, radio, checkbox, select, date, number"
    assert flaws_in(spoiled("pages.0.questions.0.type", "html")) == [
        DocumentFlaw(("pages", 0, "questions", 0, "type"), FlawCode.NOT_ONE_OF, {"known": kinds})
    ]
    assert flaws_in(spoiled("reply_days", 31)) == [
        DocumentFlaw(("reply_days",), FlawCode.OUT_OF_RANGE, {"least": 1, "most": 30})
    ]


def test_a_field_that_is_null_is_as_one_that_is_left_out() -> None:
    document = document_from_json(spoiled("pages.0.questions.0.unit", None))
    assert document == document_from_json(a_document())


def test_a_published_document_is_read_also_when_the_rules_have_become_stricter() -> None:
    assert stored_document(spoiled("reply_days", 99)).reply_days == 99


WHOLE = {
    **{name: text(name) for name in ("external_name", "internal_name", "description", "terms", "staff_information")},
    "auto_reply": text("Tack"),
    "reply_days": 3,
    "allowed_actions": ["final_reply"],
    "fixed_replies": A_REPLY,
    "free_text": False,
    "pages": [
        {
            "heading": text("Sida"),
            "description": text("Om sidan"),
            "questions": [
                {
                    "key": "sorter",
                    "type": "checkbox",
                    "subject": text("Sorter"),
                    "description": text("Vilka?"),
                    "mandatory": True,
                    "alternatives": [{"value": "a", "text": text("A")}, {"value": "b", "text": text("B")}],
                    "min_number_of_choices": 1,
                    "max_number_of_choices": 2,
                },
                {
                    "key": "telefon",
                    "type": "text",
                    "subject": text("Telefon"),
                    "unit": text("st"),
                    "parent": {"question": "sorter", "values": ["a"]},
                    "autocomplete": "tel",
                    "answer_max_length": 20,
                },
                {
                    "key": "fran",
                    "type": "date",
                    "subject": text("Från"),
                    "answer_min": "today",
                    "answer_max": "2030-01-01",
                },
            ],
        }
    ],
}
"""A document with every field, in the order in which it has always been stored."""


def test_a_document_is_stored_byte_for_byte_as_in_every_release() -> None:
    assert json.dumps(document_to_json(document_from_json(WHOLE))) == json.dumps(WHOLE)


def test_no_text_is_left_in_two_languages() -> None:
    document = document_from_json(WHOLE)
    assert "Text(" in repr(document)
    assert "Text(" not in repr(in_language(document, "en"))
