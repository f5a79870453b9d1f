"""What a file may look like, and what of another tool's words becomes ours."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import Misconfigured
from bot.transfer import read_mapping
from handlers.transfer.reading.sheets import NotASheet, sheet_of
from handlers.transfer.reading.spreadsheet import csv_lines, harmless, meant, rows_of
from storage.database import Database
from storage.transfer.snapshots import snapshot, workspace_known
from tests.e2e.program import ROOT
from tests.handlers.transfer.moving import look, sheet, take
from tests.handlers.transfer.samples import ANA, PEOPLE, objective, table

TEXT = "kind,code,title,owner_email\nobjective,O-1,Größer „werden“,ana@companyx.example\n"

EXPORTED = """\
Goal ID,Type,Goal Name,Owner Email,Department,Parent Goal ID,Measurement,Starting Value,Target Value,Current Value,\
Due Date,Status,Colour
G-100,Goal,Win customers,ana@companyx.example,Product,,,,,,2026-12-31,On Track,red
K 1,Key Result,Obtain orders,Ben Okafor,,G-100,Number,0,"3,000",750,2026-12-31,Progressing,red
K 2,Key Result,Sign the lease,ana@companyx.example,,Win customers,Yes/No,,,,,Off Track,blue
"""


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace(",", "\t").encode(),
        ("\n\n" + TEXT.replace("\n", "\n\n")).encode(),
        ("sep=;\n" + TEXT.replace(",", ";")).encode(),
        TEXT.replace(
            "kind,code,title,owner_email", '"Kind", CODE ,Title,Owner E-mail'.replace("E-mail", "Email")
        ).encode(),
    ],
)
def test_it_is_read_however_a_spreadsheet_wrote_it(content: bytes) -> None:
    (line,) = sheet_of("okrs.csv", content).lines

    assert dict(line.cells) == {
        "kind": "objective",
        "code": "O-1",
        "title": "Größer „werden“",
        "owner_email": "ana@companyx.example",
    }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "The file is empty. Its first line must name the columns."),
        (b"\n \n", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is no text. Save the table as CSV (UTF-8) and import that file."),
        (b"PK\x03\x04\x14\x00\x08\x00", "This is no text."),
        (TEXT.encode("cp1252", "replace"), "Line 2 is not in UTF-8, perhaps in an older Windows encoding."),
        (b'kind,code,title,owner_email\nobjective,O-1,"Win', "The quotation marks do not match from line 2 on."),
        (b"colour,size\nred,2\n", "line 1: The first line must name the columns:"),
        (b"kind,code,title\n", "line 1: owner_email: the column is missing. Add it."),
        (b"kind,code,title,title,owner_email\n", "line 1: title: the column is there twice. Keep one."),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(content: bytes, problem: str) -> None:
    with pytest.raises(NotASheet) as refused:
        sheet_of("okrs.csv", content)

    assert str(refused.value.problems[0]).startswith(f"okrs.csv: {problem}")


@given(st.lists(st.lists(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"])), min_size=2)))
def test_every_text_comes_back_as_it_was_and_none_begins_like_a_formula(rows: list[list[str]]) -> None:
    header = ["a", "b"]
    text = "".join(csv_lines([header, *([harmless(cell) for cell in row] for row in rows)]))

    found = [[meant(cell) for cell in row.cells] for row in rows_of(text.encode())]

    assert found == [header, *(row for row in rows if any(harmless(cell).strip() for cell in row))]
    assert not any(cell[:1] in tuple("=+-@\t\r") and cell for row in rows for cell in map(harmless, row))


async def test_columns_that_nobody_knows_are_left_out_and_named(database: Database) -> None:
    plan = await look(database, sheet(TEXT.replace("code", "code,Colour").replace("O-1", "O-1,red")))

    assert plan.notes == ("okrs.csv: left out, as Rungs has no such column: Colour",)


async def test_a_number_that_may_be_read_in_two_ways_is_told(database: Database) -> None:
    await take(database, sheet(PEOPLE, "people.csv"))
    line = {"kind": "kr", "code": "KR-1", "title": "Orders", "owner_email": ANA, "parent": "O-1", "metric": "increase"}

    plan = await look(database, sheet(table(objective("O-1", "Win"), line | {"start": "0", "target": "1,250"})))

    assert plan.notes == ("okrs.csv: line 3: target: 1,250 was read as 1250, not as 1.25",)


async def test_another_tool_s_export_comes_in_with_a_mapping_and_changes_the_same_lines_again(
    database: Database,
) -> None:
    mapping = read_mapping(ROOT / "docs/examples/mapping.yaml")
    await take(database, sheet(PEOPLE, "people.csv"))

    await take(database, sheet(EXPORTED, "goals.csv", mapping))
    again = await look(database, sheet(EXPORTED, "goals.csv", mapping))
    later = await take(database, sheet(EXPORTED.replace("750", "1500"), "goals.csv", mapping))

    assert again.is_empty
    assert again.notes[0] == "goals.csv: left out, as Rungs has no such column: Colour"
    assert [change.key for change in later.key_results if not change.is_kept] == ["KR-1"]
    store = await database.read(lambda db: snapshot(db, workspace_known(db)))
    goal, orders, lease = (
        store.objectives["O-1"].thing,
        store.key_results["KR-1"].thing,
        store.key_results["KR-2"].thing,
    )
    assert (goal.title, goal.team, goal.cycle, dict(goal.kept)) == (
        *("Win customers", "Product", "2026-Q4", {"source": "G-100"}),
    )
    assert (orders.objective, orders.owner, str(orders.target), str(orders.current), orders.confidence) == (
        *("O-1", "ben@companyx.example", "3000", "1500", 5),
    )
    assert (lease.objective, lease.metric, lease.confidence) == ("O-1", "yes_no", 2)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("columns: [a", "is not valid YAML in line 1."),
        ("cols: {a: b}", "must hold the keys columns, constants and values, and no others."),
        ("columns: {colour: Colour}", "colour is no column of Rungs."),
        ("values: {type: stretch}", "values.type: write pairs"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_change(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text)

    with pytest.raises(Misconfigured) as refused:
        read_mapping(path)

    assert problem.split(".", maxsplit=1)[0] in str(refused.value)


async def test_a_mapping_of_columns_that_the_file_lacks_is_refused() -> None:
    mapping = read_mapping(ROOT / "docs/examples/mapping.yaml")

    with pytest.raises(NotASheet, match="The mapping names columns that the file does not have: Type, Goal ID"):
        sheet(TEXT, "goals.csv", mapping)
