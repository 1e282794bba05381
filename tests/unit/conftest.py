"""What the unit tests share."""

from pathlib import Path

import pytest

from tests.unit.environments import safe


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """An environment that is safe as it is."""
    return safe(tmp_path)
