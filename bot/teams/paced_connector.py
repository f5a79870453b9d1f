"""The Connector behind a queue: every request waits for its turn, so that none of Teams' limits is passed.

Delivery keeps to the same limits, but counts a letter, when it is claimed, under the name that the outbox has for its
conversation. Teams counts requests, when they arrive: further pages, a chat that is opened, edits in a personal chat.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.clock import MachineClock
from bot.pace import Limit, Pace, Rates
from bot.teams.activity import unthreaded
from bot.teams.connector import Connector, Json, Refusal, Unanswered, Unreached
from bot.windows import Windows

RATES: Final = Rates(
    actions={},
    channel=Windows(((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))),
    total=Windows(((30, 1.0),)),
)
"""For each conversation and for each tenant: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit."""

PATIENCE: Final = 5.0
"""The longest wait for a turn, in seconds: what takes longer is better left to delivery, which has others to send."""

INSISTENCE: Final = (1.0, 2.0, 4.0)
"""Seconds between the attempts at what belongs to a message that is there already."""

LONGEST_PAUSE: Final = 20.0
"""The longest pause, in seconds, that is heeded between those attempts."""

PASSING: Final = frozenset((408, 412, 429))
"""Statuses, beside all from 500 on, after which the same may go better."""


class Crowded(Exception):
    """It was not sent: for another so many `seconds` it would be too much for its conversation."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"{seconds:.1f} s")
        self.seconds = seconds


class PacedConnector:
    """Sends by a Connector, at most as fast as `rates` allow. Every call may raise Crowded and whatever that raises."""

    def __init__(self, connector: Connector, machine: MachineClock, rates: Rates = RATES) -> None:
        self._connector = connector
        self._rates = rates
        self._machine = machine
        self._pace = Pace(rates, machine.seconds())

    @property
    def claims(self) -> Rates:
        """How fast delivery may claim letters: a little ahead, so that no turn has to wait for one."""
        total = self._rates.total
        return replace(self._rates, channel=_ahead(self._rates.channel), total=total and _ahead(total))

    async def post(self, service_url: str, conversation: str, activity: Json) -> str:
        """Send a message; return its id, "" where the Connector does not say."""
        await self._turn(conversation)
        return await self._connector.post(service_url, conversation, activity)

    async def put(self, service_url: str, conversation: str, activity_id: str, activity: Json) -> None:
        """Put another message in the place of one that Rungs sent."""
        await self._turn(conversation)
        await self._connector.put(service_url, conversation, activity_id, activity)

    async def delete(self, service_url: str, conversation: str, activity_id: str) -> None:
        """Take back a message that Rungs sent."""
        await self._turn(conversation)
        await self._connector.delete(service_url, conversation, activity_id)

    async def open_personal(self, service_url: str, tenant: str, user: str) -> str:
        """The id of the personal chat with somebody, by the address that Teams has for them."""
        await self._turn("")
        return await self._connector.open_personal(service_url, tenant, user)

    async def member(self, service_url: str, conversation: str, user: str) -> Json:
        """One member as the roster names them."""
        await self._turn("")
        return await self._connector.member(service_url, conversation, user)

    async def members(self, service_url: str, conversation: str, token: str = "") -> tuple[list[Json], str]:
        """A page of a conversation's members, and the token of the next page, "" after the last."""
        await self._turn("")
        return await self._connector.members(service_url, conversation, token)

    async def channels(self, service_url: str, team: str) -> Mapping[str, str]:
        """The names of a team's channels by their ids; "" for the one that Teams does not name."""
        await self._turn("")
        return await self._connector.channels(service_url, team)

    async def insist(self, service_url: str, conversation: str, activity: Json) -> bool:
        """Send what belongs to a message that is there already, a few times if need be; whether it may have arrived."""
        for pause in INSISTENCE:
            try:
                await self.post(service_url, conversation, activity)
            except Unanswered:
                # It may be there, and twice is worse than a gap.
                return True
            except Unreached:
                longer = pause
            except Crowded as crowded:
                longer = crowded.seconds
            except Refusal as refusal:
                if not is_passing(refusal):
                    return False
                longer = max(pause, refusal.retry_after)
            else:
                return True
            await self._machine.sleep(min(longer, LONGEST_PAUSE))
        return False

    async def _turn(self, conversation: str) -> None:
        # Teams counts a channel and its threads together.
        base = unthreaded(conversation)
        while True:
            now = self._machine.seconds()
            wait = self._pace.delay(base, now)
            if wait > PATIENCE:
                raise Crowded(wait)
            if wait <= 0:
                break
            await self._machine.sleep(wait)
        self._pace.resting(now)
        self._pace.take("", base, now)


def _ahead(limit: Limit) -> Limit:
    return replace(limit, margin=0.0) if isinstance(limit, Windows) else limit


def is_passing(refusal: Refusal) -> bool:
    """Whether the same may go better later."""
    return refusal.status in PASSING or refusal.status >= 500
