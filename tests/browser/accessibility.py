"""What stands in somebody's way on a page, as axe-core and WCAG 2.2 AA see it."""

from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


async def barriers(page: Page, scheme: Literal["light", "dark"]) -> list[str]:
    """Every finding in that colour scheme: contrast, names, roles, order, what a dialog is called; empty for none."""
    await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found = await Axe().run(page, options={"runOnly": TAGS, "resultTypes": ["violations"]})
    return [
        f"{violation['id']}: {' '.join(node['target'])}: {_reason(node)}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]


def _reason(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)
