"""Why a reviewer asks the log: a closed list, which the log itself keeps."""

import enum


class ReviewReason(enum.StrEnum):
    """Why the log is looked at."""

    SAMPLE = "sample"
    SUSPICION = "suspicion"
    CITIZEN_ASKS = "citizen_asks"
    OTHER = "other"
