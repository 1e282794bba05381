"""What the demo tells its citizens is what the product counts with."""

import pytest

from app.core.calendar import CLOSING_TIME, OPENING_TIME
from demo.personas import CLINICS, DemoClinic


@pytest.mark.parametrize("clinic", CLINICS, ids=lambda clinic: clinic.name)
def test_citizens_read_the_hours_that_deadlines_are_counted_with(clinic: DemoClinic) -> None:
    assert clinic.opening_hours == f"Måndag–fredag {OPENING_TIME.hour}–{CLOSING_TIME.hour}"
