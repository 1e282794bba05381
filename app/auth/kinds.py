"""Whose a login session is, and how it ends. Pure."""

import enum


class SessionKind(enum.StrEnum):
    """Whose session it is: nobody's yet, or one person's."""

    VISITOR = "visitor"
    STAFF = "staff"
    CITIZEN = "citizen"


class EndReason(enum.StrEnum):
    """Why a login session is over. The next page tells the person."""

    LOGGED_OUT = "logged_out"
    REPLACED = "replaced"
    IDLE = "idle"
    TOO_OLD = "too_old"
    ENDED_BY_SELF = "ended_by_self"
    ENDED_BY_PROVIDER = "ended_by_provider"
    NO_GRANT = "no_grant"
    LOCKED = "locked"
