"""The limits that the help tells, each from where it is decided."""

from collections.abc import Mapping

from app.audit.queries import LONGEST_MONTHS
from app.authz.conditions import REOPEN_DAYS
from app.cases.deadlines import ANSWER_DAYS
from app.cases.windows import AFTER_A_MESSAGE
from app.core.calendar import CLOSING_TIME, USUAL_REPLY_DAYS
from app.core.personnummer import PROXY_AGE

LIMITS: Mapping[str, int] = {
    "answer_days": ANSWER_DAYS,
    "closing_hour": CLOSING_TIME.hour,
    "proxy_age": PROXY_AGE,
    "reopen_days": REOPEN_DAYS,
    "usual_reply_days": USUAL_REPLY_DAYS,
    "report_months": LONGEST_MONTHS,
    "undo_minutes": int(AFTER_A_MESSAGE.total_seconds()) // 60,
}
