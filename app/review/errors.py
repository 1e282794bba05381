"""What can go wrong when the log is asked."""

from app.audit.queries import LONGEST_MONTHS
from app.core.errors import ErrorCode, swedish


class ReviewCode(ErrorCode):
    """What is wrong with a question to the log."""

    NOBODY_ASKED_FOR = "nobody-asked-for", swedish("Ange invånarens personnummer, personalens HSA-id eller båda.")
    OWN_ACCESSES = "own-accesses", swedish("Du kan inte granska dina egna åtkomster. Be en annan granskare.")
    DATES = "dates", swedish("Till måste vara samma dag som Från eller senare.")
    TOO_LONG_PERIOD = "too-long-period", swedish("Välj högst %(months)s månader åt gången.", months=LONGEST_MONTHS)
    REASON_MISSING = "reason-missing", swedish("Beskriv anledningen när du väljer Annat.")
