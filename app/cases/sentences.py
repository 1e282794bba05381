"""What happened to a case, in sentences: for its thread and for the one whose page was old."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.cases.labels import REASONS
from app.cases.lifecycle import Step
from app.cases.queries.changes import CaseChange
from app.cases.queries.thread import ThreadEntry
from app.web.formats import moment_short, weekday

_STEP_WORDS = {
    Step.SEND: _l("%(author)s skickade ärendet"),
    Step.DISTRIBUTE: _l("%(author)s fördelade ärendet till %(target)s"),
    Step.REDISTRIBUTE: _l("%(author)s omfördelade ärendet till %(target)s"),
    Step.TAKE: _l("%(author)s tog ärendet"),
    Step.GIVE_BACK: _l("%(author)s lämnade tillbaka ärendet till %(target)s"),
    Step.RETURN: _l("Ärendet gick tillbaka till mottagningens inkorg"),
    Step.PARTIAL_REPLY: _l("%(author)s skickade ett delsvar"),
    Step.COUNTER_QUESTION: _l("%(author)s skickade en motfråga"),
    Step.ANSWER: _l("%(author)s svarade på motfrågan"),
    Step.FINAL_REPLY: _l("%(author)s skickade svaret"),
    Step.CLOSE: _l("%(author)s avslutade ärendet utan svar"),
    Step.REOPEN: _l("%(author)s återöppnade ärendet"),
    Step.WITHDRAW: _l("%(author)s återkallade ärendet"),
    Step.CANCEL: _l("%(author)s makulerade ärendet"),
}


def step_words(step: Step, author: str, target: str) -> str:
    """The step as a sentence without its full stop. No target: the clinic's inbox."""
    return str(_STEP_WORDS[step]) % {"author": author, "target": target or _("mottagningens inkorg")}


def promise_sentence(entry: ThreadEntry) -> str:
    """What a message of the clinic's promises its citizen; empty when nothing."""
    if entry.promised_by is None:
        return ""
    return str(_("Mottagningen hör av sig senast %(day)s.", day=weekday(entry.promised_by)))


def step_sentence(entry: ThreadEntry) -> str:
    """A step of the thread, with its reason."""
    sentence = step_words(entry.step or Step.SEND, entry.author, entry.target)
    because = [str(REASONS[entry.reason])] if entry.reason else []
    if entry.reason_line:
        because.append(entry.reason_line)
    return f"{sentence}: {' – '.join(because)}" if because else sentence


def change_sentence(change: CaseChange) -> str:
    """A change that the reader has not seen, with its time."""
    sentence = step_words(change.step, change.author, change.target)
    if change.undone:
        sentence = _("Ångrat: %(what)s", what=sentence)
    return f"{sentence}, {moment_short(change.at)}"
