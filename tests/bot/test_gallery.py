"""The gallery: what is in it, that Slack takes all of it, and that it comes out the same each time."""

import asyncio
import json
import re
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, FrameType
from typing import Any

import pytest

import handlers
from bot.capabilities import capabilities, examples
from bot.gallery.camera import NoPicture, camera, find_chromium
from bot.gallery.exhibits import Exhibit, exhibits
from bot.gallery.files import write_gallery
from bot.playground.blocks import check_message, check_view
from bot.playground.pings import pings_in
from bot.settings import Misconfigured
from bot.slack.cards import render
from handlers.chat.ask import Ask
from handlers.chat.card import Card, dump, load
from tests.builders.cards import HOSTILE, READER

LONG_ENOUGH = 80
"""Characters of each hostile text; tests/slack tries their full length."""


@pytest.fixture(scope="module")
def shown() -> list[Exhibit]:
    """Every screen."""
    return asyncio.run(exhibits())


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery in a folder, without pictures."""
    out = tmp_path_factory.mktemp("gallery")
    asyncio.run(write_gallery(out, chromium=None))
    return out


def cards() -> Iterator[tuple[str, Card]]:
    """Every example of a card."""
    for folder, cases in examples().items():
        for title, example in cases.items():
            yield f"{folder}: {title}", example()


@dataclass(frozen=True, slots=True)
class Painter:
    """A function that makes a card."""

    name: str
    code: CodeType


def painters() -> Iterator[Painter]:
    """Every public function of a capability that makes a card of what it is given, and not of what it looks up."""
    for module in walk_packages(handlers.__path__, "handlers."):
        if module.name.startswith("handlers.chat"):
            continue
        for name, function in getmembers(import_module(module.name), isfunction):
            says = signature(function, eval_str=True)
            from_ask = any(parameter.annotation is Ask for parameter in says.parameters.values())
            is_own = function.__module__ == module.name and not name.startswith("_")
            if is_own and says.return_annotation is Card and not from_ask:
                yield Painter(f"{module.name}.{name}", function.__code__)


def hostile(part: Any, text: str) -> Any:
    """A card's JSON with that text in place of everything that somebody may have written."""
    written = ("text", "name", "label", "title")
    if isinstance(part, dict):
        return {
            key: text if key in written and isinstance(value, str) else hostile(value, text)
            for key, value in part.items()
        }
    return [hostile(item, text) for item in part] if isinstance(part, list) else part


def test_every_function_that_makes_a_card_has_an_example() -> None:
    called: set[CodeType] = set()

    def note(frame: FrameType, event: str, arg: object) -> None:
        called.add(frame.f_code)

    sys.setprofile(note)
    try:
        list(cards())
    finally:
        sys.setprofile(None)

    assert [painter.name for painter in painters() if painter.code not in called] == []
    assert len(list(painters())) > 40


def test_every_form_with_an_input_is_shown(shown: list[Exhibit]) -> None:
    names = {exhibit.name for exhibit in shown}
    wanted = {
        f"form.{spec.command.replace(' ', '-')}"
        for spec in (command.spec for command in capabilities().commands)
        if spec.rows_field or any(field.name not in spec.carried for field in spec.fields)
    }

    assert wanted - names == set()


def test_what_is_said_of_wrong_input_is_shown_beside_the_input(shown: list[Exhibit]) -> None:
    (mistaken,) = [exhibit for exhibit in shown if exhibit.name == "form.okr-update.errors"]
    inputs = {
        block["block_id"]: block["label"]["text"] for block in mistaken.body["blocks"] if block["type"] == "input"
    }

    assert {inputs[block_id]: text.split(".")[0] for block_id, text in mistaken.errors.items()} == {
        "Key result": "Please fill in “Key result”",
    }


def test_names_are_sorted_once_each_and_fit_for_files(shown: list[Exhibit]) -> None:
    names = [exhibit.name for exhibit in shown]

    assert names == sorted(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z_]+\.[a-z0-9.-]+", name)] == []


def test_slack_takes_every_screen(shown: list[Exhibit]) -> None:
    for exhibit in shown:
        if exhibit.surface == "message":
            check_message(exhibit.body["blocks"])
        else:
            check_view(exhibit.body)


@pytest.mark.parametrize("text", HOSTILE)
def test_slack_takes_every_screen_of_hostile_words_and_nobody_is_pinged(text: str) -> None:
    for name, card in cards():
        rendered = render(load(json.dumps(hostile(json.loads(dump(card)), text[:LONG_ENOUGH]))), READER)
        check_message(rendered.blocks)
        assert set(pings_in(rendered.text, rendered.blocks)) <= set(READER.accounts.values()), name


def test_the_index_lists_every_screen_with_a_page_of_its_own(gallery: Path, shown: list[Exhibit]) -> None:
    index = (gallery / "index.html").read_text("utf-8")

    for exhibit in shown:
        assert f'href="{exhibit.name}.html"' in index
        assert (gallery / f"{exhibit.name}.html").is_file()


def test_every_screen_has_its_adaptive_card_for_teams(gallery: Path, shown: list[Exhibit]) -> None:
    written = {path.stem: json.loads(path.read_text("utf-8")) for path in (gallery / "teams").glob("*.json")}

    assert written == {exhibit.name: exhibit.teams for exhibit in shown}


def test_a_page_needs_nothing_but_the_files_beside_it(gallery: Path) -> None:
    for page in gallery.glob("*.html"):
        text = page.read_text("utf-8")
        needed = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
        assert needed
        assert all((gallery / name).is_file() for name in needed)
        assert "<script" not in text
        assert " style=" not in text


def test_no_two_things_of_the_index_have_the_same_id(gallery: Path) -> None:
    ids = re.findall(r' id="([^"]+)"', (gallery / "index.html").read_text("utf-8"))

    assert [one for one, times in Counter(ids).items() if times > 1] == []


def test_unchanged_code_writes_the_same_bytes(gallery: Path, tmp_path: Path) -> None:
    asyncio.run(write_gallery(tmp_path, chromium=None))

    first = {path.relative_to(gallery): path.read_bytes() for path in gallery.rglob("*") if path.is_file()}
    second = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert first == second


async def test_without_chromium_it_says_so_and_writes_the_pages(tmp_path: Path) -> None:
    said = await write_gallery(tmp_path, chromium=None)

    assert "No Chromium here, so there are no PNG files." in said
    assert not (tmp_path / "png").exists()


async def test_a_chromium_that_is_none_is_named(tmp_path: Path) -> None:
    said = await write_gallery(tmp_path, chromium=sys.executable)

    assert f"There are no PNG files: {sys.executable} does not start." in said
    assert (tmp_path / "index.html").is_file()


async def test_a_folder_that_cannot_be_is_misconfigured(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")

    with pytest.raises(Misconfigured, match="taken cannot be written"):
        await write_gallery(tmp_path / "taken", chromium=None)


def test_the_command_ends_with_2_and_one_line_where_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", "utf-8")
    command = (sys.executable, "-m", "bot", "gallery", "--out", str(tmp_path / "taken"))

    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert re.fullmatch(r".*/taken cannot be written: \w+\. Name another with --out\.", line)


def test_chromium_is_the_one_that_is_named(tmp_path: Path) -> None:
    own = tmp_path / "my-chromium"
    own.write_text("#!/bin/sh\n", "utf-8")
    own.chmod(0o755)

    assert find_chromium({"CHROMIUM": str(own)}) == str(own)
    assert find_chromium({"CHROMIUM": str(tmp_path / "nowhere")}) is None


@pytest.fixture
def chromium() -> str:
    """Where Chromium is."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    return found


PAGE = """<!doctype html><title>a page</title>
<style>:root { color-scheme: light dark } .box { width: 300px; height: 2000px; background: light-dark(white, black) }
</style><p class="box">box</p>"""


async def test_a_picture_is_as_large_as_what_it_shows_and_follows_the_scheme(tmp_path: Path, chromium: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")

    async with camera(chromium, 400, 200) as taken:
        await taken.open(page.as_uri())
        light, dark = await taken.take(".box", "light"), await taken.take(".box", "dark")

    assert [struct.unpack(">II", picture[16:24]) for picture in (light, dark)] == [(300, 2000)] * 2
    assert light != dark


async def test_a_picture_of_what_is_not_there_is_refused(tmp_path: Path, chromium: str) -> None:
    async with camera(chromium, 400, 200) as taken:
        with pytest.raises(NoPicture, match="could not open"):
            await taken.open((tmp_path / "nowhere.html").as_uri())
        with pytest.raises(NoPicture, match="not what was expected"):
            await taken.take(".box", "light")
