"""What can go wrong on the citizen's pages."""

from app.core.errors import ErrorCode, swedish


class PortalCode(ErrorCode):
    """What is wrong with the citizen's answer."""

    ANSWER_EMPTY = "answer-empty", swedish("Skriv ditt svar först.")
