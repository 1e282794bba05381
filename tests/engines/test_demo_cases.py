"""The demo's thirty days: whatever the hour and the day, every list has something to show and every state is there."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.authz.actors import Staff
from app.cases.models import Case
from app.cases.queries.record import record_is_missing
from app.cases.status import StaffLabel, staff_label
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import session
from app.inbox.inboxes import CLINIC, OWN
from app.inbox.queries.counts import tab_counts
from app.web.formats import due
from demo.cases import load_cases
from demo.records import LEFT, load_records
from tests.world import World

SWEDEN = ZoneInfo("Europe/Stockholm")
HARBOUR = "Hamnens hudmottagning"


def next_day(weekday: int, hour: int) -> datetime:
    """The next such day of the week in Sweden, from tomorrow on."""
    now = datetime.now(SWEDEN).replace(hour=hour, minute=10)
    return now + timedelta(days=(weekday - now.weekday() - 1) % 7 + 1)


@pytest.fixture(params=[(0, 0), (6, 9)], ids=["monday night", "sunday"])
def loaded(request: pytest.FixtureRequest, app: Flask) -> Flask:
    """The application, with the demo's cases loaded at that moment; the tests look at it then."""
    moment = next_day(*request.param)
    with clock.at(moment), app.app_context():
        load_cases()
    app.extensions["moment"] = moment
    return app


def test_every_tab_of_everybody_every_state_and_every_limit_has_something(loaded: Flask, world: World) -> None:
    moment = loaded.extensions["moment"]
    receivers = [world.staff("Maja"), world.staff("Alva"), world.staff("Hugo")]
    handlers = [world.staff("Hanna"), world.staff("Henrik"), world.staff("Henrik", HARBOUR), *receivers[1:]]
    with clock.at(moment), loaded.app_context():
        for receiver in receivers:
            assert 0 not in tab_counts(session(), receiver, CLINIC).values()
        for handler in handlers:
            counts = tab_counts(session(), handler, OWN)
            assert not [tab for tab, count in counts.items() if not count and (tab != "groups" or handler.group_ids)]
        assert states_at(receivers[0]) == set(StaffLabel)
        assert states_at(receivers[2]) == set(StaffLabel) - {StaffLabel.WITH_GROUP}, "no groups at the harbour"
        limits = session().scalars(select(Case.respond_by).where(Case.clinic_id == receivers[0].clinic_id)).all()
        badges = Counter(due(limit) for limit in limits if limit)
        assert badges["late"]
        assert badges["later"]
        assert badges["today"] or not is_working_day(moment.date())
        assert session().scalar(select(func.count()).where(Case.received_at > clock.now())) == 0


@pytest.mark.parametrize("loaded", [(2, 11)], indirect=True)
def test_most_of_what_has_ended_is_in_the_record_and_a_few_wait(loaded: Flask, world: World) -> None:
    with clock.at(loaded.extensions["moment"]), loaded.app_context():
        load_records()
        here = Case.clinic_id == world.clinic_id()
        marked = session().scalars(select(Case.recorded_at).where(here, Case.recorded_at.is_not(None))).all()
        assert session().scalar(select(func.count()).where(here, record_is_missing())) == LEFT
        assert len(marked) > LEFT
        assert max(moment for moment in marked if moment) <= clock.now()


def states_at(staff: Staff) -> set[StaffLabel]:
    """The labels of the clinic's cases."""
    cases = session().scalars(select(Case).where(Case.clinic_id == staff.clinic_id))
    return {staff_label(case) for case in cases}
