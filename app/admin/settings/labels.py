"""The words of Inställningar."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

WEEKDAYS: tuple[LazyString, ...] = (
    _l("Måndag"),
    _l("Tisdag"),
    _l("Onsdag"),
    _l("Torsdag"),
    _l("Fredag"),
    _l("Lördag"),
    _l("Söndag"),
)
