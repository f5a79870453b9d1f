"""Where something is shown, as far as it decides what a card may hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from handlers.chat.card import Call
from handlers.chat.screen import Choice


@dataclass(frozen=True, slots=True)
class Surface:
    """What the place in which something is shown can do.

    `dialogs`: whether a button may open a dialog. `opens`: whether a call will need its form. `seal` closes a form's
    own data against forgery. `choices`: what pickers offer at once, by field name, where nothing is typed yet.
    `origin`: the closed address of another conversation, to which Share and the forms opened from here belong, or "".
    """

    dialogs: bool
    opens: Callable[[Call], bool]
    seal: Callable[[str], str]
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    origin: str = ""
