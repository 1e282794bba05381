"""What may not stand in the log."""

from app.core.errors import ErrorCode, swedish


class LogCode(ErrorCode):
    """Why the log does not take a text."""

    NUMBER_IN_TEXT = (
        "number-in-text",
        swedish(
            "Skriv inte personnummer här, och inte heller andra siffror som kan läsas som ett. "
            "Texten sparas där den inte kan tas bort."
        ),
    )
