"""Eight weeks of Company X over each platform's own protocol, hour by hour, from an empty database."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.company_x import KEY_RESULTS, MANAGERS, OBJECTIVES, PEOPLE, TEAMS, WEEKS, Said
from handlers.company import Company
from tests.e2e.chat import seen
from tests.e2e.conftest import EVERY_WAY
from tests.e2e.reckoning import last_values, shown_progress
from tests.e2e.slack_town import Carrier
from tests.e2e.world import Platform, World, world

FOUNDING = datetime(2026, 10, 2, 14, tzinfo=UTC)
"""A Friday, after the hour of the digest."""
FIRST_MONDAY = datetime(2026, 10, 5, tzinfo=UTC).date()
FIRST_WEEK = 41
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = {colleague.handle: ZoneInfo(colleague.time_zone) for colleague in PEOPLE}
HOUR = timedelta(hours=1)
ASKING = re.compile("Check-in, week|for your check-in")
ALONE = ("chen", "dara", "hugo")
"""Those without a team channel: their own Monday morning begins with a message."""
LATE = ("ben", 2)
"""Who checks in only after the reminder, and in which week (from 0)."""
EARLY = ("hugo", 5)
"""Who checks in before nine in the morning, and in which week."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message of the bot's and the instant of the business clock by which it was there."""

    place: str
    text: str
    at: datetime


@dataclass(slots=True)
class Diary:
    """Moves the clock hour by hour, and writes down what arrives."""

    here: World
    arrivals: list[Arrival] = field(default_factory=list)
    known: set[tuple[str, str]] = field(default_factory=set)

    async def until(self, instant: datetime) -> None:
        """Let the hours pass."""
        while (following := self.here.clock.now() + HOUR) < instant:
            await self._move(following)
        await self._move(instant)

    async def _move(self, instant: datetime) -> None:
        await self.here.forward_to(instant)
        self.look()

    def look(self) -> None:
        """Write down what is new."""
        for place in ("general", "product", "marketing", *ZONES):
            for message in self.here.chat.messages(place):
                if (message.place, message.id) not in self.known:
                    self.known.add((message.place, message.id))
                    self.arrivals.append(Arrival(place, seen(message), self.here.clock.now()))

    def named(self, words: str) -> list[tuple[str, datetime]]:
        """Where and when the messages came that say these words."""
        return [(arrival.place, arrival.at) for arrival in self.arrivals if words in arrival.text]


def at(week: int, hour: int, zone: ZoneInfo = BERLIN, weekday: int = 0) -> datetime:
    """An hour of a week of the story, on somebody's own clock."""
    day = FIRST_MONDAY + timedelta(weeks=week, days=weekday)
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


@asynccontextmanager
async def company_x(database_url: str, carrier: Carrier = "http", platform: Platform = "slack") -> AsyncIterator[Diary]:
    """The company as it was founded, by commands and by forms."""
    company = Company("Company X", BERLIN)
    async with world(database_url, FOUNDING, company, carrier=carrier, platform=platform) as here:
        await found(here)
        diary = Diary(here)
        diary.look()
        diary.arrivals.clear()
        yield diary


async def found(here: World) -> None:
    """Set up teams, managers, objectives, key results. Everybody says a word: some platforms tell their zone then."""
    for who, zone in ZONES.items():
        assert zone.key in await here.say(who, "/rungs me")
    for team in TEAMS:
        members = " ".join(f"@{member}" for member in team.members)
        channel = f" --channel #{team.channel}" if team.channel else ""
        said = await here.say("ines", f"/rungs team new {team.name} {members} --lead @{team.lead}{channel}")
        assert f"in *{team.name}*" in said
    for manager, reports in MANAGERS:
        named = " ".join(f"@{report}" for report in reports)
        assert "is the manager of" in await here.say("ines", f"/rungs manager {named} --is @{manager}")
    await make_objectives(here)
    await make_key_results(here)


async def make_objectives(here: World) -> None:
    """The first two by command, the last one by its form."""
    for number, aim in enumerate(OBJECTIVES[:2], start=1):
        parent = f" --parent O-{aim.parent}" if aim.parent else ""
        words = f"/okr new {aim.title} --team {aim.team} --owner @{aim.owner} --by {aim.due}{parent} --aspirational"
        assert f"*O-{number}* is set" in await here.say("ines", words)
    aim = OBJECTIVES[2]
    await here.say("ines", "/okr new")
    values = {"Title": aim.title, "Team": aim.team, "Owner": aim.owner, "By": str(aim.due), "Parent": "O-1"}
    assert "*O-3* is set" in await here.submit("ines", values)
    await here.close("ines")


async def make_key_results(here: World) -> None:
    """By command, and the last one by the button on the objective's card."""
    for number, measure in enumerate(KEY_RESULTS[:-1], start=1):
        words = (
            f"/okr kr O-{measure.objective} {measure.title} {measure.words} --owner @{measure.owner}"
            f" --team {measure.team} --by {measure.due} --weight {measure.weight}"
        )
        assert f"*KR-{number}* is set" in await here.say(OBJECTIVES[measure.objective - 1].owner, words)
    last = KEY_RESULTS[-1]
    await here.say("emil", "/okr show O-3")
    await here.press("emil", here.whisper("emil"), "Add a key result")
    values = {
        "Title": last.title,
        "From": last.start,
        "To": last.target,
        "Unit": last.unit,
        "Owner": last.owner,
        "Team": last.team,
        "By": str(last.due),
        "Weight": last.weight,
    }
    assert "*KR-8* is set" in await here.submit("emil", values)
    await here.close("emil")


async def live(diary: Diary, week: int) -> None:
    """One week: the posts, the check-ins, the reminders, the digest."""
    here = diary.here
    await diary.until(at(week, 9))
    await on_time(here, week)
    await diary.until(at(week, 8, ZONES["hugo"]))
    if ("hugo", week) == EARLY:
        await by_command(here, "hugo", week)
    await diary.until(at(week, 10, ZONES["hugo"]))
    if ("hugo", week) != EARLY:
        await by_command(here, "hugo", week)
    if ("ben", week) == LATE:
        await by_command(here, "ben", week)
    await by_bulk_form(here, "dara", week)
    await by_command(here, "chen", week)
    await diary.until(at(week, 23, weekday=4))


async def on_time(here: World, week: int) -> None:
    """Those who meet in a channel check in when they see the post."""
    if ("ben", week) != LATE:
        await by_command(here, "ben", week)
    await by_command(here, "emil", week, area="/checkin")
    await by_bulk_form(here, "goran", week)
    await by_bulk_form(here, "farah", week)


def spoken(who: str, week: int) -> dict[int, Said]:
    """What a person has to say that week, by the number of the key result."""
    found = {number: measure for number, measure in enumerate(KEY_RESULTS, start=1) if measure.owner == who}
    return {number: said for number, measure in found.items() if (said := measure.weeks[week]) is not None}


async def by_command(here: World, who: str, week: int, area: str = "/okr update") -> None:
    """Type each check-in."""
    for number, said in spoken(who, week).items():
        confidence = f" --confidence {said.confidence}" if said.confidence else ""
        answer = await here.say(who, f"{area} KR-{number} {said.value} {said.note}{confidence}")
        if not said.value:
            answer = await no_step_done(here, who, said)
        assert f"*KR-{number}* {KEY_RESULTS[number - 1].title}" in answer


async def no_step_done(here: World, who: str, said: Said) -> str:
    """Send the form with a tick for each step without one."""
    answer = await here.submit(who, {"confidence": str(said.confidence), "note": said.note})
    await here.close(who)
    return answer


async def by_bulk_form(here: World, who: str, week: int) -> None:
    """Press Check in on the latest post or reminder, and fill in one form for all."""
    said = spoken(who, week)
    if not said:
        return
    place = next((team.channel for team in TEAMS if who in team.members and team.channel), who)
    asking = [message for message in here.chat.messages(place) if ASKING.search(seen(message))]
    await here.press(who, asking[-1], "Check in")
    rows = [filled(week, number) for number in said]
    end = await here.submit(who, {name: value for row in rows for name, value in row.items()})
    assert ("*1 key result* checked in" if len(said) == 1 else f"*{len(said)} key results* checked in") in end
    await here.close(who)


def filled(week: int, number: int) -> dict[str, str]:
    """One row of the bulk form: the same value as last week is said as "No change"."""
    weeks = KEY_RESULTS[number - 1].weeks
    before, said = weeks[week - 1] if week else None, weeks[week]
    assert said is not None
    value = {"no_change": "No change"} if before and before.value == said.value else {"value": said.value}
    row = value | {"confidence": str(said.confidence), "note": said.note}
    return {f"rows.KR-{number}.{name}": text for name, text in row.items() if text}


def reminded(weeks: int) -> list[tuple[str, datetime]]:
    """Who is to get a reminder, and when: at nine where there is no channel, else two working hours after the post."""
    alone = [(who, at(week, 9, ZONES[who])) for who in ALONE for week in range(weeks) if (who, week) != EARLY]
    silent = [
        (who, week)
        for who in ("ben", "emil", "farah", "goran")
        for week in range(weeks)
        if (who, week) == LATE or not spoken(who, week)
    ]
    # The post comes at nine in Berlin. London begins to work an hour later, so its two hours are over at eleven.
    return sorted(alone + [(who, at(week, 11, ZONES[who])) for who, week in silent])


def lines_of(channel: str, week: int) -> int:
    """How many messages the thread of a team's post gets: one for each that was sent."""
    members = next(team.members for team in TEAMS if team.channel == channel)
    return sum(1 for who in members if spoken(who, week))


def check_posts(diary: Diary, channel: str, weeks: int) -> None:
    """One post every Monday at nine, brought up to date in place, with every check-in in its thread."""
    here = diary.here
    posts = [message for message in here.chat.messages(channel) if "Check-in, week" in seen(message)]
    arrived = [arrival for place, arrival in diary.named("Check-in, week") if place == channel]
    assert arrived == [at(week, 9) for week in range(weeks)]
    for week, post in enumerate(posts):
        count = lines_of(channel, week)
        assert seen(post).startswith(f"*{count} of 2 in* · Check-in, week {FIRST_WEEK + week}\n")
        assert len(here.chat.thread(channel, post.id)) == count


def check_reach(here: World) -> None:
    """Nobody was disturbed who was not named, and the platform had nothing to complain of."""
    accounts = {colleague.account for colleague in PEOPLE}
    loud = {ping.target for ping in here.chat.pings} - accounts
    in_channels = {ping.target for ping in here.chat.pings if ping.place in ("product", "marketing")}
    uninvolved = in_channels & {"U0JO", "U0INES"}
    assert (loud, uninvolved, here.chat.faults) == (set(), set(), [])


async def progress(here: World, code: str) -> str:
    """The percentage in the first line that `show` answers."""
    match = re.search(r"(\d+ %)  \*" + code, await here.say("jo", f"/okr show {code}"))
    assert match is not None
    return match[1]


async def check_weeks(diary: Diary, weeks: int) -> None:
    """What came, where and when."""
    for channel in ("product", "marketing"):
        check_posts(diary, channel, weeks)
    assert sorted(diary.named("for your check-in")) == reminded(weeks)
    digests = [(team, at(week, 15, weekday=4)) for week in range(weeks) for team in ("marketing", "product")]
    assert sorted(diary.named("Every Friday at 15:00")) == sorted(digests)
    assert not [arrival for arrival in diary.arrivals if arrival.place in ("general", "ines")]
    check_reach(diary.here)


@EVERY_WAY
async def test_company_x_lives_eight_weeks_and_everything_adds_up(
    sqlite_url: str, platform: Platform, carrier: Carrier
) -> None:
    async with company_x(sqlite_url, carrier, platform) as diary:
        for week in range(WEEKS):
            await live(diary, week)

        await check_weeks(diary, WEEKS)
        assert {code: await progress(diary.here, code) for code in shown_progress()} == shown_progress()
        history = await diary.here.say("jo", "/okr show KR-5")
        assert re.findall(r"Value: ([\d,]+) orders · Confidence: (\d+)", history) == last_values(KEY_RESULTS[4])
        assert "By: <@U0EMIL> · Note: The butter video works" in history


async def test_company_x_lives_two_weeks_on_postgresql(postgres_url: str) -> None:
    async with company_x(postgres_url) as diary:
        for week in range(2):
            await live(diary, week)

        await check_weeks(diary, 2)
