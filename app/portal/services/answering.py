"""An answer being written to a counter-question."""

from uuid import UUID

from sqlalchemy import select

from app.authz.actors import Citizen
from app.cases.models import Case
from app.cases.queries.drafts import ANSWER, mine
from app.cases.queries.visibility import attempt_on_case, visible_to
from app.cases.services.drafts import joined, save, save_page
from app.cases.services.unseen import NOTHING, Texts, Unseen, with_unseen
from app.core.db import session
from app.core.errors import NotFound
from app.core.text import mark_of
from app.operations import PageSave


def keep_answer(
    actor: Citizen, case_id: UUID, text: str, page_save: PageSave | None = None, *, came_back: bool = False
) -> Unseen:
    """Keep what is typed, in a case of one's own; ``NotFound`` in anybody else's.

    ``came_back``: it was typed some time ago, and what has been written since stands after it.
    """
    if session().scalar(select(Case.id).where(Case.id == case_id, visible_to(actor))) is None:
        raise NotFound(attempt_on_case(case_id))
    if came_back:
        text = joined("body", text, mine(session(), actor, ANSWER, case_id).get("body", ""))
    if page_save is None:
        save(actor, ANSWER, case_id, {"body": text})
        return NOTHING

    def change(kept: Texts, shown: Texts) -> tuple[Texts, Unseen]:
        typed = {"body": text} if shown.get("body") != mark_of(text) else {}
        new, unseen = with_unseen(kept, typed, shown, joined)
        return {**kept, **new}, unseen

    return save_page(actor, ANSWER, case_id, page_save, change)[1]
