"""The accessibility rules of axe-core, asked of a page in the browser."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = next((Path(__file__).parents[1] / "vendor" / "axe-core").glob("*/axe.min.js"))
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page) -> list[str]:
    """One line for each element that breaks a rule; an empty list is the only good answer."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8") + ";undefined")
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(r => r.violations)",
        list(TAGS),
    )
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
