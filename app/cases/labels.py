"""The words of the contract for states, steps and reasons; translated when they are shown."""

from flask_babel import lazy_gettext as _l

from app.cases.lifecycle import Reason, Step
from app.cases.models import MessageKind
from app.cases.status import CitizenLabel, StaffLabel

STAFF_LABELS = {
    StaffLabel.NEW: _l("Nytt"),
    StaffLabel.WITH_GROUP: _l("Fördelat till grupp"),
    StaffLabel.DISTRIBUTED: _l("Fördelat"),
    StaffLabel.STARTED: _l("Påbörjat"),
    StaffLabel.WAITING: _l("Väntar på svar från invånaren"),
    StaffLabel.REPLIED: _l("Svar från invånaren"),
    StaffLabel.ANSWERED: _l("Besvarat"),
    StaffLabel.CLOSED: _l("Avslutat"),
    StaffLabel.CANCELLED: _l("Makulerat"),
    StaffLabel.UNANSWERED: _l("Obesvarad av invånaren"),
}

CITIZEN_LABELS = {
    CitizenLabel.SENT: _l("Skickat"),
    CitizenLabel.RECEIVED: _l("Mottaget – handläggs"),
    CitizenLabel.HANDLED: _l("Handläggs"),
    CitizenLabel.QUESTION: _l("Fråga till dig – svara"),
    CitizenLabel.ANSWER_SENT: _l("Ditt svar är skickat"),
    CitizenLabel.ANSWERED: _l("Besvarat"),
    CitizenLabel.CLOSED: _l("Avslutat"),
    CitizenLabel.WITHDRAWN: _l("Återkallat"),
    CitizenLabel.CANCELLED: _l("Makulerat av mottagningen"),
}

STEPS = {
    Step.SEND: _l("Ärendet kom in"),
    Step.DISTRIBUTE: _l("Fördelat till"),
    Step.REDISTRIBUTE: _l("Omfördelat till"),
    Step.TAKE: _l("Taget av"),
    Step.GIVE_BACK: _l("Lämnat tillbaka till"),
    Step.RETURN: _l("Åter i mottagningens inkorg"),
    Step.PARTIAL_REPLY: _l("Delsvar skickat"),
    Step.COUNTER_QUESTION: _l("Motfråga skickad"),
    Step.ANSWER: _l("Invånaren svarade"),
    Step.FINAL_REPLY: _l("Svar skickat"),
    Step.CLOSE: _l("Avslutat utan svar"),
    Step.REOPEN: _l("Återöppnat"),
    Step.WITHDRAW: _l("Återkallat av invånaren"),
    Step.CANCEL: _l("Makulerat"),
}

MESSAGE_KINDS = {
    MessageKind.PARTIAL_REPLY: _l("Delsvar"),
    MessageKind.COUNTER_QUESTION: _l("Motfråga"),
    MessageKind.ANSWER: _l("Invånarens svar"),
    MessageKind.FINAL_REPLY: _l("Svar"),
}

CITIZENS_MESSAGE_KINDS = {
    MessageKind.PARTIAL_REPLY: _l("Besked"),
    MessageKind.COUNTER_QUESTION: _l("Fråga till dig"),
    MessageKind.ANSWER: _l("Ditt svar"),
    MessageKind.FINAL_REPLY: _l("Svar"),
}
"""What a message is to the citizen."""

REASONS = {
    Reason.PHONED: _l("Kontaktad per telefon"),
    Reason.BOOKED: _l("Besök bokat"),
    Reason.REFERRED: _l("Hänvisad till annan mottagning"),
    Reason.DUPLICATE: _l("Dubblett"),
    Reason.OTHER: _l("Annat"),
}
