"""Where people sit: what they can read in the local Slack, and the parts their actions share."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.playground.dispatch import Delivery, Dispatch
from bot.playground.payloads import Payloads
from bot.playground.residents import Resident
from bot.playground.state import State
from bot.playground.tour import Stop
from bot.playground.views import View
from bot.playground.workspace import Conversation, Fault, Message, Ping

T = TypeVar("T")

Command = tuple[str, str, str]
Shortcut = tuple[str, str]


class Seats:
    """Reads what is on screen. People and rooms are named by id, handle or channel name.

    `preparing` is what the page says instead of opening, a sentence; "" once it may.
    """

    def __init__(
        self, state: State, dispatch: Dispatch, commands: Sequence[Command], shortcuts: Sequence[Shortcut]
    ) -> None:
        self.state = state
        self.dispatch = dispatch
        self.payloads = Payloads(state)
        self.workspace = state.workspace
        self.commands = tuple(commands)
        self.shortcuts = tuple(shortcuts)
        self.tour: Sequence[Stop] = ()
        self.preparing = ""
        self.message_values: dict[tuple[str, str, str], dict[str, dict[str, dict[str, object]]]] = {}

    @property
    def faults(self) -> list[Fault]:
        """What the bot did that Slack would not have put up with."""
        return self.workspace.faults

    @property
    def pings(self) -> list[Ping]:
        """Every notification that the bot's messages caused."""
        return self.workspace.pings

    @property
    def deliveries(self) -> list[Delivery]:
        """What was sent to the bot, oldest first."""
        return list(self.dispatch.deliveries)

    def messages(self, place: str) -> list[Message]:
        """The messages of a channel, or of a person's direct message, without threads and ephemeral ones."""
        found = self.workspace.messages[self.workspace.place(place).id].values()
        return [message for message in found if message.shown_to is None and message.thread_ts in (None, message.ts)]

    def thread(self, place: str, ts: str) -> list[Message]:
        """A message and the replies under it."""
        return self.workspace.thread(self.workspace.place(place).id, ts)

    def ephemerals(self, user: str) -> list[Message]:
        """What only this person was shown, in any channel, oldest first."""
        person = self.workspace.person(user)
        found = [m for room in self.workspace.messages.values() for m in room.values() if m.shown_to == person.id]
        return sorted(found, key=lambda message: message.ts)

    def home(self, user: str) -> View | None:
        """A person's Home."""
        return self.state.views.homes.get(self.workspace.person(user).id)

    def open_view(self, user: str) -> View | None:
        """The modal that a person sees."""
        return self.state.views.top(self.workspace.person(user).id)

    async def until(self, read: Callable[[], T | None], seconds: float = 5.0) -> T:
        """The first true value of `read`, asked again after each change. TimeoutError after `seconds`."""
        return await self.workspace.until(read, seconds)

    def seated(self, user: str, room: Conversation) -> Resident:
        """The person, who must be in that room. ValueError."""
        person = self.workspace.person(user)
        if person.id not in room.members:
            raise ValueError(f"{person.name} is not in {room.name}")
        return person

    def current(self, message: Message) -> Message:
        """The message as it stands now. LookupError when it is gone."""
        found = self.workspace.find(message.channel, message.ts)
        if found is None:
            raise LookupError("this message was deleted")
        return found
