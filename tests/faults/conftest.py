"""What several of these tests begin with."""

from uuid import UUID

import pytest
from flask import Flask

from tests.programs import close
from tests.world import World


@pytest.fixture
def hannas(app: Flask, world: World) -> UUID:
    """A case that Hanna has, in a database that other processes may have to themselves."""
    case_id = world.held_by("Hanna")
    close(app)
    return case_id
