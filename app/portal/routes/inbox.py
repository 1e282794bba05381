"""Inkorg."""

from datetime import datetime
from uuid import UUID

from flask import render_template, request, url_for

from app.authz.policy import Action
from app.cases.labels import CITIZEN_LABELS
from app.cases.queries.lists import Cursor
from app.cases.services.own_list import citizen_inbox
from app.core.case_number import shown
from app.portal.labels import STATE_CODES
from app.portal.routes.blueprint import Answer, blueprint
from app.web.guard import citizen_entry, current_citizen
from app.web.start import language


@blueprint.get("/cases")
@citizen_entry(Action.READ_CASE)
def inbox() -> Answer:
    """My cases, the latest event first."""
    after = _cursor(request.args.get("after", ""))
    page = citizen_inbox(current_citizen(), language(), after)
    following = f"{page.next.at.isoformat()}_{page.next.case_id}" if page.next else ""
    return render_template(
        "portal/inbox.html",
        page=page,
        labels=CITIZEN_LABELS,
        codes=STATE_CODES,
        shown=shown,
        next=url_for("portal.inbox", after=following) if following else None,
        first=url_for("portal.inbox") if after else None,
    )


def _cursor(text: str) -> Cursor | None:
    """Where the page before ended; the beginning when the address says nothing that makes sense."""
    moment, _underscore, number = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return Cursor(at, UUID(number)) if at.tzinfo is not None else None
    except ValueError:
        return None
