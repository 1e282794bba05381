"""An answer being written to a counter-question."""

from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Citizen
from app.cases.models import Case
from app.cases.queries.drafts import ANSWER
from app.cases.queries.visibility import attempt_on_case, visible_to
from app.cases.services.drafts import save
from app.core.db import session
from app.core.errors import NotFound
from app.transaction import PageSave


def keep_answer(actor: Citizen, case_id: UUID, text: str, page_save: PageSave | None = None) -> None:
    """Keep what is typed, in a case of one's own; ``NotFound`` in anybody else's."""
    if session().scalar(select(Case.id).where(Case.id == case_id, visible_to(actor))) is None:
        raise NotFound(attempt_on_case(case_id))
    save(actor, ANSWER, case_id, {"body": text}, page_save)
