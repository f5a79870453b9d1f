"""Objectives and key results that go: dropped ones keep their history, deleted ones had none and leave nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, func, or_, select, update

from storage.check_ins import check_ins
from storage.feedback import feedbacks
from storage.goals import goals
from storage.involvements import involvements
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.okrs import key_results, objectives
from storage.outbox import messages
from storage.sight import IN_SIGHT, Sight
from storage.steps import steps
from storage.suggestions import suggestions

MOST_NAMED = 5
"""Objectives that are named as aligned below another one."""


@dataclass(frozen=True, slots=True)
class Hanging:
    """What keeps something from being deleted: counts, dropped and taken back ones too, and codes.

    `aligned` are those that the reader sees, at most MOST_NAMED. That feedback or a goal refers to it `is_referred_to`:
    whose, or how often, is not for the reader.
    """

    check_ins: int = 0
    key_results: int = 0
    posts: int = 0
    aligned: tuple[str, ...] = ()
    is_referred_to: bool = False

    def __bool__(self) -> bool:
        return bool(self.check_ins or self.key_results or self.posts or self.aligned or self.is_referred_to)


_DROP = {
    table.name: update(table)
    .where(table.c.id == bindparam("thing_id"), table.c.version == bindparam("seen"), table.c.dropped_at.is_(None))
    .values(dropped_at=bindparam("now"), drop_reason=bindparam("reason"), version=table.c.version + 1)
    for table in (objectives, key_results)
}
_DROP_BELOW = (
    update(key_results)
    .where(key_results.c.objective_id == bindparam("of_objective"), key_results.c.dropped_at.is_(None))
    .values(dropped_at=bindparam("now"), drop_reason=bindparam("reason"), version=key_results.c.version + 1)
)
_CHECK_INS = select(
    select(func.count()).where(check_ins.c.key_result_id == bindparam("key_result_id")).scalar_subquery(),
    or_(
        exists().where(feedbacks.c.key_result_id == bindparam("key_result_id")),
        exists().where(goals.c.key_result_id == bindparam("key_result_id")),
    ),
)
_BELOW = select(
    select(func.count()).where(key_results.c.objective_id == bindparam("objective_id")).scalar_subquery(),
    select(func.count())
    .where(messages.c.workspace_id == bindparam("workspace_id"), messages.c.subject == bindparam("subject"))
    .scalar_subquery(),
    or_(
        exists().where(feedbacks.c.objective_id == bindparam("objective_id")),
        exists().where(goals.c.objective_id == bindparam("objective_id")),
    ),
)
_ALIGNED = (
    select(objectives.c.code)
    .where(objectives.c.parent_id == bindparam("objective_id"), IN_SIGHT)
    .order_by(objectives.c.id)
    .limit(MOST_NAMED)
)
_LET_GO = update(objectives).where(objectives.c.parent_id == bindparam("gone")).values(parent_id=None)
_DELETE_KEY_RESULT = (
    delete(steps).where(steps.c.key_result_id == bindparam("gone")),
    delete(involvements).where(involvements.c.key_result_id == bindparam("gone")),
)
_DELETE_OBJECTIVE = (
    delete(suggestions).where(suggestions.c.objective_id == bindparam("gone")),
    delete(involvements).where(involvements.c.objective_id == bindparam("gone")),
    _LET_GO,
)
_DELETE = {
    table.name: delete(table).where(table.c.id == bindparam("gone"), table.c.version == bindparam("seen"))
    for table in (objectives, key_results)
}


def drop_objective(db: Connection, objective_id: int, version: int, reason: str, now: datetime) -> bool:
    """Take the locked objective and its key results out of every list, the history kept.

    False where it has changed since that version. What it feeds is yet to be recomputed.
    """
    if not _drop(db, objectives, objective_id, version, reason, now):
        return False
    db.execute(_DROP_BELOW, {"of_objective": objective_id, "reason": reason, "now": now})
    return True


def drop_key_result(db: Connection, key_result_id: int, version: int, reason: str, now: datetime) -> bool:
    """Take the key result out of its locked objective, its history kept; False where it has changed meanwhile."""
    return _drop(db, key_results, key_result_id, version, reason, now)


def hanging_on(db: Connection, sight: Sight, line: ObjectiveLine | KeyResultLine) -> Hanging:
    """What of the thing would be lost with it."""
    if isinstance(line, KeyResultLine):
        said, is_referred_to = db.execute(_CHECK_INS, {"key_result_id": line.id}).one()
        return Hanging(check_ins=said, is_referred_to=is_referred_to)
    here: Mapping[str, Any] = {
        "objective_id": line.id,
        "workspace_id": sight.workspace_id,
        "subject": f"draft:{line.code}",
    }
    count, posts, is_referred_to = db.execute(_BELOW, here).one()
    aligned = db.execute(_ALIGNED, {"objective_id": line.id, **sight.given}).scalars()
    return Hanging(key_results=count, posts=posts, aligned=tuple(aligned), is_referred_to=is_referred_to)


def delete_objective(db: Connection, line: ObjectiveLine) -> bool:
    """Delete the locked objective on which nothing hangs; False where it has changed since it was read.

    What is aligned to it out of the writer's sight stands alone from then on.
    """
    for statement in _DELETE_OBJECTIVE:
        db.execute(statement, {"gone": line.id})
    return db.execute(_DELETE[objectives.name], {"gone": line.id, "seen": line.version}).rowcount == 1


def delete_key_result(db: Connection, line: KeyResultLine) -> bool:
    """Delete the key result on which nothing hangs; False where it has changed since it was read.

    Its locked objective is yet to be recomputed.
    """
    for statement in _DELETE_KEY_RESULT:
        db.execute(statement, {"gone": line.id})
    return db.execute(_DELETE[key_results.name], {"gone": line.id, "seen": line.version}).rowcount == 1


def _drop(db: Connection, table: Any, thing_id: int, version: int, reason: str, now: datetime) -> bool:
    given = {"thing_id": thing_id, "seen": version, "reason": reason, "now": now}
    return db.execute(_DROP[table.name], given).rowcount == 1
