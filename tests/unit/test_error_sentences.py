"""What a form and an error page say of what went wrong."""

import pytest
from flask import Flask, session

from app.admin.absences.forms import AbsenceForm
from app.admin.groups.forms import GroupForm
from app.cases.errors import CaseCode
from app.catalog.errors import ReplyCode
from app.core.errors import Conflict, Denied, DomainError, Invalid
from app.core.personnummer import PersonnummerFault
from app.inbox.services.search import FAULTS
from app.portal.forms import AnswerForm
from app.roles.errors import AbsenceCode, GrantCode, GroupCode
from app.web.forms import OperationForm
from app.web.sentences import sentence_for, sentence_of


def test_a_rule_that_names_a_field_is_told_at_the_field(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = GroupForm()
        form.explain(Invalid(GroupCode.NAME_MISSING, "name"))
        assert form.errors == {"name": ["Skriv ett namn med högst 100 tecken."]}


def test_a_form_that_calls_the_field_otherwise_finds_it(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = AbsenceForm()
        form.explain(Invalid(AbsenceCode.ABSENCE_OVERLAPS, "first_day"))
        assert list(form.errors) == ["first"]


@pytest.mark.parametrize(
    "error",
    [Invalid(GroupCode.GROUP_CLOSED), Invalid(GroupCode.GROUP_CLOSED, "elsewhere"), Denied(GrantCode.OWN_ROLE)],
    ids=["no field", "a field that the form lacks", "denied"],
)
def test_what_is_about_no_field_is_told_at_the_top(app: Flask, error: DomainError) -> None:
    with app.test_request_context("/", method="POST"):
        form = GroupForm()
        form.explain(error)
        assert form.form_errors == [sentence_for(error)]


def test_a_form_of_one_field_tells_everything_there(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = AnswerForm()
        form.explain(Invalid(CaseCode.QUESTION_NOT_OPEN))
        assert form.errors == {"body": ["Frågan är inte längre öppen."]}


def test_a_refused_form_is_a_new_try_the_next_time(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form: OperationForm = GroupForm()
        first = form.operation_id.data
        form.explain(Conflict(GroupCode.GROUP_CHANGED))
        assert form.operation_id.data != first


def test_the_same_code_of_two_features_has_the_words_of_each(app: Flask) -> None:
    with app.test_request_context():
        assert sentence_of(GroupCode.NOT_A_HANDLER) != sentence_of(CaseCode.NOT_A_HANDLER)


@pytest.mark.parametrize(("language", "told"), [("sv", "högst 4\N{NO-BREAK SPACE}000 tecken"), ("en", "4,000")])
def test_a_limit_reads_as_numbers_do_in_the_language(app: Flask, language: str, told: str) -> None:
    with app.test_request_context():
        session["language"] = language
        assert told in sentence_of(ReplyCode.REPLY_TOO_LONG)


def test_every_fault_of_a_personnummer_is_told_to_one_who_searches() -> None:
    assert FAULTS.keys() == set(PersonnummerFault)


def test_a_conflict_that_no_door_caught_says_what_has_changed(app: Flask) -> None:
    with app.test_request_context("/groups"):
        answer = app.make_response(app.handle_user_exception(Conflict(GroupCode.GROUP_CHANGED)))
    assert (
        answer.status_code,
        "Gruppen har ändrats" in answer.get_data(as_text=True),
        "Ärendet" in answer.get_data(as_text=True),
    ) == (409, True, False)


def test_a_rule_that_no_door_caught_says_its_own_sentence(app: Flask) -> None:
    """Two features once shared one table, and an administrator was told to choose a reason."""
    with app.test_request_context("/staff"):
        answer = app.make_response(app.handle_user_exception(Invalid(GrantCode.REASON_MISSING)))
    assert "Skriv varför, med högst 300 tecken." in answer.get_data(as_text=True)
