"""The sentences that a citizen reads when an answer is not accepted, and whoever makes a case type when that is not.

What to do, never what was wrong with them.
"""

from collections.abc import Mapping, Sequence

from flask_babel import force_locale, gettext
from flask_babel import lazy_gettext as _

from app.catalog.answers import Problem, ProblemCode, days_taken
from app.catalog.definition import Page, Question, QuestionType, ShownDocument
from app.catalog.flaws import DocumentFlaw, FlawCode
from app.web.day_fields import day_fault_sentence

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
_FLAWS = {
    FlawCode.MISSING: _("Fältet saknas. Lägg till det."),
    FlawCode.UNKNOWN_FIELD: _("Fältet finns inte i en ärendetyp. Kontrollera hur det är stavat."),
    FlawCode.NOT_AN_OBJECT: _("Här behövs ett objekt med namngivna fält."),
    FlawCode.NOT_A_LIST: _("Här behövs en lista."),
    FlawCode.NOT_A_TEXT: _("Här behövs en text."),
    FlawCode.EMPTY_TEXT: _("Skriv en text."),
    FlawCode.CONTROL_CHARACTER: _("Texten innehåller ett tecken som inte kan visas. Ta bort det."),
    FlawCode.NOT_A_WHOLE_NUMBER: _("Här behövs ett heltal."),
    FlawCode.NOT_TRUE_OR_FALSE: _("Här behövs true eller false."),
    FlawCode.NOT_ONE_OF: _("Välj något av %(known)s."),
    FlawCode.OUT_OF_RANGE: _("Skriv ett tal från %(least)s till %(most)s."),
    FlawCode.TOO_LONG: _("Texten är för lång. Korta ner den till högst %(limit)s tecken."),
    FlawCode.KEY_SHAPE: _(
        "Börja med en liten bokstav (a–z). Använd sedan bara sådana, siffror och _, högst %(limit)s tecken."
    ),
    FlawCode.KEY_TAKEN: _("”%(key)s” används redan. Välj något annat."),
    FlawCode.NO_PAGES: _("Lägg till minst en sida med frågor."),
    FlawCode.NO_QUESTIONS: _("Lägg till minst en fråga på sidan."),
    FlawCode.NO_FINAL_REPLY: _("Tillåt svar. Annars kan ett ärende aldrig avslutas med ett svar."),
    FlawCode.NO_FIXED_REPLIES: _("Lägg till minst ett fast svar, eller tillåt fri text."),
    FlawCode.TEXT_TWICE: _("Texten finns redan bland de fasta svaren. Ändra den eller ta bort den."),
    FlawCode.PLACEHOLDER: _("Ta bort %(found)s. I fasta svar fylls inget i."),
    FlawCode.TOO_FEW_ALTERNATIVES: _("Lägg till fler alternativ. Det behövs minst %(least)s."),
    FlawCode.NOTHING_TO_CHOOSE: _("Ta bort alternativen. I den här typen av fråga finns inget att välja."),
    FlawCode.FOR_WRITTEN_ANSWERS: _("Ta bort fältet. Det gäller bara frågor som besvaras med text."),
    FlawCode.FOR_NUMBERS_AND_DATES: _("Ta bort fältet. Det gäller bara frågor om tal och datum."),
    FlawCode.FOR_CHECKBOXES: _("Ta bort fältet. Det gäller bara frågor med kryssrutor."),
    FlawCode.FOR_NUMBERS_AND_SHORT_TEXTS: _("Ta bort fältet. Det gäller bara frågor om tal och korta texter."),
    FlawCode.NOT_A_NUMBER: _("Skriv med siffror, till exempel 12 eller 36,5."),
    FlawCode.NOT_A_DATE: _("Skriv datumet som 2026-12-02, eller today för dagens datum."),
    FlawCode.BELOW_LEAST: _("Talet behöver vara minst %(limit)s."),
    FlawCode.BEFORE_FIRST: _("Välj %(limit)s eller en senare dag."),
    FlawCode.NOT_AN_EARLIER_QUESTION: _("Välj en fråga som står tidigare på samma sida. ”%(question)s” gör inte det."),
    FlawCode.NO_ANSWERS_NAMED: _("Ange minst ett svar som leder till följdfrågan."),
    FlawCode.NO_SUCH_ANSWER: _("Välj ett svar som finns. Frågan ”%(question)s” har inte svaret ”%(value)s”."),
}


def flaw_sentence(flaw: DocumentFlaw) -> str:
    """What to do about a flaw in a document, in the reader's language; to be shown at its place."""
    return str(_FLAWS[flaw.code]) % flaw.details


def flaw_in_english(flaw: DocumentFlaw) -> str:
    """The sentence of ``flaw_sentence`` in English, for the command line."""
    with force_locale("en"):
        return flaw_sentence(flaw)


def messages(questions: ShownDocument | Page[str], problems: Sequence[Problem]) -> Mapping[str, str]:
    """For each question with a problem, the sentence to show at it; in the order of the questions."""
    return {problem.question: message(questions.question(problem.question), problem) for problem in problems}


def message(question: Question[str], problem: Problem) -> str:
    """The sentence for one problem, in the reader's language."""
    if problem.fault is not None:
        return day_fault_sentence(problem.fault, *days_taken(question))
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
    values = {"answers": str(gettext(" eller ")).join(chosen), "parent": parent.subject}
    if _follows_directly(page, question):
        needed, free = _("Svara om du valde %(answers)s ovan."), _("Du kan svara om du valde %(answers)s ovan.")
    else:
        needed = _("Svara om du valde %(answers)s på frågan ”%(parent)s”.")
        free = _("Du kan svara om du valde %(answers)s på frågan ”%(parent)s”.")
    return str(needed if question.mandatory else free) % values


def _follows_directly(page: Page[str], question: Question[str]) -> bool:
    """Whether nothing but follow-ups of the same parent stands between the two."""
    before = page.questions[: page.questions.index(question)]
    last_other = [one for one in before if one.parent != question.parent][-1]
    return question.parent is not None and last_other.key == question.parent.question
