"""The words of this feature's pages."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from app.notices.kinds import ESCALATED_AFTER, Dropped, NoticeEvent
from app.notices.services.giving import MAX_GIVEN

CHOICES: Mapping[NoticeEvent, LazyString] = {
    NoticeEvent.CASE_RECEIVED: lazy_gettext("Ett nytt ärende kommer till mottagningen"),
    NoticeEvent.CASE_ASSIGNED: lazy_gettext("Ett ärende fördelas till mig eller min grupp"),
    NoticeEvent.CASE_TAKEN_AWAY: lazy_gettext("Ett ärende som jag har fördelas om till någon annan"),
    NoticeEvent.CASE_RETURNED: lazy_gettext("Ett ärende lämnas tillbaka"),
    NoticeEvent.CASE_REOPENED: lazy_gettext("Ett avslutat ärende öppnas igen"),
    NoticeEvent.CASE_WITHDRAWN: lazy_gettext("En invånare återkallar ett ärende"),
    NoticeEvent.CITIZEN_ANSWERED: lazy_gettext("En invånare svarar i ett ärende"),
    NoticeEvent.MESSAGE_FOR_CITIZEN: lazy_gettext("Mottagningen har skickat ett meddelande"),
    NoticeEvent.CASE_ENDED: lazy_gettext("Mottagningen har avslutat ett ärende utan meddelande"),
    NoticeEvent.QUESTION_REMINDER: lazy_gettext("Påminnelse om en fråga från mottagningen som väntar på svar"),
    NoticeEvent.CASES_OVERDUE: lazy_gettext("Påminnelse varje arbetsdag när det finns försenade ärenden"),
    NoticeEvent.CASE_ESCALATED: lazy_gettext(
        "Ett ärende är försenat mer än %(days)s arbetsdagar", days=ESCALATED_AFTER
    ),
    NoticeEvent.RIGHT_GRANTED: lazy_gettext("En kollega får behörighet att granska loggen"),
}

NOT_SENT: Mapping[Dropped, LazyString] = {
    Dropped.UNDONE: lazy_gettext("Skickades inte: det som hände ångrades"),
    Dropped.COVERED: lazy_gettext("Skickades inte: ett likadant mejl hade just gått"),
    Dropped.NO_ADDRESS: lazy_gettext("Skickades inte: adressen togs bort"),
    Dropped.NOT_WANTED: lazy_gettext("Skickades inte: mottagaren har valt bort det"),
    Dropped.REFUSED: lazy_gettext("Skickades inte: e-postservern tog inte emot det"),
    Dropped.UNANSWERED: lazy_gettext(
        "Lämnades till e-postservern %(most)s gånger, utan svar om det togs emot", most=MAX_GIVEN
    ),
}
