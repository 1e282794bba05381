"""Thirty days of believable cases: every story is played by the product's own operations, at the times it tells of."""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.authz.actors import Citizen, Staff
from app.cases.holder import Holder
from app.cases.lifecycle import Reason
from app.cases.models import Case, Message
from app.cases.services.distribution import Distribution, distribute, take_case
from app.cases.services.endings import Ending, cancel, close, reopen, withdraw
from app.cases.services.from_citizen import CitizenAnswer, NewCase, answer_question, send_case
from app.cases.services.notes import NewNote, write_note
from app.cases.services.replies import Reply, send_counter_question, send_final_reply, send_partial_reply
from app.cases.services.steps import StepCommand
from app.casework.services.opening import open_case
from app.catalog.answers import Answers
from app.catalog.queries.case_types import offered_case_types
from app.citizens.models import CitizenRow
from app.core import clock
from app.core.calendar import add_working_days, is_working_day
from app.core.db import session
from app.portal.services.opening import open_own_case
from app.roles.models import Clinic, Group, StaffMember
from app.roles.queries.people import staff_actor
from app.roles.services.clinic_settings import Span, close_days

STORIES = Path(__file__).with_name("stories.json")
SWEDEN = ZoneInfo("Europe/Stockholm")
CLINIC = "Storgatans vårdcentral"
_UNITS = {"m": "minutes", "h": "hours"}


def load_cases() -> int:
    """Play every story, oldest first; answers with how many cases there are. What would lie ahead of now is not played."""
    book = json.loads(STORIES.read_text(encoding="utf-8"))
    now = clock.now()
    stories = sorted(book["stories"], key=lambda story: _sent_at(story, now))
    for story in stories:
        _play(story, book["forms"][story["form"]], now)
    _close_a_day()
    return len(stories)


def _close_a_day() -> None:
    """A day of training a month ahead, for the page Inställningar; no story's dates reach it."""
    clinic_id = session().scalars(select(Clinic.id).where(Clinic.name == CLINIC)).one()
    adam = _actor("Adam", {"who": ""}, clinic_id)
    day = add_working_days(clock.today(), 20)
    if isinstance(adam, Staff):
        close_days(adam, Span(day, day, "Utbildning", _operation()))


def _sent_at(story: Mapping[str, Any], now: datetime) -> datetime:
    """The story's moment; one that is still ahead today is moved to the hours before now."""
    hour, minute = story["at"].split(":")
    moment = datetime.combine(_day(story, clock.local(now).date()), time(int(hour), int(minute)), SWEDEN)
    return min(moment, now - timedelta(minutes=5 + int(minute)))


def _day(story: Mapping[str, Any], today: date) -> date:
    """``days`` ago, or ``workdays`` ago. What the clinic acted on came on a day when it was open."""
    if "workdays" in story:
        day = today
        for _ in range(story["workdays"]):
            day = _open_day(day - timedelta(days=1))
        return day
    day = today - timedelta(days=story["days"])
    return _open_day(day) if story.get("then") else day


def _open_day(day: date) -> date:
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def _play(story: Mapping[str, Any], form: Mapping[str, Any], now: datetime) -> None:
    sent = _sent_at(story, now)
    clinic_id = session().scalars(select(Clinic.id).where(Clinic.name == story.get("clinic", CLINIC))).one()
    with clock.at(sent):
        case_id = _send(story, form, clinic_id)
    held_up = timedelta()
    for delay, who, act, *words in story.get("then", ()):
        moment = sent + timedelta(**{_UNITS[delay[-1]]: int(delay[1:-1])}) + held_up
        while who != story["who"] and not is_working_day(clock.local(moment).date()):
            moment, held_up = moment + timedelta(days=1), held_up + timedelta(days=1)
        if moment > now:
            return
        with clock.at(moment):
            ACTS[act](_actor(who, story, clinic_id), case_id, words)


def _send(story: Mapping[str, Any], form: Mapping[str, Any], clinic_id: UUID) -> UUID:
    offered = next(one for one in offered_case_types(clinic_id) if one.key == form["type"])
    given = {key: _given(value) for key, value in form["answers"].items()}
    actor = _citizen(story["who"], story.get("child"))
    return send_case(actor, NewCase(offered.case_type_id, offered.version_id, Answers(given), "sv", _operation()))


def _given(value: str | Sequence[str]) -> tuple[str, ...]:
    """An answer; "+9" and "-40" in the stories are days from the day of sending."""
    if not isinstance(value, str):
        return tuple(value)
    if value[:1] in {"+", "-"} and value[1:].isdigit():
        return ((clock.today() + timedelta(days=int(value))).isoformat(),)
    return (value,)


def _actor(who: str, story: Mapping[str, Any], clinic_id: UUID) -> Staff | Citizen:
    if who == story["who"]:
        return _citizen(who, story.get("child"))
    staff_id = session().scalars(select(StaffMember.id).where(StaffMember.given_name == who)).one()
    actor = staff_actor(session(), staff_id, clinic_id)
    if actor is None:
        raise LookupError(who)
    return actor


def _citizen(who: str, child: str | None) -> Citizen:
    ids = {one.given_name: one.id for one in session().scalars(select(CitizenRow))}
    return Citizen(ids[who], ids[child] if child else None)


def _operation() -> str:
    return secrets.token_urlsafe(16)


def _version(case_id: UUID) -> int:
    return session().scalars(select(Case.version).where(Case.id == case_id)).one()


def _give(actor: Staff, case_id: UUID, target: Holder, partial: str) -> None:
    open_case(actor, case_id, "sv")
    distribute(actor, case_id, Distribution(target, _version(case_id), _operation(), partial))


def _to_group(actor: Staff, case_id: UUID, words: Sequence[str]) -> None:
    group = session().scalars(select(Group.id).where(Group.name == words[0], Group.clinic_id == actor.clinic_id)).one()
    _give(actor, case_id, Holder(group=group), words[1] if len(words) > 1 else "")


def _to_person(actor: Staff, case_id: UUID, words: Sequence[str]) -> None:
    person = session().scalars(select(StaffMember.id).where(StaffMember.given_name == words[0])).one()
    _give(actor, case_id, Holder(person=person), "")


def _take(actor: Staff, case_id: UUID, _words: Sequence[str]) -> None:
    open_case(actor, case_id, "sv")
    take_case(actor, case_id, StepCommand(_version(case_id), _operation()))


def _reply(send: Callable[..., UUID]) -> Callable[..., None]:
    def act(actor: Staff, case_id: UUID, words: Sequence[str]) -> None:
        open_case(actor, case_id, "sv")
        send(actor, case_id, Reply(words[0], _version(case_id), _operation()))

    return act


def _end(order: Callable[..., UUID]) -> Callable[..., None]:
    def act(actor: Staff, case_id: UUID, words: Sequence[str]) -> None:
        open_case(actor, case_id, "sv")
        order(actor, case_id, Ending(Reason(words[0]), words[1], _version(case_id), _operation()))

    return act


def _note(actor: Staff, case_id: UUID, words: Sequence[str]) -> None:
    write_note(actor, case_id, NewNote(words[0], _operation()))


def _answer(actor: Citizen, case_id: UUID, words: Sequence[str]) -> None:
    open_own_case(actor, case_id, "sv")
    question = session().scalars(select(Message.id).where(Message.case_id == case_id, Message.open_question)).one()
    answer_question(actor, case_id, CitizenAnswer(question, words[0], _operation()))


def _withdraw(actor: Citizen, case_id: UUID, _words: Sequence[str]) -> None:
    withdraw(actor, case_id, StepCommand(None, _operation()))


def _read(actor: Citizen, case_id: UUID, _words: Sequence[str]) -> None:
    open_own_case(actor, case_id, "sv")


def _open(actor: Staff, case_id: UUID, _words: Sequence[str]) -> None:
    open_case(actor, case_id, "sv")


ACTS: dict[str, Callable[..., None]] = {
    "group": _to_group,
    "person": _to_person,
    "take": _take,
    "open": _open,
    "partial": _reply(send_partial_reply),
    "question": _reply(send_counter_question),
    "reply": _reply(send_final_reply),
    "close": _end(close),
    "cancel": _end(cancel),
    "reopen": _end(reopen),
    "note": _note,
    "answer": _answer,
    "withdraw": _withdraw,
    "read": _read,
}
