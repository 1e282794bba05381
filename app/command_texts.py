"""What the command line says when it refuses: whoever runs it reads no codes."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.core.personnummer import PROXY_AGE

_NUMBER = _l("Skriv personnumret med 12 siffror, till exempel 19121212-1212, eller med 10 siffror och plustecken.")
_WRONG_NUMBER = _l("Personnumret stämmer inte. Kontrollera siffrorna.")

TEXTS: Mapping[str, LazyString] = {
    "hsa-id": _l("Skriv HSA-id som SE0000000000-2001: landskod, organisationsnummer, bindestreck och egen del."),
    "clinic-exists": _l("Det finns redan en mottagning med det HSA-id:t."),
    "unknown-clinic": _l("Det finns ingen mottagning med det HSA-id:t."),
    "name-missing": _l("Skriv namnet."),
    "region-missing": _l("Skriv regionens namn."),
    "reason-missing": _l("Skriv anledningen."),
    "source-missing": _l("Skriv hur det är känt."),
    "too-long": _l("Texten är för lång."),
    "no-role": _l("Välj minst en roll."),
    "already-granted": _l("Personen har redan en av de rollerna."),
    "citizen-exists": _l("Invånaren finns redan."),
    "unknown-citizen": _l("Det finns ingen invånare med det personnumret. Lägg upp personen med citizen register."),
    "age-unknown": _l("Personnumret säger inte vilken dag personen är född. Ombud kan bara gälla för känd ålder."),
    "not-a-child": _l(
        "Den som ska ha ombud måste vara under %(years)s år, och någon annan än ombudet.", years=PROXY_AGE
    ),
    "already-proxy": _l("Personen är redan ombud för barnet."),
    "no-proxy": _l("Personen är inte ombud för barnet."),
    "personnummer-shape": _NUMBER,
    "personnummer-century": _NUMBER,
    "personnummer-check-digit": _WRONG_NUMBER,
    "personnummer-date": _WRONG_NUMBER,
    "personnummer-future": _WRONG_NUMBER,
    "personnummer-reserve": _l("Reservnummer går inte att använda här."),
}
