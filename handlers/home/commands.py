"""Home by a word: for whoever has no page of it, and for whoever prefers to type."""

from typing import Final

from handlers.chat.ask import Ask
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.chat.router import on
from handlers.home.screens import home_answer


class Home(Form, command="rungs home", title="Home", reads=True, submit="Show"):
    """See what is due, your objectives, and how your teams are doing."""


def show_home(ask: Ask, form: Home) -> Reply:
    """The writer's own Home. It cannot be shared."""
    return Whisper(home_answer(ask))


COMMANDS: Final = (on(Home, show_home),)
