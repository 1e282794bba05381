"""Takes the pictures of docs/screenshots/ from fresh demo data, so that they show the product as it is.

``scripts/screenshots`` needs Chromium and what ``make test`` installs. A few numbers in the pictures differ each day.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from config import ROOT, Config
from demo.database import prepared
from tests.browser.chromium import ARGUMENTS, MISSING, chromium
from tests.browser.live import running
from tests.browser.login import login_citizen, login_staff

FOLDER = ROOT / "docs" / "screenshots"
DESK = (1280, 860)
TELEPHONE = (390, 844)


class Picture(NamedTuple):
    """A picture: its file, who is logged in, how to get there, and the screen."""

    name: str
    who: str
    steps: tuple[str, ...] = ()
    screen: tuple[int, int] = DESK
    scheme: str = "light"
    whole: bool = False


STAFF_CASE = ("Mina ärenden", "first row")
REPORT = ("Logguppföljning", "report")
PICTURES = (
    Picture("start", ""),
    Picture("clinic-inbox", "Maja Mottagare", ("Mottagningens ärenden",), whole=True),
    Picture("clinic-inbox-dark", "Maja Mottagare", ("Mottagningens ärenden",), scheme="dark", whole=True),
    Picture("clinic-inbox-telephone", "Maja Mottagare", ("Mottagningens ärenden",), TELEPHONE),
    Picture("case", "Hanna Handläggare", STAFF_CASE, whole=True),
    Picture("case-dark", "Hanna Handläggare", STAFF_CASE, scheme="dark", whole=True),
    Picture("case-telephone", "Hanna Handläggare", STAFF_CASE, TELEPHONE),
    Picture("citizen", "Tolvan Tolvansson"),
    Picture("citizen-telephone", "Tolvan Tolvansson", (), TELEPHONE),
    Picture("citizen-inbox", "Tolvan Tolvansson", ("Inkorg",)),
    Picture("citizen-inbox-telephone", "Tolvan Tolvansson", ("Inkorg",), TELEPHONE),
    Picture("thread", "Tolvan Tolvansson", ("Inkorg", "first case"), whole=True),
    Picture("thread-telephone", "Tolvan Tolvansson", ("Inkorg", "first case"), TELEPHONE),
    Picture("new-case-telephone", "Tolvan Tolvansson", ("Nytt ärende",), TELEPHONE),
    Picture("report", "Greta Granskare", REPORT),
    Picture("report-dark", "Greta Granskare", REPORT, scheme="dark"),
)


def main() -> None:
    """Make every picture again, or those whose names are given."""
    path = chromium()
    if path is None:
        sys.exit(MISSING)
    os.umask(0o077)
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = [picture for picture in PICTURES if not sys.argv[1:] or picture.name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        config = Config.from_env({"APP_ENV": "demo", "INSTANCE_DIR": folder})
        prepared(config)
        with running(config.database_url, config.keyring_path) as live:
            browser = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
            for picture in wanted:
                _take(browser, live.url, picture)
            browser.close()


def _take(browser: Browser, url: str, picture: Picture) -> None:
    width, height = picture.screen
    context = browser.new_context(
        base_url=url,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
        color_scheme="dark" if picture.scheme == "dark" else "light",
        viewport={"width": width, "height": height},
        device_scale_factor=2 if picture.screen == TELEPHONE else 1,
    )
    page = context.new_page()
    _log_in(page, picture.who)
    for step in picture.steps:
        STEPS.get(step, _follow(step))(page)
    path = FOLDER / f"{picture.name}.png"
    page.screenshot(path=path, full_page=picture.whole)
    path.chmod(0o644)
    context.close()
    print(path.relative_to(ROOT))


def _log_in(page: Page, who: str) -> None:
    if not who:
        page.goto("/")
    elif who.split()[1] in {"Tolvansson", "Tvåtusen", "Nittio"}:
        login_citizen(page, who)
    else:
        login_staff(page, who)


def _follow(text: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("main").get_by_role("link", name=text).first.click()


def _first_row(page: Page) -> None:
    page.locator("tbody a[href*='/cases/']").first.click()


def _first_case(page: Page) -> None:
    page.get_by_role("main").get_by_role("link", name="diabetes").first.click()


def _report(page: Page) -> None:
    page.get_by_label("Invånarens personnummer").fill("191212121212")
    page.get_by_label("Anledning till kontrollen").select_option(label="Stickprov")
    page.get_by_role("button", name="Skapa rapport").click()


STEPS: dict[str, Callable[[Page], None]] = {"first row": _first_row, "first case": _first_case, "report": _report}


if __name__ == "__main__":
    main()
