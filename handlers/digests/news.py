"""One pass over a week's rows: what there is to tell of each team, in numbers and status words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

from handlers.okrs.lines import percent
from handlers.okrs.standing import Judge
from storage.digests import KeyResultWeek, ObjectiveWeek, Week
from storage.okrs import KeyResultLine
from storage.progress import WHOLE, WORST_FIRST, Status, mean, worst

LOOKS_BACK = timedelta(weeks=1)

_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class Course:
    """How far something has come: `share` is 0..1, `points` are whole per cent gained since a week ago.

    `share` is None while nobody has said anything, `points` also where there was nothing to compare with.
    """

    share: Decimal | None
    points: int | None


@dataclass(frozen=True, slots=True)
class KeyResultNews:
    code: str
    title: str
    owner_id: int
    owner_name: str
    course: Course
    status: Status


@dataclass(frozen=True, slots=True)
class ObjectiveNews:
    """`status` is that of the worst of all its `of` key results, `stale` how many of those are.

    `lines` are the key results to be told of, the worst in front.
    """

    code: str
    title: str
    level: str
    owner_id: int
    owner_name: str
    course: Course
    before: Decimal | None
    status: Status
    stale: int
    of: int
    lines: tuple[KeyResultNews, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a digest tells: `objectives` with the worst in front, `counts` of key results by their status.

    `silent` is how many more there are of which nobody has said anything yet.
    """

    course: Course
    objectives: tuple[ObjectiveNews, ...]
    counts: Mapping[Status, int]
    silent: int


NOTHING = News(Course(None, None), (), {}, 0)


def news_by_team(week: Week, judge: Judge) -> dict[int | None, News]:
    """The news of each team that has any, by its id; None is the company."""
    measured = {line.id: _key_result(line, judge) for line in week.key_results}
    grouped: dict[int, list[KeyResultWeek]] = {}
    for line in week.key_results:
        grouped.setdefault(line.objective_id, []).append(line)
    told = {key: _objective(found, grouped.get(key, ()), measured) for key, found in week.objectives.items()}
    return {
        team_id: _news(_told(told[objective_id], chosen, measured) for objective_id, chosen in own.items())
        for team_id, own in _shared_out(week).items()
    }


def _shared_out(week: Week) -> dict[int | None, dict[int, list[int] | None]]:
    """For each team its objectives, and of each the ids of the key results that are the team's; None is all."""
    teams: dict[int | None, dict[int, list[int] | None]] = {}
    for part in week.parts:
        own = teams.setdefault(part.team_id, {})
        if part.key_result_id is None:
            own[part.objective_id] = None
        elif (chosen := own.setdefault(part.objective_id, [])) is not None:
            chosen.append(part.key_result_id)
    return teams


def _told(
    objective: ObjectiveNews, chosen: Sequence[int] | None, measured: Mapping[int, KeyResultNews]
) -> ObjectiveNews:
    if chosen is None:
        return objective
    return replace(objective, lines=_worst_first(measured[one] for one in dict.fromkeys(chosen)))


def _news(told: Iterable[ObjectiveNews]) -> News:
    objectives = tuple(sorted(told, key=lambda objective: _RANK[objective.status]))
    # What has no key results is not measured, so it does not count.
    said = [one.course.share or Decimal(0) for one in objectives if one.of]
    before = [one.before for one in objectives if one.before is not None]
    is_silent = all(one.course.share is None for one in objectives)
    lines = {line.code: line for objective in objectives for line in objective.lines}.values()
    return News(
        course=Course(None, None) if is_silent else _course(_mean(said), _mean(before) if before else None),
        objectives=objectives,
        counts=Counter(line.status for line in lines if line.course.share is not None),
        silent=sum(line.course.share is None for line in lines),
    )


def _objective(
    found: ObjectiveWeek, lines: Sequence[KeyResultWeek], measured: Mapping[int, KeyResultNews]
) -> ObjectiveNews:
    told = _worst_first(measured[line.id] for line in lines)
    is_silent = all(line.last_check_in_at is None for line in lines)
    before = _before(found, lines)
    return ObjectiveNews(
        code=found.code,
        title=found.title,
        level=found.level,
        owner_id=found.owner_id,
        owner_name=found.owner_name,
        course=Course(None, None) if is_silent else _course(found.progress, before),
        before=before,
        status=worst(line.status for line in told),
        stale=sum(line.status is Status.STALE for line in told),
        of=len(told),
        lines=told,
    )


def _before(found: ObjectiveWeek, lines: Sequence[KeyResultWeek]) -> Decimal | None:
    """The objective's progress a week ago: of the key results that there were then."""
    if all(line.before == line.progress for line in lines):
        return found.progress if lines else None
    there = [(line.before, line.weight) for line in lines if line.before is not None]
    return mean(there) if there else None


def _key_result(line: KeyResultWeek, judge: Judge) -> KeyResultNews:
    is_silent = line.last_check_in_at is None
    return KeyResultNews(
        code=line.code,
        title=line.title,
        owner_id=line.owner_id,
        owner_name=line.owner_name,
        course=Course(None, None) if is_silent else _course(line.progress, line.before),
        # The judge asks for nothing that a line of the week has not.
        status=judge.status(cast(KeyResultLine, line)),
    )


def _course(share: Decimal, before: Decimal | None) -> Course:
    """The points are the difference of what is shown, so that the numbers on screen agree."""
    if before is None:
        return Course(share, None)
    return Course(share, 0 if before == share else int(percent(share).value - percent(before).value))


def _worst_first(lines: Iterable[KeyResultNews]) -> tuple[KeyResultNews, ...]:
    return tuple(sorted(lines, key=lambda line: _RANK[line.status]))


def _mean(shares: Sequence[Decimal]) -> Decimal:
    return mean((share, WHOLE) for share in shares)
