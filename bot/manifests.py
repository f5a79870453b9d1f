"""What a platform's manifest needs to know of the commands: made from the one table of commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from handlers.chat.spec import FormSpec
from handlers.help.table import entries, usage

MOST_USED: Final[tuple[str, ...]] = (
    "checkin",
    "okr update",
    "okr list",
    "digest",
    "rungs home",
    "okr show",
    "okr new",
    "okr kr",
    "okr tree",
    "rungs evidence",
    "rungs me",
    "rungs help",
)
"""What a menu of a few commands begins with; a name that no command has is passed over."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut: its callback id, its name in the menu, what it does, and the command behind it."""

    callback: str
    name: str
    about: str
    command: str


def slash_commands(catalogue: Sequence[FormSpec]) -> list[tuple[str, str, str]]:
    """(command, description, usage hint) of every area: ("/okr", "Objectives and key results", "[new TITLE | …]")."""
    return [(f"/{area}", description, hint) for area, description, hint in usage(catalogue)]


def shortcuts(catalogue: Sequence[FormSpec]) -> list[Shortcut]:
    """Every message shortcut."""
    return [
        Shortcut(spec.command.replace(" ", "_").replace("-", "_"), spec.action, spec.about, spec.command)
        for spec in catalogue
        if spec.action
    ]


def menu(catalogue: Sequence[FormSpec]) -> list[tuple[str, str]]:
    """(command, what it does) of every command, without slashes, the most used first: ("okr update", "Record …")."""
    about: dict[str, str] = {}
    # Where a name has two forms, the one that needs nothing behind it speaks for it.
    for entry in sorted(entries(catalogue), key=lambda entry: bool(entry.spec.positional)):
        about.setdefault(entry.name, entry.about)
    names = [name for name in MOST_USED if name in about]
    names += [entry.name for entry in entries(catalogue)]
    return [(name, about[name]) for name in dict.fromkeys(names)]
