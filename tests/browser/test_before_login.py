"""What one meets before one is anybody: the open pages, and the login page of the demo."""

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import NewContext
from tests.browser.crawl import tour
from tests.browser.rules import flaws, flaws_of_width, spoken


def test_visitors_meet_no_hindrance(new_context: NewContext) -> None:
    page = new_context().new_page()
    found = {kind: flaws(page) for kind in tour(page)}
    assert spoken(found) == ""


@pytest.mark.parametrize("side", ["personal", "invånare"])
def test_the_login_of_the_demo_is_without_hindrance(new_context: NewContext, side: str) -> None:
    page = new_context().new_page()
    page.goto("/")
    page.get_by_role("link", name=f"Logga in som {side}").click()
    assert page.get_by_role("heading", name="Demo-inloggning").is_visible()
    assert [*violations(page), *flaws_of_width(page)] == []
