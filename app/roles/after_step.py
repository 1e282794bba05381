"""Where somebody goes on when a case is done with. Pure."""

import enum


class AfterStep(enum.StrEnum):
    """Where a member of staff goes when a step is done: the case itself if they still may see it, the next one, the list."""

    CASE = "case"
    NEXT = "next"
    LIST = "list"
