"""Help: what can be typed, made from the commands themselves."""

import difflib
from typing import Final

from handlers.chat.ask import Ask
from handlers.chat.fields import LongText
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.router import on
from handlers.help import screens
from handlers.help.table import areas, entries


class Help(Form, command="rungs help", also=("rungs",), title="Help", example="/rungs help", reads=True, submit="Show"):
    """Show what can be typed; an area or a command after it shows that one."""

    topic: LongText = ""


def show_help(ask: Ask, form: Help) -> Reply:
    """Everything, one area, or one command."""
    topic = " ".join(form.topic.lower().replace("/", " ").split())
    if topic in ("", "rungs help"):
        return Whisper(screens.overview(ask.catalogue))
    for entry in entries(ask.catalogue):
        # The area's bare name shows all of the area, also where it is a command by itself.
        if entry.name == topic and " " in topic:
            return Whisper(screens.command_help(entry))
    if topic in areas(ask.catalogue):
        own = [entry for entry in entries(ask.catalogue) if entry.area == topic]
        return Whisper(screens.area_help(topic, ask.catalogue) if len(own) > 1 else screens.command_help(own[0]))
    names = [entry.name for entry in entries(ask.catalogue)]
    near = difflib.get_close_matches(topic, names, n=1, cutoff=0.3)
    nearest = f"/{near[0]} help" if near else "/rungs help"
    raise Refused(f"There is no command “{topic[:60]}”. Try {nearest}, or /rungs help for all there is.")


COMMANDS: Final = (on(Help, show_help),)
