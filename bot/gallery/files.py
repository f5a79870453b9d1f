"""The gallery's files: a page for each screen, one for all of them, pictures, and each screen's Adaptive Card."""

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import assert_never

from bot.gallery.camera import NoPicture, Scheme, camera
from bot.gallery.exhibits import NOW, WHO, Exhibit, exhibits
from bot.local.slack import residents, rooms
from bot.playground.page.drawing import names_in, templates
from bot.playground.page.reading import Opening, Reading, Visit
from bot.playground.server import Playground
from bot.playground.workspace import Message
from bot.settings import Misconfigured

PAGE = "bot.playground.page"
ROOM = "marketing"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTH, HEIGHT = 1000, 600
"""The camera's page in pixels: wide enough for what a narrow one folds up."""
TEAMS = "teams"
NO_CHROMIUM = "No Chromium here, so there are no PNG files. Install one, or name it in CHROMIUM."


async def write_gallery(out: Path, chromium: str | None) -> str:
    """Write the gallery to a folder and say what is there. Raises Misconfigured where that cannot be."""
    with _writing(out):
        _make_folder(out)
    all_shown = await exhibits()
    with _writing(out):
        _write(out, all_shown)
    said = f"{len(all_shown)} screens are in {out / 'index.html'}, and as Adaptive Cards for Teams in {out / TEAMS}."
    if chromium is None:
        return f"{said} {NO_CHROMIUM}"
    try:
        await _photograph(out, [exhibit.name for exhibit in all_shown], chromium)
    except (NoPicture, OSError) as problem:
        return f"{said} There are no PNG files: {problem}"
    return f"{said} Their pictures are in {out / 'png'}."


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise Misconfigured(f"{out} cannot be written: {type(problem).__name__}. Name another with --out.") from None


def _make_folder(out: Path) -> None:
    for folder in ("static", TEAMS):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for file in (files(PAGE) / "static").iterdir():
        if file.name.endswith(".css"):
            (out / "static" / file.name).write_bytes(file.read_bytes())


def _write(out: Path, all_shown: list[Exhibit]) -> None:
    contexts = {exhibit.name: _context(exhibit) for exhibit in all_shown}
    drawn = templates(names_in(_slack().workspace))
    for name, context in contexts.items():
        html = drawn.get_template("gallery_screen.html").render(context, name=name)
        (out / f"{name}.html").write_text(html, "utf-8")
    for exhibit in all_shown:
        card = json.dumps(exhibit.teams, ensure_ascii=False, indent=2)
        (out / TEAMS / f"{exhibit.name}.json").write_text(card + "\n", "utf-8")
    screen = drawn.get_template("gallery_part.html")
    parts = {name: screen.render(context) for name, context in contexts.items()}
    (out / "index.html").write_text(drawn.get_template("gallery.html").render(parts=parts), "utf-8")


def _context(exhibit: Exhibit) -> Mapping[str, object]:
    """What the page's templates need to draw the screen for somebody in a Slack that shows nothing else."""
    slack = _slack()
    views, person, room = slack.state.views, slack.workspace.person(WHO), slack.workspace.place(ROOM)
    # Numbered by their names, so that they differ on one page, and a new screen moves none of the others.
    number = zlib.crc32(exhibit.name.encode()) % 1_000_000
    own: dict[str, object] = {"surface": exhibit.surface}
    match exhibit.surface:
        case "message":
            bot, ts = slack.workspace.install.bot.user_id, f"{NOW.timestamp():.0f}.{number:06d}"
            blocks = tuple(exhibit.body["blocks"])
            slack.workspace.put(Message(room.id, ts, bot, exhibit.body["text"], blocks))
        case "home":
            own["home"] = replace(views.publish(person.id, exhibit.body), id=f"V{number:06d}")
        case "modal":
            view = views.open(person.id, exhibit.body)
            own["view"] = replace(view, id=f"V{number:06d}", errors=exhibit.errors)
        case never:
            assert_never(never)
    return {**Reading(slack, Opening()).context(Visit(person, room)), **own}


def _slack() -> Playground:
    """A local Slack with the people of Company X, in which nothing was said; it is never started."""
    return Playground(people=residents(), rooms=rooms(), now=NOW.timestamp)


async def _photograph(out: Path, names: list[str], chromium: str) -> None:
    """A PNG of each screen in light and in dark."""
    (out / "png").mkdir(exist_ok=True)
    async with camera(chromium, WIDTH, HEIGHT) as page:
        for name in names:
            await page.open((out / f"{name}.html").resolve().as_uri())
            for scheme in SCHEMES:
                (out / "png" / f"{name}.{scheme}.png").write_bytes(await page.take(".exhibit", scheme))
