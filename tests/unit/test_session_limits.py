"""Several roles at one clinic: the shortest limits hold."""

from datetime import timedelta

import pytest

from app.auth.session_limits import Lifetime, LimitTable
from app.authz.actors import Role

TABLE = LimitTable(
    Lifetime(timedelta(minutes=30), timedelta(hours=10)),
    Lifetime(timedelta(minutes=15), timedelta(hours=8)),
    Lifetime(timedelta(minutes=15), timedelta(hours=2)),
)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_alone(role: Role) -> None:
    expected = TABLE.staff if role in {Role.RECEIVER, Role.HANDLER} else TABLE.trusted
    assert TABLE.of_staff([role]) is expected


@pytest.mark.parametrize("trusted", [Role.ADMINISTRATOR, Role.ACCESS_ADMINISTRATOR, Role.REVIEWER])
def test_with_several_roles_the_shortest(trusted: Role) -> None:
    assert TABLE.of_staff([Role.RECEIVER, trusted, Role.HANDLER]) is TABLE.trusted
