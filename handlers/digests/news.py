"""One pass over a week's rows: what there is to tell of each team, in numbers and status words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from handlers.digests.earlier import Earlier
from handlers.digests.shares import percent, plain_mean
from handlers.digests.verdicts import Verdicts
from handlers.okrs.standing import Judge
from storage.digests import KeyResultWeek, ObjectiveWeek, Week
from storage.progress import WORST_FIRST, Status

LOOKS_BACK = timedelta(weeks=1)

_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}

# Named tuples, because a run makes thousands of each.


class Course(NamedTuple):
    """How far something has come: `share` in millionths of the whole, and `percent` as it is shown.

    `points` are whole per cent gained since a week ago, None where there was nothing to compare with.
    """

    share: int
    percent: int
    points: int | None


class KeyResultNews(NamedTuple):
    """`rank` is 0 for the worst status. `course` is None while nobody has said anything, or nothing said was due."""

    rank: int
    id: int
    code: str
    title: str
    owner_id: int
    owner_name: str
    course: Course | None
    status: Status
    is_silent: bool


class ObjectiveNews(NamedTuple):
    """`status` is that of the worst of all its `of` key results, `stale` how many of those are.

    `course` is None while nobody has said anything, `before` (millionths) where there is nothing of a week ago to
    compare with. `lines` are the key results to be told of, the worst in front.
    """

    id: int
    code: str
    title: str
    level: str
    owner_id: int
    owner_name: str
    course: Course | None
    before: int | None
    status: Status
    stale: int
    of: int
    lines: tuple[KeyResultNews, ...]
    rolls_up: bool = False


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
    verdicts = Verdicts(judge)
    rows: dict[int, list[KeyResultWeek]] = {key: [] for key in week.objectives}
    told: dict[int, dict[int, KeyResultNews]] = {key: {} for key in week.objectives}
    for row in week.key_results:
        # Between the two questions an objective may have come, and a key result gone.
        if (beside := rows.get(row.objective_id)) is not None:
            beside.append(row)
            told[row.objective_id][row.id] = _key_result(row, verdicts.status(row))
    earlier = Earlier(week.objectives, rows)
    whole = {key: _objective(found, told[key].values(), earlier.share(found)) for key, found in week.objectives.items()}
    return {
        team_id: _news([_of_team(whole[key], told[key], chosen) for key, chosen in own.items()])
        for team_id, own in _shared_out(week).items()
    }


def _shared_out(week: Week) -> dict[int | None, dict[int, list[int] | None]]:
    """For each team its objectives, and of each the ids of the key results that are the team's; None is all."""
    teams: dict[int | None, dict[int, list[int] | None]] = {}
    for team_id, objective_id, key_result_id in week.parts:
        own = teams.setdefault(team_id, {})
        if key_result_id is None:
            own[objective_id] = None
        elif (chosen := own.setdefault(objective_id, [])) is not None:
            chosen.append(key_result_id)
    return teams


def _of_team(
    objective: ObjectiveNews, told: Mapping[int, KeyResultNews], chosen: Sequence[int] | None
) -> ObjectiveNews:
    if chosen is None:
        return objective
    return objective._replace(lines=_worst_first(told[one] for one in dict.fromkeys(chosen) if one in told))


def _news(told: list[ObjectiveNews]) -> News:
    told.sort(key=lambda objective: (_RANK[objective.status], objective.id))
    lines = {line.id: line for objective in told for line in objective.lines}.values()
    said = [line.status for line in lines if not line.is_silent]
    return News(_together(told), tuple(told), Counter(said), silent=len(lines) - len(said))


def _together(told: Sequence[ObjectiveNews]) -> Course | None:
    """The mean of the objectives, as lists and trees reckon it; what nobody said anything of counts as nothing."""
    shares = [one.course.share if one.course else 0 for one in told]
    if not any(one.course for one in told):
        return None
    before = [one.before for one in told if one.before is not None]
    is_known = before and not any(one.rolls_up and one.course and one.before is None for one in told)
    return _course(plain_mean(shares), plain_mean(before) if is_known else None)


def _objective(found: ObjectiveWeek, told: Iterable[KeyResultNews], before: int | None) -> ObjectiveNews:
    lines = _worst_first(told)
    stale = said = 0
    for line in lines:
        stale += line.status is Status.STALE
        said += not line.is_silent
    return ObjectiveNews(
        found.id,
        found.code,
        found.title,
        found.level,
        found.owner_id,
        found.owner_name,
        _course(found.progress, before) if said or found.progress else None,
        before,
        lines[0].status if lines else Status.NOT_STARTED,
        stale,
        len(lines),
        lines,
        found.roll_up != "key_results",
    )


def _key_result(row: KeyResultWeek, status: Status) -> KeyResultNews:
    is_silent = row.last_check_in_at is None
    course = None if is_silent or row.progress is None else _course(row.progress, row.before)
    who = row.owner_id, row.owner_name
    return KeyResultNews(_RANK[status], row.id, row.code, row.title, *who, course, status, is_silent)


def _course(share: int, before: int | None) -> Course:
    """The points are the difference of what is shown, so that the numbers on screen agree."""
    shown = percent(share)
    if before is None:
        return Course(share, shown, None)
    return Course(share, shown, 0 if before == share else shown - percent(before))


def _worst_first(lines: Iterable[KeyResultNews]) -> tuple[KeyResultNews, ...]:
    """By their rank, then their id: both stand in front, and no two have the same id."""
    return tuple(sorted(lines))
