"""Rungs at work for the local Slack, from the story's beginning to its end."""

import gc
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime

from bot.addresses import Platforms, SlackAddress, TeamsAddress
from bot.app import App, running
from bot.clock import Clock, MovableClock
from bot.demo.story import Story, founding_day
from bot.local.environment import forget_story, local_environment
from bot.local.journey import Journey
from bot.local.slack import local_slack
from bot.pace import Rate
from bot.playground.residents import Install
from bot.settings import Environment
from bot.slack.limits import CHANNEL_RATE
from bot.slack.send import RATES
from handlers.company import Company

LOCAL_RATES = replace(RATES, channel=Rate(CHANNEL_RATE, 3))
"""Slack promises no bursts in a channel; the local one is known to take three messages at once."""


class LocalBot:
    """Rungs for a local Slack: at work from `start` to `stop`, and from the story's beginning again when asked.

    `present` is the clock that goes on where the story ends; with `teams` Rungs is in Teams too.
    """

    def __init__(
        self, environment: Environment, company: Company, present: Clock, teams: TeamsAddress | None = None
    ) -> None:
        self._environment = environment
        self._company = company
        self._present = present
        self._teams = teams
        self._parts = AsyncExitStack()
        self._app: App | None = None
        self.clock = MovableClock(present)
        self.slack = local_slack(environment, self.now)
        self.port = 0

    @property
    def app(self) -> App | None:
        """The bot that is at work; None while the story begins anew."""
        return self._app

    @property
    def can_begin_anew(self) -> bool:
        """Whether the story is the local workspace's own, and no database that somebody keeps."""
        return "database_url" not in self._environment.model_fields_set

    def now(self) -> datetime:
        """The present instant of the story, aware, in UTC."""
        return self.clock.now()

    def journey(self, app: App) -> Journey:
        """A way into the future for the bot. Nobody's pace is held against them where weeks pass in a second."""

        def leapt() -> None:
            self.slack.state.meter.rest()
            # Nothing may have been said, and the page shows the time.
            self.slack.workspace.changed()
            if app.delivery is not None:
                app.delivery.rest()

        return Journey(app, self.clock, leapt)

    async def start(self) -> App:
        """Tell the story, unless it was told, and go to work. Raises Misconfigured."""
        install = Install()
        slack = SlackAddress(self.slack.base_url, install.token, install.signing_secret)
        self.clock = MovableClock(self._present, begins_at=founding_day(self._present.now(), self._company))
        chosen = local_environment(self._environment)
        both = Platforms(slack, self._teams)
        at_work = running(chosen, self._company, self.clock, both, serve=True, rates=LOCAL_RATES, first=self._tell)
        app, self.port = await self._parts.enter_async_context(at_work)
        self.slack.connect(f"http://127.0.0.1:{self.port}/slack/events")
        # Developers watch for what they cause themselves.
        self.slack.state.wire.clear()
        self._app = app
        return app

    async def stop(self) -> None:
        """Finish what is under way and end."""
        self._app = None
        self.slack.connect("")
        await self._parts.aclose()

    async def begin_anew(self) -> None:
        """Forget all that happened since the beginning, in the bot and in its Slack, and tell the story again."""
        await self.stop()
        forget_story(self._environment)
        self.slack.reset()
        # What the first bot froze could never be collected otherwise.
        gc.unfreeze()
        # Who looks on need not see eight weeks go by.
        with self.slack.workspace.quiet():
            await self.start()

    async def _tell(self, app: App) -> None:
        """Fill an empty workspace; its last two weeks happen, each thing on its own day. Then the present begins."""
        present = self._present
        reach = self.journey(app).reach
        story = Story(app.database, app.desk, app.rules, app.workspace_id, present.now(), reach)
        if await story.tell():
            await reach(present.now())
        if present.now() > self.clock.now():
            self.clock.forward_to(present.now())
