"""Where the keyboard is on a page, and whether one can see that."""

from playwright.async_api import Page

NAME = """node => {
  if (!node || node === document.body) return "";
  const name = node.getAttribute("aria-label") || node.labels?.[0]?.textContent || node.textContent || node.id;
  return `${node.tagName.toLowerCase()} ${name}`.replace(/\\s+/g, " ").trim();
}"""
LOOK = """node => {
  const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(node);
  return [outlineStyle === "none" ? "0px" : outlineWidth, boxShadow, borderColor, backgroundColor].join(" ");
}"""


async def focused(page: Page) -> str:
    """What has the focus, as `button Send`; "" where nothing has."""
    return str(await (await page.evaluate_handle("document.activeElement")).evaluate(NAME))


async def marked(page: Page) -> bool:
    """Whether what has the focus looks different without it."""
    node = await page.evaluate_handle("document.activeElement")
    with_focus = await node.evaluate(LOOK)
    await node.evaluate("node => node.blur()")
    without = await node.evaluate(LOOK)
    await node.evaluate("node => node.focus({ focusVisible: true })")
    return bool(with_focus != without)


async def tab_to(page: Page, wanted: str, *, steps: int = 60) -> None:
    """Press Tab until something of that name has the focus. AssertionError where nothing ever has."""
    way: list[str] = []
    for _ in range(steps):
        await page.keyboard.press("Tab")
        way.append(await focused(page))
        if wanted in way[-1]:
            return
    raise AssertionError(f"Tab never reaches {wanted}: {way}")
