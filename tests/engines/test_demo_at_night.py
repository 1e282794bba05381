"""The demo begun at night: no morning of its clinics is found undone."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.clock_jobs import CLINIC_MORNING, MORNING_JOB
from app.core import clock
from app.core.db import session
from app.jobs.models import Job
from app.jobs.worker import run_due, tick
from demo.mornings import have_the_last_morning_done


@pytest.mark.parametrize(("hour", "mornings"), [(23, []), (6, []), (7, ["2026-11-24"])], ids=["00", "07", "08"])
def test_only_a_morning_that_comes_after_the_start_is_done(app: Flask, hour: int, mornings: list[str]) -> None:
    day = 23 if hour == 23 else 24  # midnight in Sweden
    with app.app_context(), clock.at(datetime(2026, 11, day, hour, 10, tzinfo=UTC)):
        have_the_last_morning_done()
        tick({})
        for _again in range(2):
            run_due()
        done = session().scalars(select(Job).where(Job.kind == CLINIC_MORNING)).all()
        assert {job.payload["period"] for job in done} == set(mornings)
        assert all(job.done_at for job in session().scalars(select(Job).where(Job.kind == MORNING_JOB)))
