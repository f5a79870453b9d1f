"""Moving in and out of a database, as the command line does it, and the whole store as it is compared."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import DateTime, select
from sqlmodel import SQLModel

import storage.tables
from handlers.company import Company
from handlers.transfer.applying.apply import apply
from handlers.transfer.applying.okrs import Job
from handlers.transfer.exporting import rows as writing
from handlers.transfer.planning.plan import Plan
from handlers.transfer.planning.planner import planned, strangers
from handlers.transfer.reading.mapping import NO_MAPPING, Mapped
from handlers.transfer.reading.sheets import COLUMNS, Sheet, Subject, sheet_of
from handlers.transfer.reading.spreadsheet import csv_lines
from storage import workspaces
from storage.cycles import Cycles
from storage.database import Connection, Database
from storage.transfer.snapshots import check_ins_out, snapshot, workspace_known
from tests.builders.company import NOW
from tests.e2e.program import ROOT

COMPANY_X = (ROOT / "docs/examples/company-x.csv").read_text("utf-8")


def sheet(text: str, name: str = "okrs.csv", mapping: Mapped = NO_MAPPING) -> Sheet:
    return sheet_of(name, text.encode(), mapping)


async def look(database: Database, *sheets: Sheet, adds: bool = False) -> Plan:
    """What importing the files would do; with `adds`, people and teams that nobody knows are made too."""

    def compare(db: Connection) -> Plan:
        store = snapshot(db, workspace_known(db))
        return planned(store, (*(strangers(store, sheets) if adds else ()), *sheets), Cycles(), NOW.date())

    return await database.bulk(compare)


async def take(database: Database, *sheets: Sheet, adds: bool = False, now: datetime = NOW) -> Plan:
    """Import the files."""
    plan = await look(database, *sheets, adds=adds)
    assert plan.problems == (), [str(problem) for problem in plan.problems]
    await database.write(partial(_store, plan=plan, now=now))
    return plan


async def wrong(database: Database, *sheets: Sheet) -> list[str]:
    """What is wrong with the files."""
    return [str(problem) for problem in (await look(database, *sheets)).problems]


async def give(database: Database) -> dict[Subject, str]:
    """The exported CSV files."""
    return await database.bulk(_files)


async def again(database: Database, files: Mapping[Subject, str]) -> Plan:
    """Import what was exported."""
    return await take(database, *(sheet(files[name], f"{name}.csv") for name in ("okrs", "people", "teams")))


def _store(db: Connection, plan: Plan, now: datetime) -> None:
    workspace_id = plan.store.workspace_id or workspaces.found(db, "Company X", now)
    apply(Job(db, workspace_id, now, Company()), plan)


def _files(db: Connection) -> dict[Subject, str]:
    workspace_id = workspace_known(db)
    assert workspace_id is not None
    store = snapshot(db, workspace_id)
    rows = {
        "okrs": writing.okr_rows(store),
        "people": writing.people_rows(store),
        "teams": writing.team_rows(store),
        "check_ins": writing.check_in_rows(check_ins_out(db, workspace_id)),
    }
    return {
        subject: "".join(csv_lines([COLUMNS[subject], *(writing.csv_row(subject, one) for one in rows[subject])]))
        for subject in writing.SUBJECTS
    }


def everything(db: Connection) -> dict[str, list[Any]]:
    """Every row of every table, with names in the place of ids, without times: two stores say the same or not."""
    assert storage.tables.ALL
    tables = SQLModel.metadata.sorted_tables
    rows = {table.name: db.execute(select(table)).mappings().all() for table in tables}
    labels = {
        table.name: {row["id"]: _label(row, table.name) for row in rows[table.name] if "id" in row} for table in tables
    }
    for name in ("person", "team", "objective", "key_result"):
        assert len(set(labels[name].values())) == len(labels[name])
    return {table.name: sorted((_shown(row, table, labels) for row in rows[table.name]), key=repr) for table in tables}


def _label(row: Any, table: str) -> str:
    return str(row.get("code") or row.get("email") or row.get("name_key") or row.get("title") or table)


def _shown(row: Any, table: Any, labels: Mapping[str, Mapping[int, str]]) -> dict[str, Any]:
    shown = {}
    for column in table.c:
        value = row[column.name]
        keys = list(column.foreign_keys)
        if column.name in ("id", "digest") or "DateTime" in type(column.type).__name__ or _is_time(column.type):
            continue
        if keys and value is not None:
            value = labels[keys[0].column.table.name].get(value, value)
        if column.name in ("subject", "queue") and value:
            value = re.sub(r"(person|team):(\d+)", lambda found: labels[found[1]].get(int(found[2]), found[0]), value)
        if table.name == "reminder" and column.name == "subject_id":
            continue
        if table.name == "step_tick" and column.name == "step_id":
            value = labels["step"].get(value, value)
        shown[column.name] = value
    return shown


def _is_time(kind: Any) -> bool:
    return isinstance(kind, DateTime) or isinstance(getattr(kind, "impl", None), DateTime)
