"""The manifest and its package: Teams takes them, and they ask for no more than is used."""

import io
import json
import os
import struct
import zlib
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from bot.manifests import menu
from bot.settings import read_environment
from bot.teams.icons import COLOR_SIZE, OUTLINE_SIZE, color_icon, outline_icon
from bot.teams.manifest import MOST_COMMANDS, Edition, MenuCommand, MessageAction, Package, manifest
from bot.teams.package import app_package, zipped
from handlers.feedback.evidence.save import SaveEvidence
from handlers.help.commands import Help

SCHEMA = json.loads(Path(__file__).with_name("manifest.schema.json").read_text("utf-8"))
NPM = Path(os.environ.get("RUNGS_TEAMS_PLAYGROUND", ".playground"))
OFFICIAL = NPM / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
APP_ID = "01234567-89AB-cdef-0123-456789abcdef"
URL = "https://rungs.example.com"
COMMANDS = (MenuCommand("okr update", "Record progress on a key result."), MenuCommand("checkin", "Check in."))
ACTIONS = (MessageAction("evidence_save", "Save as evidence", "Keep this message for a review."),)

both_editions = pytest.mark.parametrize("edition", ["stable", "preview"])


def made(edition: Edition = "stable") -> dict[str, Any]:
    """The manifest of the two commands and the one action."""
    return manifest(Package(APP_ID, URL, edition), COMMANDS, ACTIONS)


def complaints(body: dict[str, Any]) -> list[str]:
    """What the strict schema says against it."""
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(body)]


@cache
def packed(edition: Edition = "stable") -> dict[str, bytes]:
    """What lies in the package of all that Rungs can do, by name."""
    with ZipFile(io.BytesIO(app_package(read_environment({"TEAMS_APP_ID": APP_ID}), URL, edition))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@both_editions
def test_teams_takes_the_manifest(edition: Edition) -> None:
    assert complaints(made(edition)) == []


@both_editions
def test_teams_takes_the_manifest_of_all_commands(edition: Edition) -> None:
    assert complaints(json.loads(packed(edition)["manifest.json"])) == []


@pytest.mark.skipif(not OFFICIAL.is_dir(), reason="npm's @microsoft/app-manifest is not installed in .playground/")
@both_editions
def test_microsoft_s_own_schema_takes_it(edition: Edition) -> None:
    body = json.loads(packed(edition)["manifest.json"])
    schema = OFFICIAL / f"v{body['manifestVersion']}" / "MicrosoftTeams.schema.json"
    judge = Draft4Validator(json.loads(schema.read_text("utf-8")))

    assert [error.message for error in judge.iter_errors(body)] == []


def test_what_is_a_preview_is_not_in_the_stable_edition() -> None:
    body = made("preview") | {"manifestVersion": "1.25"}

    assert len(complaints(body)) == 2


def test_slash_and_targeted_messages_are_in_the_preview_and_among_others_only() -> None:
    (bot,) = made("preview")["bots"]

    assert bot["supportsTargetedMessages"] is True
    assert [commands.get("triggers") for commands in bot["commandLists"]] == [None, ["mention", "slash"]]


def test_the_bot_is_the_azure_bot_and_the_app_stays_the_same_app() -> None:
    body = made()

    assert body["bots"][0]["botId"] == body["composeExtensions"][0]["botId"] == APP_ID.lower()
    assert body["id"] == made("preview")["id"]
    assert body["id"] != manifest(Package("f" * 8 + APP_ID[8:], URL), COMMANDS, ACTIONS)["id"]


def test_it_reads_no_channel_and_shows_no_web_page() -> None:
    body = made()

    assert "authorization" not in body
    assert body["validDomains"] == []


def test_a_message_action_is_fetched_from_the_bot_and_stands_in_the_menu_of_messages_only() -> None:
    (command,) = made()["composeExtensions"][0]["commands"]

    assert (command["type"], command["context"], command["fetchTask"]) == ("action", ["message"], True)


def test_without_message_actions_there_is_no_extension() -> None:
    body = manifest(Package(APP_ID, URL), COMMANDS, ())

    assert "composeExtensions" not in body
    assert complaints(body) == []


def test_of_many_commands_the_first_are_shown_and_long_words_are_shortened() -> None:
    commands = [MenuCommand(f"okr {number}", "d" * 5000) for number in range(40)]
    body = manifest(Package(APP_ID, URL), commands, (MessageAction("save", "Save", "s" * 300),))

    assert complaints(body) == []
    assert [command["title"] for command in body["bots"][0]["commandLists"][0]["commands"]] == [
        f"okr {number}" for number in range(MOST_COMMANDS)
    ]


def test_the_menu_begins_with_what_is_used_most_and_has_every_command_once() -> None:
    (bot,) = json.loads(packed()["manifest.json"])["bots"]
    shown = {command["title"]: command["description"] for command in bot["commandLists"][0]["commands"]}

    assert list(shown)[:4] == ["checkin", "okr update", "okr list", "digest"]
    assert shown["checkin"] == "Check in all your key results in one form."
    assert menu((SaveEvidence.spec, Help.spec)) == [("rungs help", Help.spec.about)]


@pytest.mark.parametrize(
    ("own", "actions", "advice"),
    [
        (Package("rungs", URL), ACTIONS, "TEAMS_APP_ID is “rungs”, and must be like"),
        (Package(APP_ID, "http://rungs.example.com"), ACTIONS, "begins https://"),
        (Package(APP_ID, URL), ACTIONS * 11, "10 message actions"),
        (Package(APP_ID, URL), (MessageAction("save", "Save this message as evidence, now", ""),), "32 characters"),
    ],
)
def test_what_teams_would_refuse_is_refused_with_advice(
    own: Package, actions: tuple[MessageAction, ...], advice: str
) -> None:
    with pytest.raises(ValueError, match=advice):
        manifest(own, COMMANDS, actions)


class TestPackage:
    def test_manifest_and_icons_lie_at_the_root_and_nothing_else(self) -> None:
        files = packed()

        assert sorted(files) == ["color.png", "manifest.json", "outline.png"]
        assert set(json.loads(files["manifest.json"])["icons"].values()) == {"color.png", "outline.png"}

    def test_the_same_manifest_makes_the_same_bytes(self) -> None:
        assert zipped(made()) == zipped(made())


class TestIcons:
    def test_the_icon_in_colour_is_large_and_nowhere_transparent(self) -> None:
        rows = pixels(color_icon(), COLOR_SIZE)

        assert {alpha for row in rows for *_, alpha in row} == {255}
        assert rows[0][0][:3] == (0x1F, 0x3A, 0x5F)

    def test_the_outline_is_small_and_white_on_nothing_with_a_soft_edge(self) -> None:
        rows = pixels(outline_icon(), OUTLINE_SIZE)
        opaque = {alpha for row in rows for *_, alpha in row}

        assert {tuple(pixel[:3]) for row in rows for pixel in row if pixel[3]} == {(255, 255, 255)}
        assert {0, 255} < opaque
        assert rows[0][0][3] == 0


def pixels(png: bytes, size: int) -> list[list[tuple[int, ...]]]:
    """The pixels of an icon of so many pixels a side, row by row: red, green, blue, how opaque."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert struct.unpack(">IIBB", png[16:26]) == (size, size, 8, 6)
    length = struct.unpack(">I", png[33:37])[0]
    assert png[37:41] == b"IDAT"
    plain = zlib.decompress(png[41 : 41 + length])
    assert len(plain) == size * (1 + 4 * size)
    rows = [plain[start + 1 : start + 1 + 4 * size] for start in range(0, len(plain), 1 + 4 * size)]
    return [[tuple(row[place : place + 4]) for place in range(0, len(row), 4)] for row in rows]
