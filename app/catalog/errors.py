"""What can go wrong with standard replies and case types, and the limits that the sentences name."""

from app.core.errors import ErrorCode, swedish

MAX_REPLY_NAME = 80
MAX_REPLY_BODY = 4000
MAX_REPLIES = 200


class ReplyCode(ErrorCode):
    """What is wrong with a standard reply, or with what is done to it."""

    REPLY_NAME = "reply-name", swedish("Skriv ett namn med högst %(most)s tecken.", most=MAX_REPLY_NAME)
    REPLY_NAME_TAKEN = "reply-name-taken", swedish("Det finns redan ett standardsvar med det namnet.")
    REPLY_EMPTY = "reply-empty", swedish("Skriv texten som ska infogas.")
    REPLY_TOO_LONG = "reply-too-long", swedish("Texten är för lång: högst %(most)s tecken.", most=MAX_REPLY_BODY)
    NO_SUCH_CASE_TYPE = "no-such-case-type", swedish("Välj en av mottagningens ärendetyper.")
    TOO_MANY_REPLIES = (
        "too-many-replies",
        swedish("Mottagningen har redan %(most)s standardsvar. Ta bort något först.", most=MAX_REPLIES),
    )
    REPLY_REMOVED = "reply-removed", swedish("Standardsvaret är redan borttaget.")
    REPLY_BACK = "reply-back", swedish("Standardsvaret är redan tillbaka.")
    REPLY_CHANGED = (
        "reply-changed",
        swedish(
            "Standardsvaret ändrades medan du skrev, av någon annan eller av dig i ett annat fönster. "
            "Det du skrev står kvar här. Jämför med det som gäller nu, och spara igen om ditt ska gälla."
        ),
    )
    PLACEHOLDER_UNKNOWN = (
        "placeholder-unknown",
        swedish("Det finns inget att fylla i för %(names)s. Rätta, eller ta bort klamrarna."),
    )


class CaseTypeCode(ErrorCode):
    """What is wrong with a case type that is published from the command line."""

    KEY_MISSING = "key-missing", swedish("Skriv nyckeln.")
    TOO_LONG = "too-long", swedish("Texten är för lång.")
