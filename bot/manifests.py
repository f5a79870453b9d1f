"""What a platform's manifest needs to know of the commands: made from the one table of commands."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.chat.spec import FormSpec
from handlers.help.table import usage


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
