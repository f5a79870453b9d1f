"""Where the keyboard is on a page, and whether one can see that."""

from typing import NamedTuple

from playwright.async_api import Page

STEPS = 200
LOOK = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return ["", true];
  const look = () => [node, node.parentElement].map((part) => {
    const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(part);
    return [outlineStyle === "none" ? "0px" : outlineWidth, boxShadow, borderColor, backgroundColor].join(" ");
  }).join("; ");
  const withFocus = look();
  node.blur();
  const without = look();
  node.focus({ focusVisible: true, preventScroll: true });
  const name = node.getAttribute("aria-label") || node.labels?.[0]?.textContent || node.textContent || node.id;
  return [`${node.tagName.toLowerCase()} ${name}`.replace(/\\s+/g, " ").trim(), withFocus !== without];
}"""


class Stop(NamedTuple):
    """What has the focus, as `button Send` ("" for nothing), and whether it looks different for that."""

    name: str
    is_marked: bool


async def focused(page: Page) -> Stop:
    """Where the keyboard is now."""
    name, is_marked = await page.evaluate(LOOK)
    return Stop(str(name), bool(is_marked))


async def tour(page: Page) -> list[Stop]:
    """Every stop of the Tab key, from the top of the page to its end."""
    await _to_the_end(page)
    return await _to_the_end(page)


async def _to_the_end(page: Page) -> list[Stop]:
    stops: list[Stop] = []
    for _ in range(STEPS):
        await page.keyboard.press("Tab")
        stops.append(await focused(page))
        if not stops[-1].name:
            return stops[:-1]
    raise AssertionError(f"Tab finds no end: {stops}")


async def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until something of that name has the focus. AssertionError where nothing ever has."""
    way: list[str] = []
    for _ in range(STEPS):
        await page.keyboard.press("Tab")
        way.append((await focused(page)).name)
        if wanted in way[-1]:
            return
    raise AssertionError(f"Tab never reaches {wanted}: {way}")
