"""An honest timeline: what has happened with a case, in the citizen's words, and when. Nothing that did not happen."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from app.cases.models import MessageKind
from app.cases.queries.own_case import OwnCasePage
from app.cases.queries.thread import Entry
from app.cases.status import CitizenLabel
from app.portal.labels import ENDINGS


def _(text: str, **values: str) -> str:
    return str(gettext(text, **values))


@dataclass(frozen=True)
class Happening:
    """One line of the timeline, or a message in it. ``read``: the clinic has read the citizen's message."""

    at: datetime
    text: str
    symbol: str = "circle-dot"
    message: Entry | None = None
    read: bool = False


def happenings(case: OwnCasePage) -> list[Happening]:
    """Everything, oldest first."""
    found = [Happening(case.received_at, _sent(case), "send"), *_read(case), *_messages(case), *_ended(case)]
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
    return [Happening(entry.at, message_label(entry), message=entry, read=entry.id in read) for entry in case.thread]


def message_label(entry: Entry) -> str:
    """What the message is, to the citizen."""
    match entry.message:
        case MessageKind.PARTIAL_REPLY:
            return _("Besked")
        case MessageKind.COUNTER_QUESTION:
            return _("Fråga till dig")
        case MessageKind.ANSWER:
            return _("Ditt svar")
        case _:
            return _("Svar")


def _ended(case: OwnCasePage) -> list[Happening]:
    if case.ended_at is None:
        return []
    return [Happening(case.ended_at, ended_text(case), "circle-check")]


def ended_text(case: OwnCasePage) -> str:
    """How it ended, in one sentence."""
    match case.label:
        case CitizenLabel.ANSWERED:
            return _("Besvarat. Ärendet är avslutat.")
        case CitizenLabel.WITHDRAWN:
            return _("Återkallat. Mottagningen gör inget med ärendet.")
        case CitizenLabel.CANCELLED:
            return _("Makulerat av mottagningen.")
        case _:
            return str(ENDINGS[case.end_reason]) if case.end_reason else _("Avslutat.")
