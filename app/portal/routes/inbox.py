"""The citizen's list of cases (Inkorg)."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.authz.policy import Action
from app.cases.labels import CITIZEN_LABELS
from app.core.case_number import shown
from app.core.paging import cursor_from
from app.portal.labels import STATE_CODES
from app.portal.routes.blueprint import blueprint
from app.portal.services.own_inbox import citizen_inbox
from app.web.guard import citizen_entry, current_citizen
from app.web.polls import polls
from app.web.start import language


@blueprint.get("/cases")
@citizen_entry(Action.READ_CASE)
def inbox() -> ResponseReturnValue:
    """My cases, the latest event first."""
    after = cursor_from(request.args.get("after", ""), UUID)
    page = citizen_inbox(current_citizen(), language(), after)
    return render_template(
        "portal/inbox.html",
        page=page,
        labels=CITIZEN_LABELS,
        codes=STATE_CODES,
        shown=shown,
        next=url_for("portal.inbox", after=page.next.text) if page.next else None,
        first=url_for("portal.inbox") if after else None,
    )


@blueprint.get("/unread")
@polls
@citizen_entry(Action.READ_CASE)
def unread() -> str:
    """How many cases hold something new, which the frame of every page knows. In proxy mode: of the child's."""
    return render_template("portal/unread.html")
