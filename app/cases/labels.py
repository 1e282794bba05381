"""The words of the contract for states, steps and reasons; translated when they are shown."""

from flask_babel import lazy_gettext as _l

from app.cases.deadlines import FARTHEST_PROMISE
from app.cases.lifecycle import Step
from app.cases.models import MessageKind, Reason
from app.cases.queries.order import Sort
from app.cases.services import bulk, search, views
from app.cases.status import CitizenLabel, StaffLabel
from app.web.forms import UNCLEAR_NAMES

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

SORTS = {
    Sort.RECEIVED: _l("Inkommet"),
    Sort.LAST_EVENT: _l("Senast händelse"),
    Sort.RESPOND_BY: _l("Svara senast"),
    Sort.CITIZEN: _l("Invånare"),
    Sort.ENDED: _l("Avslutat"),
}

REASONS = {
    Reason.PHONED: _l("Kontaktad per telefon"),
    Reason.BOOKED: _l("Besök bokat"),
    Reason.REFERRED: _l("Hänvisad till annan mottagning"),
    Reason.DUPLICATE: _l("Dubblett"),
    Reason.OTHER: _l("Annat"),
}

WRONG = {
    "moved-on": _l("Ärendet har ändrats sedan du öppnade det."),
    "step-not-possible": _l("Det går inte att göra det i ärendets läge. Öppna ärendet igen och se hur det är nu."),
    "page-broken": _l("Sidan gick inte att läsa. Läs igenom ärendet som det är nu och försök igen."),
    "nothing-chosen": _l("Välj minst ett ärende i listan först."),
    "too-many-chosen": _l("Välj högst %(most)s ärenden åt gången.", most=bulk.MOST),
    "no-target": _l("Välj en person eller en grupp."),
    "same-holder": _l("Ärendet är redan fördelat dit. Välj någon annan."),
    "target-away": _l("Personen är frånvarande. Välj någon annan, eller tryck en gång till."),
    "not-a-handler": _l("Personen är inte ärendehanterare (ÄH) på mottagningen. Välj någon annan."),
    "no-such-group": _l("Gruppen finns inte längre på mottagningen. Välj någon annan."),
    "group-without-members": _l("Ingen i gruppen kan ta ärenden. Välj en annan grupp eller en person."),
    "partial-reply-left": _l("Du har skrivit ett delsvar. Skicka med det genom Fördela med delsvar, eller töm fältet."),
    "reply-left": _l(
        "Du har skrivit något till invånaren. Skicka det, eller töm fältet innan du avslutar eller makulerar."
    ),
    "empty-text": _l("Skriv en text först."),
    "too-long": _l("Texten är för lång."),
    "promised-in-the-past": _l("Dagen har redan varit. Välj i dag eller senare."),
    "promised-when-closed": _l(
        "Mottagningen är stängd %(day)s. Nästa öppna dag är %(opens)s. "
        "Ändra dagen, eller skicka en gång till om den ska gälla ändå."
    ),
    "placeholder-left": _l(
        "Texten har något i klamrar som ingen har fyllt i, till exempel {fornamn}. Skriv det som ska stå där."
    ),
    "fixed-reply-only": _l("Ärendetypen har fasta svar. Välj ett av dem."),
    "not-in-case-type": _l("I ärenden av den här typen går det inte att skicka det."),
    "no-ready-text": _l("Välj en text att infoga."),
    "promised-too-far": _l(
        "Dagen ligger för långt fram. Lova besked inom %(days)s dagar, och skicka ett nytt delsvar om det dröjer.",
        days=FARTHEST_PROMISE.days,
    ),
    "reason-missing": _l("Välj en anledning."),
    "reason-line-missing": _l("Skriv anledningen med egna ord när du väljer Annat."),
    "nothing-to-undo": _l("Det finns inget att ångra."),
    "too-late-to-undo": _l("Det är för sent att ångra."),
    "already-read": _l("Invånaren har redan läst det. Det går inte att ångra."),
    "question-not-open": _l("Frågan är inte längre öppen."),
    "not-offered": _l("Mottagningen tar inte längre emot ärenden av det här slaget."),
    "search-too-short": _l("Skriv minst %(least)s tecken att söka på.", least=search.SHORTEST),
    "search-too-long": _l("Skriv högst %(most)s tecken att söka på.", most=search.LONGEST),
    "search-number-unknown": _l("Det är inget ärendenummer eller personnummer. Kontrollera siffrorna."),
    "search-number-among-words": _l("Sök på personnumret för sig, utan andra ord."),
    "personnummer-shape": _l("Skriv personnumret med 12 eller 10 siffror, till exempel 19121212-1212."),
    "personnummer-check-digit": _l("Personnumret stämmer inte. Kontrollera siffrorna."),
    "personnummer-date": _l("Personnumret stämmer inte. Kontrollera siffrorna."),
    "personnummer-future": _l("Personnumret stämmer inte. Kontrollera siffrorna."),
    "personnummer-reserve": _l("Det går inte att söka på reservnummer."),
    "view-without-name": _l("Skriv ett namn på urvalet."),
    "view-name-too-long": _l("Namnet är för långt: högst %(most)s tecken.", most=views.LONGEST_NAME),
    "view-name-number": _l("Namnet får inte innehålla ett personnummer eller tecken som inte kan visas."),
    "view-name-taken": _l("Det finns redan ett sparat urval med det namnet."),
    **UNCLEAR_NAMES,
    "too-many-views": _l("Listan har redan %(most)s sparade urval. Ta bort något först.", most=views.MOST),
    "answers": _l("Något svar behöver rättas innan ärendet kan skickas."),
}
