"""Switches that super users set in chat, with who did and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select
from sqlmodel import Field

from storage.columns import Stored
from storage.people import people
from storage.upsert import Into, Upsert

GOALS_IN_REVIEWS: Final = "goals in reviews"
OKR_RESULTS_IN_REVIEWS: Final = "OKR results in reviews"
SWITCHES: Final = (GOALS_IN_REVIEWS, OKR_RESULTS_IN_REVIEWS)
"""Every switch there is, by name. What is set takes effect with the next review cycle."""


class Switch(Stored, table=True):
    """A switch that was set at least once; one that never was is off. The audit keeps every change."""

    __tablename__ = "company_switch"

    workspace_id: int = Field(foreign_key="workspace.id", primary_key=True)
    name: str = Field(primary_key=True)
    is_on: bool
    set_by: int = Field(foreign_key="person.id")
    set_at: datetime


switches = Switch.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class SwitchLine:
    """How a switch stands, and who set it so when."""

    name: str
    is_on: bool
    set_by: int
    set_by_name: str
    set_at: datetime


_ALL = (
    select(switches.c.name, switches.c.is_on, switches.c.set_by, people.c.name, switches.c.set_at)
    .join(people, people.c.id == switches.c.set_by)
    .where(switches.c.workspace_id == bindparam("w"))
)
_ONE = select(switches.c.is_on).where(switches.c.workspace_id == bindparam("w"), switches.c.name == bindparam("n"))


def _set(into: Into) -> Any:
    """The state that is wanted, where it is another; one that was never set is off."""
    row = into(switches)
    new = row.excluded
    made = row.on_conflict_do_update(
        index_elements=["workspace_id", "name"],
        set_={"is_on": new.is_on, "set_by": new.set_by, "set_at": new.set_at},
        where=switches.c.is_on != new.is_on,
    )
    return made.execution_options(preserve_rowcount=True)


_SET: Upsert[Any] = Upsert(_set)


def all_set(db: Connection, workspace_id: int) -> Mapping[str, SwitchLine]:
    """The switches that were ever set, by name."""
    return {row.name: SwitchLine(*row) for row in db.execute(_ALL, {"w": workspace_id})}


def is_on(db: Connection, workspace_id: int, name: str) -> bool:
    """Whether the switch is on; one that was never set is off."""
    return bool(db.execute(_ONE, {"w": workspace_id, "n": name}).scalar_one_or_none())


def set_switch(db: Connection, workspace_id: int, name: str, person_id: int, now: datetime, *, on: bool) -> bool:
    """Set the switch; whether it stood otherwise before."""
    if not on and not is_on(db, workspace_id, name):
        return False
    row = {"workspace_id": workspace_id, "name": name, "is_on": on, "set_by": person_id, "set_at": now}
    return db.execute(_SET.of(db), row).rowcount == 1
