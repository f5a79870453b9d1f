"""Fills an empty workspace with a large company, so that the speed of everything can be seen and measured.

Rows are written in batches, so that memory stays flat and nobody else waits long.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from bot.demo.climbs import STEPS, Climb, climb
from bot.demo.crowd import CHECK_INS_OF_A_KEY_RESULT, KEY_RESULTS_OF_AN_OBJECTIVE, Aim, Colleague, Course, Crowd, Group
from handlers.company import Company
from storage import bulk
from storage.check_ins import CheckIn
from storage.cycles import Cycle, cycle_of
from storage.database import Database
from storage.okrs import KeyResult, Objective, title_key
from storage.people import Account, Person, search_key
from storage.progress import WHOLE, Metric, mean
from storage.rollups import Share, counted
from storage.steps import Step
from storage.teams import Membership, Team, name_key

BATCH = 500
"""Rows of one statement, and of one transaction."""
PLATFORM = "slack"

Item = TypeVar("Item")
Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Made:
    """How much of everything there is."""

    people: int
    teams: int
    objectives: int
    key_results: int
    check_ins: int


@dataclass(frozen=True, slots=True)
class _Placed:
    """A key result of the crowd by its number: whose objective's, how it goes, and in which cycle."""

    number: int
    objective: int
    course: Course
    climb: Climb
    cycle: Cycle


class LargeCompany:
    """A crowd on its way into the workspace; `now` is when it stands as it is, aware UTC."""

    def __init__(self, database: Database, workspace_id: int, crowd: Crowd, company: Company, now: datetime) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._crowd = crowd
        self._company = company
        self._now = now
        self._aims = tuple(crowd.aims())
        self._people: list[int] = []
        self._teams: list[int] = []
        self._objectives: list[int] = []
        self._shares: list[list[Share]] = [[] for _ in self._aims]

    async def fill(self) -> Made:
        """Write all of it, and what it comes to."""
        await self._arrive()
        await self._gather()
        await self._aim()
        said = await self._climb()
        await self._add_up()
        measured = len(self._aims) * KEY_RESULTS_OF_AN_OBJECTIVE
        codes = {"O": len(self._aims), "KR": measured}
        await self._database.write(lambda db: bulk.count_from(db, self._workspace_id, codes))
        await self._database.write(bulk.take_stock)
        return Made(self._crowd.people, len(self._teams), len(self._aims), measured, said)

    async def _arrive(self) -> None:
        for batch in _batches(self._crowd.colleagues()):
            self._people += await self._ids(Person, [self._person(one) for one in batch])
            await self._add(Account, [self._account(one) for one in batch])
        below = [one for one in self._crowd.colleagues() if one.manager is not None]
        for some in _batches(below):
            managers = {self._people[one.number]: self._people[one.manager or 0] for one in some}
            await self._database.write(partial(bulk.set_managers, managers=managers))

    def _person(self, one: Colleague) -> Row:
        return {
            "workspace_id": self._workspace_id,
            "name": one.name,
            "email": one.email,
            "search_key": search_key(one.name, one.email),
            "time_zone": one.time_zone,
            "welcomed_at": self._now,
        }

    def _account(self, one: Colleague) -> Row:
        return {
            "workspace_id": self._workspace_id,
            "person_id": self._people[one.number],
            "platform": PLATFORM,
            "external_id": one.account,
            "handle": one.handle,
            "is_admin": one.manager is None,
            "refreshed_at": self._now,
        }

    async def _gather(self) -> None:
        groups = tuple(self._crowd.groups())
        first = self._crowd.departments
        for some in (groups[:first], groups[first:]):
            for batch in _batches(some):
                self._teams += await self._ids(Team, [self._team(group) for group in batch])
        for members in _batches(self._crowd.colleagues()):
            rows = [
                {"team_id": self._teams[first + one.team], "person_id": self._people[one.number]} for one in members
            ]
            await self._add(Membership, rows)

    def _team(self, group: Group) -> Row:
        return {
            "workspace_id": self._workspace_id,
            "name": group.name,
            "name_key": name_key(group.name),
            "lead_id": self._people[min(group.lead, len(self._people) - 1)],
            "parent_id": None if group.parent is None else self._teams[group.parent],
            "created_at": self._now,
        }

    async def _aim(self) -> None:
        """Write the objectives; a batch ends where one is aligned under another of the same batch."""
        waiting: list[Aim] = []
        for aim in self._aims:
            is_above = aim.parent is None or aim.parent < len(self._objectives)
            if len(waiting) == BATCH or not is_above:
                await self._set(waiting)
                waiting = []
            waiting.append(aim)
        await self._set(waiting)

    async def _set(self, aims: Sequence[Aim]) -> None:
        first = len(self._objectives)
        rows = [self._objective(first + place, aim) for place, aim in enumerate(aims)]
        self._objectives += await self._ids(Objective, rows)

    def _objective(self, number: int, aim: Aim) -> Row:
        cycle = self._cycle(aim)
        return {
            "workspace_id": self._workspace_id,
            "code": f"O-{number + 1}",
            "title": aim.title,
            "title_key": title_key(aim.title),
            "owner_id": self._people[aim.owner],
            "level": aim.level,
            "team_id": None if aim.team is None else self._teams[aim.team],
            "parent_id": None if aim.parent is None else self._objectives[aim.parent],
            "cycle": cycle.label,
            "starts_on": cycle.starts_on,
            "due_on": cycle.ends_on,
            "is_private": aim.is_private,
            "roll_up": aim.roll_up,
            "published_at": None if aim.is_draft else self._morning(cycle.starts_on),
            "created_by": self._people[aim.owner],
            "created_at": self._morning(min(cycle.starts_on, self._today)),
        }

    async def _climb(self) -> int:
        """Write the key results, their steps and their check-ins; return how many check-ins there are."""
        said = 0
        for batch in _batches(self._placed(), BATCH // CHECK_INS_OF_A_KEY_RESULT):
            said += await self._record(batch)
        return said

    def _placed(self) -> Iterator[_Placed]:
        number = 0
        for place, aim in enumerate(self._aims):
            cycle = self._cycle(aim)
            for course in self._crowd.courses(place, aim):
                number += 1
                moments = self._moments(cycle, stopped=number % 7 == 0)
                yield _Placed(number, place, course, climb(course, moments), cycle)

    def _moments(self, cycle: Cycle, *, stopped: bool) -> list[datetime]:
        """When the check-ins are: evenly until now or the cycle's end, or until three weeks before."""
        begin = self._morning(cycle.starts_on)
        end = min(self._now, self._morning(cycle.ends_on)) - timedelta(weeks=3 if stopped else 0)
        apart = max(end - begin, timedelta(hours=CHECK_INS_OF_A_KEY_RESULT)) / CHECK_INS_OF_A_KEY_RESULT
        return [begin + apart * (place + 1) for place in range(CHECK_INS_OF_A_KEY_RESULT)]

    async def _record(self, batch: Sequence[_Placed]) -> int:
        ids = await self._ids(KeyResult, [self._key_result(one) for one in batch])
        said: Rows = []
        for key_result_id, one in zip(ids, batch, strict=True):
            self._shares[one.objective].append((one.climb.progress, one.course.weight))
            said += self._check_ins(key_result_id, one)
        for rows in _batches(said):
            await self._add(CheckIn, rows)
        taken = [step for key, one in zip(ids, batch, strict=True) for step in _steps(key, one, self._people)]
        await self._add(Step, taken)
        return len(said)

    def _key_result(self, one: _Placed) -> Row:
        aim, way, owner_id = self._aims[one.objective], one.climb, self._people[one.course.owner]
        measure, confident = way.measure, way.confident
        return {
            "workspace_id": self._workspace_id,
            "code": f"KR-{one.number}",
            "objective_id": self._objectives[one.objective],
            "title": one.course.title,
            "title_key": title_key(one.course.title),
            "owner_id": owner_id,
            "metric": measure.metric,
            "start": measure.start,
            "target": measure.target,
            "band_low": measure.band_low,
            "band_high": measure.band_high,
            "unit": way.unit,
            "weight": one.course.weight,
            "starts_on": one.cycle.starts_on,
            "due_on": one.cycle.ends_on,
            "current_value": way.value,
            "progress": way.progress,
            "confidence": confident.confidence if confident else None,
            "confidence_at": confident.at if confident else None,
            "last_check_in_at": way.said[-1].at if way.said else None,
            "created_by": self._people[aim.owner],
            "created_at": self._morning(min(one.cycle.starts_on, self._today)),
        }

    def _check_ins(self, key_result_id: int, one: _Placed) -> Rows:
        return [
            {
                "workspace_id": self._workspace_id,
                "key_result_id": key_result_id,
                "person_id": self._people[one.course.owner],
                "value": said.value,
                "progress": said.progress,
                "confidence": said.confidence,
                "created_at": said.at,
            }
            for said in one.climb.said
        ]

    async def _add_up(self) -> None:
        """Store what each objective comes to: whatever is below an objective has a higher number."""
        below: list[list[Decimal]] = [[] for _ in self._aims]
        totals: list[tuple[int, Decimal]] = []
        for number in range(len(self._aims) - 1, -1, -1):
            aim = self._aims[number]
            share = mean(counted(aim.roll_up, self._shares[number], below[number]))
            totals.append((self._objectives[number], share))
            if aim.parent is not None and not aim.is_private and not aim.is_draft:
                below[aim.parent].append(share)
        for batch in _batches(totals):
            await self._database.write(partial(bulk.set_progress, shares=dict(batch)))

    def _cycle(self, aim: Aim) -> Cycle:
        running = cycle_of(self._today, self._company.cycles)
        match aim.began:
            case 0:
                return running
            case -1:
                return cycle_of(running.ends_on + timedelta(days=1), self._company.cycles)
            case _:
                return cycle_of(running.starts_on - timedelta(days=1), self._company.cycles)

    @property
    def _today(self) -> date:
        return self._company.day_of(self._now)

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, time(8), self._company.time_zone).astimezone(UTC)

    async def _ids(self, table: bulk.Table, rows: Rows) -> list[int]:
        """Insert the rows; return their ids in the same order."""
        return await self._database.write(partial(bulk.add_numbered, table=table, rows=rows))

    async def _add(self, table: bulk.Table, rows: Sequence[Row]) -> None:
        await self._database.write(partial(bulk.add_rows, table=table, rows=rows))


def _steps(key_result_id: int, one: _Placed, ids: Sequence[int]) -> Rows:
    """The steps of a key result that is measured by them, the first of them done."""
    if one.course.metric is not Metric.STEPS:
        return []
    done, at = int(one.climb.value or 0), one.climb.said[-1].at if one.climb.said else None
    return [
        {
            "key_result_id": key_result_id,
            "position": position,
            "title": title,
            "weight": WHOLE,
            "done_at": at if position <= done else None,
            "done_by": ids[one.course.owner] if position <= done else None,
        }
        for position, title in enumerate(STEPS, start=1)
    ]


def _batches(items: Iterable[Item], size: int = BATCH) -> Iterator[tuple[Item, ...]]:
    """The items, up to so many at a time."""
    left = iter(items)
    while batch := tuple(islice(left, size)):
        yield batch
