"""The words of Inställningar."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.roles.clinic_settings import FARTHEST_YEARS, LONGEST_SPAN, MOST_RETURN_DAYS

WEEKDAYS: tuple[LazyString, ...] = (
    _l("Måndag"),
    _l("Tisdag"),
    _l("Onsdag"),
    _l("Torsdag"),
    _l("Fredag"),
    _l("Lördag"),
    _l("Söndag"),
)

WRONG: Mapping[str, LazyString] = {
    "settings-changed": _l(
        "Inställningarna sparades medan du skrev, av någon annan eller av dig i ett annat fönster. "
        "Det du skrev står kvar här. "
        "Jämför med det som gäller nu, och spara igen om ditt ska gälla."
    ),
    "never-open": _l("Minst en dag i veckan måste ha öppettider."),
    "hours": _l("Skriv både när mottagningen öppnar och när den stänger, och stäng efter att ni öppnat."),
    "return-days": _l("Skriv ett antal från 1 till %(most)s, eller lämna fältet tomt.", most=MOST_RETURN_DAYS),
    "closed-dates": _l(
        "Välj dagar från i dag och högst %(years)s år framåt, och Till och med samma dag eller senare.",
        years=FARTHEST_YEARS,
    ),
    "closed-too-long": _l("Lägg till högst %(most)s dagar åt gången.", most=LONGEST_SPAN),
}
