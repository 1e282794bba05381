"""The case types of the demo clinics: complete in both languages, whole, and fit to be sent."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from app.catalog.answers import problems, read_answers
from app.catalog.definition import TODAY, CaseTypeDocument, Question, QuestionType, Text, in_language
from app.catalog.document_json import document_from_json, document_to_json
from app.core import clock
from demo import case_types

STORGATAN, HAMNEN = "SE0000000000-1001", "SE0000000000-1002"
FILES = sorted(Path(case_types.__file__).parent.glob("*.json"))
NAMES = [file.stem for file in FILES]


def document_in(name: str) -> CaseTypeDocument:
    return case_types.document(name)


def texts_of(value: Any, place: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every text in a JSON document with its place."""
    if isinstance(value, dict) and set(value) == {"sv", "en"}:
        yield place, value
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from texts_of(member, f"{place}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_of(item, f"{place}[{index}]")


def texts_in(name: str) -> list[tuple[str, dict[str, str]]]:
    return list(texts_of(document_to_json(document_in(name))))


def an_answer(question: Question[Text]) -> list[str]:
    """An answer that this question accepts."""
    if question.type.has_alternatives:
        return [question.alternatives[0].value]
    if question.type is QuestionType.DATE:
        bound = question.answer_min or question.answer_max or TODAY
        return [clock.today().isoformat() if bound == TODAY else bound]
    return [question.answer_min or "5"] if question.type is QuestionType.NUMBER else ["<Alvedon 500mg> åäö"]


def test_the_health_centre_offers_the_thirteen_case_types_in_the_order_of_the_contract() -> None:
    assert [document.external_name.sv for _, document in case_types.offers(STORGATAN)] == [
        "Boka tid",
        "Av- eller omboka tid",
        "Förnya recept",
        "Kontakta mig",
        "Skicka meddelande",
        "Egenremiss",
        "Fråga om min remiss",
        "Begära intyg",
        "Rådgivning",
        "Förnya hjälpmedel",
        "Hjälp oss att bli bättre",
        "Levnadsvanor",
        "Kontakta diabetessköterskan",
    ]


def test_the_skin_clinic_offers_six_of_them() -> None:
    assert [document.external_name.sv for _, document in case_types.offers(HAMNEN)] == [
        "Boka tid",
        "Av- eller omboka tid",
        "Förnya recept",
        "Kontakta mig",
        "Fråga om min remiss",
        "Egenremiss",
    ]


def test_every_document_is_offered_somewhere() -> None:
    assert {name for offered in case_types.OFFERED.values() for name in offered.values()} == set(NAMES)


@pytest.mark.parametrize("clinic", [STORGATAN, HAMNEN])
def test_terms_say_to_a_guardian_what_the_offer_does(clinic: str) -> None:
    for offer, document in case_types.offers(clinic):
        assert ("Den här ärendetypen är bara för dig själv" not in document.terms.sv) == offer.for_proxies, offer.key


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_stored_as_it_is_written(name: str) -> None:
    written = json.loads((Path(case_types.__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
    assert document_to_json(document_in(name)) == written
    assert document_from_json(document_to_json(document_in(name))) == document_in(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_both_languages(name: str) -> None:
    for place, text in texts_in(name):
        assert text["sv"].strip(), place
        assert text["en"].strip(), place
        assert text["sv"] == text["sv"].strip(), place
        assert text["en"] == text["en"].strip(), place


@pytest.mark.parametrize("name", NAMES)
def test_a_text_with_swedish_letters_or_several_words_is_translated(name: str) -> None:
    for place, text in texts_in(name):
        assert not re.search("[åäöÅÄÖ]", text["en"]), place
        if len(text["sv"].split()) > 1:
            assert text["sv"] != text["en"], place


@pytest.mark.parametrize("name", NAMES)
def test_terms_tell_the_time_to_a_reply_the_personal_login_and_the_rule_for_children(name: str) -> None:
    document = document_in(name)
    for terms, about in (
        (document.terms.sv, (f"inom {document.reply_days} arbetsdagar", "din egen e-legitimation", "13 år")),
        (document.terms.en, (f"within {document.reply_days} working days", "your own electronic ID", "13")),
    ):
        assert [part for part in about if part not in terms] == []


@pytest.mark.parametrize("name", NAMES)
def test_sentences_are_short_enough_to_be_read_once(name: str) -> None:
    for place, text in texts_in(name):
        for language, words in text.items():
            for sentence in re.split(r"(?<=[.?!])\s", words):
                assert len(sentence.split()) <= 30, f"{place}.{language}: {sentence}"


@pytest.mark.parametrize("name", NAMES)
def test_a_form_is_short_enough_to_be_finished(name: str) -> None:
    document = document_in(name)
    assert 1 <= len(document.pages) <= 4
    assert all(len(page.questions) <= 10 for page in document.pages)


@pytest.mark.parametrize("name", NAMES)
def test_a_form_with_every_question_answered_can_be_sent(name: str) -> None:
    document = document_in(name)
    form: MultiDict[str, str] = MultiDict()
    for question in document.questions():
        form.setlist(f"answer-{question.key}", an_answer(question))
    assert problems(document, read_answers(document, form)) == ()


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_form_is_not_sent(name: str) -> None:
    document = document_in(name)
    assert problems(document, read_answers(document, MultiDict())) != ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_two_questions_on_a_page_are_called_the_same(name: str, language: str) -> None:
    for page in in_language(document_in(name), language).pages:
        subjects = [question.subject for question in page.questions]
        assert len(set(subjects)) == len(subjects)
