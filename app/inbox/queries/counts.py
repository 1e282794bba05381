"""How many cases the tabs hold: two questions, however many cases there are."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from app.authz.actors import Staff
from app.cases.models import Case
from app.inbox.inboxes import Inbox, Tab, in_tab
from app.inbox.queries.lists import Listed
from app.inbox.queries.narrowing import WHOLE, Narrowing, narrowed


def tab_counts(session: Session, actor: Staff, inbox: Inbox, narrowing: Narrowing = WHOLE) -> dict[Tab, int]:
    """How many cases each tab of the inbox holds."""
    left = narrowed(session, actor, narrowing)
    conditions = dict(inbox.conditions(actor))
    is_over = conditions.pop(inbox.ended)
    numbers = _counted(session, list(conditions.values()), and_(inbox.opened(actor), left))
    ended = session.scalar(select(func.count(Case.id)).where(is_over, left)) or 0
    return dict(zip(conditions, numbers, strict=True)) | {inbox.ended: ended}


def counts_of(session: Session, actor: Staff, lists: Sequence[Listed]) -> list[int]:
    """How many cases each of these lists holds, in one question."""
    conditions = [and_(in_tab(actor, one.tab), narrowed(session, actor, one.narrowing)) for one in lists]
    numbers = [select(func.count(Case.id)).where(condition).scalar_subquery() for condition in conditions]
    return [int(number) for number in session.execute(select(*numbers)).one()] if numbers else []


def _counted(session: Session, conditions: Sequence[ColumnElement[bool]], within: ColumnElement[bool]) -> list[int]:
    columns = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions]
    return [int(number) for number in session.execute(select(*columns).where(within)).one()]
