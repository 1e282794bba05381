"""Standard replies of the demo's clinic, so that there is something to insert at the first login."""

import secrets

from sqlalchemy import select

from app.catalog.models import CaseType
from app.catalog.services.standard_replies import ReplyText, add_reply
from app.core.db import session
from app.roles.models import Clinic, StaffMember
from app.roles.queries.people import staff_actor
from demo.cases import CLINIC

KEEPER = "Adam"
REPLIES: tuple[tuple[str, str, str | None], ...] = (
    (
        "Receptet är förnyat",
        "Hej {fornamn}!\n\nReceptet är förnyat för ett år. Du kan hämta läkemedlet på valfritt apotek.",
        "Förnya recept",
    ),
    (
        "Läkaren behöver träffa dig",
        "Hej {fornamn}!\n\nInnan receptet kan förnyas behöver läkaren träffa dig. Ring {telefon} för att boka tid.",
        "Förnya recept",
    ),
    (
        "Vi ringer upp",
        "Hej {fornamn}!\n\nEn sjuksköterska på {mottagning} ringer dig i dag den {datum}. Ha din telefon nära dig.",
        None,
    ),
    (
        "Provsvaren är bra",
        "Hej {fornamn}!\n\nDina provsvar är bra, och du behöver inte göra något mer.",
        None,
    ),
)
"""Name, text, and the case type that it is for (None: all)."""


def load_replies() -> None:
    """As the clinic's administrator would write them."""
    clinic_id = session().scalars(select(Clinic.id).where(Clinic.name == CLINIC)).one()
    keeper = session().scalars(select(StaffMember.id).where(StaffMember.given_name == KEEPER)).one()
    types = {one.internal_name: one.id for one in session().scalars(select(CaseType).filter_by(clinic_id=clinic_id))}
    actor = staff_actor(session(), keeper, clinic_id)
    if actor is None:
        raise LookupError(KEEPER)
    for name, body, case_type in REPLIES:
        only = types[case_type] if case_type else None
        add_reply(actor, ReplyText(name, body, only, secrets.token_urlsafe(16)))
