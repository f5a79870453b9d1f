"""One-to-ones: the shared agenda of two people, and when they met."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    CheckConstraint,
    Connection,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Field

from storage.columns import Stored, primary_key
from storage.okr_lines import KEY_RESULT_LINES, RUNNING_KEY_RESULT, KeyResultLine, running
from storage.okrs import key_results
from storage.people import people
from storage.sight import IN_SIGHT, Sight
from storage.upsert import Upsert

ItemKind = Literal["topic", "action"]


class OneToOne(Stored, table=True):
    """The agenda that two people share. `first_id` is the lower of the two ids when it was made.

    `held_at` is when they last met and closed what they had talked about.
    """

    __tablename__ = "one_to_one"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    first_id: int = Field(foreign_key="person.id")
    second_id: int = Field(foreign_key="person.id", index=True)
    held_at: datetime | None = None
    created_at: datetime
    version: int = 1


class AgendaItem(Stored, table=True):
    """A topic to talk about, or an action that one of the two took on (`owner_id`), until the day `due_on`, if any."""

    __tablename__ = "agenda_item"
    __table_args__ = (CheckConstraint("kind in ('topic', 'action')", name="agenda_item_kind"),)

    id: int | None = primary_key()
    workspace_id: int = Field(foreign_key="workspace.id")
    one_to_one_id: int = Field(foreign_key="one_to_one.id", index=True)
    kind: str
    text: str
    author_id: int = Field(foreign_key="person.id")
    owner_id: int | None = Field(default=None, foreign_key="person.id")
    due_on: date | None = None
    created_at: datetime
    done_at: datetime | None = None
    done_by: int | None = Field(default=None, foreign_key="person.id")


one_to_ones = OneToOne.__table__  # type: ignore[attr-defined]
agenda_items = AgendaItem.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class PairLine:
    """The one-to-one of two people. `held_at` is when they last met; `version` counts how often they did."""

    id: int
    held_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """Something on an agenda; an action has an owner, and a day where one was said."""

    id: int
    kind: ItemKind
    text: str
    author_id: int
    author_name: str
    owner_id: int | None
    owner_name: str
    due_on: date | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What two people have to talk about: of each kind the first ones, open before done, and how many there are.

    Done ones are on it until the two have met.
    """

    items: tuple[ItemLine, ...] = ()
    counts: Mapping[ItemKind, int] | None = None
    open_count: int = 0

    def of(self, kind: ItemKind) -> tuple[ItemLine, ...]:
        """Those of one kind that are shown."""
        return tuple(item for item in self.items if item.kind == kind)

    def hidden(self, kind: ItemKind) -> int:
        """How many of that kind are not shown."""
        return (self.counts or {}).get(kind, 0) - len(self.of(kind))


@dataclass(frozen=True, slots=True)
class ItemOfPair:
    """An item with the two whose agenda it is on."""

    item: ItemLine
    one_to_one_id: int
    first_id: int
    second_id: int

    def other_than(self, person_id: int) -> int | None:
        """The other one of the two; None for anybody who is neither."""
        if person_id not in (self.first_id, self.second_id):
            return None
        return self.second_id if person_id == self.first_id else self.first_id


_ONE: Any = bindparam("one")
_OTHER: Any = bindparam("other")
# After two people turned out to be one, the first may be the higher.
_PAIR = (
    select(one_to_ones.c.id, one_to_ones.c.held_at, one_to_ones.c.version)
    .where(
        or_(
            and_(one_to_ones.c.first_id == _ONE, one_to_ones.c.second_id == _OTHER),
            and_(one_to_ones.c.first_id == _OTHER, one_to_ones.c.second_id == _ONE),
        )
    )
    .order_by(one_to_ones.c.id)
    .limit(1)
)
_OPEN: Upsert[Any] = Upsert(
    lambda into: into(one_to_ones).on_conflict_do_nothing(index_elements=["first_id", "second_id"])
)
_MEET = (
    update(one_to_ones)
    .where(one_to_ones.c.id == bindparam("pair"), one_to_ones.c.version == bindparam("seen"))
    .values(held_at=bindparam("at"), version=one_to_ones.c.version + 1)
)
_author = people.alias("item_author")
_owner = people.alias("item_owner")
_IS_DONE = agenda_items.c.done_at.is_not(None)
_ITEM = (
    agenda_items.c.id,
    agenda_items.c.kind,
    agenda_items.c.text,
    agenda_items.c.author_id,
    _author.c.name,
    agenda_items.c.owner_id,
    func.coalesce(_owner.c.name, ""),
    agenda_items.c.due_on,
    agenda_items.c.done_at,
)
_order = (_IS_DONE, agenda_items.c.due_on.is_(None), agenda_items.c.due_on, agenda_items.c.id)
_ranked = (
    select(
        agenda_items.c.id,
        func.row_number().over(partition_by=agenda_items.c.kind, order_by=_order).label("place"),
        func.count().over(partition_by=agenda_items.c.kind).label("of_kind"),
        func.sum(case((_IS_DONE, 0), else_=1)).over().label("open_count"),
    )
    .join(one_to_ones, one_to_ones.c.id == agenda_items.c.one_to_one_id)
    .where(
        agenda_items.c.one_to_one_id == bindparam("pair"),
        or_(~_IS_DONE, one_to_ones.c.held_at.is_(None), agenda_items.c.done_at > one_to_ones.c.held_at),
    )
    .subquery("ranked")
)
_AGENDA = (
    select(*_ITEM, _ranked.c.of_kind, _ranked.c.open_count)
    .join(_ranked, _ranked.c.id == agenda_items.c.id)
    .join(_author, _author.c.id == agenda_items.c.author_id)
    .outerjoin(_owner, _owner.c.id == agenda_items.c.owner_id)
    .where(_ranked.c.place <= bindparam("most"))
    .order_by(agenda_items.c.kind, _ranked.c.place)
)
_ITEMS = (
    select(*_ITEM, agenda_items.c.one_to_one_id, one_to_ones.c.first_id, one_to_ones.c.second_id)
    .join(one_to_ones, one_to_ones.c.id == agenda_items.c.one_to_one_id)
    .join(_author, _author.c.id == agenda_items.c.author_id)
    .outerjoin(_owner, _owner.c.id == agenda_items.c.owner_id)
    .where(
        agenda_items.c.workspace_id == bindparam("workspace_id"),
        agenda_items.c.id.in_(bindparam("ids", expanding=True)),
    )
)
_ADD = insert(agenda_items).returning(agenda_items.c.id)
_FINISH = (
    update(agenda_items)
    .where(agenda_items.c.id == bindparam("item"), agenda_items.c.done_at.is_(None))
    .values(done_at=bindparam("at"), done_by=bindparam("by"))
)
_REOPEN = (
    update(agenda_items)
    .where(agenda_items.c.id == bindparam("item"), agenda_items.c.done_at.is_not(None))
    .values(done_at=None, done_by=None)
)
_KEY_RESULTS = KEY_RESULT_LINES.where(
    key_results.c.workspace_id == bindparam("workspace_id"),
    key_results.c.owner_id.in_(bindparam("owners", expanding=True)),
    RUNNING_KEY_RESULT,
    IN_SIGHT,
).order_by(key_results.c.due_on, key_results.c.id)
_OF_PERSON = select(
    one_to_ones.c.id, one_to_ones.c.first_id, one_to_ones.c.second_id, one_to_ones.c.held_at, one_to_ones.c.version
).where(or_(one_to_ones.c.first_id == bindparam("person"), one_to_ones.c.second_id == bindparam("person")))


def find(db: Connection, one_id: int, other_id: int) -> PairLine | None:
    """The one-to-one of these two, in whatever order; None where they have had none."""
    row = db.execute(_PAIR, {"one": one_id, "other": other_id}).first()
    return PairLine(*row) if row else None


def open_between(db: Connection, workspace_id: int, one_id: int, other_id: int, now: datetime) -> PairLine:
    """The one-to-one of these two; it is made where there is none. Two who make it at once have the same one."""
    found = find(db, one_id, other_id)
    if found is not None:
        return found
    first_id, second_id = sorted((one_id, other_id))
    row = {
        "workspace_id": workspace_id,
        "first_id": first_id,
        "second_id": second_id,
        "held_at": None,
        "created_at": now,
        "version": 1,
    }
    db.execute(_OPEN.of(db), row)
    return PairLine(*db.execute(_PAIR, {"one": one_id, "other": other_id}).one())


def meet(db: Connection, pair: PairLine, now: datetime) -> bool:
    """Close what the two have talked about; False where that was done since `pair` was read."""
    return db.execute(_MEET, {"pair": pair.id, "seen": pair.version, "at": now}).rowcount == 1


def agenda(db: Connection, pair_id: int, most: int) -> Agenda:
    """What is on the agenda, at most so many of each kind; one statement."""
    rows = db.execute(_AGENDA, {"pair": pair_id, "most": most}).all()
    counts: dict[ItemKind, int] = {row.kind: row.of_kind for row in rows}
    return Agenda(tuple(ItemLine(*row[:9]) for row in rows), counts, rows[0].open_count if rows else 0)


def items(db: Connection, workspace_id: int, ids: Collection[int]) -> tuple[ItemOfPair, ...]:
    """These items; whoever asks for them looks whose agenda they are on. One statement."""
    rows = db.execute(_ITEMS, {"workspace_id": workspace_id, "ids": list(ids)})
    return tuple(ItemOfPair(ItemLine(*row[:9]), row[9], row[10], row[11]) for row in rows)


def add(
    db: Connection,
    workspace_id: int,
    pair_id: int,
    author_id: int,
    text: str,
    now: datetime,
    *,
    owner_id: int | None = None,
    due_on: date | None = None,
) -> int:
    """Put a topic on the agenda or, with an owner, an action; return its id."""
    kind: ItemKind = "topic" if owner_id is None else "action"
    row = {
        "workspace_id": workspace_id,
        "one_to_one_id": pair_id,
        "kind": kind,
        "text": text,
        "author_id": author_id,
        "owner_id": owner_id,
        "due_on": due_on,
        "created_at": now,
    }
    return int(db.execute(_ADD, row).scalar_one())


def finish(db: Connection, item_id: int, person_id: int, now: datetime) -> bool:
    """Mark it as done; False where it was."""
    return db.execute(_FINISH, {"item": item_id, "by": person_id, "at": now}).rowcount == 1


def reopen(db: Connection, item_id: int) -> bool:
    """Mark it as not done; False where it was not."""
    return db.execute(_REOPEN, {"item": item_id}).rowcount == 1


def key_results_of(db: Connection, sight: Sight, owner_ids: Collection[int], today: date) -> list[KeyResultLine]:
    """The running key results of these people that are in sight, those due first in front; one statement."""
    given = {"workspace_id": sight.workspace_id, "owners": list(owner_ids), **running(today), **sight.given}
    return [KeyResultLine(*row) for row in db.execute(_KEY_RESULTS, given)]


def unite(db: Connection, source_id: int, target_id: int) -> None:
    """Let what two who are one had with somebody be one agenda, in whatever order the two stand, met when last met."""
    mine = {_other(row, target_id): row for row in db.execute(_OF_PERSON, {"person": target_id})}
    for row in db.execute(_OF_PERSON, {"person": source_id}).all():
        twin = mine.get(_other(row, source_id))
        if twin is None or twin.id == row.id:
            continue
        of_gone = agenda_items.c.one_to_one_id == row.id
        db.execute(update(agenda_items).where(of_gone).values(one_to_one_id=twin.id))
        held_at = max((one for one in (row.held_at, twin.held_at) if one is not None), default=None)
        met = {"held_at": held_at, "version": twin.version + 1}
        db.execute(update(one_to_ones).where(one_to_ones.c.id == twin.id).values(met))
        db.execute(delete(one_to_ones).where(one_to_ones.c.id == row.id))


def _other(row: Any, person_id: int) -> int:
    return int(row.second_id if row.first_id == person_id else row.first_id)
