"""Drafts of objectives: listed to who works on them, given another title, and published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, exists, or_, select, union_all, update

from storage.aliases import alias
from storage.columns import BigId
from storage.involvements import involvements
from storage.messages import Spot
from storage.okr_lines import ObjectiveLine
from storage.okr_lists import Scope, Shape, conditions, first_of, in_order, lines_of, page_in_scope
from storage.okrs import key_results, objectives, title_key
from storage.outbox import messages
from storage.prepared import Prepared
from storage.teams import teams

KIND = "draft"
"""The kind of a draft's card among the messages."""

_IS_DRAFT = objectives.c.published_at.is_(None) & objectives.c.dropped_at.is_(None)
_part = alias(involvements, "own_part_in_draft", "objective_id", "part", "person_id")


@dataclass(frozen=True, slots=True)
class Listed:
    """What is in scope, and the drafts that are worked on beside it."""

    objectives: Sequence[ObjectiveLine]
    drafts: Sequence[ObjectiveLine]


_RETITLE = (
    update(objectives)
    .where(objectives.c.id == bindparam("objective_id"), objectives.c.version == bindparam("seen"), _IS_DRAFT)
    .values(title=bindparam("new_title"), title_key=bindparam("new_key"), version=objectives.c.version + 1)
)
_PUBLISH = (
    update(objectives)
    .where(objectives.c.id == bindparam("objective_id"), _IS_DRAFT)
    .values(published_at=bindparam("now"), version=objectives.c.version + 1)
)
_FIRST: ColumnElement[date] = bindparam("first", type_=key_results.c.starts_on.type)
_START_PARTS = (
    update(key_results)
    .where(
        key_results.c.objective_id == bindparam("of_objective"),
        key_results.c.dropped_at.is_(None),
        key_results.c.starts_on < _FIRST,
    )
    # One that is due before then keeps its last day.
    .values(starts_on=case((key_results.c.due_on < _FIRST, key_results.c.due_on), else_=_FIRST))
)
_PLACE = select(messages.c.id, messages.c.platform, messages.c.conversation, messages.c.thread).where(
    messages.c.workspace_id == bindparam("workspace_id"),
    messages.c.subject == bindparam("subject"),
    messages.c.kind == KIND,
)
_IS_DRAFT_PARENT = select(exists().where(objectives.c.id == bindparam("objective_id"), _IS_DRAFT))


def list_with_drafts(db: Connection, scope: Scope, limit: int, most_drafts: int, skipped: int = 0) -> Listed:
    """`list_objectives`, and in the same statement the drafts in scope that the reader works on.

    They own, co-own or wrote them, lead their team, or were named to read them. For one person the drafts are all
    theirs, whoever owns them. What is said aloud lists none, nor does a list by status.
    """
    if scope.sight.is_aloud or scope.sought is not None:
        most_drafts = 0
    prepared = _with_drafts(scope.shape, limit, most_drafts, own=scope.person_id == scope.sight.person_id)
    rows = prepared.rows(db, scope.given | {"skipped": skipped, "worker_id": scope.sight.person_id})
    lines = sorted((ObjectiveLine(*row) for row in rows), key=in_order)
    return Listed([line for line in lines if not line.is_draft], [line for line in lines if line.is_draft])


@cache
def _with_drafts(shape: Shape, limit: int, most_drafts: int, *, own: bool) -> Prepared:
    """The lines of a page and of the drafts beside it, with the parameters of Scope.given."""
    wanted = shape._replace(by_person=shape.by_person and not own)
    worked_on = worked_on_by(bindparam("worker_id", type_=BigId))
    page = select(page_in_scope(shape, limit).subquery())
    if not most_drafts:
        return Prepared(lines_of(page.subquery()))
    drafts = first_of([*conditions(wanted, _IS_DRAFT), worked_on], most_drafts)
    return Prepared(lines_of(union_all(page, select(drafts.subquery())).subquery()))


def retitle(db: Connection, objective_id: int, version: int, title: str) -> bool:
    """Give the draft another title; False where it has changed since that version or is no draft any more."""
    given = {"objective_id": objective_id, "seen": version, "new_title": title, "new_key": title_key(title)}
    return db.execute(_RETITLE, given).rowcount == 1


def publish(db: Connection, objective_id: int, first: date, now: datetime) -> bool:
    """Let the locked draft count from now on, its key results from the day `first`; False where it does already."""
    if db.execute(_PUBLISH, {"objective_id": objective_id, "now": now}).rowcount != 1:
        return False
    db.execute(_START_PARTS, {"of_objective": objective_id, "first": first})
    return True


def is_draft(db: Connection, objective_id: int) -> bool:
    """Whether the objective of that id is a draft."""
    return bool(db.execute(_IS_DRAFT_PARENT, {"objective_id": objective_id}).scalar_one())


def card_place(db: Connection, workspace_id: int, code: str) -> Spot | None:
    """Where the draft's card was posted; None where it was not."""
    row = db.execute(_PLACE, {"workspace_id": workspace_id, "subject": subject(code)}).first()
    return Spot(row.platform, row.conversation, row.thread) if row else None


def subject(code: str) -> str:
    """What the draft's card shows, as a message's subject: "draft:O-9"."""
    return f"draft:{code}"


def worked_on_by(person_id: Any) -> ColumnElement[bool]:
    """A condition on drafts of objectives: the person owns, co-owns or wrote it, leads its team or is a reader."""
    return or_(
        objectives.c.owner_id == person_id,
        objectives.c.created_by == person_id,
        exists().where(teams.c.id == objectives.c.team_id, teams.c.lead_id == person_id),
        exists().where(
            _part.c.objective_id == objectives.c.id,
            _part.c.person_id == person_id,
            or_(_part.c.part == "co_owner", _part.c.part == "reader"),
        ),
    )
