"""What of the objectives and key results somebody sees, as a condition on statements: the one way to it.

Open objectives are seen by every member. A private one is seen by whoever it names (owner, co-owners, readers, owners
of its key results) and by everybody above its owner in the line of managers. A guest sees only what names them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Boolean, ColumnElement, Connection, and_, bindparam, exists, or_, select, union_all

from storage.aliases import alias
from storage.columns import BigId
from storage.involvements import WHOLE_OBJECTIVE, involvements
from storage.okrs import key_results, objectives
from storage.people import people
from storage.prepared import Prepared

Reach = Literal["open", "named", "nothing"]


@dataclass(frozen=True, slots=True)
class Sight:
    """The eyes of a person, who sees what is open and of the rest what they may, or what names them, or nothing.

    `is_aloud` is for what is said where others read it too: then nothing private is there, not even their own.
    """

    workspace_id: int
    person_id: int
    reach: Reach = "open"
    is_aloud: bool = False

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of IN_SIGHT and KEY_RESULT_IN_SIGHT."""
        return {
            "eyes_of": 0 if self.reach == "nothing" else self.person_id,
            "sees_open": self.reach == "open",
            "sees_private": not self.is_aloud,
        }


_EYES: Any = bindparam("eyes_of", type_=BigId)
_SEES_OPEN: Any = bindparam("sees_open", type_=Boolean)
_SEES_PRIVATE: Any = bindparam("sees_private", type_=Boolean)
_own = alias(key_results, "own_part", "dropped_at", "objective_id", "owner_id")
_part = alias(involvements, "part", "key_result_id", "objective_id", "part", "person_id")
_whose = alias(people, "whose", "id", "manager_id")
_manager = alias(people, "manager", "id", "manager_id")

# A follower, or who agreed to a draft, is named by nobody but themselves.
_IS_NAMED = (_part.c.person_id == _EYES) & or_(_part.c.part == "co_owner", _part.c.part == "reader")
# Few, and the same for every objective that is looked at: found once, by who looks.
_NAMED = union_all(
    select(_own.c.objective_id).where(_own.c.owner_id == _EYES, _own.c.dropped_at.is_(None)),
    select(_part.c.objective_id).where(_IS_NAMED),
)
# From the owner upward, for that is a few steps, where below somebody there may be thousands.
_above = (
    select(_whose.c.manager_id.label("id"))
    .where(_whose.c.id == objectives.c.owner_id)
    .correlate(objectives)
    .cte("above_owner", recursive=True, nesting=True)
)
# A union drops whom it met before, so that a ring of managers ends.
_above = _above.union(select(_manager.c.manager_id).join(_above, _manager.c.id == _above.c.id))
_INVOLVED_HERE = (
    exists()
    .where(
        _part.c.objective_id == objectives.c.id,
        or_(_part.c.key_result_id == WHOLE_OBJECTIVE, _part.c.key_result_id == key_results.c.id),
        _IS_NAMED,
    )
    # Of these two, wherever they stand: left to itself it would take an objective of its own, two statements deep.
    .correlate(objectives, key_results)
)
IN_SIGHT: ColumnElement[bool] = and_(
    or_(~objectives.c.is_private, _SEES_PRIVATE),
    or_(
        _SEES_OPEN & ~objectives.c.is_private,
        objectives.c.owner_id == _EYES,
        objectives.c.id.in_(_NAMED),
        # Asked last and only of private ones, since it takes a walk of its own for each.
        _SEES_OPEN & objectives.c.is_private & exists(select(_above.c.id).where(_above.c.id == _EYES)),
    ),
)
"""A condition on `objectives`, with the parameters of Sight.given."""

KEY_RESULT_IN_SIGHT: ColumnElement[bool] = or_(
    _SEES_OPEN, objectives.c.owner_id == _EYES, key_results.c.owner_id == _EYES, _INVOLVED_HERE
)
"""A condition on `key_results` of objectives that are in sight: a guest sees only their own part."""

_SEES = Prepared(select(objectives.c.id).where(objectives.c.id == bindparam("objective_id"), IN_SIGHT))
_SEES_PART = Prepared(
    select(key_results.c.id)
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .where(key_results.c.id == bindparam("key_result_id"), IN_SIGHT, KEY_RESULT_IN_SIGHT)
)
_SEEN_PARTS = (
    select(key_results.c.id)
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .where(key_results.c.id.in_(bindparam("ids", expanding=True)), IN_SIGHT, KEY_RESULT_IN_SIGHT)
)


def sees_objective(db: Connection, sight: Sight, objective_id: int) -> bool:
    """Whether the objective is in sight."""
    return bool(_SEES.rows(db, {"objective_id": objective_id} | sight.given))


def sees_key_result(db: Connection, sight: Sight, key_result_id: int) -> bool:
    """Whether the key result is in sight."""
    return bool(_SEES_PART.rows(db, {"key_result_id": key_result_id} | sight.given))


def key_results_in_sight(db: Connection, sight: Sight, ids: Collection[int]) -> frozenset[int]:
    """Those of the key results that are in sight; one statement."""
    return frozenset(db.execute(_SEEN_PARTS, {"ids": list(ids)} | sight.given).scalars())
