"""The form of one page of questions, made from the case type's document."""

from collections.abc import Sequence

from flask_babel import gettext as _
from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from app.catalog.answers import PREFIX, Answers, Problem, page_fields
from app.catalog.definition import Page, Question, QuestionType
from app.catalog.labels import cue, messages
from app.web.autosave import marks_of
from app.web.forms import OperationForm, choices


def page_form(page: Page[str], answers: Answers, problems: Sequence[Problem] = ()) -> OperationForm:
    """The page's form filled with ``answers`` as they were typed, each problem told at its field.

    Reading what is sent is not this form's work: ``catalog.answers.read_answers`` reads it, ``page_problems`` checks it.
    """
    fields = {PREFIX + question.key: _field(page, question) for question in page.questions}
    form: OperationForm = type("PageForm", (OperationForm,), fields | {"shown": HiddenField()})()
    form["shown"].process_data(marks_of(page_fields(page, answers)))
    sentences = messages(page, problems)
    for question in page.questions:
        field = form[PREFIX + question.key]
        field.process_data(_given(question, answers))
        field.flags.required = question.mandatory and question.parent is None
        field.errors = [sentences[question.key]] if question.key in sentences else []
    return form


def _given(question: Question[str], answers: Answers) -> str | Sequence[str]:
    return answers.of(question.key) if question.type is QuestionType.CHECKBOX else answers.text(question.key)


def _field(page: Page[str], question: Question[str]) -> Field:
    label = f"{question.subject} ({question.unit})" if question.unit else question.subject
    hint = _hint(page, question)
    offered = choices((one.value, one.text) for one in question.alternatives)
    match question.type:
        case QuestionType.RADIO:
            return RadioField(label, description=hint, choices=offered)
        case QuestionType.SELECT:
            return SelectField(label, description=hint, choices=[*choices([("", _("Välj"))]), *offered])
        case QuestionType.CHECKBOX:
            boxes = ListWidget(prefix_label=False)
            return SelectMultipleField(
                label, description=hint, choices=offered, widget=boxes, option_widget=CheckboxInput()
            )
        case QuestionType.TEXTAREA:
            return TextAreaField(label, description=hint)
        case QuestionType.TEXT | QuestionType.NUMBER | QuestionType.DATE:
            return StringField(label, description=hint)


def _hint(page: Page[str], question: Question[str]) -> str:
    example = _("Skriv dagen till exempel som 2026-12-02.") if question.type is QuestionType.DATE else ""
    return " ".join(part for part in (cue(page, question), question.description, example) if part)
