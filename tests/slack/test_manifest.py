"""The manifest: Slack takes it, and it asks for no more than is used."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.slack.manifest import BUILT_IN, EVENTS, SCOPES, ManifestCommand, ManifestShortcut, manifest

SCHEMA = json.loads(Path(__file__).with_name("manifest.schema.json").read_text("utf-8"))
COMMANDS = (
    ManifestCommand("/okr", "Objectives and key results", "new TITLE | update KR-5 1250"),
    ManifestCommand("/checkin", "Check in on all of mine"),
)
SHORTCUTS = (ManifestShortcut("rungs evidence save", "Save as evidence", "Keep this message for a review"),)
URL = "https://rungs.example.com"


def complaints(body: dict[str, Any]) -> list[str]:
    """What Slack's schema says against it."""
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(body)]


@pytest.mark.parametrize("url", [None, URL, f"{URL}/"])
def test_slack_takes_the_manifest(url: str | None) -> None:
    assert complaints(manifest(COMMANDS, SHORTCUTS, url)) == []


def test_the_schema_refuses_http_without_an_address() -> None:
    body = manifest(COMMANDS, SHORTCUTS, None)
    body["settings"]["socket_mode_enabled"] = False
    assert complaints(body) == ["'request_url' is a required property"] * 2


def test_everything_is_sent_to_one_address() -> None:
    body = manifest(COMMANDS, SHORTCUTS, f"{URL}/")
    settings, features = body["settings"], body["features"]
    assert {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
        *(command["url"] for command in features["slash_commands"]),
    } == {f"{URL}/slack/events"}


def test_socket_mode_needs_no_address() -> None:
    body = manifest(COMMANDS, SHORTCUTS, None)
    assert body["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(body)


def test_people_in_commands_arrive_as_mentions() -> None:
    assert all(command["should_escape"] for command in manifest(COMMANDS, (), URL)["features"]["slash_commands"])


def test_names_of_slacks_own_commands_are_left_out() -> None:
    commands = (*COMMANDS, ManifestCommand("/feedback", "Give feedback"))
    assert "/feedback" in BUILT_IN
    assert [command["command"] for command in manifest(commands, (), URL)["features"]["slash_commands"]] == [
        "/okr",
        "/checkin",
    ]


def test_no_scope_reads_a_channel() -> None:
    assert not {"channels:history", "groups:history", "mpim:history"} & set(SCOPES)


def test_each_event_has_the_scope_it_needs() -> None:
    needed = {"app_mention": "app_mentions:read", "message.im": "im:history", "team_join": "users:read"}
    assert {scope for event, scope in needed.items() if event in EVENTS} <= set(SCOPES)


def test_long_words_are_shortened() -> None:
    command = ManifestCommand("/okr", "d" * 3000, "u" * 3000)
    shortcut = ManifestShortcut("save", "Save", "s" * 300)
    assert complaints(manifest((command,), (shortcut,), URL)) == []


@pytest.mark.parametrize(
    ("commands", "shortcuts", "url", "advice"),
    [
        (COMMANDS, (), "http://rungs.example.com", "https://"),
        (COMMANDS * 26, (), URL, "50 slash commands"),
        (COMMANDS, SHORTCUTS * 11, URL, "10 shortcuts"),
        ((ManifestCommand("okr", "No slash"),), (), URL, "must start with /"),
        (COMMANDS, (ManifestShortcut("save", "Save this message as evidence", ""),), URL, "24 characters"),
    ],
)
def test_what_slack_would_refuse_is_refused_with_advice(
    commands: tuple[ManifestCommand, ...], shortcuts: tuple[ManifestShortcut, ...], url: str, advice: str
) -> None:
    with pytest.raises(ValueError, match=advice):
        manifest(commands, shortcuts, url)
