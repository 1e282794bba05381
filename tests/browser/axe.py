"""The accessibility rules of axe-core, asked of a page in the browser."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = next((Path(__file__).parents[1] / "vendor" / "axe-core").glob("*/axe.min.js"))
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


ALL_RULES = {"type": "tag", "values": list(TAGS)}
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
"""The one rule that another colour scheme can break."""


def violations(page: Page, rules: Mapping[str, object] | None = None) -> list[str]:
    """One line for each element that breaks a rule; an empty list is the only good answer."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8") + ";undefined")
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations'], preload: false}).then(result => result.violations)",
        rules or ALL_RULES,
    )
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
