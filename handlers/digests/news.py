"""One pass over a week's rows: what there is to tell of each team, in numbers and status words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from handlers.okrs.standing import Judge
from storage.digests import KeyResultWeek, ObjectiveWeek, Week
from storage.progress import NOTHING as NONE_DONE
from storage.progress import WHOLE, WORST_FIRST, Status, mean, worst

LOOKS_BACK = timedelta(weeks=1)

_HALF = Decimal("0.5")
_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}


@dataclass(frozen=True, slots=True)
class Course:
    """How far something has come: `share` is 0..1 and `percent` the same as it is shown.

    `points` are whole per cent gained since a week ago, None where there was nothing to compare with.
    """

    share: Decimal
    percent: int
    points: int | None


@dataclass(frozen=True, slots=True)
class KeyResultNews:
    """`course` is None while nobody has said anything."""

    id: int
    code: str
    title: str
    owner_id: int
    owner_name: str
    course: Course | None
    status: Status


@dataclass(frozen=True, slots=True)
class ObjectiveNews:
    """`status` is that of the worst of all its `of` key results, `stale` how many of those are.

    `course` is None while nobody has said anything, `before` (0..1) where there was nothing a week ago. `lines` are the
    key results to be told of, the worst in front.
    """

    id: int
    code: str
    title: str
    level: str
    owner_id: int
    owner_name: str
    course: Course | None
    before: Decimal | None
    status: Status
    stale: int
    of: int
    lines: tuple[KeyResultNews, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a digest tells: `objectives` with the worst in front, `counts` of key results by their status.

    `silent` is how many more there are of which nobody has said anything yet. `course` is None where that is all.
    """

    course: Course | None
    objectives: tuple[ObjectiveNews, ...]
    counts: Mapping[Status, int]
    silent: int


NOTHING = News(None, (), {}, 0)


def news_by_team(week: Week, judge: Judge) -> dict[int | None, News]:
    """The news of each team that has any, by its id; None is the company."""
    measured = {line.id: _key_result(line, judge) for line in week.key_results}
    grouped: dict[int, list[KeyResultWeek]] = {}
    for line in week.key_results:
        grouped.setdefault(line.objective_id, []).append(line)
    told = {key: _objective(found, grouped.get(key, ()), measured) for key, found in week.objectives.items()}
    return {
        team_id: _news([_told(told[objective_id], chosen, measured) for objective_id, chosen in own.items()])
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


def _news(told: list[ObjectiveNews]) -> News:
    told.sort(key=lambda objective: (_RANK[objective.status], objective.id))
    lines = {line.id: line for objective in told for line in objective.lines}.values()
    said = [line.status for line in lines if line.course is not None]
    return News(_together(told), tuple(told), Counter(said), silent=len(lines) - len(said))


def _together(told: Sequence[ObjectiveNews]) -> Course | None:
    """The mean of the objectives; one without key results is not measured, so it does not count."""
    if all(one.course is None for one in told):
        return None
    before = [one.before for one in told if one.before is not None]
    shares = [one.course.share if one.course else NONE_DONE for one in told if one.of]
    return _course(_mean(shares), _mean(before) if before else None)


def _objective(
    found: ObjectiveWeek, lines: Sequence[KeyResultWeek], measured: Mapping[int, KeyResultNews]
) -> ObjectiveNews:
    told = _worst_first(measured[line.id] for line in lines)
    is_silent = all(line.last_check_in_at is None for line in lines)
    before = _before(found, lines)
    return ObjectiveNews(
        id=found.id,
        code=found.code,
        title=found.title,
        level=found.level,
        owner_id=found.owner_id,
        owner_name=found.owner_name,
        course=None if is_silent else _course(found.progress, before),
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
    return KeyResultNews(
        line.id,
        line.code,
        line.title,
        line.owner_id,
        line.owner_name,
        None if line.last_check_in_at is None else _course(line.progress, line.before),
        judge.status(line),
    )


def _course(share: Decimal, before: Decimal | None) -> Course:
    """The points are the difference of what is shown, so that the numbers on screen agree."""
    shown = _percent(share)
    if before is None:
        return Course(share, shown, None)
    return Course(share, shown, 0 if before == share else shown - _percent(before))


def _percent(share: Decimal) -> int:
    """The share in whole per cent; only what is complete is 100."""
    return 100 if share == WHOLE else min(int(share * 100 + _HALF), 99)


def _worst_first(lines: Iterable[KeyResultNews]) -> tuple[KeyResultNews, ...]:
    return tuple(sorted(lines, key=lambda line: (_RANK[line.status], line.id)))


def _mean(shares: Sequence[Decimal]) -> Decimal:
    return mean((share, WHOLE) for share in shares)
