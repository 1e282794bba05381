"""An honest timeline: what has happened with a case, in the citizen's words, and when. Nothing that did not happen."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext

from app.cases.labels import CITIZENS_MESSAGE_KINDS
from app.cases.lifecycle import Reason, Step
from app.cases.queries.thread import ThreadEntry
from app.cases.sentences import promise_sentence
from app.portal.labels import ENDINGS
from app.portal.queries.own_case import EndStep, OwnCasePage


def _(text: str, **values: str) -> str:
    return str(gettext(text, **values))


_SYMBOLS = {Step.REOPEN: "history"}


@dataclass(frozen=True)
class Happening:
    """One line of the timeline, or a message in it. ``meta``: what a message promises, or whether it has been read."""

    at: datetime
    text: str
    symbol: str = "circle-dot"
    message: ThreadEntry | None = None
    meta: str = ""


def happenings(case: OwnCasePage) -> list[Happening]:
    """Everything, oldest first."""
    found = [Happening(case.received_at, _sent(case), "send"), *_read(case), *_messages(case), *_turned(case)]
    return sorted(found, key=lambda one: one.at)


def _sent(case: OwnCasePage) -> str:
    if case.started_by:
        return _("Skickat till %(clinic)s av %(name)s (ombud)", clinic=case.clinic, name=case.started_by)
    return _("Skickat till %(clinic)s", clinic=case.clinic)


def _read(case: OwnCasePage) -> list[Happening]:
    found = []
    if case.first_opened_at is not None:
        found.append(Happening(case.first_opened_at, _("Läst av mottagningen"), "eye"))
    if case.handled_at is not None and case.handled_at != case.first_opened_at:
        found.append(Happening(case.handled_at, _("En person på mottagningen handlägger ditt ärende"), "pencil"))
    return found


def _messages(case: OwnCasePage) -> list[Happening]:
    """Each message; of the citizen's own, the latest tells whether the clinic has opened the case since."""
    own = [entry for entry in case.thread if not entry.from_clinic]
    read = {entry.id for entry in own[:-1]} | ({own[-1].id} if own and case.read_by_clinic_at else set())
    return [
        Happening(entry.at, str(CITIZENS_MESSAGE_KINDS[entry.message]), message=entry, meta=_meta(entry, read))
        for entry in case.thread
        if entry.message
    ]


def _meta(entry: ThreadEntry, read: set[UUID]) -> str:
    if entry.from_clinic:
        return promise_sentence(entry)
    return _("Läst av mottagningen") if entry.id in read else _("Inte läst av mottagningen än")


def _turned(case: OwnCasePage) -> list[Happening]:
    return [Happening(one.at, _with_line(one), _SYMBOLS.get(one.step, "circle-check")) for one in case.end_steps]


def _with_line(end_step: EndStep) -> str:
    sentence = turning_sentence(end_step)
    return (
        _("%(told)s Mottagningen skriver: %(line)s", told=sentence, line=end_step.line) if end_step.line else sentence
    )


def turning_sentence(end_step: EndStep) -> str:
    """How it ended, or that it was opened again, in a sentence or two."""
    why = str(ENDINGS[end_step.reason]) if end_step.reason else ""
    match end_step.step:
        case Step.FINAL_REPLY:
            return _("Besvarat. Ärendet är avslutat.")
        case Step.WITHDRAW:
            return _("Återkallat. Mottagningen gör inget med ärendet.")
        case Step.CANCEL:
            sentence = _("Makulerat av mottagningen.")
            return sentence if end_step.reason in {None, Reason.OTHER} else f"{sentence} {why}"
        case Step.REOPEN:
            return _("Mottagningen har öppnat ärendet igen.")
        case _:
            return why or _("Avslutat.")
