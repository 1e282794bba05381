"""Insert a prepared text (a standard or fixed reply) into the actor's own draft; the page that shows it logs the reading."""

from uuid import UUID

from app.authz.actors import Staff
from app.cases.errors import CaseCode
from app.cases.models import Case
from app.cases.queries.changes import is_visible
from app.casework.queries.ready_texts import ready_texts
from app.core.db import session
from app.core.errors import Invalid


def ready_text(actor: Staff, case_id: UUID, key: str, field: str) -> str:
    """The text with this key; nothing for one who may no longer see the case. ``Invalid`` when none was chosen."""
    current = session()
    if not is_visible(current, actor, case_id):
        return ""
    for text in ready_texts(current, current.get_one(Case, case_id)):
        if text.key == key and (field == "final_reply" or not text.fixed):
            return text.text
    raise Invalid(CaseCode.NO_READY_TEXT, f"ready_{field}")
