"""The app manifest: what a company pastes into Slack to make the app, with the fewest scopes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack import limits
from bot.slack.text import Json
from bot.wording import line, shorten

ENDPOINT = "/slack/events"
"""Where Slack sends everything, below the public address of the bot."""

SCOPES = {
    "app_mentions:read": "to be asked in a thread, where slash commands do not work",
    "chat:write": "to answer, and to post check-ins and digests",
    "chat:write.public": "to post in a team's channel without having been invited to it",
    "commands": "slash commands and message shortcuts",
    "files:read": "to read the files that a super user sends for an import",
    "files:write": "to send an export as files",
    "im:history": "to read what is written to the bot itself in a direct message",
    "im:write": "to open a direct message with somebody",
    "reactions:read": "to add to praise by a reaction, in channels that the bot is a member of",
    "users:read": "names and time zones, and who is a guest, a bot or has left",
    "users:read.email": "to know a person again by e-mail address, on Teams and in imports",
}
"""Each scope and what it is for. No history of any channel is read."""

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.im",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
)

# fmt: off
BUILT_IN = frozenset((
    "/active", "/archive", "/away", "/call", "/collapse", "/dm", "/dnd", "/expand", "/feed",
    "/feedback", "/giphy", "/invite", "/invite_people", "/join", "/kick", "/leave", "/me", "/msg",
    "/mute", "/open", "/part", "/people", "/prefs", "/remind", "/remove", "/rename", "/search",
    "/shortcuts", "/shrug", "/star", "/status", "/topic", "/unarchive", "/who",
))
# fmt: on
"""Commands of Slack's own; an app that brings one of these names never hears of it. `/rungs` reaches them all."""

_DESCRIPTION = "Set goals, measure them every week, and give feedback, without leaving chat."
_LONG_DESCRIPTION = (
    "Rungs keeps a company's objectives and key results where people already talk. Record progress with a slash command"
    " or a form, answer one prompt a week, and read a digest of what is on track, at risk or done. Type /rungs help to"
    " see everything that it understands."
)


@dataclass(frozen=True, slots=True)
class ManifestCommand:
    """A slash command: "/okr", what it does, and what may follow it."""

    command: str
    description: str
    usage_hint: str = ""


@dataclass(frozen=True, slots=True)
class ManifestShortcut:
    """An entry in the menu of a message; `callback_id` is the command of the form it opens."""

    callback_id: str
    name: str
    description: str


def manifest(commands: Sequence[ManifestCommand], shortcuts: Sequence[ManifestShortcut], url: str | None) -> Json:
    """The manifest as plain data.

    `url` is the bot's public address ("https://rungs.example.com"); None is for Socket Mode, which needs no address.
    Commands named like Slack's own are left out. Raises ValueError, saying what to change, for what Slack would refuse.
    """
    _check(commands, shortcuts, url)
    endpoint = f"{url.rstrip('/')}{ENDPOINT}" if url is not None else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 0},
        "display_information": {
            "name": "Rungs",
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Rungs", "always_online": True},
            "slash_commands": [_command(command, endpoint) for command in _own(commands)],
            "shortcuts": [_shortcut(shortcut) for shortcut in shortcuts],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": _at(endpoint) | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | _at(endpoint) | _at(endpoint, "message_menu_options_url"),
            "org_deploy_enabled": False,
            "socket_mode_enabled": endpoint is None,
            "token_rotation_enabled": False,
        },
    }


def _own(commands: Sequence[ManifestCommand]) -> list[ManifestCommand]:
    return [command for command in commands if command.command not in BUILT_IN]


def _command(command: ManifestCommand, endpoint: str | None) -> Json:
    body: dict[str, Any] = {
        "command": command.command,
        "description": shorten(line(command.description), limits.COMMAND_DESCRIPTION),
        "should_escape": True,
    }
    hint = shorten(line(command.usage_hint), limits.USAGE_HINT)
    return body | ({"usage_hint": hint} if hint else {}) | _at(endpoint, "url")


def _shortcut(shortcut: ManifestShortcut) -> Json:
    return {
        "type": "message",
        "callback_id": shortcut.callback_id,
        "name": shortcut.name,
        "description": shorten(line(shortcut.description), limits.SHORTCUT_DESCRIPTION),
    }


def _at(endpoint: str | None, key: str = "request_url") -> Json:
    return {key: endpoint} if endpoint else {}


def _check(commands: Sequence[ManifestCommand], shortcuts: Sequence[ManifestShortcut], url: str | None) -> None:
    if url is not None and not url.startswith("https://"):
        raise ValueError(f"Slack calls public https addresses only; {url!r} does not start with https://.")
    if len(_own(commands)) > limits.COMMANDS:
        raise ValueError(f"Slack takes {limits.COMMANDS} slash commands; leave some to /rungs.")
    if len(shortcuts) > limits.SHORTCUTS:
        raise ValueError(f"Slack takes {limits.SHORTCUTS} shortcuts; leave some out.")
    for command in commands:
        if not command.command.startswith("/") or len(command.command) > limits.COMMAND:
            raise ValueError(f"{command.command!r} must start with / and have at most {limits.COMMAND} characters.")
    for shortcut in shortcuts:
        if not 0 < len(shortcut.name) <= limits.SHORTCUT_NAME:
            raise ValueError(f"The shortcut {shortcut.name!r} must have at most {limits.SHORTCUT_NAME} characters.")
