"""What can go wrong on one's own pages and when a clinic is chosen."""

from app.core.errors import ErrorCode, swedish

MAX_SIGNATURE = 500


class AuthCode(ErrorCode):
    """Why a clinic or one's own settings are not taken."""

    SIGNATURE_TOO_LONG = (
        "signature-too-long",
        swedish("Signaturen är för lång: högst %(most)s tecken.", most=MAX_SIGNATURE),
    )
    CLINIC = "clinic", swedish("Välj en av mottagningarna.")
    NO_GRANT = "no-grant", swedish("Du har ingen roll på den mottagningen.")
