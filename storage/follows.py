"""What followers are still to be told: changes of what they follow, kept until the clock tells of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, delete, func, literal, or_, select
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.involvements import WHOLE_OBJECTIVE, involvements
from storage.okr_lines import KEY_RESULT_LINES, OBJECTIVE_LINES, KeyResultLine, ObjectiveLine
from storage.okrs import key_results, objectives
from storage.reminders import reminders
from storage.upsert import Upsert

REMINDER = "okr.follow"
"""The kind of the reminder that is due when a person is to be told."""


class FollowedChange(Stored, table=True):
    """One change that one follower is to be told of. `card` says it, as JSON.

    `key_result_id` is 0 for a change of the objective as a whole; `followed_id` is the key result that the person
    follows, or 0 where it is the objective. No foreign keys: what is deleted meanwhile is told of no more.
    """

    __tablename__ = "followed_change"

    id: int | None = primary_key()
    person_id: int = Field(foreign_key="person.id", index=True)
    objective_id: int
    key_result_id: int
    followed_id: int
    card: str
    created_at: datetime


followed_changes = FollowedChange.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed and by whom, who is not told; `key_result_id` is 0 for the objective as a whole."""

    workspace_id: int
    objective_id: int
    key_result_id: int
    by: int
    card: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ToTell:
    """A change that somebody is to be told of now."""

    id: int
    person_id: int
    objective_id: int
    key_result_id: int
    followed_id: int
    card: str


@dataclass(frozen=True, slots=True)
class Things:
    """Objectives and key results by their ids."""

    objectives: Mapping[int, ObjectiveLine]
    key_results: Mapping[int, KeyResultLine]


_WHO = (
    involvements.c.objective_id == bindparam("of_objective"),
    involvements.c.part == "follower",
    involvements.c.person_id != bindparam("done_by"),
    # Whoever follows one key result hears of that one and of the objective as a whole.
    or_(
        involvements.c.key_result_id == WHOLE_OBJECTIVE,
        bindparam("of_key_result") == WHOLE_OBJECTIVE,
        involvements.c.key_result_id == bindparam("of_key_result"),
    ),
)
_CARD: Any = bindparam("said", type_=followed_changes.c.card.type)
_AT: Any = bindparam("at", type_=followed_changes.c.created_at.type)
_NOTE: Upsert[Any] = Upsert(
    lambda into: (
        into(followed_changes)
        .from_select(
            ["person_id", "objective_id", "key_result_id", "followed_id", "card", "created_at"],
            select(
                involvements.c.person_id,
                bindparam("of_objective", type_=involvements.c.objective_id.type),
                bindparam("of_key_result", type_=involvements.c.key_result_id.type),
                func.max(involvements.c.key_result_id),
                _CARD,
                _AT,
            )
            .where(*_WHO)
            .group_by(involvements.c.person_id),
        )
        .execution_options(preserve_rowcount=True)
    )
)
_SUBJECT = literal("person:").concat(cast(involvements.c.person_id, String))
_REMIND: Upsert[Any] = Upsert(
    lambda into: (
        into(reminders)
        .from_select(
            ["workspace_id", "kind", "subject", "subject_id", "due_at"],
            select(
                bindparam("of_workspace", type_=reminders.c.workspace_id.type),
                literal(REMINDER),
                _SUBJECT,
                involvements.c.person_id,
                _AT,
            )
            .where(*_WHO)
            .group_by(involvements.c.person_id)
            .order_by(involvements.c.person_id),
        )
        # Who is to be told already keeps that hour. The row is touched, so that one that ends now is made anew.
        .on_conflict_do_update(
            index_elements=["workspace_id", "kind", "subject"],
            set_={"subject_id": into(reminders).excluded.subject_id},
        )
    )
)
_TAKE = (
    delete(followed_changes)
    .where(followed_changes.c.person_id.in_(bindparam("ids", expanding=True)))
    .returning(
        followed_changes.c.id,
        followed_changes.c.person_id,
        followed_changes.c.objective_id,
        followed_changes.c.key_result_id,
        followed_changes.c.followed_id,
        followed_changes.c.card,
    )
)
_FORGET = delete(followed_changes).where(
    followed_changes.c.person_id == bindparam("person_id"),
    followed_changes.c.objective_id == bindparam("of_objective"),
    followed_changes.c.followed_id == bindparam("of_key_result"),
)
_OBJECTIVES = OBJECTIVE_LINES.where(objectives.c.id.in_(bindparam("ids", expanding=True)))
_KEY_RESULTS = KEY_RESULT_LINES.where(key_results.c.id.in_(bindparam("ids", expanding=True)))


def note(db: Connection, changed: Changed) -> None:
    """Keep the change for each follower but who did it, and let the clock tell them: one statement where nobody is."""
    given = {
        "of_objective": changed.objective_id,
        "of_key_result": changed.key_result_id,
        "done_by": changed.by,
        "said": changed.card,
        "at": changed.at,
    }
    if db.execute(_NOTE.of(db), given).rowcount:
        db.execute(_REMIND.of(db), given | {"of_workspace": changed.workspace_id})


def take(db: Connection, person_ids: Collection[int]) -> list[ToTell]:
    """What these people are to be told of, oldest first. It is taken out: whoever takes it tells it."""
    if not person_ids:
        return []
    rows = db.execute(_TAKE, {"ids": sorted(person_ids)})
    return sorted((ToTell(*row) for row in rows), key=lambda change: change.id)


def forget(db: Connection, person_id: int, objective_id: int, key_result_id: int) -> None:
    """Tell the person nothing more of what they followed."""
    given = {"person_id": person_id, "of_objective": objective_id, "of_key_result": key_result_id}
    db.execute(_FORGET, given)


def things(db: Connection, changes: Iterable[ToTell]) -> Things:
    """The objectives and key results of the changes as they are now, dropped ones too."""
    listed = list(changes)
    whole = {one.objective_id for one in listed if WHOLE_OBJECTIVE in (one.key_result_id, one.followed_id)}
    parts = {number for one in listed for number in (one.key_result_id, one.followed_id)} - {WHOLE_OBJECTIVE}
    return Things(
        {row.id: ObjectiveLine(*row) for row in db.execute(_OBJECTIVES, {"ids": sorted(whole)})} if whole else {},
        {row.id: KeyResultLine(*row) for row in db.execute(_KEY_RESULTS, {"ids": sorted(parts)})} if parts else {},
    )
