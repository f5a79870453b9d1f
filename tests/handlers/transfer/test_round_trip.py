"""What is imported comes out again, and makes the same store wherever it is taken."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select

from storage.audit import audit
from storage.database import Connection, Database
from storage.okrs import key_results, objectives
from storage.reconciliation import differences
from storage.transfer.kept import kept_cells
from storage.transfer.snapshots import snapshot, workspace_known
from storage.workspaces import next_code
from tests.builders.company import NOW
from tests.handlers.transfer.moving import COMPANY_X, again, everything, give, look, sheet, take
from tests.handlers.transfer.samples import ALL_KINDS, PEOPLE


async def test_company_x_moves_out_and_in_without_loss(database: Database, elsewhere: Database) -> None:
    await take(database, sheet(COMPANY_X), adds=True)
    there = await database.read(everything)

    files = await give(database)
    await again(elsewhere, files)

    assert await elsewhere.read(everything) == there
    assert await give(elsewhere) == files


async def test_a_second_import_of_the_same_changes_nothing(database: Database) -> None:
    await take(database, sheet(COMPANY_X), adds=True)
    there = await database.read(everything)

    assert (await look(database, sheet(COMPANY_X))).is_empty
    plan = await again(database, await give(database))

    assert plan.is_empty
    assert await database.read(everything) == there


async def test_what_company_x_says_is_what_is_stored(database: Database) -> None:
    await take(database, sheet(COMPANY_X), adds=True)

    store = await database.read(lambda db: snapshot(db, workspace_known(db)))
    product, team = store.objectives["O-2"].thing, store.key_results["KR-1"].thing
    assert (product.title, product.parent, product.cycle, product.ambition, product.team, dict(product.kept)) == (
        "Create and begin selling the first self-buttering toaster",
        "O-1",
        "2026-Q4",
        "aspirational",
        "Product",
        {"perspective": "Customer"},
    )
    assert store.objectives["O-1"].thing.level == "company"
    assert [(step.title, int(step.weight)) for step in team.steps] == [
        ("Hire appliance designers", 3),
        ("Hire appliance engineers", 5),
        ("Hire food scientists", 2),
    ]
    cost = store.key_results["KR-3"].thing
    assert (str(cost.start), cost.target, str(cost.band_high)) == ("61.2", None, "45")
    assert store.last == {"O": 3, "KR": 8}


async def test_lines_of_kpis_wait_for_kpis_and_come_out_again(database: Database) -> None:
    plan = await take(database, sheet(COMPANY_X), adds=True)

    kept = await database.read(lambda db: kept_cells(db, 1))
    assert [line.code for line in plan.waiting] == [f"KPI-{number}" for number in range(1, 7)]
    assert kept["KPI-2"] == {
        "kind": "kpi",
        "code": "KPI-2",
        "title": "Reduce annual materials cost of heating elements by 15 percent",
        "owner_email": "chen@companyx.example",
        "team": "Finance",
        "parent": "KR-3",
        "cycle": "2026",
        "metric": "decrease",
        "start": "400000",
        "target": "340000",
        "unit": "USD",
        "data_source": "procurement software",
        "frequency": "monthly",
        "perspective": "Financial",
    }
    lines = (await give(database))["okrs"].splitlines()
    given = [line for line in lines if line.startswith("kpi,")]
    asked = [line for line in COMPANY_X.splitlines() if line.startswith("kpi,")]
    assert [line[: len(one)] for line, one in zip(given, asked, strict=True)] == asked


async def test_every_kind_of_thing_moves_without_loss(database: Database, elsewhere: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(ALL_KINDS))
    there = await database.read(everything)

    files = await give(database)
    await again(elsewhere, files)

    assert await elsewhere.read(everything) == there
    assert (await look(database, sheet(files["okrs"]), sheet(files["people"], "p.csv"))).is_empty


async def test_totals_follow_from_what_was_imported(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(ALL_KINDS))

    found = await database.read(partial(_progress, table=key_results))
    above = await database.read(partial(_progress, table=objectives))
    assert {code: None if share is None else str(share) for code, share in found.items()} == {
        "KR-1": "0.214286",
        "KR-2": "0.5",
        "KR-3": "0.691358",
        "KR-4": None,
        "KR-5": "0",
        "KR-6": None,
        "KR-7": "0.5",
        "KR-8": "1",
        "KR-9": "1",
        "KR-12": "0.4",
    }
    # 2 × 0.214286 + 0.691358 + 0.5, by a weight of 4. O-7 counts KR-5 and O-3: its other bands were not due yet, and
    # O-4 is private.
    assert str(above["O-3"]) == "0.404982"
    assert str(above["O-7"]) == "0.202491"


async def test_new_codes_come_after_those_of_the_file(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(ALL_KINDS))

    codes = await database.write(lambda db: (next_code(db, 1, "O"), next_code(db, 1, "KR")))

    assert codes == ("O-8", "KR-13")


async def test_cells_that_a_spreadsheet_would_run_are_harmless(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(ALL_KINDS))

    text = (await give(database))["okrs"]

    assert '"\'=HYPERLINK(""x"")"' in text
    assert ",''-quoted," in text
    assert ",'+Draft," in text
    assert ",'@Dropped," in text
    assert ",increase,-5,12.5," in text


async def test_a_changed_line_changes_and_the_old_value_is_kept_in_the_audit(database: Database) -> None:
    await take(database, sheet(COMPANY_X), adds=True)

    changed = COMPANY_X.replace("USD,2026-12-31,1", "USD,2026-12-31,3").replace("O-3,Improve", "O-3,Mend")
    plan = await take(database, sheet(changed), now=NOW + timedelta(hours=1))

    assert [(change.key, change.differing()) for change in plan.key_results if not change.is_kept] == [
        ("KR-3", ("weight",))
    ]
    rows = await database.read(
        lambda db: db.execute(select(audit).where(audit.c.before != "").order_by(audit.c.id)).all()
    )
    assert [(row.subject, row.action, row.before, row.after) for row in rows] == [
        (
            "O-3",
            "import",
            '{"title": "Improve search results for our website by 30 percent"}',
            '{"title": "Mend search results for our website by 30 percent"}',
        ),
        ("KR-3", "import", '{"weight": "1"}', '{"weight": "3"}'),
    ]


async def test_the_nightly_recount_finds_nothing_to_say(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"), sheet(ALL_KINDS))

    assert await database.read(lambda db: list(differences(db, 1))) == []


def _progress(db: Connection, table: Any) -> dict[str, Decimal | None]:
    return {row.code: row.progress for row in db.execute(select(table.c.code, table.c.progress))}
