"""Moving in and out by the command line: files that are read and written, and the transaction between them."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final

from bot.clock import SystemClock
from bot.settings import Environment, Misconfigured
from bot.store import stored
from handlers.company import Company
from handlers.transfer import report
from handlers.transfer.applying.apply import apply
from handlers.transfer.applying.okrs import Job
from handlers.transfer.exporting import rows as writing
from handlers.transfer.planning.plan import Plan
from handlers.transfer.planning.planner import planned, strangers
from handlers.transfer.reading.mapping import NO_MAPPING, Mapped
from handlers.transfer.reading.mapping_file import NotAMapping, mapping_in
from handlers.transfer.reading.sheets import COLUMNS, NotASheet, Problem, Sheet, Subject, sheet_of
from handlers.transfer.reading.spreadsheet import LARGEST, csv_lines
from storage import workspaces
from storage.database import Connection, Database
from storage.transfer.people import OvertakenError
from storage.transfer.snapshots import check_ins_out, snapshot, workspace_known

TRIES: Final = 3
"""How often an import begins anew because somebody changed something meanwhile."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found and did; with problems it did nothing."""

    lines: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """What is to be imported, and how: only looked at unless `applies`, strangers made unless refused."""

    files: tuple[Path, ...]
    mapping: Path | None = None
    applies: bool = False
    adds_strangers: bool = False


async def import_files(environment: Environment, company: Company, wanted: Import) -> Imported:
    """Compare the files with what is stored and, where nothing is wrong and it is wanted, store them whole."""
    mapping = read_mapping(wanted.mapping) if wanted.mapping else NO_MAPPING
    sheets, problems = _sheets(wanted.files, mapping)
    if problems:
        return Imported((), tuple(str(problem) for problem in problems))
    async with stored(environment) as database:
        for _ in range(TRIES):
            plan = await _plan(database, company, sheets, wanted.adds_strangers)
            if plan.problems or plan.is_empty or not wanted.applies:
                break
            try:
                await database.write(partial(_store, company=company, plan=plan))
            except OvertakenError:
                continue
            return Imported((*_told(plan), "Everything is stored."), ())
        else:
            raise Misconfigured("Others changed the same things at the same moment, three times. Try again.")
    return _looked_at(plan, wanted.adds_strangers)


async def export_files(environment: Environment, folder: Path) -> str:
    """Write everything into the folder, as CSV and as JSON; say what was written."""
    _make(folder)
    async with stored(environment) as database:
        try:
            counts = await database.bulk(partial(_write_all, folder=folder))
        except OSError as problem:
            said = f"{folder} cannot be written to: {type(problem).__name__}. Name another with --out."
            raise Misconfigured(said) from None
    written = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"Written to {folder}, as CSV and JSON: {written}. They hold what is private too; keep them safe."


def read_mapping(path: Path) -> Mapped:
    """The mapping file. Raises Misconfigured with what to change."""
    try:
        return mapping_in(str(path), path.read_bytes())
    except OSError as problem:
        raise Misconfigured(f"{path} cannot be read: {type(problem).__name__}.") from None
    except NotAMapping as problem:
        raise Misconfigured(str(problem)) from None


def _sheets(files: Sequence[Path], mapping: Mapped) -> tuple[list[Sheet], list[Problem]]:
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    for path in files:
        try:
            sheets.append(sheet_of(path.name, _content(path), mapping))
        except NotASheet as problem:
            problems += problem.problems
    return sheets, problems


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise NotASheet([Problem(path.name, 0, "", f"it is larger than {LARGEST // 1024**2} MB. Split it.")])
        return path.read_bytes()
    except FileNotFoundError:
        raise NotASheet([Problem(str(path), 0, "", "there is no such file. Check its name.")]) from None
    except IsADirectoryError:
        raise NotASheet([Problem(str(path), 0, "", "this is a folder. Name a file in it.")]) from None
    except OSError as problem:
        said = f"it cannot be read: {type(problem).__name__}."
        raise NotASheet([Problem(str(path), 0, "", said)]) from None


async def _plan(database: Database, company: Company, sheets: Sequence[Sheet], adds_strangers: bool) -> Plan:
    today = company.day_of(SystemClock().now())

    def compare(db: Connection) -> Plan:
        store = snapshot(db, workspace_known(db))
        everything = (*(strangers(store, sheets) if adds_strangers else ()), *sheets)
        return planned(store, everything, company.cycles, today)

    return await database.bulk(compare)


def _store(db: Connection, company: Company, plan: Plan) -> None:
    now = SystemClock().now()
    workspace_id = plan.store.workspace_id or workspaces.found(db, company.name, now)
    apply(Job(db, workspace_id, now, company), plan)


def _told(plan: Plan) -> tuple[str, ...]:
    return (*report.summary(plan), *report.details(plan), *(f"note: {note}" for note in plan.notes))


def _looked_at(plan: Plan, adds_strangers: bool) -> Imported:
    problems = tuple(str(problem) for problem in plan.problems)
    if problems:
        count = "1 thing" if len(problems) == 1 else f"{len(problems):,} things"
        end = f"Nothing is stored: {count} must be mended first."
        missing = any(problem.column in ("owner_email", "team") for problem in plan.problems)
        advice = " With --add-people, the people and teams that nobody knows are made along with the rest."
        return Imported(_told(plan), (*problems, end + (advice if missing and not adds_strangers else "")))
    end = "Nothing changes." if plan.is_empty else "Nothing is stored yet. Add --apply to store it."
    return Imported((*_told(plan), end), ())


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as problem:
        raise Misconfigured(f"{folder} cannot be made: {type(problem).__name__}. Name another with --out.") from None


def _write_all(db: Connection, folder: Path) -> dict[str, int]:
    """Write the files; returns how many rows each has."""
    workspace_id = workspace_known(db)
    store = snapshot(db, workspace_id)
    rows: dict[Subject, Callable[[], Iterable[writing.Cells]]] = {
        "okrs": lambda: writing.okr_rows(store),
        "check_ins": lambda: writing.check_in_rows(check_ins_out(db, workspace_id) if workspace_id else ()),
        "people": lambda: writing.people_rows(store),
        "teams": lambda: writing.team_rows(store),
    }
    return {subject: _write(folder, subject, rows[subject]()) for subject in writing.SUBJECTS}


def _write(folder: Path, subject: Subject, rows: Iterable[writing.Cells]) -> int:
    """Both files of one subject, row by row, so that their number costs no memory."""
    count = 0
    with _file(folder / f"{subject}.csv") as table, _file(folder / f"{subject}.json") as objects:
        table.writelines(csv_lines([COLUMNS[subject]]))
        objects.write("[")
        for count, cells in enumerate(rows, start=1):
            table.writelines(csv_lines([writing.csv_row(subject, cells)]))
            objects.write(",\n" if count > 1 else "\n")
            objects.write(json.dumps(writing.json_row(subject, cells), ensure_ascii=False))
        objects.write("\n]\n")
    return count


@contextmanager
def _file(path: Path) -> Iterator[IO[str]]:
    """A file that only its owner reads, and that takes the place of an older one when it is whole."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8", newline="") as file:
        yield file
    beside.replace(path)
