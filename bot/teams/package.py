"""The app package: the manifest and the icons in one zip, byte for byte the same for the same manifest."""

import io
import json
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bot.capabilities import capabilities
from bot.manifests import menu, shortcuts
from bot.settings import Environment, Misconfigured
from bot.teams.icons import color_icon, outline_icon
from bot.teams.manifest import COLOR_ICON, OUTLINE_ICON, Edition, Json, MenuCommand, MessageAction, Package, manifest
from handlers.chat.router import Router

_THE_SAME: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip can say; any other would make each package another one."""
_READABLE: Final = 0o100644 << 16
_UNIX: Final = 3


def app_package(environment: Environment, url: str, edition: Edition) -> bytes:
    """The package of all that Rungs can do, for the bot that the environment names.

    `url` is an https page about the app. Raises Misconfigured for what Teams would refuse.
    """
    app_id = environment.teams_app_id.strip()
    if not app_id:
        raise Misconfigured("TEAMS_APP_ID is not set. Copy it from your Azure bot's page under Configuration.")
    catalogue = Router(capabilities().commands).catalogue
    commands = [MenuCommand(*command) for command in menu(catalogue)]
    actions = [MessageAction(one.callback, one.name, one.about) for one in shortcuts(catalogue)]
    try:
        return zipped(manifest(Package(app_id, url, edition), commands, actions))
    except ValueError as problem:
        raise Misconfigured(str(problem)) from None


def zipped(body: Json) -> bytes:
    """The zip that Teams takes: everything lies at its root."""
    files = {
        "manifest.json": json.dumps(body, indent=2, ensure_ascii=False).encode(),
        COLOR_ICON: color_icon(),
        OUTLINE_ICON: outline_icon(),
    }
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, _THE_SAME)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            archive.writestr(entry, content)
    return made.getvalue()
