"""The pages of the help, and in which order somebody sees them: those of their own roles first."""

import enum
from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.authz.actors import Actor, Citizen, Role, Staff


class Topic(enum.StrEnum):
    """A page of the help; the value is its address."""

    RECEIVER = "receiver"
    HANDLER = "handler"
    ADMINISTRATOR = "administrator"
    ACCESS_ADMINISTRATOR = "access-administrator"
    REVIEWER = "reviewer"
    CITIZEN = "citizen"


TITLES: Mapping[Topic, LazyString] = {
    Topic.RECEIVER: _l("Ärendemottagare (ÄM)"),
    Topic.HANDLER: _l("Ärendehanterare (ÄH)"),
    Topic.ADMINISTRATOR: _l("Lokal administratör (ADM)"),
    Topic.ACCESS_ADMINISTRATOR: _l("Behörighetsadministratör (BEH)"),
    Topic.REVIEWER: _l("Granskare (GR)"),
    Topic.CITIZEN: _l("Invånare"),
}

HINTS: Mapping[Topic, LazyString] = {
    Topic.RECEIVER: _l("Ta emot ärenden, fördela dem och se till att inget blir liggande."),
    Topic.HANDLER: _l("Ta, fråga och svara i de ärenden som är dina eller gruppens."),
    Topic.ADMINISTRATOR: _l("Roller och grupper på mottagningen."),
    Topic.ACCESS_ADMINISTRATOR: _l("Rollerna ÄM och ÄH, och vilka som är med i grupperna."),
    Topic.REVIEWER: _l("Kontrollera vem som har läst och gjort något i en invånares ärenden."),
    Topic.CITIZEN: _l("Skriva till din mottagning, följa ditt ärende och läsa svaret."),
}

OF_ROLE: Mapping[Role, Topic] = {
    Role.RECEIVER: Topic.RECEIVER,
    Role.HANDLER: Topic.HANDLER,
    Role.ADMINISTRATOR: Topic.ADMINISTRATOR,
    Role.ACCESS_ADMINISTRATOR: Topic.ACCESS_ADMINISTRATOR,
    Role.REVIEWER: Topic.REVIEWER,
}


def own_topics(actor: Actor) -> tuple[Topic, ...]:
    """The pages for what this person is here; a visitor is taken for a citizen."""
    if isinstance(actor, Staff):
        return tuple(OF_ROLE[role] for role in Role if role in actor.roles)
    return (Topic.CITIZEN,)


def other_topics(actor: Actor) -> tuple[Topic, ...]:
    """The rest; citizens are not sent to pages about work at a clinic."""
    if isinstance(actor, Citizen):
        return ()
    own = own_topics(actor)
    return tuple(topic for topic in Topic if topic not in own)
