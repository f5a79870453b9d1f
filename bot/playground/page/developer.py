"""The panel for developers of the bot: what went over the wire, the same again, and faults on a switch."""

from collections.abc import Mapping

from bot.playground.page.actions import Action
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.weather import TROUBLES
from bot.playground.wire import Exchange
from bot.playground.workspace import Json

OVERLAP = 30
"""How far back a new look goes: what began earlier may have ended later."""


class DeveloperPanel:
    """Shows `talk`'s wire, and switches its weather."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._wire = talk.state.wire
        self._weather = talk.state.weather

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by name."""
        return {
            "exchanges": self._exchanges,
            "exchange": self._exchange,
            "again": self._again,
            "clear_exchanges": self._clear,
            "weather": self._switch,
        }

    async def context(self, person: Resident) -> Mapping[str, object]:
        """How the weather is, what it may be, and a mark that changes whenever something went over the wire."""
        kept = self._wire.exchanges
        mark = f"{len(kept)} {kept[-1].number if kept else 0}"
        return {"trouble": self._weather.trouble, "troubles": TROUBLES, "wire_mark": mark}

    async def _exchanges(self, asked: Json) -> Json:
        """A line for each exchange after the number `after`, and the numbers of all that are kept."""
        after = int(asked["after"]) - OVERLAP
        kept = self._wire.exchanges
        return {
            "exchanges": [_line(exchange) for exchange in kept if exchange.number > after],
            "kept": [exchange.number for exchange in kept],
        }

    async def _exchange(self, asked: Json) -> Json:
        exchange = self._wire.find(int(asked["number"]))
        return {"request": exchange.request, "answer": exchange.answer, "headers": dict(exchange.headers)}

    async def _again(self, asked: Json) -> Json:
        ack = await self._talk.dispatch.again(int(asked["number"]))
        return {"status": ack.status}

    async def _clear(self, asked: Json) -> Json:
        self._wire.clear()
        self._talk.workspace.changed()
        return {}

    async def _switch(self, asked: Json) -> Json:
        self._weather.set(str(asked["kind"]))
        return {}


def _line(exchange: Exchange) -> Json:
    return {
        "number": exchange.number,
        "direction": exchange.direction,
        "name": exchange.name,
        "at": exchange.at,
        "milliseconds": round(exchange.seconds * 1000),
        "status": exchange.status,
        "failed": _failed(exchange),
        "note": exchange.note,
        "carrier": exchange.carrier,
        "repeatable": exchange.direction == "to_bot" and not exchange.name.startswith("socket "),
    }


def _failed(exchange: Exchange) -> bool:
    """Whether the status is none of success, or Slack's answer says so itself."""
    refused = isinstance(exchange.answer, dict) and exchange.answer.get("ok") is False
    return refused or not 200 <= exchange.status < 300
