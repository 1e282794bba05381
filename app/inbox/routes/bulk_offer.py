"""What a list offers to do with the cases that are ticked in it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import session
from werkzeug.datastructures import MultiDict

from app.authz.actors import Staff
from app.cases.errors import CaseCode
from app.cases.targets import offer_substitute
from app.core.errors import Invalid
from app.inbox.errors import InboxCode
from app.inbox.forms.bulk import BulkForm, ticked_in
from app.inbox.layouts import Acts
from app.inbox.services.bulk_result import bulk_targets

SESSION_KEY = "bulk_form"


@dataclass(frozen=True)
class BulkOffer:
    """The form of a list, the buttons it has, and which cases stay ticked after something was missing."""

    form: BulkForm
    acts: Acts
    ticked: frozenset[str]


def offered(actor: Staff, acts: Acts, colleague: UUID | None = None, here: str = "") -> BulkOffer:
    """The form, with what was filled in before on this very page when something was missing in it.

    ``here``: the list, as its cases say it.
    """
    kept: dict[str, Any] | None = session.get(SESSION_KEY)
    if kept is not None and kept["inbox"] in {"", here}:
        session.pop(SESSION_KEY)
    else:
        kept = None
    form = BulkForm(formdata=MultiDict([tuple(pair) for pair in kept["fields"]]) if kept else None)
    form.inbox.data = here
    targets = bulk_targets(actor)
    form.offer(targets, inbox=acts.inbox, without=colleague)
    if colleague is not None and colleague in targets.away and not kept:
        form.choose(targets.away[colleague].substitute_id)
    if kept:
        code = InboxCode.called(kept["code"]) or CaseCode.called(kept["code"]) or CaseCode.STEP_NOT_POSSIBLE
        form.explain(Invalid(code, kept["field"]))
        offer_substitute(form.target, form.told_away, targets.people, targets.away)
    return BulkOffer(form, acts, ticked_in(form.case.data or ()))
