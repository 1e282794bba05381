"""What can go wrong with an address for notices, and the limits that the sentences name."""

from datetime import timedelta

from app.core.errors import ErrorCode, swedish

BETWEEN_CODES = timedelta(seconds=60)


class NoticeCode(ErrorCode):
    """Why no code is sent to an address, or the code is not taken."""

    CODE_JUST_SENT = (
        "code-just-sent",
        swedish(
            "Vi skickade nyss en kod. Vänta %(seconds)s sekunder innan du ber om en ny.",
            seconds=int(BETWEEN_CODES.total_seconds()),
        ),
    )
    WRONG_CODE = "wrong-code", swedish("Koden stämmer inte. Läs den en gång till i mejlet.")
    CODE_EXPIRED = "code-expired", swedish("Koden gäller inte längre. Be om en ny genom att ange adressen igen.")
