"""The sentences that a citizen reads when an answer is not accepted: what to do, never what was wrong with them."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.catalog.answers import Problem, ProblemCode, days_taken
from app.catalog.definition import Page, Question, QuestionType, ShownDocument
from app.web.day_fields import day_fault_told

_SENTENCES = {
    ProblemCode.MANDATORY: _("Skriv ett svar."),
    ProblemCode.ANSWER_MIN: _("Talet behöver vara minst %(limit)s."),
    ProblemCode.ANSWER_MAX: _("Talet får vara högst %(limit)s."),
    ProblemCode.ANSWER_MAX_LENGTH: _("Texten är för lång. Korta ner den till högst %(limit)s tecken."),
    ProblemCode.MIN_NUMBER_OF_CHOICES: _("Välj minst %(limit)s alternativ."),
    ProblemCode.MAX_NUMBER_OF_CHOICES: _("Välj högst %(limit)s alternativ."),
    ProblemCode.NOT_A_NUMBER: _("Skriv med siffror, till exempel 12 eller 36,5."),
    ProblemCode.NOT_A_DATE: _("Skriv ett datum."),
    ProblemCode.NOT_AN_ALTERNATIVE: _("Välj bland alternativen på sidan."),
}
_NUMBER_WITHIN = {
    (True, True): _("Skriv ett tal från %(least)s till %(most)s."),
    (True, False): _("Skriv ett tal, minst %(least)s."),
    (False, True): _("Skriv ett tal, högst %(most)s."),
}
"""By whether the question has a least and a greatest number."""
_FOR_TYPE = {
    (ProblemCode.MANDATORY, QuestionType.RADIO): _("Välj ett alternativ."),
    (ProblemCode.MANDATORY, QuestionType.SELECT): _("Välj ett alternativ."),
    (ProblemCode.MANDATORY, QuestionType.CHECKBOX): _("Välj minst ett alternativ."),
    (ProblemCode.MANDATORY, QuestionType.DATE): _("Skriv ett datum."),
    (ProblemCode.MANDATORY, QuestionType.NUMBER): _("Skriv ett svar med siffror."),
    (ProblemCode.ANSWER_MIN, QuestionType.DATE): _("Välj %(limit)s eller en senare dag."),
    (ProblemCode.ANSWER_MAX, QuestionType.DATE): _("Välj %(limit)s eller en tidigare dag."),
}


def messages(asked: ShownDocument | Page[str], problems: Sequence[Problem]) -> Mapping[str, str]:
    """For each question with a problem, the sentence to show at it; in the order of the questions."""
    return {problem.question: message(asked.question(problem.question), problem) for problem in problems}


def message(question: Question[str], problem: Problem) -> str:
    """The sentence for one problem, in the reader's language."""
    if problem.fault is not None:
        return day_fault_told(problem.fault, *days_taken(question))
    if problem.code is ProblemCode.NOT_A_NUMBER:
        return _number_wanted(question)
    sentence = str(_FOR_TYPE.get((problem.code, question.type), _SENTENCES[problem.code]))
    return sentence.replace("%(limit)s", problem.limit.replace(".", ","))


def _number_wanted(question: Question[str]) -> str:
    """With the question's own bounds, as an example might lie outside them."""
    least, most = ((bound or "").replace(".", ",") for bound in (question.answer_min, question.answer_max))
    sentence = _NUMBER_WITHIN.get((bool(least), bool(most)), _SENTENCES[ProblemCode.NOT_A_NUMBER])
    return str(sentence).replace("%(least)s", least).replace("%(most)s", most)


def cue(page: Page[str], question: Question[str]) -> str:
    """What a follow-up says about when to answer it, as it is always shown without JavaScript; else an empty text."""
    if question.parent is None:
        return ""
    parent = page.question(question.parent.question)
    chosen = [f"”{one.text}”" for one in parent.alternatives if one.value in question.parent.values]
    said = {"answers": str(gettext(" eller ")).join(chosen), "parent": parent.subject}
    if _follows_directly(page, question):
        needed, free = _("Svara om du valde %(answers)s ovan."), _("Du kan svara om du valde %(answers)s ovan.")
    else:
        needed = _("Svara om du valde %(answers)s på frågan ”%(parent)s”.")
        free = _("Du kan svara om du valde %(answers)s på frågan ”%(parent)s”.")
    return str(needed if question.mandatory else free) % said


def _follows_directly(page: Page[str], question: Question[str]) -> bool:
    """Whether nothing but follow-ups of the same parent stands between the two."""
    before = page.questions[: page.questions.index(question)]
    last_other = [one for one in before if one.parent != question.parent][-1]
    return question.parent is not None and last_other.key == question.parent.question
