"""The app manifest: what a company uploads to Teams, with the fewest permissions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID, uuid5

from bot.wording import line, shorten

Json = dict[str, Any]
Edition = Literal["stable", "preview"]

VERSION: Final = "1.25"
"""The manifest that every tenant takes."""
PREVIEW: Final = "1.29"
"""The first one with commands behind a slash and with messages that one person sees."""

APP_VERSION: Final = "1.0.0"
"""Of the app package. Teams takes an update only with a higher one."""

COLOR_ICON: Final = "color.png"
OUTLINE_ICON: Final = "outline.png"
ACCENT: Final = "#1F3A5F"

MOST_COMMANDS: Final = 12
TITLE: Final = 128
ABOUT: Final = 4000
MOST_ACTIONS: Final = 10
ACTION_ID: Final = 64
ACTION_TITLE: Final = 32
ACTION_ABOUT: Final = 128
ADDRESS: Final = 2048
"""The schema's limits, in characters."""

_SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v{version}/MicrosoftTeams.schema.json"
_GUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SHORT = "Objectives, check-ins and feedback, without leaving chat."
_FULL = (
    "Rungs keeps a company's objectives and key results where people already talk. Record progress in a line or a form,"
    " answer one prompt a week, and read a digest of what is on track, at risk or done. Write help to Rungs to see"
    " everything that it understands. Save a message as evidence from its menu, under More actions."
)


@dataclass(frozen=True, slots=True)
class MenuCommand:
    """A command that the menu of the compose box offers: "okr update", and what it does."""

    title: str
    about: str


@dataclass(frozen=True, slots=True)
class MessageAction:
    """An entry in the menu of a message; `id` is what Teams sends back."""

    id: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Package:
    """What is the company's own in its manifest.

    `app_id` is the Azure bot's; `url` an https page about the app, to which the links lead that Teams asks for. The
    `edition` "preview" has what Microsoft calls a preview.
    """

    app_id: str
    url: str
    edition: Edition = "stable"


def manifest(own: Package, commands: Sequence[MenuCommand], actions: Sequence[MessageAction]) -> Json:
    """The manifest as plain data; of the commands as many as Teams shows. ValueError, saying what to change."""
    _check(own, actions)
    app_id = own.app_id.lower()
    version = PREVIEW if own.edition == "preview" else VERSION
    return {
        "$schema": _SCHEMA.format(version=version),
        "manifestVersion": version,
        "version": APP_VERSION,
        # The same for as long as the bot is the same one: an upload then updates the app instead of adding another.
        "id": str(uuid5(UUID(app_id), "rungs")),
        "developer": {"name": "Rungs", "websiteUrl": own.url, "privacyUrl": own.url, "termsOfUseUrl": own.url},
        "name": {"short": "Rungs", "full": "Rungs: objectives and key results"},
        "description": {"short": _SHORT, "full": _FULL},
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": ACCENT,
        "bots": [_bot(app_id, own.edition, commands[:MOST_COMMANDS])],
        **({"composeExtensions": [_extension(app_id, actions)]} if actions else {}),
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def _bot(app_id: str, edition: Edition, commands: Sequence[MenuCommand]) -> Json:
    shown = [{"title": command.title, "description": shorten(line(command.about), ABOUT)} for command in commands]
    return {
        "botId": app_id,
        "scopes": ["personal", "team", "groupChat"],
        "isNotificationOnly": False,
        "supportsFiles": True,
        "commandLists": [
            {"scopes": ["personal"], "commands": shown},
            {"scopes": ["team", "groupChat"], "commands": shown} | _among_others(edition),
        ],
    } | ({"supportsTargetedMessages": True} if edition == "preview" else {})


def _among_others(edition: Edition) -> Json:
    return {"triggers": ["mention", "slash"]} if edition == "preview" else {}


def _extension(app_id: str, actions: Sequence[MessageAction]) -> Json:
    return {
        "botId": app_id,
        "commands": [
            {
                "id": action.id,
                "type": "action",
                "title": action.title,
                "description": shorten(line(action.about), ACTION_ABOUT),
                "context": ["message"],
                "fetchTask": True,
            }
            for action in actions
        ],
    }


def _check(own: Package, actions: Sequence[MessageAction]) -> None:
    if not _GUID.fullmatch(own.app_id):
        raise ValueError(
            f"TEAMS_APP_ID is “{shorten(line(own.app_id), 60)}”, and must be like 01234567-89ab-cdef-0123-456789abcdef."
            " Copy it from your Azure bot's page under Configuration."
        )
    if not own.url.startswith("https://") or len(own.url) > ADDRESS:
        raise ValueError(
            f"--url: Teams wants a page that begins https://, and “{shorten(line(own.url), 60)}” does not."
        )
    if len(actions) > MOST_ACTIONS:
        raise ValueError(f"Teams takes {MOST_ACTIONS} message actions; leave some out.")
    for action in actions:
        if not 0 < len(action.title) <= ACTION_TITLE or not 0 < len(action.id) <= ACTION_ID:
            raise ValueError(f"The message action “{action.title}” must have at most {ACTION_TITLE} characters.")
