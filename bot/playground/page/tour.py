"""The tour: where the one who sits here stands in it is kept in the browser, what was done is seen from here."""

from collections.abc import Mapping
from typing import assert_never

from bot.playground.page.actions import Action
from bot.playground.page.clock import ClockControls
from bot.playground.residents import Resident
from bot.playground.talk import Talk
from bot.playground.tour import Stop


class Tour:
    """The stops of `talk.tour`, and which of them are done; `clock` is what the page moves the clock with."""

    def __init__(self, talk: Talk, clock: ClockControls) -> None:
        self._talk = talk
        self._clock = clock

    @property
    def actions(self) -> Mapping[str, Action]:
        """None: a stop's task is done elsewhere on the page."""
        return {}

    async def context(self, person: Resident) -> Mapping[str, object]:
        """The stops, and the numbers, from 1, of those that are done."""
        done = [number for number, stop in enumerate(self._talk.tour, start=1) if self._is_done(stop)]
        return {"stops": self._talk.tour, "stops_done": done}

    def _is_done(self, stop: Stop) -> bool:
        match stop.sign:
            case "command":
                return any(_is_like(typed, stop.words) for typed in self._typed())
            case "form":
                return any(delivery.kind == "view_submission" for delivery in self._talk.deliveries)
            case "clock":
                return self._clock.moved
            case "home":
                return any(delivery.kind == "event app_home_opened" for delivery in self._talk.deliveries)
            case _:
                assert_never(stop.sign)

    def _typed(self) -> list[str]:
        payloads = [delivery.payload for delivery in self._talk.deliveries if delivery.ack.ok]
        return [f"{payload['command']} {payload['text']}" for payload in payloads if "command" in payload]


def _is_like(typed: str, words: str) -> bool:
    """Whether the same command was typed with as much behind it: another number will do, none will not."""
    wanted, said = words.split(), typed.split()
    return len(said) >= len(wanted) and said[:2] == wanted[:2]
