"""A form being filled in: kept on the server from the first page on, so that nothing typed is ever lost."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from app.authz.actors import Citizen
from app.cases.queries.drafts import NEW_CASE, mine, saved_at
from app.cases.queries.offered import is_for_oneself_alone, is_offered
from app.cases.services.drafts import save, save_page
from app.cases.services.unseen import NOTHING, Texts, Unseen, with_unseen
from app.catalog.answers import PREFIX, Answers, answers_from_json, answers_to_json, page_fields, page_problems
from app.catalog.definition import Page, QuestionType, ShownDocument, in_language
from app.catalog.queries.case_types import version, version_for
from app.citizens.queries import ClinicCard
from app.core.db import session
from app.core.errors import NotFound
from app.core.text import mark_of
from app.operations import PageSave
from app.roles.models import Clinic


@dataclass(frozen=True)
class Filling:
    """A case type's form and what is in it so far.

    ``version_id`` is the version that the draft was begun with; ``offered``: whether it can be sent as things are now;
    ``for_oneself_alone``: what stands in the way is that the actor is here for somebody else.
    """

    case_type_id: UUID
    version_id: UUID
    document: ShownDocument
    clinic: ClinicCard
    answers: Answers
    accepted: bool
    offered: bool
    for_oneself_alone: bool

    def page(self, number: int) -> Page[str]:
        """The page with this number, from one; ``NotFound`` when there is none."""
        if not 1 <= number <= len(self.document.pages):
            raise NotFound
        return self.document.pages[number - 1]

    @property
    def first_wrong_page(self) -> int | None:
        """The first page with something to mend before the case can be sent."""
        numbered = enumerate(self.document.pages, start=1)
        return next((number for number, page in numbered if page_problems(page, self.answers)), None)


def filling(actor: Citizen, case_type_id: UUID, language: str) -> Filling:
    """The actor's form as it was left, or an empty one of the newest version; ``NotFound``: no such case type."""
    kept = mine(session(), actor, NEW_CASE, case_type_id)
    chosen = version(UUID(kept["version"])) if kept else version_for(case_type_id)
    clinic = session().get_one(Clinic, chosen.clinic_id)
    return Filling(
        case_type_id=case_type_id,
        version_id=chosen.version_id,
        document=in_language(chosen.document, language),
        clinic=ClinicCard(clinic.id, clinic.name, clinic.telephone, clinic.address, clinic.opening_hours),
        answers=_answers(kept),
        accepted=bool(kept.get("accepted")),
        offered=is_offered(actor, chosen, clinic),
        for_oneself_alone=is_for_oneself_alone(actor, chosen, clinic),
    )


def keep(actor: Citizen, form: Filling, answers: Answers) -> Filling:
    """Store what is in the form now, and whether its terms were accepted."""
    save(actor, NEW_CASE, form.case_type_id, _texts(form, answers))
    return replace(form, answers=answers)


def take_back_in(
    actor: Citizen, form: Filling, page: Page[str], typed: Answers, sent_at: datetime
) -> tuple[Filling, list[tuple[str, str]]]:
    """Merge into the form what was sent earlier from a page but could not be stored then.

    Newer answers stay. Also returns (question, text) for each earlier text they replace, to be shown for copying.
    """
    draft_at = saved_at(session(), actor, NEW_CASE, form.case_type_id)
    if draft_at is None or draft_at <= sent_at:
        return keep(actor, form, form.answers.merged(typed, page)), []
    now = Answers({q.key: form.answers.of(q.key) or typed.of(q.key) for q in page.questions})
    written = [question for question in page.questions if not question.type.has_alternatives]
    earlier = [(q.subject, typed.text(q.key)) for q in written if typed.text(q.key).strip() not in now.text(q.key)]
    return keep(actor, form, form.answers.merged(now, page)), earlier


def _texts(form: Filling, answers: Answers) -> dict[str, str]:
    accepted = "yes" if form.accepted else ""
    return {"version": str(form.version_id), "answers": answers_to_json(answers), "accepted": accepted}


def keep_page(
    actor: Citizen, form: Filling, page: Page[str], typed: Answers, page_save: PageSave | None
) -> tuple[Filling, Unseen]:
    """Store what one page of the form holds now, beside the other pages; and what the page is to be told of it."""
    if page_save is None:
        return keep(actor, form, form.answers.merged(typed, page)), NOTHING
    sent = page_fields(page, typed)

    def change(kept: Texts, shown: Texts) -> tuple[Texts, Unseen]:
        before = _answers(kept)
        changed = {name: text for name, text in sent.items() if shown.get(name) != mark_of(text)}
        new, unseen = with_unseen(page_fields(page, before), changed, shown, lambda *texts: _joined(page, *texts))
        given = {name.removeprefix(PREFIX): new[name] for name in changed}
        fresh = {key: (text,) if PREFIX + key in unseen.joined else typed.of(key) for key, text in given.items()}
        untouched = {q.key: before.of(q.key) for q in page.questions if q.key not in fresh}
        return _texts(form, before.merged(Answers(untouched | fresh), page)) if changed else kept, unseen

    texts, unseen = save_page(actor, NEW_CASE, form.case_type_id, page_save, change)
    return replace(form, answers=_answers(texts)), unseen


def _answers(texts: Texts) -> Answers:
    return answers_from_json(texts["answers"]) if texts else Answers()


def _joined(page: Page[str], name: str, unseen: str, typed: str) -> str:
    """Both texts; of a number, a day or a choice the one that was given on the page."""
    question_type = page.question(name.removeprefix(PREFIX)).type
    if not question_type.is_written or unseen in typed:
        return typed
    between = "\n\n" if question_type is QuestionType.TEXTAREA else " "
    return unseen if typed in unseen else f"{unseen}{between}{typed}"


def discard(actor: Citizen, case_type_id: UUID) -> None:
    """Throw the draft away."""
    save(actor, NEW_CASE, case_type_id, {})
