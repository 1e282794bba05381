"""What the command line says when it refuses: whoever runs it reads no codes. In English, as all that operators read."""

from collections.abc import Mapping, Sequence

from app.audit.errors import LogCode
from app.catalog.flaws import DocumentFlaw
from app.catalog.labels import flaw_in_english
from app.core.personnummer import PROXY_AGE

_NUMBER = "Write the personnummer with 12 digits, such as 19121212-1212, or with 10 digits and a plus sign."
_WRONG_NUMBER = "The personnummer is not right. Check the digits."

TEXTS: Mapping[str, str] = {
    "hsa-id": "Write the HSA-id as SE0000000000-2001: country, number of the organisation, hyphen and a part of its own.",
    "clinic-exists": "There is a clinic with that HSA-id already.",
    "unknown-clinic": "There is no clinic with that HSA-id.",
    "name-missing": "Write the name.",
    "region-missing": "Write the name of the region.",
    "reason-missing": "Write the reason.",
    "source-missing": "Write how it is known.",
    "key-missing": "Write the key.",
    "too-long": "The text is too long.",
    LogCode.NUMBER_IN_TEXT: "Write no personnummer, nor what may be read as one: the text stands in the log.",
    "no-role": "Choose one role at least.",
    "already-granted": "The person has one of those roles already.",
    "citizen-exists": "The citizen is there already.",
    "unknown-citizen": "There is no citizen with that personnummer. Add the person with citizen register.",
    "age-unknown": "The personnummer does not say on which day the person was born. A proxy needs an age that is known.",
    "not-a-child": f"Who gets a proxy must be under {PROXY_AGE}, and somebody else than the proxy.",
    "already-proxy": "The person is the child's proxy already.",
    "no-proxy": "The person is not the child's proxy.",
    "personnummer-shape": _NUMBER,
    "personnummer-century": _NUMBER,
    "personnummer-check-digit": _WRONG_NUMBER,
    "personnummer-date": _WRONG_NUMBER,
    "personnummer-future": _WRONG_NUMBER,
    "personnummer-reserve": "A reservnummer cannot be used here.",
}


def cannot_be_published(flaws: Sequence[DocumentFlaw]) -> str:
    """All that is wrong with a case-type document, a line each, with its place in the JSON."""
    flaw_lines = [f"  - {flaw.path}: {flaw_in_english(flaw)}" for flaw in flaws]
    return "\n".join(["The document cannot be published:", *flaw_lines])
