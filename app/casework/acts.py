"""What staff can do with a case on its page, each act as one value: everything that services, queries and forms ask of it.

How an act looks on the page, its address and what it calls are in ``routes/act_layouts``.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.authz.policy import Action
from app.cases.operations import CaseOperation
from app.catalog.definition import ReplyAction


@dataclass(frozen=True)
class Act:
    """One thing that a button of the case page does.

    ``name``: of its view. ``action``: the right that it takes; ``also``: the right to what it does besides.
    ``chosen``: the fields where something is chosen, which no draft keeps. ``text``: the field of what is written to
    the citizen or as a note; ``line`` and ``day``: those of a line and of a day that go with it. ``reply``: which of
    the case type's replies it sends, so that it is offered only where the type has it, and can be previewed.
    ``own_form``: its button is a form of its own, with its own operation id and its own rule for when it is shown.
    """

    name: str
    action: Action
    operation: CaseOperation
    also: Action | None = None
    chosen: tuple[str, ...] = ()
    text: str = ""
    line: str = ""
    day: str = ""
    reply: ReplyAction | None = None
    own_form: bool = False

    @property
    def kept(self) -> tuple[str, ...]:
        """The fields that a draft keeps until the act is done."""
        return tuple(field for field in (self.text, self.line, self.day) if field)

    @property
    def fields(self) -> tuple[str, ...]:
        """All the fields that it sends."""
        return (*self.chosen, *self.kept)

    @property
    def rights(self) -> frozenset[Action]:
        """All the actions that it takes."""
        return frozenset({self.action}) if self.also is None else frozenset({self.action, self.also})

    def is_offered(self, may: AbstractSet[Action]) -> bool:
        """Whether its button is shown to one who may do these actions with the case."""
        return self.rights <= may


DISTRIBUTE = Act("distribute", Action.DISTRIBUTE, CaseOperation.GIVE, chosen=("target",))
DISTRIBUTE_WITH_PARTIAL_REPLY = Act(
    "distribute_with_partial_reply",
    Action.DISTRIBUTE,
    CaseOperation.GIVE_WITH_PARTIAL_REPLY,
    also=Action.SEND_PARTIAL_REPLY,
    chosen=("target",),
    text="partial_reply",
    day="promised",
)
REDISTRIBUTE = Act("redistribute", Action.REDISTRIBUTE, CaseOperation.GIVE, chosen=("target",))
TAKE = Act("take", Action.TAKE, CaseOperation.TAKE)
GIVE_BACK = Act("give_back", Action.GIVE_BACK, CaseOperation.GIVE_BACK)
PARTIAL_REPLY = Act(
    "partial_reply",
    Action.SEND_PARTIAL_REPLY,
    CaseOperation.SEND_PARTIAL_REPLY,
    text="partial_reply",
    day="promised",
    reply=ReplyAction.PARTIAL_REPLY,
)
COUNTER_QUESTION = Act(
    "counter_question",
    Action.SEND_COUNTER_QUESTION,
    CaseOperation.SEND_COUNTER_QUESTION,
    text="counter_question",
    reply=ReplyAction.COUNTER_QUESTION,
)
FINAL_REPLY = Act(
    "final_reply",
    Action.SEND_FINAL_REPLY,
    CaseOperation.SEND_FINAL_REPLY,
    text="final_reply",
    reply=ReplyAction.FINAL_REPLY,
)
NOTE = Act("note", Action.WRITE_NOTE, CaseOperation.WRITE_NOTE, text="note")
CLOSE = Act("close", Action.CLOSE, CaseOperation.CLOSE, chosen=("reason",), line="reason_line")
CANCEL = Act("cancel", Action.CANCEL, CaseOperation.CANCEL, chosen=("reason",), line="reason_line")
REOPEN = Act("reopen", Action.REOPEN, CaseOperation.REOPEN, chosen=("reason",), line="reason_line")
UNDO = Act("undo", Action.UNDO, CaseOperation.UNDO, own_form=True)
MARK = Act("mark", Action.RECORD_CASE, CaseOperation.MARK_RECORDED, own_form=True)
UNMARK = Act("unmark", Action.RECORD_CASE, CaseOperation.UNMARK_RECORDED, own_form=True)

ACTS = (
    DISTRIBUTE,
    DISTRIBUTE_WITH_PARTIAL_REPLY,
    REDISTRIBUTE,
    TAKE,
    GIVE_BACK,
    PARTIAL_REPLY,
    COUNTER_QUESTION,
    FINAL_REPLY,
    NOTE,
    CLOSE,
    CANCEL,
    REOPEN,
    UNDO,
    MARK,
    UNMARK,
)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, in the order they come, without the empty ones."""
    return tuple(dict.fromkeys(name for name in names if name))


REPLIES = _once(act.text for act in ACTS if act.reply is not None)
"""The fields of what is sent to the citizen."""
MESSAGES = _once(act.text for act in ACTS)
"""Those, and the other fields of longer texts."""
TEXTS = _once([*MESSAGES, *(act.line for act in ACTS)])
"""All fields where one writes."""
CHOICES = _once(field for act in ACTS for field in act.chosen)
"""All fields where one chooses."""

OF_THE_CASE_FORM = frozenset(act.operation for act in ACTS if not act.own_form)
"""What the buttons of the page's one form do. They share its key: a form that one of them has sent keeps no draft."""


def acts_that_send(field: str) -> tuple[Act, ...]:
    """Those that send what a draft keeps of this field."""
    return tuple(act for act in ACTS if field in act.kept)


def withheld(replies: Iterable[ReplyAction]) -> frozenset[Action]:
    """The actions that a case type with only these replies does not have."""
    allowed = set(replies)
    return frozenset(act.action for act in ACTS if act.reply is not None and act.reply not in allowed)
