"""A tour of the bot for whoever sits down at the local Slack: what to do there, one stop after another."""

from dataclasses import dataclass
from typing import Literal

Sign = Literal["command", "form", "clock", "home"]
"""By what one sees that a stop's task was done: a command was typed, a form sent, the clock moved, Home opened."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop. `about` explains the idea in a sentence, `task` says what to do.

    The task is done as `person` (a handle) in `place` (a channel's name, or "home"), by typing `words` if there are
    any. `sign` says how one sees that it was done; for a command, the like of `words` was typed.
    """

    title: str
    about: str
    task: str
    person: str
    place: str
    sign: Sign
    words: str = ""
