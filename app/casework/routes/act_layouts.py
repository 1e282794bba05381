"""How each act of the case page looks, its address, and what it calls: everything that routes and templates ask of it."""

import enum
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.authz.actors import Staff
from app.authz.policy import Action
from app.cases.services import act_result, distribution, endings, notes, recorded, replies
from app.cases.services.undo import undo
from app.casework import acts
from app.casework.acts import Act
from app.casework.forms import CaseForm
from app.casework.routes.blueprint import blueprint

ASK_TO_CANCEL = "before_cancel"


class FormPart(enum.StrEnum):
    """A part of the page's form: some fields, and the buttons of what is done with them. ``work.html`` draws them."""

    TAKE = "take"
    GIVE = "give"
    FINAL_REPLY = "final_reply"
    COUNTER_QUESTION = "counter_question"
    PARTIAL_REPLY = "partial_reply"
    NOTE = "note"
    END = "end"


@dataclass(frozen=True)
class ActButton:
    """A button of the page's form. ``asks``: the view that asks once before it is done."""

    part: FormPart
    text: LazyString
    variant: str = "secondary"
    asks: str = ""


@dataclass(frozen=True)
class ActLayout:
    """An act on the screen.

    ``path``: below the case's address. ``perform`` does it, and answers with the id of what came of it. ``done`` is said
    then (``%(target)s``: to whom the case was given); ``words`` may say it better, knowing the id. ``shown``: its
    button; None when that is a form of its own, in a template of its own. ``finishes``: the person is done with the
    case for now, and goes on as they have chosen in their settings.
    """

    act: Act
    path: str
    perform: Callable[[Staff, UUID, CaseForm], UUID]
    done: LazyString
    shown: ActButton | None = None
    undoable: bool = False
    finishes: bool = False
    words: Callable[[UUID], LazyString | None] = lambda _id: None

    def endpoint(self) -> str:
        """The name that Flask knows the act by."""
        return f"{blueprint.name}.{self.act.name}"

    def pressed(self) -> str:
        """The same of where its button leads."""
        return f"{blueprint.name}.{self.shown.asks}" if self.shown and self.shown.asks else self.endpoint()


LAYOUTS = (
    ActLayout(
        acts.DISTRIBUTE,
        "/distribute",
        lambda actor, case_id, form: distribution.distribute(actor, case_id, form.distribution()),
        _l("Ärendet är fördelat till %(target)s."),
        ActButton(FormPart.GIVE, _l("Fördela"), "primary"),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.DISTRIBUTE_WITH_PARTIAL_REPLY,
        "/distribute-with-partial-reply",
        lambda actor, case_id, form: distribution.distribute(actor, case_id, form.distribution_with_partial_reply()),
        _l("Ärendet är fördelat till %(target)s och delsvaret är skickat till invånaren."),
        ActButton(FormPart.PARTIAL_REPLY, _l("Fördela med delsvar")),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.REDISTRIBUTE,
        "/redistribute",
        lambda actor, case_id, form: distribution.redistribute(actor, case_id, form.redistribution()),
        _l("Ärendet är omfördelat till %(target)s."),
        ActButton(FormPart.GIVE, _l("Omfördela")),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.TAKE,
        "/take",
        lambda actor, case_id, form: distribution.take_case(actor, case_id, form.step_command()),
        _l("Du har tagit ärendet."),
        ActButton(FormPart.TAKE, _l("Ta ärende"), "primary"),
        undoable=True,
    ),
    ActLayout(
        acts.GIVE_BACK,
        "/give-back",
        lambda actor, case_id, form: distribution.give_back(actor, case_id, form.step_command()),
        _l("Ärendet är lämnat tillbaka till %(target)s."),
        ActButton(FormPart.GIVE, _l("Lämna tillbaka")),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.PARTIAL_REPLY,
        "/partial-reply",
        lambda actor, case_id, form: replies.send_partial_reply(actor, case_id, form.reply("partial_reply")),
        _l("Delsvaret är skickat till invånaren."),
        ActButton(FormPart.PARTIAL_REPLY, _l("Skicka delsvar")),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.COUNTER_QUESTION,
        "/counter-question",
        lambda actor, case_id, form: replies.send_counter_question(actor, case_id, form.reply("counter_question")),
        _l("Motfrågan är skickad till invånaren."),
        ActButton(FormPart.COUNTER_QUESTION, _l("Skicka motfråga")),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.FINAL_REPLY,
        "/final-reply",
        lambda actor, case_id, form: replies.send_final_reply(actor, case_id, form.reply("final_reply")),
        _l("Svaret är skickat till invånaren, och ärendet är besvarat."),
        ActButton(FormPart.FINAL_REPLY, _l("Skicka svar"), "primary"),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.NOTE,
        "/note",
        lambda actor, case_id, form: notes.write_note(actor, case_id, form.new_note()),
        _l("Anteckningen är sparad. Invånaren ser den inte."),
        ActButton(FormPart.NOTE, _l("Spara anteckning")),
    ),
    ActLayout(
        acts.CLOSE,
        "/close",
        lambda actor, case_id, form: endings.close(actor, case_id, form.ending()),
        _l("Ärendet är avslutat utan svar."),
        ActButton(FormPart.END, _l("Avsluta utan svar")),
        undoable=True,
        finishes=True,
    ),
    ActLayout(
        acts.CANCEL,
        "/cancel",
        lambda actor, case_id, form: endings.cancel(actor, case_id, form.ending()),
        _l("Ärendet är makulerat."),
        ActButton(FormPart.END, _l("Makulera"), "danger", asks=ASK_TO_CANCEL),
        finishes=True,
    ),
    ActLayout(
        acts.REOPEN,
        "/reopen",
        lambda actor, case_id, form: endings.reopen(actor, case_id, form.ending()),
        _l("Ärendet är öppet igen."),
        ActButton(FormPart.END, _l("Återöppna")),
    ),
    ActLayout(
        acts.UNDO,
        "/undo",
        lambda actor, case_id, form: undo(actor, case_id, form.step_command()),
        _l("Det är ångrat."),
        words=lambda step_id: (
            _l("Det är ångrat. Texten står i sitt fält igen.") if act_result.had_a_text(step_id) else None
        ),
    ),
    ActLayout(
        acts.MARK,
        "/recorded",
        lambda actor, case_id, form: recorded.mark_recorded(actor, case_id, form.step_command()),
        _l("Ärendet är markerat som journalfört."),
    ),
    ActLayout(
        acts.UNMARK,
        "/not-recorded",
        lambda actor, case_id, form: recorded.unmark_recorded(actor, case_id, form.step_command()),
        _l("Markeringen Journalfört är borttagen."),
    ),
)
"""In the order of the buttons."""


def offered(may: AbstractSet[Action]) -> Mapping[str, list[ActLayout]]:
    """The acts whose buttons are shown to one who may do these actions, by the part of the form that they stand in."""
    shown = [layout for layout in LAYOUTS if layout.shown and layout.act.is_offered(may)]
    return {part.value: [one for one in shown if one.shown and one.shown.part is part] for part in FormPart}


def that_send(text: str, may: AbstractSet[Action]) -> list[ActLayout]:
    """Those of them that send what is written in this field."""
    return [layout for layout in LAYOUTS if layout.act.text == text and layout.act.is_offered(may)]
