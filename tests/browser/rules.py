"""What every page owes its reader, whichever page it is; each function gives what is wrong, and nothing when all is well."""

from playwright.sync_api import Page

from tests.browser.axe import CONTRAST, violations

NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
FOCUS = """() => {
    const seen = (element) => element.checkVisibility({visibilityProperty: true}) && !element.disabled;
    const stops = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
    const dull = [];
    for (const stop of stops.filter(seen)) {
        stop.focus();
        if (document.activeElement !== stop) continue;
        const shown = [stop, stop.parentElement, stop.nextElementSibling].filter(Boolean).some((element) => {
            const style = getComputedStyle(element);
            return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        });
        if (!shown) dull.push(stop.outerHTML.slice(0, 120));
    }
    return dull;
}"""


def flaws(page: Page) -> list[str]:
    """Everything that is wrong with the page, in light and dark, wide and narrow."""
    return [*flaws_of_structure(page), *flaws_in_the_eye(page), *flaws_of_width(page)]


def flaws_of_structure(page: Page) -> list[str]:
    """Headings, title, and the link past the masthead, first of all."""
    found = []
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} h1")
    if not page.title().endswith(" – Vårdinkorgen"):
        found.append(f"title: {page.title()}")
    first = page.evaluate("document.querySelector('a[href], button, input:not([type=hidden])')?.className")
    if first != "skip":
        found.append(f"the first stop is {first} on {page.url}")
    page.keyboard.press("Tab")
    return [*found, *(f"focus not to be seen: {stop}" for stop in page.evaluate(FOCUS))]


def flaws_in_the_eye(page: Page) -> list[str]:
    """What axe finds, in light and in dark."""
    light = violations(page)
    page.emulate_media(color_scheme="dark")
    dark = violations(page, CONTRAST)
    page.emulate_media(color_scheme="light")
    return [*light, *(f"dark: {violation}" for violation in dark)]


def flaws_of_width(page: Page) -> list[str]:
    """Nobody scrolls sideways on a small telephone."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # its keys are those of ViewportSize
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # same
    return [f"{over} pixels too wide at 320"] if over > 0 else []
