"""Company X on a moving clock: the real bot on a real port, and the local Slack on the other side."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, assert_never

from pydantic import SecretStr

from bot.addresses import Platforms, SlackAddress
from bot.app import App, running
from bot.clock import MachineClock, MovableClock
from bot.local.slack import residents, rooms
from bot.manifests import shortcuts, slash_commands
from bot.pace import Rate, Rates
from bot.playground.carriers import Ack
from bot.playground.limits import UNLIMITED
from bot.playground.residents import Install, Room
from bot.playground.server import Playground
from bot.playground.views import View
from bot.playground.workspace import Message
from bot.settings import Environment
from handlers.company import Company

BRISK = Rates(actions={}, channel=Rate(10_000, 10_000))
"""No pace: these tests are about what is said, not about how fast."""
PATIENCE = 60.0

Carrier = Literal["http", "socket"]
"""How Slack's requests come to the bot."""
Line = Callable[[str], AbstractAsyncContextManager[str]]


@dataclass(frozen=True, slots=True)
class StillClock:
    """A business clock that stands still until it is moved."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a conversation needs."""

    app: App
    slack: Playground
    clock: MovableClock

    async def say(self, who: str, words: str, channel: str = "general") -> str:
        """Type a command; return what its writer is shown, as text."""
        command, _, rest = words.partition(" ")
        ack = await self.slack.command(who, command, rest, channel=channel)
        assert ack.ok, ack
        await self.settle()
        return shown(ack)

    async def forward_to(self, instant: datetime) -> None:
        """Set the business clock forward, and do and deliver what is due by then."""
        self.clock.forward_to(instant)
        await self.app.tick()
        await self.settle()

    async def settle(self) -> None:
        """Deliver what may go by now."""
        assert await self.app.deliver(PATIENCE)

    async def press(self, who: str, target: Message | View, name: str, **more: Any) -> None:
        """Press a button, and let what comes of it arrive."""
        ack = await self.slack.press(who, target, name, **more)
        assert ack.ok, ack
        await self.settle()

    async def submit(self, who: str, values: Mapping[str, Any] | None = None) -> str:
        """Fill in and send the form that is open; return what the window shows then, "" where it closed."""
        ack = await self.slack.submit(who, self.form(who), values)
        assert ack.ok, ack
        await self.settle()
        view = self.slack.open_view(who)
        return seen(view) if view else ""

    async def history(self, code: str = "KR-1") -> str:
        """The key result with its check-ins, as anybody sees it."""
        return await self.say("jo", f"/okr show {code}")

    async def close(self, who: str) -> None:
        """Close the window that is open."""
        await self.slack.close(self.form(who))

    def form(self, who: str) -> View:
        """The window that a person sees."""
        view = self.slack.open_view(who)
        assert view is not None, f"{who} sees no form"
        return view

    def whisper(self, who: str) -> Message:
        """The latest message that only this person sees."""
        return self.slack.ephemerals(who)[-1]

    def lines(self, place: str) -> list[str]:
        """The messages of a channel or of somebody's direct message, as text."""
        return [seen(message) for message in self.slack.messages(place)]


def shown(ack: Ack) -> str:
    """What an acknowledgement shows."""
    body: Any = ack.body
    if isinstance(body, dict):
        return written(body.get("blocks") or []) or str(body.get("text") or "")
    return str(body or "")


def written(blocks: Iterable[Any]) -> str:
    """Every text in the blocks, a line each."""
    return "\n".join(_texts(list(blocks)))


def seen(view: View | Message) -> str:
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


@dataclass(slots=True)
class Watch:
    """The machine's clock on Slack's side, in seconds; with `haste` it leaps so far each time it is read."""

    haste: float = 0.0
    ahead: float = 0.0

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


@asynccontextmanager
async def world(
    database_url: str,
    start: datetime,
    company: Company,
    line: Line = clear,
    carrier: Carrier = "http",
) -> AsyncIterator[World]:
    """The bot and its Slack, on an empty database; `line` may put something between the bot and the Web API."""
    clock = MovableClock(StillClock(start))
    environment = Environment(database_url=SecretStr(database_url), port=0)
    async with company_slack() as slack, line(slack.base_url) as api_url:
        address = addressed(api_url, carrier)
        platforms = Platforms(slack=address)
        if carrier == "socket":
            slack.enable_socket_mode()
        async with running(environment, company, clock, platforms, serve=True, rates=BRISK) as (app, port):
            catalogue = app.desk.router.catalogue
            slack.commands = tuple(slash_commands(catalogue))
            slack.shortcuts = tuple((shortcut.callback, shortcut.name) for shortcut in shortcuts(catalogue))
            slack.connect(f"http://127.0.0.1:{port}/slack/events")
            yield World(app, slack, clock)


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
