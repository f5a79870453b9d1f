"""Recording check-ins: a value is appended, and the key result and the objective that it feeds are right at once.

The hot path. Whatever the number of key results, it takes the same few statements: the objectives are locked from the
lowest id up, what stands in them is read, then the check-ins, key results and objectives are written.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, bindparam, exists, false, func, insert, or_, select, update

from storage.check_ins import CheckInLine, Undoable, check_ins, history, last_confidence
from storage.involvements import WHOLE_OBJECTIVE, involvements
from storage.okr_lines import KEY_RESULT_LINES, LIVE_KEY_RESULT, KeyResultLine
from storage.okrs import key_results, objectives
from storage.prepared import Prepared
from storage.progress import NOTHING, Measure, Metric, mean, progress
from storage.rollups import counts_upward, lock_objectives, recompute_objectives, rolls_up


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a key result. Without a value the last one is confirmed."""

    key_result_id: int
    value: Decimal | None = None
    confidence: int | None = None
    note: str = ""


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
    def value(self) -> Decimal:
        """The last value, or the one that it all starts from."""
        return self.current_value if self.current_value is not None else self.start or NOTHING

    def at(self, value: Decimal | None) -> Decimal:
        """The progress that the value makes, 0..1."""
        measure = Measure(Metric(self.metric), self.start, self.target, self.band_low, self.band_high)
        return progress(measure, value) or NOTHING


@dataclass(frozen=True, slots=True)
class Recorded:
    """A check-in that was stored: how the key result stood and stands now, and the objective's progress with it.

    `confidence` is the one that was said with it.
    """

    check_in_id: int
    before: State
    after: State
    unchanged: bool
    confidence: int | None
    note: str
    objective_progress: Decimal


class GoneError(Exception):
    """A key result was dropped meanwhile; nothing was written."""


_parent = objectives.alias("parent")
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
_APPEND = Prepared(
    insert(check_ins).returning(check_ins.c.id, check_ins.c.key_result_id),
    columns=[column.name for column in check_ins.c if column.name != "id"],
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
_BY_CODES = KEY_RESULT_LINES.where(
    key_results.c.workspace_id == bindparam("workspace_id"),
    key_results.c.code.in_(bindparam("codes", expanding=True)),
)
_TOTAL = Prepared(
    update(objectives).where(objectives.c.id == bindparam("objective_id")).values(progress=bindparam("share"))
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
) -> list[Recorded]:
    """Store what the person says of key results of these objectives, each at most once. Raises GoneError."""
    states = _locked(db, objective_ids)
    before = [_found(states, one.key_result_id) for one in said]
    after = [_after(state, one, now) for state, one in zip(before, said, strict=True)]
    rows = [
        {
            "workspace_id": workspace_id,
            "key_result_id": state.id,
            "person_id": person_id,
            "value": state.value,
            "progress": state.progress,
            "confidence": one.confidence,
            "note": one.note,
            "unchanged": one.value is None,
            "undoes_id": None,
            "created_at": now,
        }
        for state, one in zip(after, said, strict=True)
    ]
    ids = {key_result_id: number for number, key_result_id in _APPEND.rows_of_all(db, rows)}
    totals = _store(db, states, after)
    return [
        Recorded(ids[new.id], old, new, one.value is None, one.confidence, one.note, totals[new.objective_id])
        for old, new, one in zip(before, after, said, strict=True)
    ]


def take_back(db: Connection, workspace_id: int, person_id: int, found: Undoable, now: datetime) -> Recorded | None:
    """Let the check-in count no more: all stands as it did before. None where it is no longer the latest one."""
    states = _locked(db, (found.objective_id,))
    before = _found(states, found.key_result_id)
    counting = history(db, found.key_result_id, 2)
    if not counting or counting[0].id != found.id:
        return None
    after = _as_before(db, before, found.id, counting[1] if len(counting) > 1 else None)
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
    totals = _store(db, states, [after])
    return Recorded(number, before, after, False, None, "", totals[after.objective_id])


def _locked(db: Connection, objective_ids: Iterable[int]) -> dict[int, State]:
    """How the key results of the objectives stand, by id; nobody else changes a total of theirs before we commit."""
    ids = sorted(set(objective_ids))
    lock_objectives(db, ids)
    states = [State(*row) for row in _STATES.rows(db, {"ids": ids})]
    return {state.id: state for state in states}


def _found(states: Mapping[int, State], key_result_id: int) -> State:
    state = states.get(key_result_id)
    if state is None:
        raise GoneError(key_result_id)
    return state


def _after(state: State, said: Said, now: datetime) -> State:
    value = state.value if said.value is None else said.value
    spoke = said.confidence is not None
    return replace(
        state,
        current_value=value,
        progress=state.at(value),
        confidence=said.confidence if spoke else state.confidence,
        confidence_at=now if spoke else state.confidence_at,
        last_check_in_at=now,
    )


def _as_before(db: Connection, state: State, check_in_id: int, earlier: CheckInLine | None) -> State:
    value = earlier.value if earlier else None
    confidence, confidence_at = last_confidence(db, state.id, before=check_in_id)
    return replace(
        state,
        current_value=value,
        progress=state.at(value),
        confidence=confidence,
        confidence_at=confidence_at,
        last_check_in_at=earlier.created_at if earlier else None,
    )


def _store(db: Connection, states: dict[int, State], changed: Sequence[State]) -> dict[int, Decimal]:
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
