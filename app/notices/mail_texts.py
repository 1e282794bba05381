"""Every text that leaves the product by e-mail, whole and fixed, so that it can be read and approved in one sitting.

None may tell a name, a number, a subject, a case type or a clinic (HSLF-FS 2016:40 3:15-16). Nothing is ever filled in
but the address of the login page and, in one of them, a code. Kept here and not in the translation catalogue: a text
that is changed by mistake there would go out to thousands.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.notices.kinds import NoticeEvent

LANGUAGES = ("sv", "en")


class MailText(NamedTuple):
    """Subject and body of an e-mail."""

    subject: str
    body: str


class _Line(NamedTuple):
    subject: str
    sentence: str


_LINES: Mapping[str, Mapping[NoticeEvent, _Line]] = {
    "sv": {
        NoticeEvent.CASE_RECEIVED: _Line("Nytt ärende", "Det har kommit ett nytt ärende till mottagningen."),
        NoticeEvent.CASE_ASSIGNED: _Line(
            "Ärende att hantera", "Ett ärende har fördelats till dig eller till din grupp."
        ),
        NoticeEvent.CASE_TAKEN_AWAY: _Line("Ärende omfördelat", "Ett ärende som du hade har fördelats om."),
        NoticeEvent.CASE_RETURNED: _Line("Ärende tillbaka", "Ett ärende har lämnats tillbaka."),
        NoticeEvent.CASE_REOPENED: _Line("Ärende öppnat igen", "Ett avslutat ärende har öppnats igen."),
        NoticeEvent.CASE_WITHDRAWN: _Line("Ärende återkallat", "En invånare har återkallat ett ärende."),
        NoticeEvent.CITIZEN_ANSWERED: _Line("Svar från en invånare", "En invånare har svarat i ett ärende."),
        NoticeEvent.MESSAGE_FOR_CITIZEN: _Line("Nytt meddelande", "Du har ett nytt meddelande."),
        NoticeEvent.CASE_ENDED: _Line("Ändring i ett ärende", "Det har hänt något i ett av dina ärenden."),
        NoticeEvent.QUESTION_REMINDER: _Line("Påminnelse", "Du har en fråga att svara på."),
        NoticeEvent.CASES_OVERDUE: _Line("Försenade ärenden", "Det finns ärenden som skulle ha besvarats."),
        NoticeEvent.CASE_ESCALATED: _Line(
            "Ärende mycket försenat", "Ett ärende skulle ha besvarats för mer än två arbetsdagar sedan."
        ),
        NoticeEvent.RIGHT_GRANTED: _Line("Ny behörighet", "En kollega har fått behörighet att granska loggen."),
    },
    "en": {
        NoticeEvent.CASE_RECEIVED: _Line("New case", "A new case has come to the clinic."),
        NoticeEvent.CASE_ASSIGNED: _Line("Case to handle", "A case has been distributed to you or to your group."),
        NoticeEvent.CASE_TAKEN_AWAY: _Line("Case redistributed", "A case that you had has been redistributed."),
        NoticeEvent.CASE_RETURNED: _Line("Case given back", "A case has been given back."),
        NoticeEvent.CASE_REOPENED: _Line("Case reopened", "A case that had ended has been opened again."),
        NoticeEvent.CASE_WITHDRAWN: _Line("Case withdrawn", "A citizen has withdrawn a case."),
        NoticeEvent.CITIZEN_ANSWERED: _Line("Answer from a citizen", "A citizen has answered in a case."),
        NoticeEvent.MESSAGE_FOR_CITIZEN: _Line("New message", "You have a new message."),
        NoticeEvent.CASE_ENDED: _Line("A case has changed", "Something has happened in one of your cases."),
        NoticeEvent.QUESTION_REMINDER: _Line("Reminder", "You have a question to answer."),
        NoticeEvent.CASES_OVERDUE: _Line("Overdue cases", "There are cases that should have been answered."),
        NoticeEvent.CASE_ESCALATED: _Line(
            "Case long overdue", "A case should have been answered more than two working days ago."
        ),
        NoticeEvent.RIGHT_GRANTED: _Line("New right", "A colleague has been given the right to review the log."),
    },
}
_CLOSING = {
    "sv": "Logga in för att läsa: {address}\n\nDet går inte att svara på det här mejlet.\n",
    "en": "Log in to read: {address}\n\nThis email cannot be answered.\n",
}
_CODE = {
    "sv": MailText(
        "Din kod",
        "Koden är {code}. Den gäller i 30 minuter.\n\n"
        "Skriv in den på sidan där du angav din e-postadress. Har inte du bett om någon kod kan du bortse från mejlet.\n",
    ),
    "en": MailText(
        "Your code",
        "The code is {code}. It is valid for 30 minutes.\n\n"
        "Enter it on the page where you gave your email address. If you did not ask for a code, ignore this email.\n",
    ),
}
_FAREWELL = {
    "sv": _Line(
        "Ändrad e-postadress",
        "Den här e-postadressen används inte längre för mejl från oss. Den har ändrats eller tagits bort efter inloggning. "
        "Har inte du gjort det, logga in, se över dina inställningar och kontakta mottagningen.",
    ),
    "en": _Line(
        "Email address changed",
        "This email address is no longer used for mail from us. It was changed or removed after a login. "
        "If that was not you, log in, look through your settings and contact the clinic.",
    ),
}


def farewell_text(language: str, address: str) -> MailText:
    """The e-mail to an address that is no longer used: the last that it gets."""
    known = known_language(language)
    line = _FAREWELL[known]
    return MailText(line.subject, f"{line.sentence} {_CLOSING[known].format(address=address)}")


def text_of(event: NoticeEvent, language: str, address: str) -> MailText:
    """The e-mail for an event; Swedish for a language we do not have. ``address`` is the public address of the product."""
    known = known_language(language)
    line = _LINES[known][event]
    return MailText(line.subject, f"{line.sentence} {_CLOSING[known].format(address=address)}")


def code_text(code: str, language: str) -> MailText:
    """The e-mail with a code; the subject, which a locked telephone shows, leaves it out."""
    text = _CODE[known_language(language)]
    return MailText(text.subject, text.body.format(code=code))


def all_texts(address: str) -> frozenset[MailText]:
    """Every notice that may ever be sent: what a test holds the mail server's contents against."""
    return frozenset(text_of(event, language, address) for event in NoticeEvent for language in LANGUAGES)


def known_language(language: str) -> str:
    """The language if we have it, else Swedish."""
    return language if language in LANGUAGES else "sv"
