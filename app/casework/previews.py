"""What is written to a citizen as the citizen would see it, before it is sent."""

from datetime import date
from typing import NamedTuple

from flask_babel import force_locale

from app.cases.labels import CITIZENS_MESSAGE_KINDS
from app.cases.models import MessageKind
from app.cases.queries.thread import ThreadEntry, ThreadEntryKind
from app.cases.sentences import promise_sentence
from app.casework.queries.case_page import CasePage


class Preview(NamedTuple):
    """The message with its label and promise, in the citizen's language."""

    entry: ThreadEntry
    label: str
    meta: str


def preview(case: CasePage, kind: str, text: str, promised: date | None) -> Preview:
    """``kind`` is the name of one of the three replies."""
    message = MessageKind(kind)
    entry = ThreadEntry(
        kind=ThreadEntryKind.MESSAGE,
        id=case.case_id,
        at=case.shown_at,
        author=case.author,
        from_clinic=True,
        body=text,
        signature=case.signature,
        promised_by=promised if message is MessageKind.PARTIAL_REPLY else None,
    )
    with force_locale(case.reads):
        return Preview(entry, str(CITIZENS_MESSAGE_KINDS[message]), promise_sentence(entry))
