"""A line of an objective."""

from dataclasses import replace
from typing import Any, Final

from handlers.transfer.planning.things import (
    COMPANY,
    NEVER,
    Around,
    check_days,
    dropped_of,
    kept_of,
    owner_of,
    team_of,
    title_of,
)
from handlers.transfer.reading.cells import Cells
from storage.transfer.portable import PortableObjective

ROLL_UPS: Final = ("key_results", "aligned", "both")
AMBITIONS: Final = ("committed", "aspirational")


def objective_of(cells: Cells, code: str, around: Around) -> PortableObjective | None:
    """The objective as the line would have it; None where something is wrong, which is noted."""
    count = len(cells.problems)
    before = around.store.objectives.get(code)
    old = before.thing if before else PortableObjective(code, "", "", "person", "", "", "", NEVER, NEVER)
    said: dict[str, Any] = {
        "title": title_of(cells, old),
        "owner": owner_of(cells, old, around),
        "parent": _parent(cells, code, around),
        "ambition": cells.one_of("type", AMBITIONS),
        "is_private": cells.flag("private"),
        "readers": cells.people("readers", around.directory),
        "co_owners": cells.people("co_owners", around.directory),
        "roll_up": cells.one_of("roll_up", ROLL_UPS),
        "is_draft": _draft(cells, old),
        "dropped": dropped_of(cells, old),
        "kept": kept_of(cells, old, around.codes.source("objective", cells.line.cell("code"))),
        **_level(cells, around),
        **_days(cells, old, around),
    }
    made = replace(old, **{name: value for name, value in said.items() if value is not None})
    check_days(cells, made.starts_on, made.due_on)
    return made if len(cells.problems) == count else None


def _parent(cells: Cells, code: str, around: Around) -> str | None:
    parent = cells.read("parent", around.objective)
    if parent == code:
        cells.wrong("parent", f"{code} cannot be part of itself. Name another objective, or none.")
    return parent


def _level(cells: Cells, around: Around) -> dict[str, str]:
    match team_of(cells, around):
        case None:
            return {}
        case "":
            return {"level": "person", "team": ""}
        case name if name == COMPANY:
            return {"level": "company", "team": ""}
        case name:
            return {"level": "team", "team": name}


def _draft(cells: Cells, old: PortableObjective) -> bool | None:
    draft = cells.flag("draft")
    if draft and old.title and not old.is_draft:
        cells.wrong("draft", f"{old.code} is published, and cannot be a draft again. Leave this empty.")
    return draft


def _days(cells: Cells, old: PortableObjective, around: Around) -> dict[str, Any]:
    """A new cycle brings its own days, unless the line says others."""
    cycle = cells.read("cycle", around.cycle)
    if not old.cycle and not cells.line.cell("cycle"):
        cells.wrong("cycle", "it is missing. Write one such as 2026-Q4.")
    said = {"starts_on": cells.day("starts"), "due_on": cells.day("due")}
    if cycle is None or cycle.label == old.cycle:
        return said
    own = {"starts_on": cycle.starts_on, "due_on": cycle.ends_on, "cycle": cycle.label}
    return own | {name: day for name, day in said.items() if day is not None}
