"""Sentences for the result of an act on many cases."""

import enum
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.cases.errors import CaseCode
from app.cases.sentences import change_sentence
from app.core.errors import Refusal
from app.inbox.services.bulk_result import ResultRow
from app.web.sentences import sentence_of


class BulkAct(enum.StrEnum):
    """What can be done to many cases at once."""

    GIVE = "give"
    CLOSE = "close"
    TAKE = "take"
    UNDO = "undo"


_DONE = {
    BulkAct.GIVE: _l("Fördelat"),
    BulkAct.CLOSE: _l("Avslutat utan svar"),
    BulkAct.TAKE: _l("Du har tagit ärendet"),
    BulkAct.UNDO: _l("Ångrat"),
}


def summary(act: BulkAct, rows: Sequence[ResultRow], target: str) -> str:
    """How many were done, and to whom they went."""
    number = sum(not row.code for row in rows)
    if not number:
        return str(_("Inget ärende ändrades."))
    return str(_counted(act, number, target or _("mottagningens inkorg")))


def _counted(act: BulkAct, number: int, target: str) -> Any:
    match act:
        case BulkAct.GIVE:
            return ngettext(
                "%(num)d ärende är fördelat till %(target)s.",
                "%(num)d ärenden är fördelade till %(target)s.",
                number,
                target=target,
            )
        case BulkAct.CLOSE:
            return ngettext("%(num)d ärende är avslutat.", "%(num)d ärenden är avslutade.", number)
        case BulkAct.TAKE:
            return ngettext("Du har tagit %(num)d ärende.", "Du har tagit %(num)d ärenden.", number)
        case BulkAct.UNDO:
            return ngettext("%(num)d ärende är ångrat.", "%(num)d ärenden är ångrade.", number)


def row_sentence(act: BulkAct, row: ResultRow) -> str:
    """What became of one case, or why nothing did."""
    if not row.code:
        return str(_DONE[act])
    sentence = sentence_of(CaseCode.called(row.code) or Refusal.called(row.code) or CaseCode.STEP_NOT_POSSIBLE)
    if row.taken_by:
        return f"{sentence} {_('%(name)s har tagit ärendet.', name=row.taken_by)}"
    return f"{sentence} {change_sentence(row.changed)}." if row.changed else sentence
