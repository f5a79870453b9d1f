"""A line of a key result."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.chat.fields import CONFIDENCE_WORDS, Unreadable
from handlers.okrs.measuring.fields import LONGEST_UNIT
from handlers.okrs.options import HEAVIEST
from handlers.transfer.planning.measures import measure_of, value_of
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
from storage.transfer.portable import PortableKeyResult, PortableObjective


def key_result_of(
    cells: Cells, code: str, around: Around, objectives: Mapping[str, PortableObjective]
) -> PortableKeyResult | None:
    """The key result as the line would have it; `objectives` are as they would be. None where something is wrong."""
    count = len(cells.problems)
    before = around.store.key_results.get(code)
    blank = PortableKeyResult(code, "", "", "", "", "increase", None, None, None, None, NEVER, NEVER)
    old = before.thing if before else blank
    parent = _objective(cells, old, around)
    measured = measure_of(cells, before.thing if before else None)
    team = team_of(cells, around)
    said: dict[str, Any] = {
        "title": title_of(cells, old),
        "owner": owner_of(cells, old, around),
        "objective": parent,
        "team": "" if team == COMPANY else team,
        "unit": cells.text("unit", LONGEST_UNIT),
        "weight": _weight(cells),
        "co_owners": cells.people("co_owners", around.directory),
        "current": value_of(cells, measured.metric) if measured else None,
        "confidence": cells.read("confidence", _confidence),
        "dropped": dropped_of(cells, old),
        "kept": kept_of(cells, old, around.codes.source("key_result", cells.line.cell("code"))),
        **_days(cells, old, around, objectives.get(parent or old.objective)),
    }
    made = replace(old, **{name: value for name, value in said.items() if value is not None})
    check_days(cells, made.starts_on, made.due_on)
    if measured is None or len(cells.problems) > count:
        return None
    return replace(
        made,
        metric=measured.metric.value,
        start=measured.start,
        target=measured.target,
        band_low=measured.band_low,
        band_high=measured.band_high,
        steps=measured.steps,
    )


def _objective(cells: Cells, old: PortableKeyResult, around: Around) -> str | None:
    parent = cells.read("parent", around.objective)
    if parent == "" or (not old.objective and not cells.line.cell("parent")):
        cells.wrong("parent", "a key result belongs to an objective. Write its code.")
    return parent


def _weight(cells: Cells) -> Decimal | None:
    weight = cells.number("weight")
    if weight is not None and not 0 <= weight <= HEAVIEST:
        cells.wrong("weight", f"a weight lies between 0 and {HEAVIEST}.")
    return weight


def _days(
    cells: Cells, old: PortableKeyResult, around: Around, objective: PortableObjective | None
) -> dict[str, date | None]:
    """A new one has the days of its objective, or of a cycle of its own, unless the line says others."""
    cycle = cells.read("cycle", around.cycle)
    said = {"starts_on": cells.day("starts"), "due_on": cells.day("due")}
    if old.title or objective is None:
        return said
    own: dict[str, date | None] = {"starts_on": objective.starts_on, "due_on": objective.due_on}
    if cycle is not None and cycle.label != objective.cycle:
        own = {"starts_on": cycle.starts_on, "due_on": cycle.ends_on}
    return own | {name: day for name, day in said.items() if day is not None}


def _confidence(text: str) -> int:
    said = "-".join(text.lower().replace("_", " ").replace("-", " ").split())
    if said in CONFIDENCE_WORDS:
        return CONFIDENCE_WORDS[said]
    if said.isascii() and said.isdigit() and len(said) <= 2 and 1 <= int(said) <= 10:
        return int(said)
    raise Unreadable(f"“{text[:30]}” is no confidence. Write a whole number from 1 to 10.")
