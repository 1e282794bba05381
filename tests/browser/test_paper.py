"""What the browser prints: every column, no row in two, and no list that looks whole and is not."""

from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader

from app.access_log.columns import page_headings
from app.portal.services.opening import open_own_case
from app.review.services import PAGE
from tests.browser.actions import report_on
from tests.browser.conftest import Somebody
from tests.browser.live import Live, Product

MANY = 30
"""More cases than a sheet holds, and than a page of the inbox."""


@pytest.fixture(scope="module")
def live(product: Product) -> Live:
    """The product with more events about Tolvan than one page of the report holds, and some cases in the lists."""
    live = product.live
    case_id = live.world.held_by("Hanna")
    with live.app.app_context():
        for _ in range(PAGE + 5):
            open_own_case(live.world.citizen("Tolvan"), case_id, "sv")
    for _ in range(MANY):
        live.world.send("Nina")
    return live


def printed(page: Page) -> list[PageObject]:
    """The pages of paper, as the browser prints them: A4, unless the page itself asks for it the other way."""
    return list(PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True))).pages)


def words(paper: PageObject) -> str:
    return " ".join(paper.extract_text().split())


@pytest.fixture
def report(staff: Somebody) -> list[PageObject]:
    page = staff("Greta Granskare")
    report_on(page, "191212121212")
    page.wait_for_url("**/report*")
    return printed(page)


def test_every_column_of_the_report_is_on_the_paper(report: list[PageObject]) -> None:
    assert [str(one) for one in page_headings() if str(one) not in words(report[0])] == []


def test_the_report_begins_on_the_first_sheet(report: list[PageObject]) -> None:
    assert "Storgatans vårdcentral" in words(report[0]).split("Utfall")[1]


def test_the_report_lies_down(report: list[PageObject]) -> None:
    assert all(paper.mediabox.width > paper.mediabox.height for paper in report)


def test_a_report_of_which_a_part_is_printed_says_so(report: list[PageObject]) -> None:
    assert f"Här är {PAGE} av " in words(report[0])
    assert "Hämta CSV-filen för att få alla." in words(report[0])


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Maja Mottagare", "/clinic-cases"),
        ("Maja Mottagare", "/clinic-cases/print"),
        ("Adam Administratör", "/staff"),
        ("Adam Administratör", "/groups"),
    ],
)
def test_a_list_begins_on_the_first_sheet_with_all_its_columns(staff: Somebody, name: str, address: str) -> None:
    page = staff(name)
    page.goto(address)
    headings = page.locator("thead th:not(:has(.visually-hidden))").all_inner_texts()
    first_row = " ".join(
        page.locator("tbody tr").first.locator("td:not(:has(.visually-hidden))").all_inner_texts()
    ).split()
    sheet = words(printed(page)[0])
    assert [one for one in (*map(str.strip, headings), *first_row) if one not in sheet] == []


def test_a_page_of_a_longer_list_says_that_it_is_a_part(staff: Somebody) -> None:
    page = staff("Maja Mottagare")
    page.goto("/clinic-cases")
    assert "Här är bara en del av listan." in " ".join(map(words, printed(page)))
