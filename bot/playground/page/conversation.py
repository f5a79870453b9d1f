"""What people do in conversations: write, use a shortcut, react, open Home."""

from collections.abc import Mapping

from bot.playground.page.actions import Action
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.workspace import Json, Message


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
            "forgive": self._forgive,
        }

    async def context(self, person: Resident) -> Mapping[str, object]:
        """What its templates need."""
        return {}

    async def _say(self, asked: Json) -> Json:
        text, place, thread_ts = str(asked["text"]).strip(), str(asked["in"]), asked.get("thread") or None
        if not text.startswith("/"):
            await self._talk.say(asked["as"], place, text, thread_ts)
            return {}
        if thread_ts:
            raise ValueError("Slack takes no slash commands in threads. Mention the bot there instead.")
        command, _, rest = text.partition(" ")
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

    async def _forgive(self, asked: Json) -> Json:
        self._talk.workspace.faults.clear()
        self._talk.workspace.changed()
        return {}


def message_of(talk: Talk, asked: Json) -> Message:
    """The message that was acted on. LookupError when it is gone."""
    message = talk.workspace.find(str(asked["channel"]), str(asked["ts"]))
    if message is None:
        raise LookupError("this message was deleted")
    return message
