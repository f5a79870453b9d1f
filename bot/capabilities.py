"""What Rungs can do: collected from the folders under handlers/, so that a new one needs no line here."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

import handlers
from handlers.chat.due import Rule
from handlers.chat.router import Command


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the folders under handlers/ declare: their commands, and what is done when something is due."""

    commands: tuple[Command, ...]
    rules: Mapping[str, Rule]


def capabilities() -> Capabilities:
    """Collect what every folder under handlers/ declares."""
    commands: list[Command] = []
    rules: dict[str, Rule] = {}
    for folder in sorted(module.name for module in iter_modules(handlers.__path__) if module.ispkg):
        package = import_module(f"handlers.{folder}")
        declared = {module.name for module in iter_modules(package.__path__)}
        if "commands" in declared:
            commands.extend(import_module(f"handlers.{folder}.commands").COMMANDS)
        if "reminders" in declared:
            rules.update(import_module(f"handlers.{folder}.reminders").REMINDERS)
    return Capabilities(tuple(commands), rules)
