"""What was reviewed is what is sent: the page that shows a draft carries what it showed, sealed, and the sending compares."""

import base64
import binascii
import json
import uuid
from dataclasses import dataclass

from app.authz.actors import Citizen
from app.cases.queries.drafts import NEW_CASE, kept_as
from app.catalog.answers import Answers, answers_from_json, answers_to_json
from app.core import crypto
from app.core.crypto import Place
from app.core.db import session
from app.portal.services.filling import Filling


@dataclass(frozen=True)
class Reviewed:
    """What a page showed: the answers, and the version of the case type that they answer."""

    version_id: str
    answers: Answers


def mark_of(actor: Citizen, form: Filling) -> str:
    """What the page shows, for the form on it. Nobody but this person can bring it back, and only for this case type."""
    return base64.urlsafe_b64encode(crypto.keyring().seal_row(_showed(form), _place(actor, form))).decode()


def operation_of(actor: Citizen, form: Filling) -> str | None:
    """The operation that sends what the page shows, the same in every tab until the draft is saved anew: sent once."""
    draft = kept_as(session(), actor, NEW_CASE, form.case_type_id)
    return str(uuid.uuid5(draft, _showed(form))) if draft else None


def _showed(form: Filling) -> str:
    return json.dumps({"version": str(form.version_id), "answers": answers_to_json(form.answers)})


def reviewed(actor: Citizen, form: Filling, mark: str) -> Reviewed | None:
    """What the page had shown; None for a form that is none of ours."""
    try:
        blob = base64.urlsafe_b64decode(mark.encode())
        showed = json.loads(crypto.keyring().unseal_row(blob, _place(actor, form)))
    except (binascii.Error, crypto.Unreadable, UnicodeError):
        return None
    return Reviewed(showed["version"], answers_from_json(showed["answers"]))


def is_what_stands(form: Filling, shown: Reviewed | None) -> bool:
    """Whether the draft says just what was reviewed."""
    return shown == Reviewed(str(form.version_id), form.answers)


def differing(form: Filling, shown: Reviewed) -> list[tuple[str, str]]:
    """What was reviewed and is not in the draft any more, with the questions: what somebody wrote, word for word."""
    return [
        (question.subject, shown.answers.text(question.key))
        for question in form.document.questions()
        if question.type.is_written and shown.answers.text(question.key) not in {"", form.answers.text(question.key)}
    ]


def _place(actor: Citizen, form: Filling) -> Place:
    return Place("reviewed", f"{actor.citizen_id}:{actor.subject_id}:{form.case_type_id}", "shown")
