"""The filter and the search of an inbox. The filter is a GET form, so nothing in it is about a citizen."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import Optional

from app.cases.holder import NOBODY, Holder
from app.core.dates import Leaning
from app.core.text import one_line
from app.inbox.errors import LONGEST_TERM
from app.inbox.list_query import DAYS, order_text, read_day
from app.inbox.queries.choices import Choices
from app.inbox.queries.narrowing import ANYBODY, EMPTY, UNABLE, Filter, StartedBy
from app.inbox.queries.order import Order
from app.web.day_fields import DayField
from app.web.forms import ReadForm, choices

STARTED = {StartedBy.CITIZEN: _l("Invånaren"), StartedBy.PROXY: _l("Ombud")}
HELD = {
    ANYBODY: _l("Alla"),
    NOBODY.key: _l("Ingen"),
    UNABLE: _l("Någon som inte längre kan ta ärenden"),
    EMPTY: _l("En grupp där ingen kan ta ärenden"),
}

ORDERS = {
    "": _l("Som listan börjar"),
    "received": _l("Inkommet, äldst först"),
    "-received": _l("Inkommet, nyast först"),
    "respond_by": _l("Svara senast, bråttom först"),
    "-respond_by": _l("Svara senast, bråttom sist"),
    "last_event": _l("Senast händelse, äldst först"),
    "-last_event": _l("Senast händelse, nyast först"),
    "citizen": _l("Invånare, A–Ö"),
    "-citizen": _l("Invånare, Ö–A"),
}


class FilterForm(Form):
    """What a list can be narrowed by. Named so that the address can be read."""

    type = SelectField(_l("Ärendetyp"), validate_choice=False)
    held = SelectField(_l("Tilldelad"), validate_choice=False)
    first = DayField(_l("Inkommet från"), [Optional()], leaning=Leaning.BACK)
    last = DayField(_l("Inkommet till"), [Optional()], leaning=Leaning.BACK)
    started = SelectField(_l("Startad av"), validate_choice=False)
    sort = SelectField(_l("Ordning"), validate_choice=False)
    late = BooleanField(_l("Bara försenade"))
    journal = BooleanField(_l("Bara inte journalförda"))

    def __init__(self, offered: Choices, wanted: Filter, order: Order | None, query: Mapping[str, str]) -> None:
        super().__init__(data={**_as_fields(wanted), "sort": order_text(order) if order else ""})
        for name in unreadable_days(query):
            (self.first if name == "first" else self.last).write(query[name])
        if not offered.requires_record:
            del self.journal
        types = [(str(one.case_type_id), one.name) for one in offered.case_types]
        self.type.choices = choices([("", _l("Alla")), *types])
        holders = [(Holder(person=person.staff_id).key, person.name) for person in offered.people]
        holders += [(Holder(group=group.group_id).key, group.name) for group in offered.groups]
        self.held.choices = choices([*HELD.items(), *holders])
        self.sort.choices = choices(ORDERS.items())
        self.started.choices = choices([("", _l("Alla")), *((key.value, text) for key, text in STARTED.items())])


def unreadable_days(query: Mapping[str, str]) -> list[str]:
    """The fields of an address that hold something other than a day: the list is shown without them, and says so."""
    return [name for name in DAYS if one_line(query.get(name, "")) and not read_day(query[name])]


def _as_fields(wanted: Filter) -> Mapping[str, Any]:
    return {
        "type": str(wanted.case_type_id or ""),
        "held": wanted.held,
        "first": wanted.first,
        "last": wanted.last,
        "started": wanted.started_by.value if wanted.started_by else "",
        "late": wanted.late,
        "journal": wanted.unrecorded,
    }


class SearchForm(ReadForm):
    """The one search field."""

    term = StringField(_l("Sök ärende"), render_kw={"maxlength": LONGEST_TERM})
