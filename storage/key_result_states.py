"""How key results stand while something is recorded of them: read under lock, worked out anew, and written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, exists, false, func, or_, select, update

from storage.aliases import alias
from storage.calendar import DueDays
from storage.involvements import WHOLE_OBJECTIVE, involvements
from storage.okr_lines import LIVE_KEY_RESULT
from storage.okrs import key_results, objectives
from storage.prepared import Prepared
from storage.progress import BANDS, NOTHING, Measure, Metric, is_kept, mean, progress
from storage.rollups import counts_upward, lock_objectives, recompute_objectives, rolls_up
from storage.steps import StepLine, steps_of_all, tally_of
from storage.tallies import band_logs

_MEASURED_ONLY = BANDS | {Metric.BASELINE}
"""The kinds of which nobody knows a value before it was measured."""


@dataclass(frozen=True, slots=True)
class State:
    """How a key result stands: `current_value` is None until the first check-in, `confidence` until one is said.

    `rolls_up` says that more than the objective's own key results is to be counted, or that it counts further up;
    `is_followed` that somebody wants to be told of its changes.
    """

    id: int
    objective_id: int
    rolls_up: bool
    weight: Decimal
    metric: str
    start: Decimal | None
    target: Decimal | None
    band_low: Decimal | None
    band_high: Decimal | None
    unit: str
    current_value: Decimal | None
    progress: Decimal | None
    confidence: int | None
    confidence_at: datetime | None
    last_check_in_at: datetime | None
    is_followed: bool = False

    @property
    def measure(self) -> Measure:
        return Measure(Metric(self.metric), self.start, self.target, self.band_low, self.band_high)

    @property
    def value(self) -> Decimal | None:
        """The last value, or the one that it all starts from; None where only measuring can tell."""
        if self.current_value is not None:
            return self.current_value
        return self.start if self.metric in _MEASURED_ONLY else self.start or NOTHING


_parent = alias(objectives, "parent", "id", "roll_up")
_ROLLS_UP = rolls_up(objectives) | func.coalesce(rolls_up(_parent) & counts_upward(objectives), false())
_IS_FOLLOWED = exists().where(
    involvements.c.objective_id == key_results.c.objective_id,
    involvements.c.part == "follower",
    or_(involvements.c.key_result_id == WHOLE_OBJECTIVE, involvements.c.key_result_id == key_results.c.id),
)
_BESIDE = {"rolls_up": _ROLLS_UP, "is_followed": _IS_FOLLOWED}
_STATES = Prepared(
    select(*(_BESIDE.get(field.name, key_results.c.get(field.name)) for field in fields(State)))
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .outerjoin(_parent, _parent.c.id == objectives.c.parent_id)
    .where(key_results.c.objective_id.in_(bindparam("ids", expanding=True)), LIVE_KEY_RESULT)
    .order_by(key_results.c.id)
)
_SET = Prepared(
    update(key_results)
    .where(key_results.c.id == bindparam("key_result_id"))
    .values(
        current_value=bindparam("value"),
        progress=bindparam("share"),
        confidence=bindparam("said"),
        confidence_at=bindparam("said_at"),
        last_check_in_at=bindparam("at"),
        version=key_results.c.version + 1,
    )
)
_START = Prepared(
    update(key_results)
    .where(key_results.c.id == bindparam("key_result_id"))
    .values(start=bindparam("begin"), start_is_measured=bindparam("measured"))
)
_TOTAL = Prepared(
    update(objectives).where(objectives.c.id == bindparam("objective_id")).values(progress=bindparam("share"))
)


def locked(db: Connection, objective_ids: Iterable[int]) -> dict[int, State]:
    """How the key results of the objectives stand, by id; nobody else changes a total of theirs before we commit."""
    ids = sorted(set(objective_ids))
    lock_objectives(db, ids)
    states = [State(*row) for row in _STATES.rows(db, {"ids": ids})]
    return {state.id: state for state in states}


def measured(state: State, steps: Sequence[StepLine]) -> State:
    """The state with the progress that its value makes, or its steps. Whether a band was kept is yet to be seen."""
    if state.metric != Metric.STEPS:
        return replace(state, progress=progress(state.measure, state.current_value))
    tally = tally_of(steps)
    return replace(state, current_value=tally.reached, progress=progress(state.measure, None, tally) or NOTHING)


def steps_of_each(db: Connection, states: Iterable[State]) -> Mapping[int, tuple[StepLine, ...]]:
    """The steps of those that are measured by them, by the key result's id."""
    ids = [state.id for state in states if state.metric == Metric.STEPS]
    return steps_of_all(db, ids) if ids else {}


def kept(
    db: Connection, states: Sequence[State], due: DueDays, now: datetime, just_said: datetime | None = None
) -> list[State]:
    """The states, each band that is to be kept with the share of due check-ins at which it was.

    `just_said` is when their values were said, where the log does not hold them yet.
    """
    ids = [state.id for state in states if state.metric in BANDS and is_kept(state.measure)]
    logs = band_logs(db, ids) if ids else {}

    def kept(state: State) -> State:
        log = logs.get(state.id)
        if log is None:
            return state
        told = log if just_said is None else log.plus(just_said, state.current_value)
        return replace(state, progress=progress(state.measure, None, told.tally(state.measure, due, now)))

    return [kept(state) for state in states]


def store_starts(db: Connection, before: Sequence[State], after: Sequence[State]) -> None:
    """Write where bands start that had no start, and take away the start of those whose first value does not count."""
    moved = [new for old, new in zip(before, after, strict=True) if old.start != new.start]
    _START.run_all(
        db, [{"key_result_id": new.id, "begin": new.start, "measured": new.start is not None} for new in moved]
    )


def store(db: Connection, states: dict[int, State], changed: Sequence[State]) -> dict[int, Decimal]:
    """Write how the key results stand now and what that makes of their objectives; return the objectives' progress."""
    states.update((state.id, state) for state in changed)
    fed = sorted({state.objective_id for state in changed})
    _SET.run_all(db, [_columns(state) for state in changed])
    if any(state.rolls_up for state in changed):
        return recompute_objectives(db, fed)
    totals = {
        objective_id: mean((one.progress, one.weight) for one in states.values() if one.objective_id == objective_id)
        for objective_id in fed
    }
    _TOTAL.run_all(db, [{"objective_id": number, "share": share} for number, share in totals.items()])
    return totals


def _columns(state: State) -> dict[str, Any]:
    return {
        "key_result_id": state.id,
        "value": state.current_value,
        "share": state.progress,
        "said": state.confidence,
        "said_at": state.confidence_at,
        "at": state.last_check_in_at,
    }
