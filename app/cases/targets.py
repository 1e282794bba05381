"""To whom a case can be given, as a select offers it and as its answer is read."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs

from app.cases.services.steps import NOBODY, Holder
from app.core.errors import Invalid
from app.roles.queries import GroupChoice, Person

INBOX = "inbox"


def target_choices(
    people: Iterable[Person], groups: Iterable[GroupChoice], *, inbox: bool, without: UUID | None = None
) -> Iterator[Any]:
    """The contract's order: one's own name, the other people, the groups. Whoever holds the case is left out."""
    yield SelectChoice("", _("Välj person eller grupp"))
    if inbox:
        yield SelectChoice(INBOX, _("Mottagningens inkorg"))
    for person in people:
        if person.staff_id != without:
            label = ", ".join(part for part in (person.name, person.title) if part)
            yield SelectChoice(f"person:{person.staff_id}", label, {}, _("Personer"))
    for group in groups:
        if group.members:
            yield SelectChoice(f"group:{group.group_id}", group.name, {}, _("Grupper"))
        else:
            label = _("%(name)s (ingen kan ta ärenden)", name=group.name)
            yield SelectChoice(f"group:{group.group_id}", label, {"disabled": True}, _("Grupper"))


def holder_of(chosen: str) -> Holder:
    """The person, the group or (the inbox) nobody that was chosen; ``Invalid`` for what is none of them."""
    kind, _colon, number = chosen.partition(":")
    if kind == INBOX:
        return NOBODY
    try:
        key = UUID(number)
    except ValueError:
        raise Invalid("no-target", "target") from None
    return Holder(person=key) if kind == "person" else Holder(group=key)
