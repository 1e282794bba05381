"""Answers: what is typed is what is kept, and nothing that is typed makes the reading fall over."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.catalog.answered import answered_pages, left_out
from app.catalog.answers import (
    Answers,
    ProblemCode,
    answers_from_json,
    answers_to_json,
    as_sent,
    has_answer,
    page_problems,
    problems,
    read_answers,
)
from app.catalog.definition import Alternative, Document, Page, Parent, Question, QuestionType, ShownDocument
from app.core import clock
from app.core.text import lines, one_line

YES_NO = (Alternative("ja", "Ja"), Alternative("nej", "Nej"))
MEDICINE = Question("lakemedel", QuestionType.TEXT, "Läkemedel", mandatory=True)
MORE = Question("fler", QuestionType.RADIO, "Fler?", alternatives=YES_NO)
WHICH = Question(
    "vilka", QuestionType.TEXTAREA, "Vilka?", mandatory=True, parent=Parent("fler", ("ja",)), answer_max_length=20
)
HOW = Question("hur", QuestionType.TEXT, "Hur?", mandatory=True, parent=Parent("sorter", ("tablett",)))
KINDS = Question(
    "sorter",
    QuestionType.CHECKBOX,
    "Sorter",
    alternatives=(Alternative("tablett", "Tablett"), Alternative("salva", "Salva"), Alternative("spruta", "Spruta")),
    parent=Parent("fler", ("ja",)),
    min_number_of_choices=1,
    max_number_of_choices=2,
)
FEVER = Question("temp", QuestionType.NUMBER, "Temperatur", unit="°C", answer_min="34", answer_max="43.5")
FROM = Question("fran", QuestionType.DATE, "Från", answer_min="today")
COLOUR = Question("farg", QuestionType.SELECT, "Färg", alternatives=YES_NO)
FIRST = Page("Läkemedel", (MEDICINE, MORE, WHICH, KINDS, HOW))
SECOND = Page("Mer", (FEVER, FROM, COLOUR))
FORM: ShownDocument = Document("Förnya recept", "Recept", "Beskrivning", "Villkor", "Hjälp", "Tack", (FIRST, SECOND))
KEYS = [question.key for question in FORM.questions()]


def sent(**fields: str | list[str]) -> Answers:
    """What is read when the form is sent with these fields."""
    form: MultiDict[str, str] = MultiDict()
    for key, values in fields.items():
        form.setlist(f"answer-{key}", [values] if isinstance(values, str) else values)
    return read_answers(FORM, form)


def told(answers: Answers) -> dict[str, ProblemCode]:
    return {problem.question: problem.code for problem in problems(FORM, answers)}


any_fields = st.dictionaries(st.sampled_from(KEYS), st.lists(st.text(max_size=60), max_size=4))
seen_text = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=200).filter(str.strip)


@given(any_fields)
def test_whatever_is_sent_can_be_read_checked_and_shown(fields: dict[str, list[str]]) -> None:
    answers = sent(**fields)
    assert all(problem.question in KEYS for problem in problems(FORM, answers))
    answered_pages(FORM, answers)
    left_out(FORM, answers)


@given(any_fields)
def test_what_was_typed_comes_back_word_for_word_however_odd(fields: dict[str, list[str]]) -> None:
    answers = sent(**fields)
    stored = answers_to_json(answers)
    assert stored.isascii()
    assert answers_from_json(stored) == answers


@given(seen_text)
def test_text_is_shown_exactly_as_typed(text: str) -> None:
    answers = sent(lakemedel=f"x{text}", fler="ja", vilka=text[:20], sorter=["salva"])
    shown = [row.text for row in answered_pages(FORM, answers)[0].rows]
    assert shown[0] == one_line(f"x{text}")
    assert answers.text("vilka") == lines(text[:20])


@given(any_fields)
def test_what_is_sent_holds_only_what_was_asked_and_is_as_right_as_the_whole(fields: dict[str, list[str]]) -> None:
    answers = sent(**fields)
    part = as_sent(FORM, answers)
    assert told(part) == told(answers)
    assert left_out(FORM, part) == ()
    assert as_sent(FORM, part) == part


@given(any_fields)
def test_nothing_typed_disappears_without_being_told(fields: dict[str, list[str]]) -> None:
    answers = sent(**fields)
    typed = {question.key for question in FORM.questions() if has_answer(question, answers)}
    assert typed == set(as_sent(FORM, answers).given) | {row.key for row in left_out(FORM, answers)}


@given(any_fields, any_fields)
def test_a_page_sent_again_changes_that_page_and_no_other(
    before: dict[str, list[str]], after: dict[str, list[str]]
) -> None:
    first, then = sent(**before), sent(**after)
    merged = first.merged(then, FIRST)
    assert [merged.of(question.key) for question in SECOND.questions] == [first.of(q.key) for q in SECOND.questions]
    assert [merged.of(question.key) for question in FIRST.questions] == [then.of(q.key) for q in FIRST.questions]


@given(st.lists(st.sampled_from(["tablett", "salva", "spruta"]), unique=True))
def test_one_or_two_choices_are_accepted_and_three_are_not(chosen: list[str]) -> None:
    answers = sent(lakemedel="Alvedon", fler="ja", vilka="En till", sorter=chosen, hur="Hela")
    assert ("sorter" in told(answers)) == (len(chosen) > 2)


@given(st.decimals(min_value=0, max_value=100, places=1))
def test_a_number_is_held_to_its_limits_with_comma_or_point(number: object) -> None:
    within = 34 <= float(str(number)) <= 43.5
    for written in (str(number), str(number).replace(".", ",")):
        assert ("temp" in told(sent(lakemedel="Alvedon", temp=written))) == (not within)


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)))
def test_a_day_before_today_is_refused_where_today_is_the_first(day: date) -> None:
    with clock.at(datetime(2026, 3, 2, 23, 30, tzinfo=UTC)):  # already the third of March in Stockholm
        assert ("fran" in told(sent(lakemedel="Alvedon", fran=day.isoformat()))) == (day < date(2026, 3, 3))


def test_angle_brackets_are_text_like_any_other() -> None:
    answers = sent(lakemedel="<Alvedon 500mg>", fler="ja", vilka="<b>&amp;</b>", sorter=["salva"])
    assert told(answers) == {}
    assert [row.text for row in answered_pages(FORM, answers)[0].rows] == [
        "<Alvedon 500mg>",
        "Ja",
        "<b>&amp;</b>",
        "Salva",
    ]


def test_line_ends_of_the_browser_become_plain_ones_and_count_once() -> None:
    answers = sent(lakemedel="Alvedon", fler="ja", vilka="1234567890\r\n123456789", sorter=["salva"])
    assert answers.text("vilka") == "1234567890\n123456789"
    assert told(answers) == {}
    assert told(sent(lakemedel="Alvedon", fler="ja", vilka="x" * 21)) == {"vilka": ProblemCode.ANSWER_MAX_LENGTH}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Alve\x00don", "Alvedon"),
        ("Alve\x1bdon\ud83d", "Alvedon"),
        ("Alvedon\x85500 mg", "Alvedon 500 mg"),
        ("rad\r\nrad\x0brad", "rad rad rad"),
        ("Alve\u200bdon \u202e", "Alvedon"),
    ],
)
def test_what_cannot_be_seen_is_left_out_of_one_line_and_nobody_is_asked(text: str, read: str) -> None:
    answers = sent(lakemedel=text)
    assert told(answers) == {}
    assert as_sent(FORM, answers).text("lakemedel") == answers.text("lakemedel") == read


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r", "\x03\n", "\n\x7f"])
def test_every_kind_of_line_break_is_kept_as_one_in_longer_text(sign: str) -> None:
    answers = sent(lakemedel="Alvedon", fler="ja", vilka=f"ett{sign}två", sorter=["salva"])
    assert told(answers) == {}
    assert answers.text("vilka") == "ett\ntvå"


@pytest.mark.parametrize("sign", ["\x1f", "\0", "\ud800"])
def test_a_choice_of_which_nothing_is_left_is_none(sign: str) -> None:
    assert sent(fler=sign, sorter=[sign, "salva"], farg=sign).given == {"sorter": ("salva",)}


def test_a_draft_from_before_is_read_when_it_is_sent() -> None:
    kept = Answers({"lakemedel": ("Alve\x0bdon",), "fler": ("ja",), "vilka": ("ett\x0btvå\x03",), "sorter": ("salva",)})
    assert told(kept) == {}
    assert (as_sent(FORM, kept).text("lakemedel"), as_sent(FORM, kept).text("vilka")) == ("Alve don", "ett\ntvå")


@pytest.mark.parametrize("text", ["en\ttab", "två\nrader", "åäö ÅÄÖ é", "👩‍⚕️", "العربية", "soft\u00adhyphen"])
def test_lines_tabs_and_every_script_are_welcome_in_longer_text(text: str) -> None:
    assert told(sent(lakemedel="Alvedon", fler="ja", vilka=text, sorter=["salva"])) == {}


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "\u00a0", "\t", "\u200b", "\u3164", "\x03"])
def test_blanks_do_not_answer_a_mandatory_question(blank: str) -> None:
    assert told(sent(lakemedel=blank)) == {"lakemedel": ProblemCode.MANDATORY}


def test_a_follow_up_is_checked_only_when_its_parent_asks_for_it() -> None:
    assert told(sent(lakemedel="Alvedon", fler="nej", vilka="x" * 500)) == {}
    assert told(sent(lakemedel="Alvedon", vilka="x" * 500)) == {}
    assert told(sent(lakemedel="Alvedon", fler="ja")) == {"vilka": ProblemCode.MANDATORY}


def test_a_follow_up_of_a_follow_up_is_asked_only_when_both_ask() -> None:
    assert "hur" in told(sent(lakemedel="Alvedon", fler="ja", vilka="En", sorter=["tablett"]))
    assert "hur" not in told(sent(lakemedel="Alvedon", fler="nej", sorter=["tablett"]))


def test_what_was_typed_in_a_follow_up_that_nothing_asks_for_is_told_and_not_sent() -> None:
    answers = sent(lakemedel="Alvedon", fler="nej", vilka="Ipren också")
    assert [(row.label, row.text) for row in left_out(FORM, answers)] == [("Vilka?", "Ipren också")]
    assert "vilka" not in as_sent(FORM, answers).given


@pytest.mark.parametrize(
    ("field", "values", "code"),
    [
        ("fler", "kanske", ProblemCode.NOT_AN_ALTERNATIVE),
        ("fler", ["ja", "nej"], ProblemCode.MAX_NUMBER_OF_CHOICES),
        ("farg", ["ja", "ja"], ProblemCode.NOT_AN_ALTERNATIVE),
        ("temp", "trettioåtta", ProblemCode.NOT_A_NUMBER),
        ("temp", "٣٨", ProblemCode.NOT_A_NUMBER),
        ("temp", "1e3", ProblemCode.NOT_A_NUMBER),
        ("temp", "NaN", ProblemCode.NOT_A_NUMBER),
        ("temp", "9" * 400, ProblemCode.NOT_A_NUMBER),
        ("temp", ["38", "39"], ProblemCode.NOT_A_NUMBER),
        ("temp", "33,9", ProblemCode.ANSWER_MIN),
        ("temp", "43,6", ProblemCode.ANSWER_MAX),
        ("fran", "2026-02-30", ProblemCode.NOT_A_DATE),
        ("fran", "21010101", ProblemCode.NOT_A_DATE),
        ("fran", "snart", ProblemCode.NOT_A_DATE),
    ],
)
def test_answers_that_cannot_be_right_are_refused(field: str, values: str | list[str], code: ProblemCode) -> None:
    fields: dict[str, str | list[str]] = {"lakemedel": "Alvedon", "vilka": "x", "sorter": ["salva"], field: values}
    answers = sent(**fields)
    assert told(answers) == {field: code}


def test_a_problem_tells_the_limit_that_was_crossed() -> None:
    assert [(p.question, p.limit) for p in problems(FORM, sent(lakemedel="x" * 201, temp="50"))] == [
        ("lakemedel", "200"),
        ("temp", "43.5"),
    ]


def test_a_page_is_checked_without_the_others() -> None:
    assert page_problems(SECOND, sent()) == ()
    assert [problem.question for problem in page_problems(FIRST, sent())] == ["lakemedel"]


def test_a_question_that_was_left_is_shown_as_left_and_a_number_with_its_unit() -> None:
    first, second = answered_pages(FORM, sent(temp="38,5"))
    assert [(row.key, row.text) for row in first.rows] == [("lakemedel", ""), ("fler", "")]
    assert [(row.key, row.text) for row in second.rows] == [("temp", "38,5 °C"), ("fran", ""), ("farg", "")]


def test_several_choices_stand_one_a_line_in_the_order_of_the_question() -> None:
    answers = sent(fler="ja", sorter=["salva", "tablett"])
    assert {row.key: row.text for row in answered_pages(FORM, answers)[0].rows}["sorter"] == "Tablett\nSalva"


def test_fields_that_no_question_asks_for_are_not_kept() -> None:
    assert sent(lakemedel="Alvedon", hemligt="x").given == {"lakemedel": ("Alvedon",)}
