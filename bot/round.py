"""One workspace's outbox being emptied: claim, send, write down what became of it, and again."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, assert_never, get_args

import structlog

from bot.clock import Clock, MachineClock
from bot.pace import Pace
from bot.sender import Blocked, Outcome, Sender, Sent, TryLater, Unknown
from bot.trouble import report
from bot.waiting import first_of
from storage import dispatch, leases, outcomes
from storage.database import Connection, Database
from storage.dispatch import Letter, Wanted
from storage.outbox import Action
from storage.outcomes import Delivered, GivenUp, Postponed, Settled

AT_ONCE: Final = 4
"""Letters under way at a time, and so the most that a crash leaves uncertain."""

SCHEDULED_AT_ONCE: Final = 3
"""One place is always free for an answer that somebody waits for."""

ATTEMPTS: Final = 8
LONGEST_PAUSE: Final = 600.0
OUT_OF_REACH: Final = 5.0
"""Seconds of rest for a platform that cannot be reached."""

RENEWED_AFTER: Final = leases.SECONDS / 4
LOOK_AGAIN: Final = 0.5
"""The longest pause, in seconds, while something waits for its next attempt."""

ACTIONS: Final[tuple[str, ...]] = get_args(Action)

log = structlog.get_logger()


class Round:
    """Empties one workspace's outbox while it holds the lease; remembers the pace between times."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        clock: Clock,
        machine: MachineClock,
        *,
        workspace_id: int,
        holder: str,
    ) -> None:
        self._database = database
        self._senders = senders
        self._clock = clock
        self._machine = machine
        self._workspace_id = workspace_id
        self._holder = holder
        self._paces: Mapping[str, Pace] = {}
        self._news = asyncio.Event()
        self._alone = asyncio.Lock()
        self._stopping = False
        self._renewed_at = 0.0
        self._changes: list[float] = []
        self._under_way: dict[asyncio.Task[Settled], Letter] = {}
        self.rest()

    def rest(self) -> None:
        """Be as free to send as after a long pause."""
        now = self._machine.seconds()
        self._paces = {name: Pace(sender.rates, now) for name, sender in self._senders.items()}

    def wake(self) -> None:
        """Say that something was committed to the outbox."""
        self._news.set()

    def stop(self) -> None:
        """Claim nothing more; deliver() returns when what is under way has been sent."""
        self._stopping = True
        self._news.set()

    async def deliver(self, deadline: float) -> bool:
        """Send what may be sent until nothing waits; whether something is left, here or in another process's hands.

        Nothing is claimed after `deadline`, in seconds of the machine's clock.
        """
        async with self._alone:
            if not await self._database.write(self._take):
                return True
            try:
                return await self._send_all(deadline)
            finally:
                for task in self._under_way:
                    task.cancel()
                self._under_way.clear()
                await self._database.write(
                    partial(leases.give_back, workspace_id=self._workspace_id, holder=self._holder)
                )

    async def _send_all(self, deadline: float) -> bool:
        while True:
            self._news.clear()
            done = [task for task in self._under_way if task.done()]
            for task in done:
                del self._under_way[task]
            over = self._stopping or self._machine.seconds() >= deadline
            kept, letters = await self._turn([task.result() for task in done], claiming=not over)
            for letter in letters:
                self._under_way[asyncio.create_task(self._send(letter))] = letter
            if self._under_way:
                await self._pause(RENEWED_AFTER)
                continue
            if over or not kept:
                return True
            if not await self._database.write(self._rest):
                return False
            await self._pause(LOOK_AGAIN)

    async def _turn(self, settled: Sequence[Settled], *, claiming: bool) -> tuple[bool, list[Letter]]:
        """One transaction: what became of the last letters, the lease, and the next letters."""
        now = self._machine.seconds()
        wanted = self._wanted(now) if claiming and len(self._under_way) < AT_ONCE else []
        self._changes = self._changes_after(now) if wanted else []
        if not settled and not wanted and now - self._renewed_at < RENEWED_AFTER:
            return True, []
        at = self._machine.instant()

        def work(db: Connection) -> tuple[bool, list[Letter]]:
            outcomes.settle(db, settled, at)
            if not leases.renew(db, self._workspace_id, self._holder, now):
                return False, []
            letters: list[Letter] = []
            for want in wanted:
                letters += dispatch.claim(db, want)
            return True, letters

        kept, letters = await self._database.write(work)
        self._renewed_at = now
        gone = self._machine.seconds()
        for letter in letters:
            self._paces[letter.platform].take(letter.action, letter.channel, gone)
        return kept, letters

    def _wanted(self, now: float) -> list[Wanted]:
        busy = list(self._under_way.values())
        return [
            Wanted(
                workspace_id=self._workspace_id,
                platform=platform,
                seconds=now,
                now=self._clock.now(),
                interactive=pace.interactive(ACTIONS, now),
                scheduled=pace.scheduled(ACTIONS, now),
                most=min(AT_ONCE - len(busy), pace.most(now)),
                most_scheduled=SCHEDULED_AT_ONCE - sum(letter.scheduled for letter in busy),
                busy=[letter.queue for letter in busy],
                resting=pace.resting(now),
            )
            for platform, pace in self._paces.items()
        ]

    async def _send(self, letter: Letter) -> Settled:
        try:
            outcome = await self._senders[letter.platform].send(letter)
        except Exception as error:  # noqa: BLE001 - one letter that breaks must not stop the others
            report("a sender broke", error, outbox_id=letter.id, action=letter.action)
            outcome = TryLater("failed")
        return self._settled(letter, outcome)

    def _settled(self, letter: Letter, outcome: Outcome) -> Settled:
        now = self._machine.seconds()
        pace = self._paces[letter.platform]
        match outcome:
            case Sent(external_id, conversation):
                pace.sent(letter.channel, now)
                return Delivered(letter, external_id, conversation)
            case TryLater("limited", seconds):
                pace.refused(letter.action, letter.channel, seconds, now)
                log.info("the platform asks for a pause", outbox_id=letter.id, action=letter.action, seconds=seconds)
                return Postponed(letter, letter.attempts, now + seconds)
            case TryLater("too early", seconds):
                return Postponed(letter, letter.attempts, now + seconds)
            case TryLater("out of reach"):
                pace.pause(OUT_OF_REACH, now)
                log.warning("the platform is out of reach", outbox_id=letter.id, platform=letter.platform)
                return Postponed(letter, letter.attempts, now + OUT_OF_REACH)
            case TryLater():
                return _again(letter, now, "failed too often")
            case Unknown(reason) if letter.safe_twice:
                return _again(letter, now, reason)
            case Unknown(reason):
                log.warning("nobody knows whether it was sent", outbox_id=letter.id, reason=reason)
                return GivenUp(letter, "uncertain")
            case Blocked(reason):
                return _blocked(letter, reason)
            case _:
                assert_never(outcome)

    async def _pause(self, longest: float) -> None:
        now = self._machine.seconds()
        # What might not go when the letters were claimed may go by now: that is not to be slept through.
        changes = [*self._changes, *self._changes_after(now)]
        seconds = min([longest, *(max(0.0, change - now) for change in changes)])
        await first_of(self._news.wait(), self._machine.sleep(seconds), tasks=list(self._under_way))

    def _changes_after(self, now: float) -> list[float]:
        """The next instant for each platform at which something may go that may not go now."""
        waits = [pace.next_change(now) for pace in self._paces.values()]
        return [now + wait for wait in waits if wait is not None]

    def _take(self, db: Connection) -> bool:
        if not leases.take(db, self._workspace_id, self._holder, self._machine.seconds()):
            return False
        for row_id in outcomes.recover(db, self._workspace_id, self._machine.instant()):
            log.warning("nobody knows whether it was sent: it was under way when the bot ended", outbox_id=row_id)
        return True

    def _rest(self, db: Connection) -> bool:
        lost = outcomes.block_orphans(db, self._workspace_id, list(self._senders), self._machine.instant())
        for row_id in lost:
            log.warning("it has nowhere to go", outbox_id=row_id)
        return outcomes.anything_waits(db, self._workspace_id, self._clock.now())


def _again(letter: Letter, now: float, reason: str) -> Settled:
    attempts = letter.attempts + 1
    if attempts >= ATTEMPTS:
        return _blocked(letter, reason)
    return Postponed(letter, attempts, now + min(LONGEST_PAUSE, 4.0**letter.attempts))


def _blocked(letter: Letter, reason: str) -> GivenUp:
    log.warning("it cannot be sent", outbox_id=letter.id, action=letter.action, reason=reason)
    return GivenUp(letter, "blocked")
