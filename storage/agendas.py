"""Agendas of one-to-ones: the topics and actions of two people, open ones and those done since they last met."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import CheckConstraint, Connection, bindparam, case, delete, func, insert, or_, select, update
from sqlmodel import Field

from storage.aliases import alias
from storage.columns import Stored, primary_key
from storage.one_to_ones import one_to_ones
from storage.people import people

ItemKind = Literal["topic", "action"]


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


agenda_items = AgendaItem.__table__  # type: ignore[attr-defined]


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


_author = alias(people, "item_author", "id", "name")
_owner = alias(people, "item_owner", "id", "name")
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
_OF_PERSON = select(
    one_to_ones.c.id, one_to_ones.c.first_id, one_to_ones.c.second_id, one_to_ones.c.held_at, one_to_ones.c.version
).where(or_(one_to_ones.c.first_id == bindparam("person"), one_to_ones.c.second_id == bindparam("person")))


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
