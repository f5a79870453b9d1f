"""Working out anew what is stored: when time has passed over a band, or what is measured by was changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from storage.calendar import DueDays
from storage.key_result_states import State, kept, locked, measured, steps_of_each
from storage.okrs import key_results
from storage.prepared import Prepared
from storage.rollups import recompute_objectives
from storage.steps import StepLine


@dataclass(frozen=True, slots=True)
class Recounted:
    """A key result whose stored progress was not what follows from its log any more."""

    before: State
    after: State


_RESTATE = Prepared(
    update(key_results)
    .where(key_results.c.id == bindparam("key_result_id"))
    .values(current_value=bindparam("value"), progress=bindparam("share"))
)


def recount(db: Connection, objective_ids: Collection[int], now: datetime, due: DueDays) -> list[Recounted]:
    """Store how far the key results of these objectives are, and what that makes of the objectives and those above.

    Returns the key results that stand otherwise now. Their objectives are locked first.
    """
    states = list(locked(db, objective_ids).values())
    steps = steps_of_each(db, states)
    counted = [_counted(state, steps.get(state.id, ())) for state in states]
    after = kept(db, counted, due, now)
    changed = [Recounted(old, new) for old, new in zip(states, after, strict=True) if old != new]
    _RESTATE.run_all(db, [_columns(one.after) for one in changed])
    recompute_objectives(db, objective_ids)
    return changed


def _counted(state: State, steps: Sequence[StepLine]) -> State:
    """The state as it follows from its value; what nobody has checked in has none."""
    counted = measured(state, steps)
    return counted if state.last_check_in_at is not None else replace(counted, current_value=None)


def _columns(state: State) -> dict[str, object]:
    return {"key_result_id": state.id, "value": state.current_value, "share": state.progress}
