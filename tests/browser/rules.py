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
        if (!shown) dull.push(`not to be seen: ${stop.outerHTML.slice(0, 120)}`);
        const {left, right, top, bottom} = stop.getBoundingClientRect();
        const points = [[left + 1, top + 1], [right - 1, bottom - 1], [(left + right) / 2, (top + bottom) / 2]];
        const covered = points.every(([x, y]) => {
            const uppermost = document.elementFromPoint(x, y);
            return uppermost && !uppermost.contains(stop) && !stop.parentElement.contains(uppermost);
        });
        if (covered) dull.push(`behind something else: ${stop.outerHTML.slice(0, 120)}`);
    }
    return dull;
}"""
FAINT = """() => {
    const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const shade = (colour) => {
        paint.clearRect(0, 0, 1, 1);
        paint.fillStyle = colour;
        paint.fillRect(0, 0, 1, 1);
        const [red, green, blue, opacity] = paint.getImageData(0, 0, 1, 1).data;
        const light = [red, green, blue].map((part) => part / 255)
            .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
        return opacity < 255 ? null : 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    };
    const behind = (element) => {
        const found = element && shade(getComputedStyle(element).backgroundColor);
        return element === null ? 1 : found ?? behind(element.parentElement);
    };
    const apart = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const fields = [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter((field) => {
        const style = getComputedStyle(field);
        return field.checkVisibility() && !field.disabled && !field.readOnly && style.appearance === 'none';
    });
    return fields.filter((field) => {
        const ground = behind(field.parentElement);
        const edge = shade(getComputedStyle(field).borderBlockEndColor) ?? ground;
        return apart(edge, ground) < 3 && apart(behind(field), ground) < 3;
    }).map((field) => field.outerHTML.slice(0, 120));
}"""
"""Fields whose edge can hardly be told from what is around them: WCAG 1.4.11 asks for three to one."""
CUT_OFF = """() => [...document.querySelectorAll('tbody > tr > [data-label]')]
    .filter((cell) => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth)
    .map((cell) => `${cell.dataset.label}: ${cell.innerText.slice(0, 60)}`)"""
"""Values of a table's cards that reach beyond their card."""


def flaws(page: Page) -> list[str]:
    """Everything that is wrong with the page, in light and dark, wide and narrow."""
    return [*flaws_of_structure(page), *flaws_in_the_eye(page), *flaws_of_width(page)]


def spoken(found: dict[str, list[str]]) -> str:
    """What is wrong, page by page."""
    return "\n".join(f"{kind}\n  " + "\n  ".join(wrong) for kind, wrong in found.items() if wrong)


def flaws_of_structure(page: Page) -> list[str]:
    """Headings, title, and the link past the masthead, first of all."""
    page.wait_for_load_state()
    found = []
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} h1")
    if not page.title().endswith(" – Vårdinkorgen"):
        found.append(f"title: {page.title()}")
    first = page.evaluate("document.querySelector('a[href], button, input:not([type=hidden])')?.className")
    if first != "skip":
        found.append(f"the first stop is {first} on {page.url}")
    page.keyboard.press("Tab")
    return [*found, *(f"focus {stop}" for stop in page.evaluate(FOCUS))]


def flaws_in_the_eye(page: Page) -> list[str]:
    """What axe finds, in light and in dark."""
    light = [*violations(page), *_faint(page)]
    page.emulate_media(color_scheme="dark")
    dark = [*violations(page, CONTRAST), *_faint(page)]
    page.emulate_media(color_scheme="light")
    return [*light, *(f"dark: {violation}" for violation in dark)]


def _faint(page: Page) -> list[str]:
    return [f"the edge of a field is faint: {field}" for field in page.evaluate(FAINT)]


def flaws_of_width(page: Page) -> list[str]:
    """Nobody scrolls sideways on a small telephone."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]  # its keys are those of ViewportSize
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    cut_off = page.evaluate(CUT_OFF)
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]  # same
    too_wide = [f"{over} pixels too wide at 320"] if over > 0 else []
    return [*too_wide, *(f"outside its card at 320: {value}" for value in cut_off)]
