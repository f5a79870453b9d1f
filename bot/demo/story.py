"""The story of Company X, told through what people type and send, eight weeks of it."""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from bot.demo.company_x import (
    KEY_RESULTS,
    MANAGERS,
    OBJECTIVES,
    PEOPLE,
    ROOMS,
    TEAMS,
    WEEKS,
    WRITTEN_FOR,
    Measure,
    Said,
)
from bot.demo.exchange import GOALS, GOALS_OF, PROGRESS, TALK, Line, Sent
from bot.tick import tick
from handlers.chat.answer import Desk
from handlers.chat.ask import Place
from handlers.chat.due import Rule
from handlers.chat.request import Request, Submitted, Typed
from handlers.chat.words import channel_marker, person_marker
from handlers.company import Cadence, Company
from handlers.goals.approving.seal import sealed
from handlers.policy import sight_of
from storage.arrivals import Arrival, register
from storage.cycles import cycle_of
from storage.database import Connection, Database
from storage.goal_lines import of_owner
from storage.goal_plans import plan_of
from storage.people import Known, accounts_of
from storage.workspaces import last_number

PLATFORM = "slack"
_MENTION = re.compile(r"@(\w+)")
FIRST_POSTED_WEEK = WEEKS - 2
"""From this week on the channels hold the posts and digests; what came before is in the numbers."""
ROOM_IDS = {name: f"C0{name.upper()}" for name in ROOMS}

Reach = Callable[[datetime], Awaitable[object]]
"""Goes on to an instant (aware): whatever is due by then happens."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What one of them does, and when (aware UTC)."""

    handle: str
    what: Typed | Submitted
    at: datetime


def founding_day(now: datetime, company: Company) -> datetime:
    """When the story begins, aware UTC."""
    monday = monday_of_week_eight(now, company) - timedelta(weeks=WEEKS - 1)
    return datetime.combine(monday, time(8), company.time_zone).astimezone(UTC)


def monday_of_week_eight(now: datetime, company: Company) -> date:
    """The Monday of the last week whose check-in post is due by now."""
    local = now.astimezone(company.time_zone)
    monday = local.date() - timedelta(days=local.weekday())
    post = datetime.combine(monday, company.check_in.at, company.time_zone) + timedelta(
        days=company.check_in.weekday - 1
    )
    return monday if post + timedelta(hours=2) <= now else monday - timedelta(days=7)


class Story:
    """Fills an empty workspace. What `rules` do when something is due makes the posts and digests real ones.

    `reach` takes the two weeks that are posted from one moment to the next; without it, what `rules` say is done.
    """

    def __init__(
        self,
        database: Database,
        desk: Desk,
        rules: Mapping[str, Rule],
        workspace_id: int,
        now: datetime,
        reach: Reach | None = None,
    ) -> None:
        self._database = database
        self._desk = desk
        self._reach = reach or partial(_tick_at, database, rules, desk.company)
        self._workspace_id = workspace_id
        self._last_monday = monday_of_week_eight(now, desk.company)
        self._now = now
        self._known: Mapping[str, Known] = {}

    async def tell(self) -> bool:
        """Tell the story, unless the workspace has one of its own; return whether it was told."""
        if await self._database.read(partial(last_number, workspace_id=self._workspace_id, prefix="O")):
            return False
        await self._arrive()
        await self._live(self._founding())
        for week in range(WEEKS):
            if week < FIRST_POSTED_WEEK:
                await self._do_all(self._check_ins(week))
            else:
                await self._live_through(week)
        return True

    async def _live_through(self, week: int) -> None:
        company = self._desk.company
        if week == FIRST_POSTED_WEEK:
            # By then all had checked in who did so that week, and nobody is awaited yet for this one.
            await self._reach(self._moment(week - 1, Cadence(7, time(12))))
            await self._do_all(self._meeting())
        await self._reach(self._moment(week, company.check_in))
        await self._live(self._check_ins(week))
        if week < WEEKS - 1:
            await self._reach(self._moment(week, company.digest))
            return
        await self._live(self._talk())
        await self._set_goals()

    async def _live(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            await self._reach(deed.at)
            await self._do_all([deed])

    async def _arrive(self) -> None:
        arrivals = [
            Arrival(
                colleague.account,
                colleague.handle,
                colleague.name,
                colleague.email,
                colleague.time_zone,
                "en-US",
                "member",
                is_admin=colleague.is_admin,
                verified=True,
            )
            for colleague in PEOPLE
        ]
        start = founding_day(self._now, self._desk.company)

        def arrive(db: Connection) -> Mapping[str, Known]:
            register(db, self._workspace_id, PLATFORM, arrivals, start)
            return accounts_of(db, self._workspace_id, PLATFORM, [one.external_id for one in arrivals])

        found = await self._database.write(arrive)
        self._known = {colleague.handle: found[colleague.account] for colleague in PEOPLE}

    def _founding(self) -> Iterator[Deed]:
        """A line a minute."""
        at = self._moment(0, Cadence(1, time(8, 30)))
        for minute, (handle, words) in enumerate(self._first_words()):
            yield Deed(handle, Typed(words), at + timedelta(minutes=minute))

    def _first_words(self) -> Iterator[tuple[str, str]]:
        for team in TEAMS:
            members = " ".join(self._person(member) for member in team.members)
            yield "ines", f"/rungs team new {team.name} {members} --lead {self._person(team.lead)}"
        for manager, reports in MANAGERS:
            named = " ".join(self._person(report) for report in reports)
            yield "ines", f"/rungs manager {named} --is {self._person(manager)}"
        for aim in OBJECTIVES:
            options = f"--team {aim.team} --owner {self._person(aim.owner)} --cycle {self._cycle(aim.due)}"
            options += f" --by {self._moved(aim.due)}"
            options += " --aspirational" if aim.aspirational else ""
            options += f" --parent O-{aim.parent}" if aim.parent else ""
            yield "ines", f"/okr new {aim.title} {options}"
        for measure in KEY_RESULTS:
            owner = OBJECTIVES[measure.objective - 1].owner
            yield owner, self._key_result(measure)

    def _meeting(self) -> Iterator[Deed]:
        """The teams get their channels half an hour before the first post: what was due before was never missed."""
        at = self._moment(FIRST_POSTED_WEEK, self._desk.company.check_in) - timedelta(minutes=30)
        for team in TEAMS:
            if team.channel:
                channel = channel_marker(ROOM_IDS[team.channel], team.channel)
                yield Deed("ines", Typed(f"/rungs team edit {team.name} --channel {channel}"), at)

    def _key_result(self, measure: Measure) -> str:
        return (
            f"/okr kr O-{measure.objective} {measure.title} {measure.words} --owner {self._person(measure.owner)}"
            f" --team {measure.team} --by {self._moved(measure.due)} --weight {measure.weight}"
        )

    def _cycle(self, due: date) -> str:
        """The cycle in which most of the time from the beginning to that day lies, though it may begin before."""
        begun = self._last_monday - timedelta(weeks=WEEKS - 1)
        return cycle_of(begun + (self._moved(due) - begun) / 2, self._desk.company.cycles).label

    def _check_ins(self, week: int) -> Iterator[Deed]:
        opened = self._moment(week, self._desk.company.check_in)
        for place, measure in enumerate(KEY_RESULTS, start=1):
            said = measure.weeks[week]
            if said is None:
                continue
            at = min(opened + timedelta(minutes=7 * place), self._now)
            yield Deed(measure.owner, _check_in(f"KR-{place}", said), at)

    def _talk(self) -> Iterator[Deed]:
        for minute, one in enumerate(TALK):
            at = min(self._talked_at(minute), self._now)
            yield Deed(one.handle, self._typed(one) if isinstance(one, Line) else self._sent(one, at), at)

    def _typed(self, line: Line) -> Typed:
        named = f' --company-value "{line.value}"' if line.value in self._desk.company.values else ""
        return Typed(self._mentioning(line.words) + named)

    def _sent(self, sent: Sent, at: datetime) -> Submitted:
        values = {name: self._mentioning(value) for name, value in sent.values.items()}
        due = {} if sent.in_days is None else {"by": str(self._desk.company.day_of(at) + timedelta(days=sent.in_days))}
        return Submitted(sent.form, values | due)

    async def _set_goals(self) -> None:
        """They are set, approved as the card shows them, and one has come on."""
        owner, manager = GOALS_OF
        at = min(self._talked_at(len(TALK)), self._now)
        await self._live(Deed(owner, Typed(words), at) for words in GOALS)
        owner_id = self._known[owner].person_id
        cycle = cycle_of(self._desk.company.day_of(at), self._desk.company.cycles).label

        def shown(db: Connection) -> tuple[str, str, str]:
            lines = of_owner(db, sight_of(self._workspace_id, owner_id, "member"), owner_id, cycle)
            plan = plan_of(db, self._workspace_id, owner_id, cycle)
            return str(plan.id) if plan else "", sealed(lines), lines[1].code

        plan, seen, second = await self._database.read(shown)
        await self._do_all(
            (
                Deed(manager, Submitted("goal approve", {"plan": plan, "seen": seen}), at),
                Deed(owner, Typed(PROGRESS.format(code=second)), at),
            )
        )

    def _talked_at(self, minute: int) -> datetime:
        """An hour after the last post, when all have checked in who do so."""
        return self._moment(WEEKS - 1, self._desk.company.check_in) + timedelta(minutes=60 + minute)

    def _mentioning(self, words: str) -> str:
        return _MENTION.sub(lambda found: self._person(found[1]), words)

    async def _do_all(self, deeds: Iterable[Deed]) -> None:
        for deed in deeds:
            place = Place(PLATFORM, ROOM_IDS["general"], kind="channel")
            request = Request("", self._known[deed.handle].person_id, place, deed.what)
            await self._database.write(partial(self._desk.answer, request=request, now=deed.at))

    def _person(self, handle: str) -> str:
        known = self._known[handle]
        return person_marker(known.person_id, known.name)

    def _moved(self, day: date) -> date:
        return day + (self._last_monday - WRITTEN_FOR)

    def _moment(self, week: int, cadence: Cadence) -> datetime:
        day = self._last_monday - timedelta(weeks=WEEKS - 1 - week) + timedelta(days=cadence.weekday - 1)
        return datetime.combine(day, cadence.at, self._desk.company.time_zone).astimezone(UTC)


def _check_in(code: str, said: Said) -> Typed | Submitted:
    """Words where there is a value to say; that no step was done is sent as the form without a tick."""
    confidence = str(said.confidence) if said.confidence else ""
    if not said.value:
        return Submitted("okr ticks", {"key_result": code, "confidence": confidence, "note": said.note})
    option = f" --confidence {confidence}" if confidence else ""
    return Typed(f"/okr update {code} {said.value}{option} {said.note}".strip())


async def _tick_at(database: Database, rules: Mapping[str, Rule], company: Company, moment: datetime) -> None:
    await tick(database, moment, rules, company)
