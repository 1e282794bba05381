"""To whom a case can be given, as a select offers it and as its answer is read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from app.cases.errors import CaseCode
from app.cases.holder import NOBODY, Holder
from app.core.errors import Invalid
from app.roles.queries.absences import AwayNow
from app.roles.queries.people import GroupChoice, Person
from app.web.formats import short_day
from app.web.sentences import sentence_of

INBOX = "inbox"


def target_choices(
    people: Iterable[Person],
    groups: Iterable[GroupChoice],
    away: Mapping[UUID, AwayNow],
    *,
    inbox: bool,
    without: UUID | None = None,
) -> Iterator[Any]:
    """The contract's order: one's own name, the other people, the groups. Whoever holds the case is left out."""
    yield SelectChoice("", _("Välj person eller grupp"))
    if inbox:
        yield SelectChoice(INBOX, _("Mottagningens inkorg"))
    for person in people:
        if person.staff_id != without:
            parts = (person.name, person.title, away_sentence(away.get(person.staff_id)))
            label = ", ".join(part for part in parts if part)
            yield SelectChoice(Holder(person=person.staff_id).key, label, {}, _("Personer"))
    for group in groups:
        if group.members:
            yield SelectChoice(Holder(group=group.group_id).key, group.name, {}, _("Grupper"))
        else:
            label = _("%(name)s (ingen kan ta ärenden)", name=group.name)
            yield SelectChoice(Holder(group=group.group_id).key, label, {"disabled": True}, _("Grupper"))


def away_sentence(away: AwayNow | None) -> str:
    """Until when somebody is away and who stands in; empty for one who is there."""
    if away is None:
        return ""
    until = short_day(away.last_day)
    sentence = _("frånvarande t.o.m. %(day)s", day=until)
    if away.substitute:
        sentence = _("frånvarande t.o.m. %(day)s, ersättare %(name)s", day=until, name=away.substitute)
    return str(sentence)


def away_warning(name: str, away: AwayNow) -> str:
    """What is said once before a case is given to somebody who is away."""
    until = short_day(away.last_day)
    sentence = _(
        "%(name)s är frånvarande till %(day)s och har ingen ersättare. Välj någon annan, eller tryck en gång till.",
        name=name,
        day=until,
    )
    if away.substitute:
        sentence = _(
            "%(name)s är frånvarande till %(day)s, och ersättaren %(substitute)s är vald i stället. "
            "Ska det ändå till %(name)s, välj %(name)s igen.",
            name=name,
            day=until,
            substitute=away.substitute,
        )
    return str(sentence)


def holder_of(chosen: str) -> Holder:
    """The person, the group or (the inbox) nobody that was chosen; ``Invalid`` for what is none of them."""
    holder = NOBODY if chosen == INBOX else Holder.parse(chosen)
    if holder is None or (holder == NOBODY and chosen != INBOX):
        raise Invalid(CaseCode.NO_TARGET, "target")
    return holder


def as_choice(chosen: str) -> str | None:
    """What was chosen, spelt as the select spells it; None for what no select holds."""
    try:
        holder = holder_of(chosen)
    except Invalid:
        return None
    return INBOX if holder == NOBODY else holder.key


def offer_substitute(target: Any, told_away: Any, people: Iterable[Person], away: Mapping[UUID, AwayNow]) -> None:
    """On a page that comes back because the chosen one is away: say so with the name, and choose the substitute instead."""
    sentence = sentence_of(CaseCode.TARGET_AWAY)
    chosen = next((person for person in people if Holder(person=person.staff_id).key == target.data), None)
    if sentence not in target.errors or chosen is None or chosen.staff_id not in away:
        return
    now = away[chosen.staff_id]
    target.errors = [away_warning(chosen.name, now)]
    told_away.data = str(chosen.staff_id)
    if now.substitute_id is not None:
        target.data = Holder(person=now.substitute_id).key
