"""What the orders of a list are called; translated when they are shown."""

from flask_babel import lazy_gettext as _l

from app.inbox.queries.order import Sort

SORTS = {
    Sort.RECEIVED: _l("Inkommet"),
    Sort.LAST_EVENT: _l("Senast händelse"),
    Sort.RESPOND_BY: _l("Svara senast"),
    Sort.CITIZEN: _l("Invånare"),
    Sort.ENDED: _l("Avslutat"),
}
