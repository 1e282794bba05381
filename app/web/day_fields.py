"""Fields for a day and for a time of day: text fields, so that people write as they do elsewhere and nothing wrong is lost."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field
from wtforms.widgets import TextInput

from app.core.dates import FIRST, LAST, DateFault, Leaning, UnreadableDate, parse_day, parse_time
from app.core.text import one_line
from app.web.formats import day_without_this_year

DAY_NEEDED = _l("Skriv ett datum, till exempel 2026-12-02.")
WRONG_DAY = {
    DateFault.SHAPE: _l("Skriv datumet som 2026-12-02, 2/12 eller 2 dec."),
    DateFault.TWO_READINGS: _l(
        "Datumet kan läsas på flera sätt. Skriv året med fyra siffror, till exempel 2026-12-02."
    ),
    DateFault.NO_SUCH_DAY: _l("Den dagen finns inte. Kontrollera datumet."),
    DateFault.RANGE: _l("Skriv ett datum från %(first)s till %(last)s."),
    DateFault.YEAR: _l("Skriv också året, till exempel 2026-12-02."),
    DateFault.JUST_PASSED: _l("%(day)s har just passerat. Skriv också året om du menar %(year)s."),
    DateFault.NOT_YET: _l("%(day)s har inte varit än. Skriv också året om du menar %(year)s."),
    DateFault.WEEKDAY: _l("Veckodagen och datumet hör inte ihop. Kontrollera datumet."),
    DateFault.TIME: _l("Skriv klockslaget som 08:00."),
}
_EXAMPLES = {
    Leaning.AHEAD: _l(
        "Till exempel 2026-12-02. Utan år, som 2/12, är det nästa sådana dag. Skriv året om dagen nyss har varit."
    ),
    Leaning.BACK: _l(
        "Till exempel 2026-12-02. Utan år, som 2/12, är det den senaste sådana dagen. Skriv året om dagen snart kommer."
    ),
    Leaning.NEITHER: _l("Till exempel 2026-12-02."),
}


def day_fault_sentence(fault: UnreadableDate, first: date = FIRST, last: date = LAST) -> str:
    """The message for a date that could not be read, or is outside ``first`` to ``last``."""
    sentence = str(WRONG_DAY[fault.code])
    if fault.code is DateFault.RANGE:
        return sentence % {"first": first.isoformat(), "last": last.isoformat()}
    if fault.near is None or fault.meant is None:
        return sentence
    return sentence % {"day": day_without_this_year(fault.near), "year": fault.meant.year}


class _WrittenField(Field):
    """A field of one line that is read; what cannot be read stays in it."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.shown(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """An empty field is None; what can be seen and not read is told at the field."""
        self.data = None
        if not valuelist:
            return
        self.raw_data = [one_line(str(valuelist[0]))]
        if self.raw_data[0]:
            try:
                self.data = self.read(self.raw_data[0])
            except UnreadableDate as fault:
                raise ValueError(day_fault_sentence(fault)) from None

    def write(self, text: str) -> None:
        """Show what somebody has written before, and what is wrong with it."""
        try:
            self.process_formdata([text])
        except ValueError as error:
            self.errors = [*self.errors, *error.args]

    @property
    def typed(self) -> str:
        """The day or time in its one spelling, or what was written when it is none."""
        return self.shown(self.data) if self.data is not None else str(self.raw_data[0] if self.raw_data else "")

    def read(self, text: str) -> Any:
        """The value; ``UnreadableDate`` when it is none."""
        raise NotImplementedError

    def shown(self, value: Any) -> str:
        """The value in its one spelling."""
        raise NotImplementedError


class DayField(_WrittenField):
    """A day. ``leaning``: which is meant without a year; the field's hint says so."""

    def __init__(self, label: Any, validators: list[Any], *, leaning: Leaning, **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.leaning = leaning
        self.example = _EXAMPLES[leaning]

    def read(self, text: str) -> date:
        """The day that was written."""
        return parse_day(text, self.leaning)

    def shown(self, value: date) -> str:
        """The day as the field shows it: ``2026-12-02``."""
        return value.isoformat()


class ClockField(_WrittenField):
    """A time of day."""

    def read(self, text: str) -> time:
        """The time that was written."""
        return parse_time(text)

    def shown(self, value: time) -> str:
        """The time as the field shows it: ``08:00``."""
        return f"{value:%H:%M}"
