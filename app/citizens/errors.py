"""What can go wrong with citizens and proxies, which are added from the command line."""

from app.core.errors import ErrorCode, swedish
from app.core.personnummer import PROXY_AGE


class CitizenCode(ErrorCode):
    """What is wrong with a citizen or a proxy."""

    NAME_MISSING = "name-missing", swedish("Skriv namnet.")
    CITIZEN_EXISTS = "citizen-exists", swedish("Invånaren finns redan.")
    UNKNOWN_CITIZEN = "unknown-citizen", swedish("Det finns ingen invånare med det personnumret.")
    AGE_UNKNOWN = (
        "age-unknown",
        swedish("Personnumret säger inte vilken dag personen är född. För ett ombud måste åldern vara känd."),
    )
    NOT_A_CHILD = (
        "not-a-child",
        swedish("Den som får ett ombud måste vara under %(age)s år och någon annan än ombudet.", age=PROXY_AGE),
    )
    ALREADY_PROXY = "already-proxy", swedish("Personen är redan barnets ombud.")
    NO_PROXY = "no-proxy", swedish("Personen är inte barnets ombud.")
    SOURCE_MISSING = "source-missing", swedish("Skriv hur det är känt.")
