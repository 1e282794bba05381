"""What an open case asks every fifteen seconds: who else has it open."""

from uuid import UUID

from flask import render_template, request

from app.authz.policy import Action
from app.casework.routes.blueprint import blueprint
from app.casework.services.presence import meet
from app.web.guard import current_staff, staff_entry
from app.web.polls import polls


@blueprint.get("/cases/<uuid:case_id>/presence")
@polls
@staff_entry(Action.READ_CASE)
def presence(case_id: UUID) -> str:
    """Shows nothing of the case, so it is no reading of it; ``X-Writing`` comes from one who types."""
    present = meet(current_staff(), case_id, writing="X-Writing" in request.headers)
    return render_template("casework/present.html", present=present)
