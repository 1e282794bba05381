"""Ending the sessions that the identity provider has ended."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.events import On
from app.audit.kinds import EventKind, Level, Outcome
from app.auth.kinds import EndReason
from app.auth.models import LoginSession, UsedLogoutToken
from app.auth.services.clinic_events import log_at_each_clinic
from app.auth.services.session_events import ended_event
from app.auth.services.sessions import end_all, subject_index
from app.authz.actors import System, Visitor
from app.core.db import insert_for
from app.transaction import Unit, transaction

LOGOUT = System("provider_logout")


def end_by_provider(issuer: str, jti: str, sid: str, subject: str) -> int | None:
    """End one session of the provider, or all of the subject's; how many, or None when the token was used before."""
    with transaction(LOGOUT) as unit:
        if not _first_use(unit, issuer, jti):
            _log_refusal(unit, "used")
            return None
        rows = _sessions(unit.session, issuer, sid, subject)
        end_all(rows, EndReason.ENDED_BY_PROVIDER)
        for row in rows:
            event = ended_event(row, EndReason.ENDED_BY_PROVIDER)
            unit.events += log_at_each_clinic(unit.session, unit.actor, event, row.staff_id, unit.at)
        if not rows:
            unit.log(EventKind.SESSION_ENDED, reason=EndReason.ENDED_BY_PROVIDER.value, sessions=0)
        return len(rows)


def _first_use(unit: Unit, issuer: str, jti: str) -> bool:
    values = {"issuer": issuer, "jti": jti, "at": unit.at}
    made = insert_for(unit.session, UsedLogoutToken).values(values).on_conflict_do_nothing()
    return unit.session.execute(made.returning(UsedLogoutToken.jti)).first() is not None


def _sessions(session: Session, issuer: str, sid: str, subject: str) -> Sequence[LoginSession]:
    """Those that live, locked: also what one of them has become while it was waited for, and what that has become."""
    named = LoginSession.sid == sid if sid else LoginSession.subject_index == subject_index(issuer, subject)
    theirs = select(LoginSession).where(LoginSession.issuer == issuer, named).order_by(LoginSession.id_hash)
    theirs = theirs.with_for_update().execution_options(populate_existing=True)
    rows, before = session.scalars(theirs).all(), 0
    while len(rows) > before:
        before, rows = len(rows), session.scalars(theirs).all()
    return [row for row in rows if row.revoked_at is None]


def refuse_logout(side: str, code: str) -> None:
    """Tell the log of a signed logout token that says something else."""
    with transaction(Visitor()) as unit:
        _log_refusal(unit, code, side)


def _log_refusal(unit: Unit, code: str, side: str = "") -> None:
    details = {"action": "provider_logout", "code": code, "side": side}
    unit.log(EventKind.REFUSED, None, On("login_session"), Level.METADATA, Outcome.DENIED, **details)
