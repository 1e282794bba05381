"""What can go wrong with a case, and the limits that the sentences name."""

from app.cases.deadlines import FARTHEST_PROMISE
from app.core.errors import Attempt, Conflict, ErrorCode, swedish


class CaseCode(ErrorCode):
    """What is wrong with an act on a case."""

    NOT_FOUND = "not-found", swedish("Du har inte tillgång till ärendet.")
    """Asked for by its code, which is that of ``Refusal.NOT_FOUND``: what is said in a row of what became of many cases."""
    DENIED = "denied", swedish("Du får inte göra det med ärendet som det är nu.")
    SHAPE = (
        "shape",
        swedish("Något i det du fyllde i går inte ihop. Gå tillbaka, rätta och försök igen. Inget har sparats."),
    )
    MOVED_ON = "moved-on", swedish("Ärendet har ändrats sedan du öppnade det.")
    STEP_NOT_POSSIBLE = (
        "step-not-possible",
        swedish("Det går inte att göra det i ärendets läge. Öppna ärendet igen och se hur det är nu."),
    )
    PAGE_BROKEN = "page-broken", swedish("Sidan gick inte att läsa. Läs igenom ärendet som det är nu och försök igen.")
    NO_TARGET = "no-target", swedish("Välj en person eller en grupp.")
    SAME_HOLDER = "same-holder", swedish("Ärendet är redan fördelat dit. Välj någon annan.")
    TARGET_AWAY = "target-away", swedish("Personen är frånvarande. Välj någon annan, eller tryck en gång till.")
    NOT_A_HANDLER = "not-a-handler", swedish("Personen är inte ärendehanterare (ÄH) på mottagningen. Välj någon annan.")
    NO_SUCH_GROUP = "no-such-group", swedish("Gruppen finns inte längre på mottagningen. Välj någon annan.")
    GROUP_WITHOUT_MEMBERS = (
        "group-without-members",
        swedish("Ingen i gruppen kan ta ärenden. Välj en annan grupp eller en person."),
    )
    PARTIAL_REPLY_LEFT = (
        "partial-reply-left",
        swedish("Du har skrivit ett delsvar. Skicka med det genom Fördela med delsvar, eller töm fältet."),
    )
    REPLY_LEFT = (
        "reply-left",
        swedish("Du har skrivit något till invånaren. Skicka det, eller töm fältet innan du avslutar eller makulerar."),
    )
    EMPTY_TEXT = "empty-text", swedish("Skriv en text först.")
    TOO_LONG = "too-long", swedish("Texten är för lång.")
    PROMISED_IN_THE_PAST = "promised-in-the-past", swedish("Dagen har redan varit. Välj i dag eller senare.")
    PROMISED_WHEN_CLOSED = (
        "promised-when-closed",
        swedish(
            "Mottagningen är stängd %(day)s. Nästa öppna dag är %(opens)s. "
            "Ändra dagen, eller skicka en gång till om den ska gälla ändå."
        ),
    )
    PLACEHOLDER_LEFT = (
        "placeholder-left",
        swedish("Texten har något i klamrar som ingen har fyllt i, till exempel {fornamn}. Skriv det som ska stå där."),
    )
    FIXED_REPLY_ONLY = "fixed-reply-only", swedish("Ärendetypen har fasta svar. Välj ett av dem.")
    NOT_IN_CASE_TYPE = "not-in-case-type", swedish("I ärenden av den här typen går det inte att skicka det.")
    NO_READY_TEXT = "no-ready-text", swedish("Välj en text att infoga.")
    PROMISED_TOO_FAR = (
        "promised-too-far",
        swedish(
            "Dagen ligger för långt fram. Lova besked inom %(days)s dagar, och skicka ett nytt delsvar om det dröjer.",
            days=FARTHEST_PROMISE.days,
        ),
    )
    REASON_MISSING = "reason-missing", swedish("Välj en anledning.")
    REASON_LINE_MISSING = "reason-line-missing", swedish("Skriv anledningen med egna ord när du väljer Annat.")
    NOTHING_TO_UNDO = "nothing-to-undo", swedish("Det finns inget att ångra.")
    TOO_LATE_TO_UNDO = "too-late-to-undo", swedish("Det är för sent att ångra.")
    ALREADY_READ = "already-read", swedish("Invånaren har redan läst det. Det går inte att ångra.")
    QUESTION_NOT_OPEN = "question-not-open", swedish("Frågan är inte längre öppen.")
    NOT_OFFERED = "not-offered", swedish("Mottagningen tar inte längre emot ärenden av det här slaget.")
    ANSWERS = "answers", swedish("Något svar behöver rättas innan ärendet kan skickas.")


class CaseMoved(Conflict):
    """The case moved on after the page was made. ``still_visible`` tells whether anything of it may be shown."""

    def __init__(self, *, still_visible: bool, attempt: Attempt | None = None) -> None:
        super().__init__(CaseCode.MOVED_ON, attempt)
        self.still_visible = still_visible
