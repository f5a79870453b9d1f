"""The conversations' chat on Slack: the local Slack, which is as strict as the real one."""

import html
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, assert_never

from aiohttp import ClientSession

from bot.addresses import SlackAddress
from bot.clock import MachineClock
from bot.local.slack import residents, rooms
from bot.playground.carriers import Ack
from bot.playground.inputs import Incomplete as Unsent
from bot.playground.inputs import state_of
from bot.playground.limits import UNLIMITED
from bot.playground.naming import element_of
from bot.playground.residents import Install, Resident, Room
from bot.playground.server import Playground
from bot.playground.views import View
from bot.playground.workspace import Json
from bot.playground.workspace import Message as Posted
from tests.e2e.chat import HOME, INVISIBLE, Attached, Form, Incomplete, Message, Ping
from tests.e2e.tally import Tally

ANYWHERE = "general"
"""Where one types a command that belongs nowhere in particular."""

Carrier = Literal["http", "socket"]
"""How Slack's requests come to the bot."""
Line = Callable[[str], AbstractAsyncContextManager[str]]


class SlackTown:
    """`slack` is for tests of what is Slack's own."""

    def __init__(self, slack: Playground, tally: Tally) -> None:
        self.slack = slack
        self.tally = tally
        self._answers: dict[str, str] = {}

    async def command(self, who: str, words: str, channel: str = "") -> None:
        self.tally.typed(words)
        command, _, rest = words.partition(" ")
        ack = await self.slack.command(who, command, rest, channel=channel or ANYWHERE)
        assert ack.ok, ack
        self._answers[who] = plain(shown(ack))

    async def answer(self, who: str) -> str:
        return self._answers.pop(who, "")

    async def direct(self, who: str, words: str, files: Sequence[Attached] = ()) -> None:
        self.tally.typed(words)
        ack = await self.slack.dm(who, words, files=files)
        assert ack.ok, ack

    async def mention(
        self, who: str, channel: str, words: str, thread: str = "", files: Sequence[Attached] = ()
    ) -> str:
        self.tally.typed(words)
        ack = await self.slack.mention(who, channel, words, thread or None, files)
        assert ack.ok, ack
        return thread or self.slack.messages(channel)[-1].ts

    async def write(self, who: str, channel: str, words: str, thread: str = "") -> Message:
        return as_message(await self.slack.say(who, channel, words, thread or None))

    async def aloud(self, who: str, words: str, channel: str) -> None:
        await self.command(who, words, channel)
        await self.press(who, self.whisper(who), "Share")

    async def press(self, who: str, target: Message | Form, label: str, beside: str = "") -> None:
        found = self._raw(who, target)
        block_id = _block_with(found, beside) if beside else None
        self.tally.called(str(element_of(found, label, block_id)[1].get("value", "")))
        ack = await self.slack.press(who, found, label, block_id=block_id)
        assert ack.ok, ack

    async def choose(self, who: str, target: Message, option: str) -> None:
        found = self._raw(who, target)
        (menu,) = [one for block in found.blocks for one in block.get("elements", ()) if one["type"] == "overflow"]
        (chosen,) = [one for one in menu["options"] if one["text"]["text"] == option]
        self.tally.called(chosen["value"])
        ack = await self.slack.select(who, found, menu["action_id"], option)
        assert ack.ok, ack

    async def submit(self, who: str, values: Mapping[str, Any]) -> None:
        try:
            ack = await self.slack.submit(who, self._view(who), values)
        except Unsent as unsent:
            raise Incomplete(str(unsent)) from unsent
        assert ack.ok, ack

    async def close(self, who: str) -> None:
        await self.slack.close(self._view(who))

    async def suggest(self, who: str, label: str, query: str) -> list[str]:
        return [option["text"]["text"] for option in await self.slack.suggest(who, self._view(who), label, query)]

    async def use(self, who: str, action: str, message: Message) -> None:
        self.tally.used(action)
        found = self._raw(who, message)
        assert isinstance(found, Posted)
        ack = await self.slack.shortcut(who, action, found)
        assert ack.ok, ack

    async def react(self, who: str, message: Message, emoji: str) -> None:
        await self.slack.react(who, self._posted(message), emoji)

    async def unreact(self, who: str, message: Message, emoji: str) -> None:
        await self.slack.unreact(who, self._posted(message), emoji)

    def shut(self, channel: str) -> None:
        workspace = self.slack.workspace
        found = workspace.place(channel)
        others = tuple(one for one in found.members if one != workspace.install.bot.user_id)
        workspace.conversations[found.id] = replace(found, kind="private", members=others)

    async def home(self, who: str) -> Message:
        self.tally.typed(HOME)
        view = await self.slack.open_home(who)
        assert view is not None, f"{who} sees no Home"
        return Message(HOME, view.id, lambda: plain(written(view.blocks)))

    async def received(self, who: str) -> list[Attached]:
        files = [file for posted in self.slack.messages(f"@{who}") for file in posted.files]
        async with ClientSession() as session:
            return [(file["name"], await _read(session, file["permalink"])) for file in files]

    async def welcome(self, handle: str, name: str, email: str) -> None:
        guest = Resident(f"U0{handle.upper()}", handle, name, email, "Europe/Berlin", is_restricted=True)
        await self.slack.arrive(guest)
        self.slack.workspace.join(self.slack.workspace.place(ANYWHERE), guest.id)

    def form(self, who: str) -> Form | None:
        view = self.slack.open_view(who)
        if view is None:
            return None
        errors = {name.partition("~")[0]: words for name, words in view.errors.items()}
        return Form(view.id, view.title, plain(seen(view)), errors, _values(view))

    def messages(self, place: str) -> list[Message]:
        return [as_message(one) for one in self.slack.messages(place) if self._is_ours(one)]

    def thread(self, place: str, root: str) -> list[Message]:
        return [as_message(one) for one in self.slack.thread(place, root) if one.ts != root and self._is_ours(one)]

    def heard(self, channel: str) -> list[Message]:
        found = self.slack.workspace.messages[self.slack.workspace.place(channel).id].values()
        return [as_message(one) for one in found if one.shown_to is None and self._is_ours(one)]

    def whisper(self, who: str) -> Message:
        return as_message(self.slack.ephemerals(who)[-1])

    def current(self, message: Message) -> Message:
        return as_message(self._posted(message))

    def primary(self, message: Message) -> list[str]:
        elements = [one for block in self._posted(message).blocks for one in block.get("elements", ())]
        return [one["text"]["text"] for one in elements if one["type"] == "button" and one.get("style") == "primary"]

    def address(self, message: Message) -> str:
        return f"archives/{message.place}/p{message.id.replace('.', '')}"

    @property
    def fetched(self) -> int:
        return [one.name for one in self.slack.state.wire.exchanges].count("download")

    @property
    def faults(self) -> list[str]:
        return [f"{fault.kind}: {fault.text}" for fault in self.slack.faults]

    @property
    def pings(self) -> list[Ping]:
        places = self.slack.workspace.conversations
        return [Ping(ping.target, places[ping.channel].name) for ping in self.slack.pings]

    def _is_ours(self, posted: Posted) -> bool:
        return posted.user == self.slack.workspace.install.bot.user_id

    def _view(self, who: str) -> View:
        view = self.slack.open_view(who)
        assert view is not None, f"{who} sees no form"
        return view

    def _posted(self, message: Message) -> Posted:
        found = self.slack.workspace.find(message.place, message.id)
        assert found is not None, "this message was deleted"
        return found

    def _raw(self, who: str, target: Message | Form) -> Posted | View:
        if isinstance(target, Message) and target.place != HOME:
            return self._posted(target)
        view = self.slack.home(who) if isinstance(target, Message) else self._view(who)
        assert view is not None
        assert view.id == target.id, "another window is open by now"
        return view


def as_message(posted: Posted) -> Message:
    """A message of the local Slack's, as conversations look at it."""
    return Message(posted.channel, posted.ts, lambda: plain(seen(posted)))


def plain(text: str) -> str:
    """The text as people see it: without what nobody sees, and no entities."""
    return html.unescape(text.translate(INVISIBLE))


def shown(ack: Ack) -> str:
    """What an acknowledgement shows."""
    body: Any = ack.body
    if isinstance(body, dict):
        return written(body.get("blocks") or []) or str(body.get("text") or "")
    return str(body or "")


def written(blocks: Iterable[Any]) -> str:
    """Every text in the blocks, a line each."""
    return "\n".join(_texts(list(blocks)))


def seen(view: View | Posted) -> str:
    """Every text in a view or message, and what is complained of in a form."""
    complaints = "\n".join(view.errors.values()) if isinstance(view, View) else ""
    return "\n".join(part for part in (complaints, written(view.blocks) or getattr(view, "text", "")) if part)


def _texts(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for key, value in part.items() if key != "value" for text in _texts(value)]
    if isinstance(part, list):
        return [text for item in part for text in _texts(item)]
    return []


def _block_with(target: Posted | View, text: str) -> str:
    """The id of the first block that says it."""
    return next(str(block["block_id"]) for block in target.blocks if text in plain(written([block])))


def _values(view: View) -> dict[str, str]:
    """What stands in the inputs, by the field's name: what is typed, or the labels of what is picked."""
    state = state_of(view.blocks, view.values)
    inputs = (block for block in view.blocks if block["type"] == "input")
    return {
        str(block["element"]["action_id"]): _value(state[block["block_id"]][block["element"]["action_id"]])
        for block in inputs
    }


def _value(state: Json) -> str:
    return "\n".join(str(part) for key, part in state.items() if key == "value" and part) or written([state])


async def _read(session: ClientSession, address: str) -> bytes:
    async with session.get(address) as answer:
        return await answer.read()


@dataclass(slots=True)
class Watch:
    """The machine's clock on Slack's side, in seconds; with `haste` it leaps so far each time it is read."""

    haste: float = 0.0
    ahead: float = field(default=0.0)

    def __call__(self) -> float:
        self.ahead += self.haste
        return MachineClock().seconds() + self.ahead


@asynccontextmanager
async def clear(api_url: str) -> AsyncIterator[str]:
    """Nothing stands between the bot and Slack."""
    yield api_url


def company_slack() -> Playground:
    """A local Slack with the ten people of Company X, and a private channel in which Rungs is not."""
    private = Room("C0BOARD", "board", ("U0INES", "U0BEN"), is_private=True)
    return Playground(
        people=residents(),
        rooms=[*rooms(), private],
        now=Watch(),
        limits=UNLIMITED,
    )


def addressed(api_url: str, carrier: Carrier) -> SlackAddress:
    """What an operator copies from Slack for the one way or the other."""
    install = Install()
    match carrier:
        case "http":
            return SlackAddress(api_url, install.token, install.signing_secret)
        case "socket":
            return SlackAddress(api_url, install.token, signing_secret="", app_token=install.app_token)
        case never:
            assert_never(never)
