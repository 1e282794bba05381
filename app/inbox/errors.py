"""What can go wrong with the staff's lists, and the limits that the sentences name."""

from app.core.errors import ErrorCode, swedish

MAX_AT_ONCE = 100
"""As many rows as a list can show."""
SHORTEST_TERM, LONGEST_TERM = 2, 60
LONGEST_VIEW_NAME = 40
MAX_VIEWS = 20


class InboxCode(ErrorCode):
    """What is wrong with what is asked of a list, or of the cases that were ticked in it."""

    NOTHING_CHOSEN = "nothing-chosen", swedish("Välj minst ett ärende i listan först.")
    TOO_MANY_CHOSEN = "too-many-chosen", swedish("Välj högst %(most)s ärenden åt gången.", most=MAX_AT_ONCE)
    SEARCH_TOO_SHORT = "search-too-short", swedish("Skriv minst %(least)s tecken att söka på.", least=SHORTEST_TERM)
    SEARCH_TOO_LONG = "search-too-long", swedish("Skriv högst %(most)s tecken att söka på.", most=LONGEST_TERM)
    SEARCH_NUMBER_UNKNOWN = (
        "search-number-unknown",
        swedish("Det är inget ärendenummer eller personnummer. Kontrollera siffrorna."),
    )
    SEARCH_NUMBER_AMONG_WORDS = "search-number-among-words", swedish("Sök på personnumret för sig, utan andra ord.")
    PERSONNUMMER_SHAPE = (
        "personnummer-shape",
        swedish("Skriv personnumret med 12 eller 10 siffror, till exempel 19121212-1212."),
    )
    PERSONNUMMER_CHECK_DIGIT = "personnummer-check-digit", swedish("Personnumret stämmer inte. Kontrollera siffrorna.")
    PERSONNUMMER_DATE = "personnummer-date", swedish("Personnumret stämmer inte. Kontrollera siffrorna.")
    PERSONNUMMER_FUTURE = "personnummer-future", swedish("Personnumret stämmer inte. Kontrollera siffrorna.")
    PERSONNUMMER_RESERVE = "personnummer-reserve", swedish("Det går inte att söka på reservnummer.")
    VIEW_WITHOUT_NAME = "view-without-name", swedish("Skriv ett namn på urvalet.")
    VIEW_NAME_TOO_LONG = (
        "view-name-too-long",
        swedish("Namnet är för långt: högst %(most)s tecken.", most=LONGEST_VIEW_NAME),
    )
    VIEW_NAME_NUMBER = (
        "view-name-number",
        swedish("Namnet får inte innehålla ett personnummer eller tecken som inte kan visas."),
    )
    VIEW_NAME_TAKEN = "view-name-taken", swedish("Det finns redan ett sparat urval med det namnet.")
    TOO_MANY_VIEWS = (
        "too-many-views",
        swedish("Listan har redan %(most)s sparade urval. Ta bort något först.", most=MAX_VIEWS),
    )
