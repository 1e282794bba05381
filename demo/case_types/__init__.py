"""The case types of the demo clinics: one JSON document each, and which clinic offers which, in which order."""

import json
from dataclasses import replace
from pathlib import Path

from app.catalog.definition import CaseTypeDocument
from app.catalog.document_json import document_from_json
from app.catalog.services.publishing import Offer

_FOLDER = Path(__file__).parent
_FOR_ONESELF_ONLY = frozenset({"hjalp_oss_att_bli_battre", "levnadsvanor", "kontakta_diabetesskoterskan"})
_FIXED_REPLIES_ONLY = frozenset({("SE0000000000-1002", "fraga-om-min-remiss")})

# The key of each case type at a clinic, and the document behind it where another clinic words it otherwise.
OFFERED: dict[str, dict[str, str]] = {
    "SE0000000000-1001": {
        "boka-tid": "boka_tid",
        "av-eller-omboka-tid": "av_eller_omboka_tid",
        "fornya-recept": "fornya_recept",
        "kontakta-mig": "kontakta_mig",
        "skicka-meddelande": "skicka_meddelande",
        "egenremiss": "egenremiss",
        "fraga-om-min-remiss": "fraga_om_min_remiss",
        "begara-intyg": "begara_intyg",
        "radgivning": "radgivning",
        "fornya-hjalpmedel": "fornya_hjalpmedel",
        "hjalp-oss-att-bli-battre": "hjalp_oss_att_bli_battre",
        "levnadsvanor": "levnadsvanor",
        "kontakta-diabetesskoterskan": "kontakta_diabetesskoterskan",
    },
    "SE0000000000-1002": {
        "boka-tid": "boka_tid",
        "av-eller-omboka-tid": "av_eller_omboka_tid",
        "fornya-recept": "fornya_recept",
        "kontakta-mig": "kontakta_mig",
        "fraga-om-min-remiss": "fraga_om_min_remiss",
        "egenremiss": "egenremiss_hud",
    },
}


def document(name: str) -> CaseTypeDocument:
    """The document in ``name.json``; ``InvalidDocument`` when it cannot be published."""
    return document_from_json(json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8")))


def offers(clinic_hsa_id: str) -> list[tuple[Offer, CaseTypeDocument]]:
    """What ``catalog.services.publish`` needs for each case type of a demo clinic, in its order."""
    return [
        (
            Offer(key, position, for_proxies=name not in _FOR_ONESELF_ONLY),
            replace(document(name), free_text=(clinic_hsa_id, key) not in _FIXED_REPLIES_ONLY),
        )
        for position, (key, name) in enumerate(OFFERED[clinic_hsa_id].items(), start=1)
    ]
