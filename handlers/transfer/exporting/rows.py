"""What is moved out, as rows of our own format: the same that an import reads."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from handlers.chat.number import plain
from handlers.people.week import days_said
from handlers.transfer.planning.measures import done_said, steps_said, target_said
from handlers.transfer.planning.things import COMPANY
from handlers.transfer.reading.sheets import COLUMNS, Subject
from handlers.transfer.reading.spreadsheet import harmless
from storage.progress import Metric
from storage.transfer.kept import KIND
from storage.transfer.portable import PortableKeyResult, PortableObjective, PortablePerson, PortableTeam, Snapshot
from storage.transfer.snapshots import CheckInOut, number_of

Cell = str | Decimal | None
Cells = Mapping[str, Cell]
"""A row by its columns. A number is one, so that a spreadsheet may reckon with it; a text may be anything."""

SUBJECTS: Final[tuple[Subject, ...]] = ("okrs", "check_ins", "people", "teams")


def csv_row(subject: Subject, cells: Cells) -> list[str]:
    """The row for a CSV file: texts that a spreadsheet would run are made harmless, numbers stay numbers."""
    return [_written(cells.get(column)) for column in COLUMNS[subject]]


def json_row(subject: Subject, cells: Cells) -> dict[str, str]:
    """The row for a JSON file: every column, texts as they are, numbers as exact texts."""
    return {column: _plain(cells.get(column)) for column in COLUMNS[subject]}


def okr_rows(store: Snapshot) -> Iterator[Cells]:
    """Each objective with its key results behind it, in the order of their codes; then what waits for KPIs."""
    below: dict[str, list[PortableKeyResult]] = {}
    for stored in store.key_results.values():
        below.setdefault(stored.thing.objective, []).append(stored.thing)
    cycles = {code: stored.thing.cycle for code, stored in store.objectives.items()}
    for code, objective in store.objectives.items():
        yield _objective(objective.thing)
        yield from (_key_result(one, cycles[code]) for one in below.get(code, ()))
    waiting = [(code, cells) for code, cells in store.kept.items() if KIND in cells]
    yield from (cells for _, cells in sorted(waiting, key=lambda one: number_of(one[0])))


def people_rows(store: Snapshot) -> Iterator[Cells]:
    """Each person who has an address, in the order of the addresses."""
    people = [stored.thing for stored in store.people.values() if stored.thing.email]
    return (_person(one) for one in sorted(people, key=lambda one: one.email))


def team_rows(store: Snapshot) -> Iterator[Cells]:
    """Each team, by name."""
    return (_team(store.teams[key].thing) for key in sorted(store.teams))


def check_in_rows(found: Iterable[CheckInOut]) -> Iterator[Cells]:
    """Each check-in, oldest first."""
    for one in found:
        yield {
            "key_result": one.key_result,
            "at": one.at.isoformat(),
            "person_email": one.person,
            "value": one.value,
            "progress": one.progress,
            "confidence": None if one.confidence is None else Decimal(one.confidence),
            "note": one.note,
            "unchanged": _yes(one.unchanged),
        }


def _objective(one: PortableObjective) -> Cells:
    return {
        **dict(one.kept),
        "kind": "objective",
        "code": one.code,
        "title": one.title,
        "owner_email": one.owner,
        "team": COMPANY.capitalize() if one.level == COMPANY else one.team,
        "parent": one.parent,
        "cycle": one.cycle,
        "type": one.ambition,
        "due": one.due_on.isoformat(),
        "starts": one.starts_on.isoformat(),
        "co_owners": _listed(one.co_owners),
        "private": _yes(one.is_private),
        "readers": _listed(one.readers),
        "roll_up": one.roll_up,
        "draft": _yes(one.is_draft),
        "dropped": one.dropped,
    }


def _key_result(one: PortableKeyResult, cycle: str) -> Cells:
    return {
        **dict(one.kept),
        "kind": "key_result",
        "code": one.code,
        "title": one.title,
        "owner_email": one.owner,
        "team": one.team,
        "parent": one.objective,
        "cycle": cycle,
        "metric": one.metric,
        "start": one.start,
        "target": Decimal(target) if _is_one_number(target := target_said(one)) else target,
        "unit": one.unit,
        "due": one.due_on.isoformat(),
        "weight": one.weight,
        "steps": steps_said(one.steps),
        "starts": one.starts_on.isoformat(),
        "current": None if one.metric == Metric.STEPS else one.current,
        "confidence": None if one.confidence is None else Decimal(one.confidence),
        "done": done_said(one.steps),
        "co_owners": _listed(one.co_owners),
        "dropped": one.dropped,
    }


def _person(one: PortablePerson) -> Cells:
    return {
        "name": one.name,
        "email": one.email,
        "manager_email": one.manager,
        "teams": _listed(one.teams),
        "time_zone": one.time_zone,
        "country": one.country,
        "standing": one.standing,
        "hours": f"{one.starts_hour}-{one.ends_hour}",
        "days": days_said(one.days),
        "nudges": one.nudges,
    }


def _team(one: PortableTeam) -> Cells:
    place = f"{one.platform}:{one.channel}" if one.channel else ""
    named = f"#{one.channel_name} ({place})" if place and one.channel_name else place
    return {"name": one.name, "lead_email": one.lead, "parent": one.parent, "channel": named}


def _written(cell: Cell) -> str:
    return harmless(cell) if isinstance(cell, str) else _plain(cell)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return plain(cell) if isinstance(cell, Decimal) else cell


def _is_one_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def _listed(names: Sequence[str]) -> str:
    return "; ".join(names)


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
