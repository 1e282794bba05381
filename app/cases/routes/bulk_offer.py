"""What a list offers to do with the cases that are ticked in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import session
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from app.authz.actors import Staff
from app.cases.bulk_form import BulkForm, ticked_in
from app.cases.queries.tabs import ClinicTab, OwnTab
from app.cases.services.bulk_result import bulk_targets

KEPT = "bulk_form"
DISTRIBUTE, REDISTRIBUTE = _l("Fördela"), _l("Omfördela")


@dataclass(frozen=True)
class Acts:
    """The buttons of a tab. ``inbox``: cases can go back to the clinic's inbox."""

    give: LazyString | None = None
    closes: bool = False
    takes: bool = False
    inbox: bool = False


ACTS: Mapping[ClinicTab | OwnTab, Acts] = {
    ClinicTab.NEW: Acts(DISTRIBUTE, closes=True),
    ClinicTab.ONGOING: Acts(REDISTRIBUTE, closes=True, inbox=True),
    ClinicTab.WAITING: Acts(REDISTRIBUTE, closes=True, inbox=True),
    ClinicTab.LATE: Acts(DISTRIBUTE, closes=True, inbox=True),
    OwnTab.TODO: Acts(REDISTRIBUTE, closes=True, inbox=True),
    OwnTab.GROUPS: Acts(takes=True),
    OwnTab.WAITING: Acts(REDISTRIBUTE, closes=True, inbox=True),
}


@dataclass(frozen=True)
class BulkOffer:
    """The form of a list, the buttons it has, and which cases stay ticked after something was missing."""

    form: BulkForm
    acts: Acts
    ticked: frozenset[str]


def offer_for(actor: Staff, tab: ClinicTab | OwnTab, here: str) -> BulkOffer | None:
    """What this tab offers; None where nothing can be done with many cases. ``here``: the list, as its cases say it."""
    acts = ACTS.get(tab)
    return offered(actor, acts, here=here) if acts is not None else None


def offered(actor: Staff, acts: Acts, colleague: UUID | None = None, here: str = "") -> BulkOffer:
    """The form, with what was filled in before on this very page when something was missing in it."""
    kept: dict[str, Any] | None = session.get(KEPT)
    if kept is not None and kept["inbox"] in {"", here}:
        session.pop(KEPT)
    else:
        kept = None
    form = BulkForm(formdata=MultiDict([tuple(pair) for pair in kept["fields"]]) if kept else None)
    form.inbox.data = here
    targets = bulk_targets(actor)
    form.offer(targets, inbox=acts.inbox, without=colleague)
    if colleague is not None and colleague in targets.away and not kept:
        form.choose(targets.away[colleague].substitute_id)
    if kept:
        form.renew()
        form.explain(kept["code"], kept["field"], targets)
    return BulkOffer(form, acts, ticked_in(form.case.data or ()))
