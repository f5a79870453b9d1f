"""Recording check-ins: a value is appended, and the key result and the objective that it feeds are right at once.

The hot path. Whatever the number of key results, it takes the same few statements: the objectives are locked from the
lowest id up, what stands in them is read, then the check-ins, key results and objectives are written. Only bands that
are to be kept and steps take more: what their value alone does not say (tallies.py, steps.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, insert

from storage.calendar import DueDays
from storage.check_ins import CheckInLine, Undoable, check_ins, history, last_confidence
from storage.key_result_states import State, kept, locked, measured, steps_of_each, store, store_starts
from storage.okr_lines import KEY_RESULT_LINES, KeyResultLine
from storage.okrs import key_results
from storage.prepared import Prepared
from storage.progress import BANDS, Metric, progress
from storage.steps import StepLine, Tick, moved, note_ticks, take_ticks_back, ticked
from storage.tallies import band_logs


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a key result. Without a value the last one is confirmed.

    Steps take no value but `ticks`: what they do not name stays as it is. `person_id` says it in the place of whoever
    says all that is recorded with it.
    """

    key_result_id: int
    value: Decimal | None = None
    confidence: int | None = None
    note: str = ""
    ticks: tuple[Tick, ...] = ()
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A check-in that was stored: how the key result stood and stands now, and the objective's progress with it.

    `confidence` is the one that was said with it. Of a key result with steps, `steps` are all of them as they are now,
    `moved` those that it ticked off or opened again.
    """

    check_in_id: int
    before: State
    after: State
    unchanged: bool
    confidence: int | None
    note: str
    objective_progress: Decimal
    steps: tuple[StepLine, ...] = ()
    moved: tuple[StepLine, ...] = ()


class GoneError(Exception):
    """A key result was dropped meanwhile; nothing was written."""


_APPEND = Prepared(
    insert(check_ins).returning(check_ins.c.id, check_ins.c.key_result_id),
    columns=[column.name for column in check_ins.c if column.name != "id"],
)
_BY_CODES = KEY_RESULT_LINES.where(
    key_results.c.workspace_id == bindparam("workspace_id"),
    key_results.c.code.in_(bindparam("codes", expanding=True)),
)


def by_codes(db: Connection, workspace_id: int, codes: Sequence[str]) -> dict[str, KeyResultLine]:
    """The key results of these codes, dropped ones too, by code."""
    rows = db.execute(_BY_CODES, {"workspace_id": workspace_id, "codes": list(codes)})
    lines = (KeyResultLine(*row) for row in rows)
    return {line.code: line for line in lines}


def record(
    db: Connection,
    workspace_id: int,
    person_id: int,
    objective_ids: Iterable[int],
    said: Sequence[Said],
    now: datetime,
    due: DueDays,
) -> list[Recorded]:
    """Store what the person says of key results of these objectives, each at most once. Raises GoneError."""
    states = locked(db, objective_ids)
    before = [_found(states, one.key_result_id) for one in said]
    steps = steps_of_each(db, before)
    marked = {one.key_result_id: ticked(steps.get(one.key_result_id, ()), one.ticks, now) for one in said}
    after = [_after(state, one, marked[state.id], now) for state, one in zip(before, said, strict=True)]
    after = kept(db, after, due, now, just_said=now)
    unchanged = [one.value is None and steps.get(one.key_result_id, ()) == marked[one.key_result_id] for one in said]
    rows = [
        {
            "workspace_id": workspace_id,
            "key_result_id": state.id,
            "person_id": one.person_id or person_id,
            "value": state.current_value,
            "progress": state.progress,
            "confidence": one.confidence,
            "note": one.note,
            "unchanged": same,
            "undoes_id": None,
            "created_at": now,
        }
        for state, one, same in zip(after, said, unchanged, strict=True)
    ]
    ids = {key_result_id: number for number, key_result_id in _APPEND.rows_of_all(db, rows)}
    says = {one.key_result_id: one.person_id or person_id for one in said}
    for key, lines in steps.items():
        note_ticks(db, ids[key], says[key], lines, marked[key])
    store_starts(db, before, after)
    totals = store(db, states, after)
    return [
        Recorded(
            ids[new.id],
            old,
            new,
            same,
            one.confidence,
            one.note,
            totals[new.objective_id],
            marked[new.id],
            moved(steps.get(new.id, ()), marked[new.id]),
        )
        for old, new, one, same in zip(before, after, said, unchanged, strict=True)
    ]


def take_back(
    db: Connection, workspace_id: int, person_id: int, found: Undoable, now: datetime, due: DueDays
) -> Recorded | None:
    """Let the check-in count no more: all stands as it did before. None where it is no longer the latest one."""
    states = locked(db, (found.objective_id,))
    before = _found(states, found.key_result_id)
    counting = history(db, found.key_result_id, 2)
    if not counting or counting[0].id != found.id:
        return None
    after = _as_before(db, before, found, counting[1] if len(counting) > 1 else None, due, now)
    row = {
        "workspace_id": workspace_id,
        "key_result_id": after.id,
        "person_id": person_id,
        "value": after.value,
        "progress": after.progress,
        "confidence": None,
        "note": "",
        "unchanged": False,
        "undoes_id": found.id,
        "created_at": now,
    }
    ((number, _),) = _APPEND.rows(db, row)
    store_starts(db, [before], [after])
    totals = store(db, states, [after])
    return Recorded(number, before, after, False, None, "", totals[after.objective_id], _steps_of(db, after))


def _found(states: Mapping[int, State], key_result_id: int) -> State:
    state = states.get(key_result_id)
    if state is None:
        raise GoneError(key_result_id)
    return state


def _after(state: State, said: Said, steps: Sequence[StepLine], now: datetime) -> State:
    value = state.value if said.value is None else said.value
    spoke = said.confidence is not None
    stands = replace(
        state,
        start=value if state.start is None and state.metric in BANDS else state.start,
        current_value=value,
        confidence=said.confidence if spoke else state.confidence,
        confidence_at=now if spoke else state.confidence_at,
        last_check_in_at=now,
    )
    return measured(stands, steps)


def _steps_of(db: Connection, state: State) -> tuple[StepLine, ...]:
    return steps_of_each(db, (state,)).get(state.id, ())


def _as_before(
    db: Connection, state: State, found: Undoable, earlier: CheckInLine | None, due: DueDays, now: datetime
) -> State:
    confidence, confidence_at = last_confidence(db, state.id, before=found.id)
    before = replace(
        state,
        current_value=earlier.value if earlier else None,
        confidence=confidence,
        confidence_at=confidence_at,
        last_check_in_at=earlier.created_at if earlier else None,
    )
    if state.metric == Metric.STEPS:
        take_ticks_back(db, found.id)
        stood = measured(before, _steps_of(db, state))
        return stood if earlier else replace(stood, current_value=None)
    if state.metric not in BANDS:
        return measured(before, ())
    log = band_logs(db, (state.id,))[state.id].without(found.id)
    if log.start_is_measured and not log.has_values:
        before = replace(before, start=None)
    share = progress(before.measure, before.current_value, log.tally(before.measure, due, now))
    return replace(before, progress=share)
