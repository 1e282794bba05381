"""The warnings of a clinic for those who keep it in order and read no case: numbers that name nobody, so nothing is logged."""

from app.authz.actors import Staff
from app.authz.policy import Action, AtClinic, allows
from app.core.db import session
from app.inbox.queries.warnings import Warned, clinic_warnings


def warnings_to_mend(actor: Staff) -> tuple[Warned, ...]:
    """For those who decide over the clinic's settings; nothing for anybody else."""
    if not allows(actor, Action.CHANGE_CLINIC_SETTINGS, AtClinic(actor.clinic_id)):
        return ()
    return clinic_warnings(session(), actor)
