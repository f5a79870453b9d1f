"""What stands in somebody's way on a page, as axe-core and WCAG 2.2 AA see it."""

from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = ["color-contrast"]
"""The one rule for which the colour scheme matters."""


async def barriers(page: Page) -> list[str]:
    """Every finding: names, roles, order, what a dialog is called, and contrast, light and dark; empty for none."""
    return [*await _found(page, "light", EVERYTHING), *await _found(page, "dark", CONTRAST)]


async def _found(page: Page, scheme: Literal["light", "dark"], rules: list[str]) -> list[str]:
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = await Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}, {scheme}: {' '.join(node['target'])}: {_reason(node)}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def _reason(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)
