"""What people do in conversations: write, use a shortcut, react, open Home."""

import base64
from collections.abc import Mapping

from bot.playground.page.actions import Action
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.uploads import Attached
from bot.playground.workspace import Json, Message

_COMMANDS_ONLY = (
    'In Slack, all messages that start with the "/" character are interpreted as commands. '
    'If you are trying to send a message and not run a command, try preceding the "/" with an empty space.'
)
"""Slack's own words."""


class Conversations:
    """The box at the bottom, the menu of each message, and the Home tab."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by name."""
        return {
            "say": self._say,
            "shortcut": self._shortcut,
            "react": self._react,
            "home": self._home,
            "dismiss": self._dismiss,
            "forgive": self._forgive,
        }

    async def context(self, person: Resident) -> Mapping[str, object]:
        """What its templates need."""
        return {}

    async def _say(self, asked: Json) -> Json:
        text, place, thread_ts = str(asked["text"]).rstrip(), str(asked["in"]), asked.get("thread") or None
        files = _attached(asked)
        if files or not text.startswith("/"):
            await self._talk.say(asked["as"], place, text.strip(), thread_ts, files)
            return {}
        command, _, rest = text.partition(" ")
        if command not in {name for name, _, _ in self._talk.commands}:
            raise ValueError(f"{command} is not a valid command. {_COMMANDS_ONLY}")
        if thread_ts:
            bot = self._talk.workspace.install.bot.name
            raise ValueError(f"{command} is not supported in threads. Sorry! Mention @{bot} here instead.")
        await self._talk.command(asked["as"], command, rest, channel=place)
        return {}

    async def _shortcut(self, asked: Json) -> Json:
        await self._talk.shortcut(asked["as"], asked["name"], message_of(self._talk, asked))
        return {}

    async def _react(self, asked: Json) -> Json:
        message, person = message_of(self._talk, asked), self._talk.workspace.person(asked["as"])
        there = person.id in message.reactions.get(asked["name"], ())
        await (self._talk.unreact if there else self._talk.react)(person.id, message, asked["name"])
        return {}

    async def _home(self, asked: Json) -> Json:
        await self._talk.open_home(asked["as"])
        return {}

    async def _dismiss(self, asked: Json) -> Json:
        message = message_of(self._talk, asked)
        if message.shown_to != self._talk.workspace.person(asked["as"]).id:
            raise ValueError("Only messages that you alone can see can be dismissed.")
        self._talk.workspace.delete(message)
        return {}

    async def _forgive(self, asked: Json) -> Json:
        self._talk.workspace.faults.clear()
        self._talk.workspace.changed()
        return {}


def _attached(asked: Json) -> list[Attached]:
    """The files that go with the words. ValueError for what is none."""
    try:
        return [
            (str(file["name"]), base64.b64decode(file["content"], validate=True)) for file in asked.get("files", ())
        ]
    except (TypeError, KeyError, ValueError):
        raise ValueError("These files cannot be read. Choose them again.") from None


def message_of(talk: Talk, asked: Json) -> Message:
    """The message that was acted on. LookupError when it is gone."""
    message = talk.workspace.find(str(asked["channel"]), str(asked["ts"]))
    if message is None:
        raise LookupError("this message was deleted")
    return message
