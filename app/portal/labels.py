"""The portal's own words: why a case ended and what to do then, and what can go wrong."""

from flask_babel import lazy_gettext as _l

from app.cases.lifecycle import Reason
from app.cases.status import CitizenLabel

STATE_CODES = {CitizenLabel.ANSWER_SENT: "reply_sent"}
"""The codes that the component ``state_tag`` knows the citizen's labels by, where they differ."""

ENDINGS = {
    Reason.PHONED: _l("Mottagningen har talat med dig i telefon."),
    Reason.BOOKED: _l("Mottagningen har bokat ett besök."),
    Reason.REFERRED: _l("Mottagningen kan inte hjälpa dig med det här. Vänd dig till en annan mottagning."),
    Reason.DUPLICATE: _l("Du har redan ett ärende om samma sak. Svaret kommer där."),
    Reason.OTHER: _l("Mottagningen har avslutat ärendet utan svar."),
}
"""What a citizen is told of the clinic's reason."""
