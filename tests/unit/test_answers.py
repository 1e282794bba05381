"""The form of a page of questions: what stands at each question, and what was typed standing there again."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from app.catalog.answered import answered_pages, left_out
from app.catalog.answers import Answers, Problem, ProblemCode, page_problems, read_answers
from app.catalog.definition import Page, Question, QuestionType, ShownDocument, in_language
from app.catalog.forms import page_form
from app.catalog.labels import cue, message
from demo.case_types import OFFERED, document

NAMES = sorted({name for offered in OFFERED.values() for name in offered.values()})
FIELDS = (
    '{% from "catalog/question_fields.html" import question_fields with context %}{{ question_fields(page, form) }}'
)
REVIEW = (
    '{% from "catalog/answers_list.html" import answers_list with context %}'
    '{% from "catalog/left_out_list.html" import left_out_list with context %}'
    "{{ left_out_list(dropped) }}{{ answers_list(pages, change) }}"
)


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    """A page being made, in Swedish."""
    with app.test_request_context():
        yield


def shown(name: str, language: str = "sv") -> ShownDocument:
    return in_language(document(name), language)


def typed(asked: ShownDocument, **fields: str) -> Answers:
    return read_answers(asked, MultiDict({f"answer-{key}": value for key, value in fields.items()}))


def page_of(asked: ShownDocument, number: int, answers: Answers) -> str:
    """The fields of a page as HTML, with the problems of its answers told."""
    page = asked.pages[number]
    form = page_form(page, answers, page_problems(page, answers))
    return render_template_string(FIELDS, page=page, form=form)


def review_of(asked: ShownDocument, answers: Answers) -> str:
    change = [f"/sida/{number}" for number, _ in enumerate(asked.pages, start=1)]
    return render_template_string(
        REVIEW,
        pages=answered_pages(asked, answers),
        dropped=left_out(asked, answers),
        change=change,
    )


def test_what_was_typed_stands_in_the_field_again_and_is_never_markup() -> None:
    html = page_of(shown("fornya_recept"), 0, typed(shown("fornya_recept"), lakemedel='<Alvedon 500mg> "å"'))
    assert 'value="&lt;Alvedon 500mg&gt; &#34;å&#34;"' in html
    assert "<Alvedon" not in html


def test_what_was_typed_is_reviewed_word_for_word_and_never_markup() -> None:
    html = review_of(shown("fornya_recept"), typed(shown("fornya_recept"), lakemedel="<Alvedon 500mg>"))
    assert "&lt;Alvedon 500mg&gt;" in html
    assert "<Alvedon" not in html
    assert html.count('href="/sida/') == 3
    assert "Inte besvarad" in html


def test_the_review_tells_of_what_will_not_be_sent() -> None:
    asked = shown("fornya_recept")
    html = review_of(asked, typed(asked, fler="nej", fler_lakemedel="Ipren också"))
    assert "Det här skickas inte" in html
    assert "Ipren också" in html
    assert "Det här skickas inte" not in review_of(asked, typed(asked, fler="ja", fler_lakemedel="Ipren också"))


def test_each_problem_stands_at_its_question() -> None:
    html = page_of(shown("fornya_recept"), 0, typed(shown("fornya_recept"), lakemedel="x" * 201, fler="nej"))
    assert "Korta ner den till högst 200 tecken." in html
    assert html.count('id="answer-dos-error"') == 1
    assert 'aria-describedby="answer-dos-hint answer-dos-error"' in html
    assert 'id="answer-fler_lakemedel-error"' not in html


def test_a_choice_that_was_made_is_made_again() -> None:
    asked = shown("kontakta_mig")
    html = page_of(asked, 1, typed(asked, satt="telefon", nar="kl_10_12"))
    assert len(re.findall(r"<input[^>]* checked[^>]*>", html)) == 2


def test_follow_ups_are_on_the_page_and_say_when_to_answer_them() -> None:
    html = page_of(shown("kontakta_mig"), 1, Answers())
    assert 'data-follow-up="answer-satt" data-follow-up-values="telefon"' in html
    assert "Svara om du valde ”Ring mig” ovan." in html
    assert not re.search(r"<div[^>]*\bhidden\b", html)


def test_a_follow_up_further_down_names_its_question() -> None:
    page = shown("av_eller_omboka_tid").pages[0]
    assert (
        cue(page, page.question("fran_dag"))
        == "Svara om du valde ”Byta till en annan tid” på frågan ”Vad vill du göra?”."
    )


def test_several_answers_that_ask_for_a_follow_up_are_all_named() -> None:
    page = shown("fornya_recept").pages[1]
    assert cue(page, page.question("effekt_mer")) == (
        "Svara om du valde ”Det hjälper inte tillräckligt” eller ”Jag har, eller kan ha, biverkningar” ovan."
    )


def test_a_question_of_its_own_has_no_cue() -> None:
    page = shown("fornya_recept").pages[0]
    assert cue(page, page.question("lakemedel")) == ""


def test_a_telephone_number_can_be_filled_in_by_the_browser() -> None:
    assert 'autocomplete="tel"' in page_of(shown("kontakta_mig"), 1, Answers())


@pytest.mark.parametrize("code", ProblemCode)
@pytest.mark.parametrize("kind", QuestionType)
def test_every_problem_has_a_sentence_for_every_type(code: ProblemCode, kind: QuestionType) -> None:
    sentence = message(Question("fraga", kind, "Fråga"), Problem("fraga", code, "43.5"))
    assert sentence.endswith(".")
    assert "%" not in sentence
    assert "43.5" not in sentence


def told(question: Question[str], typed: str) -> str:
    """What is said of this answer to a page with this one question."""
    page = Page("", (question,))
    [problem] = page_problems(page, Answers({question.key: (typed,)}))
    return message(question, problem)


@pytest.mark.parametrize(
    ("least", "most", "sentence"),
    [
        ("0", "10", "Skriv ett tal från 0 till 10."),
        ("34.5", None, "Skriv ett tal, minst 34,5."),
        (None, "300", "Skriv ett tal, högst 300."),
        (None, None, "Skriv med siffror, till exempel 12 eller 36,5."),
    ],
)
def test_an_example_of_a_number_is_one_that_the_question_takes(
    least: str | None, most: str | None, sentence: str
) -> None:
    scale = Question("skala", QuestionType.NUMBER, "Hur ont?", answer_min=least, answer_max=most)
    assert told(scale, "mycket") == sentence


@pytest.mark.parametrize(
    ("least", "most", "typed", "sentence"),
    [
        (None, None, "1800-01-01", "Skriv ett datum från 2000-01-01 till 2100-12-31."),
        (None, None, "2126-11-27", "Skriv ett datum från 2000-01-01 till 2100-12-31."),
        ("1900-01-01", "2030-12-31", "1800-01-01", "Skriv ett datum från 1900-01-01 till 2030-12-31."),
        (None, None, "2026-02-30", "Den dagen finns inte. Kontrollera datumet."),
    ],
)
def test_what_is_wrong_with_a_day_is_what_is_told(
    least: str | None, most: str | None, typed: str, sentence: str
) -> None:
    day = Question("dag", QuestionType.DATE, "Vilken dag?", answer_min=least, answer_max=most)
    assert told(day, typed) == sentence


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page_of_every_case_type_has_a_label_for_each_field_and_no_id_twice(name: str, language: str) -> None:
    asked = shown(name, language)
    for number in range(len(asked.pages)):
        html = page_of(asked, number, Answers())
        ids = re.findall(r'\bid="([^"]+)"', html)
        fields = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert set(fields) == set(re.findall(r'<label[^>]*\bfor="([^"]+)"', html))
