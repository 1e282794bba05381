"""What each kind of event may say: a closed list of details with their shapes. What is not listed is refused.

So no event that is made later can carry a personnummer into a log that nobody can change.
"""

from collections.abc import Mapping

from app.audit.kinds import Attempted, EventKind
from app.audit.shapes import Shape, check_text, fits

Details = Mapping[str, Shape]
K, S = EventKind, Shape

_CASE = {"number": S.NUMBER, "version": S.NUMBER, "state": S.CODE}
_STEP = _CASE | {"holder": S.HOLDER, "holder_before": S.HOLDER, "reason": S.CODE, "with_partial_reply": S.FLAG}
_LOOK = {"number": S.NUMBER, "version": S.NUMBER, "also_listed": S.ID}
_LIST = {"tab": S.CODE, "cases": S.ID}
_VIEW = {"inbox": S.CODE, "shared": S.FLAG}
_GROUP = {"name": S.TEXT, "name_before": S.TEXT}
_MEMBER = {"staff_id": S.ID}
_ABSENCE = {"staff_id": S.ID, "from": S.DAY, "to": S.DAY, "substitute_id": S.ID}
_GRANT = {"role": S.CODE, "staff_id": S.ID, "from": S.DAY, "to": S.DAY, "override": S.FLAG}
_LOGIN = {"issuer": S.ISSUER, "acr": S.WORD, "amr": S.WORD, "step_up": S.FLAG}
_NO_LOGIN = {"side": S.CODE, "code": S.CODE, "detail": S.WORD, "hsa_id": S.HSA_ID, "hsa_index": S.INDEX}
_ENDED = {"reason": S.CODE, "session": S.ID, "sessions": S.NUMBER}
_REPORT = {
    "citizen_index": S.INDEX,
    "staff_hsa_id": S.HSA_ID,
    "from": S.DAY,
    "to": S.DAY,
    "reason": S.CODE,
    "reason_line": S.TEXT,
    "hits": S.NUMBER,
    "hits_in_lists": S.NUMBER,
    "lists": S.FLAG,
    "continued": S.FLAG,
}
_SETTINGS = {
    "fields": S.CODE,
    "version": S.NUMBER,
    "hours": S.HOURS,
    "return_after_days": S.NUMBER,
    "requires_record": S.FLAG,
}
_STEPS = (
    K.CASE_SENT,
    K.DISTRIBUTED,
    K.REDISTRIBUTED,
    K.TAKEN,
    K.GIVEN_BACK,
    K.RETURNED,
    K.PARTIAL_REPLY_SENT,
    K.COUNTER_QUESTION_SENT,
    K.ANSWER_SENT,
    K.FINAL_REPLY_SENT,
    K.CLOSED,
    K.REOPENED,
    K.WITHDRAWN,
    K.CANCELLED,
)
_BARE = (
    K.LOGGED_OUT,
    K.CLINIC_CHOSEN,
    K.ADDRESS_VERIFIED,
    K.ADDRESS_REMOVED,
    K.CITIZEN_CREATED,
    K.CITIZEN_CLINIC_ADDED,
    K.CITIZEN_CLINIC_REMOVED,
    K.PROXY_ENDED,
    K.PROXY_ENTERED,
    K.PROXY_LEFT,
    K.CLINIC_CREATED,
    K.STAFF_CREATED,
    K.BACKUP_MADE,
    K.RESTORED,
    K.DATABASE_COPIED,
)

DETAILS: Mapping[EventKind, Details] = {
    **dict.fromkeys(_STEPS, _STEP),
    **{kind: {} for kind in _BARE},
    K.LOGIN_OK: _LOGIN,
    K.LOGIN_FAILED: _NO_LOGIN,
    K.SESSION_ENDED: _ENDED,
    K.SESSION_MOVED: {"changed": S.CODE, "network_before": S.NETWORK, "session": S.ID},
    K.TERMS_ACCEPTED: {"version": S.DAY},
    K.PERSONAL_SETTINGS_CHANGED: {"fields": S.CODE},
    K.NOTICE_CHOICES_CHANGED: {"on": S.CODE},
    K.NOTICE_MADE: {"event": S.CODE, "addresses": S.NUMBER},
    K.REMINDER_MADE: {"event": S.CODE, "cases": S.NUMBER, "number": S.NUMBER},
    K.CASE_LIST_READ: _LIST,
    K.CASE_LIST_PRINTED: _LIST,
    K.CASES_SEARCHED: {"by": S.CODE, "argument": S.TEXT, "index": S.INDEX, "found": S.NUMBER},
    K.VIEW_SAVED: _VIEW,
    K.VIEW_REMOVED: _VIEW,
    K.CASE_READ: _LOOK,
    K.CASE_PRINTED: _LOOK,
    K.CASE_COPIED: _LOOK | {"form": S.CODE, "with_notes": S.FLAG},
    K.CASE_CHANGES_SHOWN: {"number": S.NUMBER, "version": S.NUMBER, "visible": S.FLAG},
    K.NOTE_WRITTEN: _CASE | {"note_id": S.ID},
    K.CASE_RECORDED: _CASE | {"changed": S.FLAG},
    K.CASE_UNRECORDED: _CASE | {"changed": S.FLAG},
    K.UNDONE: _CASE | {"step": S.CODE, "step_id": S.ID},
    K.CITIZEN_CHANGED: {"fields": S.CODE},
    K.PROXY_CREATED: {"source": S.TEXT},
    K.CLINIC_SETTINGS_CHANGED: _SETTINGS,
    K.CLOSED_DAYS_CHANGED: {"added": S.FLAG, "first": S.DAY, "last": S.DAY, "days": S.NUMBER},
    K.STANDARD_REPLY_CHANGED: {"act": S.CODE, "name": S.TEXT, "version": S.NUMBER},
    K.STAFF_LIST_READ: {"role": S.CODE, "shown": S.CODE, "rows": S.NUMBER},
    K.ROLE_GRANTED: _GRANT,
    K.ROLE_ENDED: {"role": S.CODE, "staff_id": S.ID},
    K.GROUP_CREATED: _GROUP,
    K.GROUP_RENAMED: _GROUP,
    K.GROUP_CLOSED: _GROUP,
    K.GROUP_MEMBER_ADDED: _MEMBER,
    K.GROUP_MEMBER_REMOVED: _MEMBER,
    K.ABSENCE_REGISTERED: _ABSENCE,
    K.ABSENCE_CHANGED: _ABSENCE,
    K.ABSENCE_REMOVED: _ABSENCE,
    K.CASE_TYPE_PUBLISHED: {"number": S.NUMBER},
    K.REPORT_MADE: _REPORT,
    K.REPORT_EXPORTED: _REPORT | {"format": S.CODE},
    K.READ_VOLUME_HIGH: {"number": S.NUMBER, "since": S.MINUTE},
    K.REFUSED: {"action": S.CODE, "code": S.CODE, "side": S.CODE, "of_clinic": S.ID},
    K.UNSEALING_FAILED: {"table": S.CODE, "field": S.CODE, "row": S.ID},
    K.STRANGERS_REFUSED: {"minute": S.MINUTE} | {attempted.value: S.NUMBER for attempted in Attempted},
}


class Unlisted(ValueError):
    """A detail that is not in the list, or not of its shape. A programming error; the value is never quoted."""


def check_details(kind: EventKind, details: Mapping[str, object]) -> None:
    """``Unlisted`` for what the kind may not say; ``Invalid`` for a text in which a personnummer may stand."""
    listed = DETAILS[kind]
    for name, value in details.items():
        shape = listed.get(name)
        if shape is None or not fits(shape, value):
            message = (
                f"{kind.value} may not say {name}" if shape is None else f"{kind.value}: {name} is not {shape.value}"
            )
            raise Unlisted(message)
        if shape is Shape.TEXT and value is not None:
            for text in [value] if isinstance(value, str) else value:  # type: ignore[attr-defined]  # a list, seen above
                check_text(str(text))


def check_words(*words: str) -> None:
    """``Unlisted`` unless each is a word of a closed list: a role, a relation, a kind of thing, a job."""
    if not all(fits(Shape.CODE, one) for one in words):
        message = "a role, relation, resource or job is a word of a closed list"
        raise Unlisted(message)
