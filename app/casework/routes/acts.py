"""How every button of the case page is answered.

Every text that was typed is kept as a draft first; the operation that sends a text takes it out again. What was done
is said on the next page. A text that cannot be sent comes back: with what is wrong (422), or with what happened
meanwhile (409).
"""

from functools import partial, update_wrapper
from uuid import UUID

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.authz.actors import Staff
from app.cases.errors import CaseMoved
from app.cases.sentences import change_sentence
from app.cases.services import act_result
from app.cases.services.drafts import keep_texts
from app.cases.services.unseen import Unseen
from app.casework.acts import OF_THE_CASE_FORM
from app.casework.forms import CaseForm
from app.casework.routes.act_layouts import LAYOUTS, ActLayout
from app.casework.routes.blueprint import blueprint
from app.casework.routes.page import show
from app.casework.services.presence import leave
from app.core.errors import Invalid
from app.core.text import is_seen
from app.inbox.routes.navigation import back_to_list, neighbours_of
from app.operations import Operation, already_done
from app.roles.after_step import AfterStep
from app.web.autosave import page_save
from app.web.errors import refused_as_failed
from app.web.flashes import say
from app.web.guard import current_staff, staff_entry


def handle_act(layout: ActLayout, case_id: UUID) -> ResponseReturnValue:
    """Do the act, or tell why not."""
    actor, form = current_staff(), CaseForm()
    sent_before = _is_sent(actor, case_id, form)
    keep_form(actor, case_id, form)
    try:
        form.check(*layout.act.fields)
        step_id = layout.perform(actor, case_id, form)
    except Invalid as error:
        return page_again(actor, case_id, form, error)
    except CaseMoved as error:
        refused_as_failed(error)
        return conflict(actor, case_id, form)
    if sent_before and _has_other_words(actor, case_id, form, layout, step_id):
        say(
            _("Sidan var redan skickad. Det du har ändrat i texten efter det är inte skickat, men står i sitt fält."),
            "warning",
        )
        return redirect(url_for("casework.page", case_id=case_id), 303)
    return _done(actor, case_id, form, layout, step_id)


def keep_form(actor: Staff, case_id: UUID, form: CaseForm) -> Unseen | None:
    """Keep what was typed, unless this very form has been sent already: then a newer draft may stand in its place.

    None for somebody who has never opened the case.
    """
    return keep_texts(actor, case_id, form.changed(), lambda: _is_sent(actor, case_id, form), page_save())


def _is_sent(actor: Staff, case_id: UUID, form: CaseForm) -> bool:
    key = form.operation_id.data or ""
    return already_done(actor, [Operation(name, case_id, key) for name in OF_THE_CASE_FORM])


def _has_other_words(actor: Staff, case_id: UUID, form: CaseForm, layout: ActLayout, step_id: UUID) -> bool:
    """Whether a page that is sent again says something else than it did; what it says now is kept as a draft."""
    typed, name = form.typed(), layout.act.text
    sent = act_result.text_sent(step_id)
    if not name or sent is None or typed.get(name, sent) == sent:
        return False
    keep_texts(actor, case_id, {name: typed[name]})
    return True


def _done(actor: Staff, case_id: UUID, form: CaseForm, layout: ActLayout, step_id: UUID) -> ResponseReturnValue:
    target = act_result.given_to(step_id) or _("mottagningens inkorg")
    sentence = str(layout.words(step_id) or layout.done) % {"target": target}
    way = act_result.after_step(actor) if layout.finishes else AfterStep.CASE
    if way is AfterStep.CASE and act_result.may_open(actor, case_id):  # the case page offers to undo it
        say(sentence)
        return redirect(url_for("casework.page", case_id=case_id), 303)
    leave(actor, case_id)
    version: int = form.seen_version.data or 0
    undo = {"operation_id": f"undo-{form.operation_id.data}", "seen_version": str(version + 1)}
    say(sentence, undo=url_for("casework.undo", case_id=case_id) if layout.undoable else None, fields=undo)
    return redirect(_onwards(case_id) if way is AfterStep.NEXT else back_to_list(), 303)


def _onwards(case_id: UUID) -> str:
    """The next case in the list that the person came from; at its end the list."""
    following = neighbours_of(case_id).after
    if following is None:
        say(_("Det var det sista ärendet i listan."), "info")
    return following or back_to_list()


def page_again(actor: Staff, case_id: UUID, form: CaseForm, error: Invalid) -> ResponseReturnValue:
    """The page again, with what is wrong; but whoever sent from an old page is told that before anything else."""
    if act_result.is_stale(actor, case_id, form.seen_version.data):
        return conflict(actor, case_id, form)
    form.explain(error)
    return show(case_id, form, 422)


def conflict(actor: Staff, case_id: UUID, form: CaseForm) -> ResponseReturnValue:
    """What happened, if the case still is theirs to see, and the typed text."""
    moved = act_result.moved_since(actor, case_id, form.seen_version.data)
    texts = [(str(form[name].label.text), text) for name, text in form.typed().items() if is_seen(text)]
    page = render_template(
        "casework/conflict.html",
        visible=moved.visible,
        taken_by=moved.taken_by,
        by_oneself=all(change.staff_id == actor.staff_id for change in moved.changes) and bool(moved.changes),
        changes=[change_sentence(change) for change in moved.changes],
        case_id=case_id,
        texts=texts,
        back=back_to_list(),
    )
    return page, 409


def _register_views() -> None:
    """One view for each act, at the act's address, for those whom its action lets in."""
    for layout in LAYOUTS:
        view = staff_entry(layout.act.action)(update_wrapper(partial(handle_act, layout), handle_act))
        blueprint.add_url_rule("/cases/<uuid:case_id>" + layout.path, layout.act.name, view, methods=["POST"])


_register_views()
