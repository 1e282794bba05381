"""Drafts: what is typed and not sent, sealed, one's own. Kept through conflicts, logout and loss of rights."""

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.authz.actors import Actor, Citizen, Staff
from app.cases.models import CaseRead, Draft
from app.cases.queries.drafts import CASE, PROMISED, kept_as, load, mine, owner_of, saved_at
from app.cases.services.steps import person_of
from app.cases.services.unseen import NOTHING, Texts, Unseen, with_unseen
from app.citizens.models import CitizenRow
from app.core import crypto
from app.core.crypto import Place
from app.core.db import atomic, database_time
from app.operations import PageSave, draft_left_by, is_overtaken, leaves_draft
from app.transaction import Unit

OF_ONE_LINE = frozenset({"reason_line", PROMISED})
"""The fields of a draft that hold a line or a day. All others hold texts."""
BETWEEN = "\n\n"
Change = Callable[[Texts, Texts], tuple[Texts, Unseen]]
"""From what is kept, and the marks of what the page has shown, to what is to be kept and what the page is told."""


def save(actor: Citizen, kind: str, subject_id: UUID, texts: Texts) -> None:
    """Keep a citizen's texts; when all are empty, keep nothing."""
    with atomic() as session:
        _one_at_a_time(session, actor)
        _store(session, owner_of(actor), kind, subject_id, texts)


def save_page(actor: Citizen, kind: str, subject_id: UUID, page_save: PageSave, change: Change) -> tuple[Texts, Unseen]:
    """What a citizen's page with a script sends: what is kept from now on, and what the page is told.

    Nothing is changed by a save that is overtaken.
    """
    with atomic() as session:
        _one_at_a_time(session, actor)
        kept = mine(session, actor, kind, subject_id)
        if is_overtaken(session, actor, page_save):
            return kept, NOTHING
        texts, unseen = change(kept, _shown_to(session, actor, kind, subject_id, page_save))
        if texts != kept:
            _store(session, owner_of(actor), kind, subject_id, texts)
        _remember(session, actor, kind, subject_id, page_save, unseen)
    return texts, unseen


def _shown_to(session: Session, actor: Actor, kind: str, subject_id: UUID, page_save: PageSave | None) -> Texts:
    """The marks to compare with; none when it was the page itself that left the draft as it is."""
    if page_save is None:
        return {}
    key = kept_as(session, actor, kind, subject_id)
    is_own = key is not None and key.hex == draft_left_by(session, actor, page_save)
    return {} if is_own else page_save.shown


def _remember(
    session: Session, actor: Actor, kind: str, subject_id: UUID, page_save: PageSave | None, unseen: Unseen
) -> None:
    """The page knows the draft that it leaves; but not what it has yet to be told."""
    if page_save is not None and unseen == NOTHING:
        leaves_draft(session, actor, page_save, kept_as(session, actor, kind, subject_id))


def _one_at_a_time(session: Session, actor: Citizen) -> None:
    """Two of the citizen's pages may save at the same moment, or one while the other sends."""
    own_row = select(CitizenRow.id).where(CitizenRow.id == actor.citizen_id)
    session.execute(own_row.with_for_update(key_share=True))


def _store(session: Session, owner: UUID, kind: str, subject_id: UUID, texts: Mapping[str, str]) -> None:
    """Put them in the place of what was kept. The caller has seen to it that nobody else does so now."""
    session.execute(delete(Draft).where(Draft.owner_id == owner, Draft.kind == kind, Draft.subject_id == subject_id))
    if not any(text.strip() for text in texts.values()):
        return
    row_id = uuid.uuid4()
    sealed = crypto.keyring().seal_row(json.dumps(dict(texts)), Place("drafts", str(row_id), "body"))
    moment = database_time(session)
    session.add(Draft(id=row_id, owner_id=owner, kind=kind, subject_id=subject_id, body_sealed=sealed, saved_at=moment))
    session.flush()


def _opened(session: Session, staff_id: UUID, case_id: UUID) -> bool:
    """Whether the person has ever opened the case; if so, their drafts in it are this transaction's alone until it ends."""
    return session.get(CaseRead, (case_id, staff_id), with_for_update=True) is not None


def forget(unit: Unit, case_id: UUID, field: str, sent: str) -> None:
    """Drop the sent text from the sender's draft, in the sending transaction; other fields and newer texts stay."""
    owner = person_of(unit)
    if owner is None or not _opened(unit.session, owner, case_id):
        return
    kept = load(unit.session, owner, CASE, case_id)
    left = _without_sent(kept.get(field, ""), sent)
    if left is not None:
        gone = {PROMISED} if field == "partial_reply" else set()
        texts = {key: text for key, text in (kept | {field: left}).items() if text and key not in gone}
        _store(unit.session, owner, CASE, case_id, texts)


def _without_sent(kept: str, sent: str) -> str | None:
    """What is left of the text that is kept: what the page had not seen. None when another text is kept."""
    if kept.strip() == sent.strip():
        return ""
    unseen, between, typed = kept.rpartition(BETWEEN + sent.strip())
    return unseen if between and not typed.strip() else None


def bring_back(unit: Unit, case_id: UUID, field: str, text: str, promised: date | None) -> None:
    """Make what was taken back a draft again, before what has been written in the same field since.

    So is the day that it promised, unless another has been chosen since.
    """
    owner = person_of(unit)
    if owner is None or not _opened(unit.session, owner, case_id):
        return
    kept = load(unit.session, owner, CASE, case_id)
    again = {field: joined(field, text, kept.get(field, ""))}
    if promised is not None and not kept.get(PROMISED):
        again[PROMISED] = promised.isoformat()
    _store(unit.session, owner, CASE, case_id, kept | again)


def joined(field: str, text: str, since: str, *, is_later: bool = False) -> str:
    """What was typed earlier and what was written in the same field since, where neither holds the other.

    Of a field of one line, such as a day, what was written since; with ``is_later`` the text, which came last after all.
    """
    if field in OF_ONE_LINE and since:
        return text if is_later and text.strip() else since
    if text.strip() in since:
        return since
    return text if since.strip() in text else f"{text}{BETWEEN}{since}"


def drop_sent(unit: Unit, actor: Citizen, kind: str, subject_id: UUID, sent: str | None = None) -> None:
    """Drop a citizen's draft in the sending transaction; with ``sent`` only if it says the same: a newer text stays."""
    _one_at_a_time(unit.session, actor)
    kept = mine(unit.session, actor, kind, subject_id).get("body", "")
    left = "" if sent is None else _without_sent(kept, sent)
    if left is not None:
        _store(unit.session, owner_of(actor), kind, subject_id, {"body": left})


def keep_texts(
    actor: Staff,
    case_id: UUID,
    typed: Mapping[str, str],
    is_sent: Callable[[], bool] = lambda: False,
    page_save: PageSave | None = None,
    *,
    came_back: datetime | None = None,
) -> Unseen | None:
    """Keep what a member of staff typed in a case they have opened, beside what they typed there before.

    A field that is not among ``typed`` stays as it was. ``came_back``: it was sent then and could not be taken, and
    what has been written in the field since stands after it. The text of one who has never opened the case is not kept: None.
    ``is_sent`` tells that the form has been sent already, perhaps while this waited: then a newer draft may stand there,
    as when a later ``page_save`` came first.
    """
    with atomic() as session:
        if not _opened(session, actor.staff_id, case_id):
            return None
        if page_save is not None and is_overtaken(session, actor, page_save):
            return NOTHING
        kept = mine(session, actor, CASE, case_id)
        if came_back is not None:
            typed = _joined(session, actor, case_id, typed, kept, came_back)
        new, unseen = with_unseen(kept, typed, _shown_to(session, actor, CASE, case_id, page_save), joined)
        texts = {name: text for name, text in {**kept, **new}.items() if text.strip()}
        if texts != kept and not is_sent():
            _store(session, actor.staff_id, CASE, case_id, texts)
        _remember(session, actor, CASE, case_id, page_save, unseen)
    return unseen


def _joined(
    session: Session,
    actor: Staff,
    case_id: UUID,
    typed: Mapping[str, str],
    kept: Mapping[str, str],
    sent_at: datetime,
) -> Mapping[str, str]:
    draft_at = saved_at(session, actor, CASE, case_id)
    is_later = draft_at is None or draft_at <= sent_at
    return {name: joined(name, text, kept.get(name, ""), is_later=is_later) for name, text in typed.items()}
