"""What Rungs can do: collected from the folders under handlers/, so that a new one needs no line here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import handlers
from handlers.chat.card import Card
from handlers.chat.due import Rule
from handlers.chat.router import Command

Examples = Mapping[str, Callable[[], Card]]


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the folders under handlers/ declare: their commands, and what is done when something is due."""

    commands: tuple[Command, ...]
    rules: Mapping[str, Rule]


def capabilities() -> Capabilities:
    """Collect what every folder under handlers/ declares."""
    commands = tuple(command for _, module in _modules("commands") for command in module.COMMANDS)
    rules = {name: rule for _, module in _modules("reminders") for name, rule in module.REMINDERS.items()}
    return Capabilities(commands, rules)


def examples() -> Mapping[str, Examples]:
    """An example of every card that Rungs shows, by the folder under handlers/ and by its own name."""
    return {folder: module.EXAMPLES for folder, module in _modules("screens")}


def _modules(name: str) -> Iterator[tuple[str, ModuleType]]:
    """The module of that name in every folder that has one, by folder."""
    for folder in sorted(module.name for module in iter_modules(handlers.__path__) if module.ispkg):
        package = import_module(f"handlers.{folder}")
        if name in {module.name for module in iter_modules(package.__path__)}:
            yield folder, import_module(f"handlers.{folder}.{name}")
