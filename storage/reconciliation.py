"""The nightly recount: what is stored as a total, against what the log says; and bands over which time has passed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.orm import aliased

from storage.calendar import DueDays
from storage.check_ins import check_ins
from storage.okr_lines import LIVE_KEY_RESULT, PUBLISHED
from storage.okrs import key_results, objectives
from storage.progress import BANDS, NOTHING, Measure, Metric, Tally, is_kept, mean, progress
from storage.rollups import Share, counted, counts_upward
from storage.steps import steps
from storage.tallies import band_logs

TOLERANCE = Decimal("0.000001")
"""A millionth: what rounding a mean may move."""
BATCH = 500
"""Bands that are looked at in one transaction."""
LONGEST_AWAY = timedelta(days=60)
"""For so long after its due date a band is still looked at: the bot may have been off in its last days."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing whose stored total is not what its log says."""

    code: str
    stored: str
    counted: str


@dataclass(frozen=True, slots=True)
class Behind:
    """Objectives with a band whose stored progress time has overtaken; `last` is the id up to which bands were seen."""

    objective_ids: tuple[int, ...]
    last: int | None


_MEASURE = (
    key_results.c.metric,
    key_results.c.start,
    key_results.c.target,
    key_results.c.band_low,
    key_results.c.band_high,
)
_BANDS = (
    select(key_results.c.id, key_results.c.objective_id, key_results.c.progress, *_MEASURE)
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .where(
        key_results.c.workspace_id == bindparam("workspace_id"),
        key_results.c.id > bindparam("after"),
        key_results.c.metric.in_(sorted(BANDS)),
        key_results.c.start >= func.coalesce(key_results.c.band_low, key_results.c.start),
        key_results.c.start <= func.coalesce(key_results.c.band_high, key_results.c.start),
        key_results.c.due_on >= bindparam("since"),
        LIVE_KEY_RESULT,
        PUBLISHED,
    )
    .order_by(key_results.c.id)
    .limit(BATCH)
)


def bands_behind(db: Connection, workspace_id: int, now: datetime, due: DueDays, after: int = 0) -> Behind:
    """Of the next bands that are to be kept, those whose due check-ins have passed since their progress was stored.

    `last` is None where no more of them are left.
    """
    since: date = (now - LONGEST_AWAY).astimezone(due.zone).date()
    rows = db.execute(_BANDS, {"workspace_id": workspace_id, "after": after, "since": since}).all()
    if not rows:
        return Behind((), None)
    logs = band_logs(db, [row.id for row in rows])
    found = {
        row.objective_id
        for row in rows
        if progress(measure := _measure(row), None, logs[row.id].tally(measure, due, now)) != row.progress
    }
    return Behind(tuple(sorted(found)), rows[-1].id if len(rows) == BATCH else None)


def differences(db: Connection, workspace_id: int) -> list[Difference]:
    """Every key result whose value or progress, and every objective whose progress, is not what follows from the log.

    How often a band was kept depends on the instant: that is bands_behind's to say.
    """
    done = _steps_done(db, workspace_id)
    return [*_values(db, workspace_id, done), *_shares(db, workspace_id, done), *_totals(db, workspace_id)]


def _measure(row: Any) -> Measure:
    return Measure(Metric(row.metric), row.start, row.target, row.band_low, row.band_high)


def _steps_done(db: Connection, workspace_id: int) -> Mapping[int, Tally]:
    """The weight of the steps done and of all, by the key result's id."""
    found: dict[int, Tally] = {}
    rows = (
        select(steps.c.key_result_id, steps.c.weight, steps.c.done_at)
        .join(key_results, key_results.c.id == steps.c.key_result_id)
        .where(key_results.c.workspace_id == workspace_id)
    )
    for key, weight, done_at in db.execute(rows):
        so_far = found.get(key, Tally(NOTHING, NOTHING))
        found[key] = Tally(so_far.reached + (weight if done_at else NOTHING), so_far.of + weight)
    return found


def _values(db: Connection, workspace_id: int, done: Mapping[int, Tally]) -> Iterator[Difference]:
    undoing = aliased(check_ins, name="undoing")
    counting = (
        select(check_ins.c.key_result_id, func.max(check_ins.c.id).label("id"))
        .where(check_ins.c.undoes_id.is_(None), check_ins.c.workspace_id == workspace_id)
        .where(~select(undoing.c.id).where(undoing.c.undoes_id == check_ins.c.id).exists())
        .group_by(check_ins.c.key_result_id)
        .subquery()
    )
    last = (
        select(check_ins.c.key_result_id, check_ins.c.value).join(counting, counting.c.id == check_ins.c.id).subquery()
    )
    found = (
        select(
            key_results.c.id,
            key_results.c.code,
            key_results.c.current_value,
            last.c.value,
            last.c.key_result_id.is_not(None),
        )
        .outerjoin(last, last.c.key_result_id == key_results.c.id)
        .where(key_results.c.workspace_id == workspace_id)
    )
    for key, code, stored, said, is_said in db.execute(found):
        # The weights of steps may have been changed since something was said of them.
        follows = done[key].reached if is_said and key in done else said
        if stored != follows:
            yield Difference(code, str(stored), str(follows))


def _shares(db: Connection, workspace_id: int, done: Mapping[int, Tally]) -> Iterator[Difference]:
    found = select(
        key_results.c.id, key_results.c.code, key_results.c.progress, key_results.c.current_value, *_MEASURE
    ).where(key_results.c.workspace_id == workspace_id, key_results.c.dropped_at.is_(None))
    for row in db.execute(found):
        measure = _measure(row)
        if is_kept(measure):
            continue
        share = progress(measure, row.current_value, done.get(row.id)) or NOTHING
        if share != row.progress:
            yield Difference(row.code, str(row.progress), str(share))


def _totals(db: Connection, workspace_id: int) -> Iterator[Difference]:
    """Each objective against its key results, what is aligned below it, or both, as those stand."""
    here = (objectives.c.workspace_id == workspace_id) & objectives.c.dropped_at.is_(None)
    own = _grouped(
        db,
        select(key_results.c.objective_id, key_results.c.progress, key_results.c.weight)
        .join(objectives, objectives.c.id == key_results.c.objective_id)
        .where(here, key_results.c.dropped_at.is_(None)),
    )
    aligned = _grouped(
        db,
        select(objectives.c.parent_id, objectives.c.progress, objectives.c.progress).where(
            here, objectives.c.parent_id.is_not(None), counts_upward(objectives)
        ),
    )
    found = select(objectives.c.id, objectives.c.code, objectives.c.progress, objectives.c.roll_up).where(here)
    for key, code, stored, roll_up in db.execute(found.order_by(objectives.c.id)):
        follows = mean(counted(roll_up, own.get(key, ()), [share or NOTHING for share, _ in aligned.get(key, ())]))
        if abs(stored - follows) > TOLERANCE:
            yield Difference(code, str(stored), str(follows))


def _grouped(db: Connection, statement: Any) -> Mapping[int, Sequence[Share]]:
    found: dict[int, list[Share]] = {}
    for key, share, weight in db.execute(statement):
        found.setdefault(key, []).append((share, weight))
    return found
