"""Every line that cannot be imported is named with its number and its reason, all at once, and nothing is stored."""

import pytest

from storage.database import Database
from tests.handlers.transfer.moving import look, sheet, take, wrong
from tests.handlers.transfer.samples import ANA, BEN, key_result, objective, table

O3 = objective("O-3", "Win customers")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({"kind": ""}, "kind: it is missing. Write one of objective, key_result, kpi."),
        ({"kind": "initiative"}, "kind: “initiative” is not one of objective, key_result, kr, kpi."),
        ({"code": ""}, "code: it is missing. Write one such as O-7, so that importing the file again changes the same"),
        ({"code": "KR-7"}, "code: KR-7 is the code of a key result; this line is an objective."),
        ({"title": ""}, "title: it is missing. A new line needs one."),
        ({"title": "x" * 201}, "title: it has 201 characters, and 200 fit. Shorten it."),
        ({"owner_email": ""}, "owner_email: it is missing. Write the address of whoever answers for it."),
        ({"owner_email": "hugo@companyx.example"}, "owner_email: nobody here has the address hugo@companyx.example."),
        ({"owner_email": "Hugo"}, "owner_email: “Hugo” is nobody's address or name here."),
        ({"team": "Sales"}, "team: there is no team “Sales”. Import teams first, or correct it; Company means all."),
        ({"parent": "O-99"}, "parent: there is no objective O-99, neither here nor in the file."),
        ({"parent": "O-3"}, "parent: O-3 cannot be part of itself. Name another objective, or none."),
        ({"cycle": ""}, "cycle: it is missing. Write one such as 2026-Q4."),
        ({"cycle": "sometime"}, "cycle: “sometime” is not a cycle. Write one like 2026-Q4,"),
        ({"type": "stretch"}, "type: “stretch” is not one of committed, aspirational."),
        ({"due": "31/12/2026"}, "due: “31/12/2026” is not a day. Write it like 2026-12-31"),
        ({"due": "2026-02-30"}, "due: There is no day “2026-02-30”."),
        ({"due": "2026-09-01"}, "due: 2026-09-01 is before it begins, on 2026-10-01. Write a later day."),
        ({"private": "maybe"}, "private: “maybe” is neither yes nor no. Write one of them."),
        ({"readers": f"{BEN}; hugo@companyx.example"}, "readers: nobody here has the address hugo@companyx.example."),
        ({"roll_up": "all"}, "roll_up: “all” is not one of key_results, aligned, both."),
    ],
)
async def test_of_an_objective(house: Database, line: dict[str, str], problem: str) -> None:
    (found,) = await wrong(house, sheet(table(O3 | line)))

    assert found.startswith(f"okrs.csv: line 2: {problem}")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ({"parent": ""}, "parent: a key result belongs to an objective. Write its code."),
        ({"parent": "none"}, "parent: a key result belongs to an objective. Write its code."),
        ({"parent": "KR-1"}, "parent: there is no objective KR-1, neither here nor in the file."),
        ({"metric": ""}, "metric: it is missing. Write one of increase, decrease,"),
        ({"metric": "percent"}, "metric: “percent” is not one of increase, decrease,"),
        ({"start": ""}, "start: it is missing. An increase goes from a start to a target."),
        ({"start": "many"}, "start: “many” is not a number. Write it like 1250, 52.5, 3k or 40 %."),
        ({"target": "1e3"}, "target: “1e3” is not a number."),
        ({"target": "1234567890123"}, "target: “1234567890123” is too long:"),
        ({"target": "0"}, "target: it is the same as the start, so no progress could be measured."),
        ({"target": "-5"}, "metric: from 0 to -5 is no increase. Write decrease, or swap them."),
        ({"metric": "at_most", "target": ""}, "target: it is missing. Write the number to keep to"),
        ({"metric": "between", "target": "20"}, "target: between has two numbers, such as 20 to 25"),
        ({"metric": "between", "target": "25 to 20"}, "target: the lower number comes first, and the two differ."),
        ({"metric": "steps", "steps": ""}, "steps: they are missing. Write them like Hire designers: 3;"),
        ({"metric": "steps", "steps": "A: 1; A: 2"}, "steps: “A” is there twice."),
        ({"metric": "steps", "steps": "A: 0; B: 2"}, "steps: “A” needs a weight above 0"),
        ({"metric": "steps", "steps": "A: 1; B: 2", "done": "3"}, "done: There is no step “3”."),
        ({"metric": "yes_no", "current": "2"}, "current: what is yes or no stands at yes or no, nothing else."),
        ({"weight": "-1"}, "weight: a weight lies between 0 and 1000."),
        ({"weight": "0"}, "weight: a key result of O-3 has to weigh something. Give one a weight above 0."),
        ({"confidence": "11"}, "confidence: “11” is no confidence. Write a whole number from 1 to 10."),
        ({"due": "2026-09-01"}, "due: 2026-09-01 is before it begins, on 2026-10-01."),
    ],
)
async def test_of_a_key_result(house: Database, line: dict[str, str], problem: str) -> None:
    (found,) = await wrong(house, sheet(table(O3, key_result("KR-1", "Orders", current="") | line)))

    assert found.startswith(f"okrs.csv: line 3: {problem}"), found


async def test_all_are_named_at_once_and_nothing_is_stored(house: Database) -> None:
    bad = table(O3, objective("O-4", "", team="Sales"), key_result("KR-1", "Orders", start="x", weight="y"), O3)

    plan = await look(house, sheet(bad))

    assert [(problem.line, problem.column) for problem in plan.problems] == [
        (3, "title"),
        (3, "team"),
        (4, "start"),
        (4, "weight"),
        (5, "code"),
    ]
    assert "O-3 is on line 2 already. Keep one of the two." in str(plan.problems[-1])


async def test_a_line_below_one_that_is_wrong_is_not_called_wrong_for_it(house: Database) -> None:
    bad = table(objective("O-3", "Win customers", "nobody@companyx.example"), key_result("KR-1", "Orders"))

    assert len(await wrong(house, sheet(bad))) == 1


async def test_objectives_that_would_be_part_of_themselves_are_all_named(house: Database) -> None:
    await take(house, sheet(table(objective("O-1", "One"), objective("O-2", "Two", parent="O-1"))))

    found = await wrong(
        house, sheet(table(objective("O-1", "One", parent="O-5"), objective("O-5", "Five", parent="O-2")))
    )

    assert [one.split(": ")[1:3] for one in found] == [["line 2", "parent"], ["line 3", "parent"]]
    assert "O-1 would be part of itself in the end." in found[0]


async def test_alignment_may_be_deep_but_not_bottomless(house: Database) -> None:
    chain = [objective(f"O-{n}", f"Level {n}", parent=f"O-{n - 1}" if n > 1 else "") for n in range(1, 2001)]

    assert await wrong(house, sheet(table(*chain[:50]))) == []
    assert "over 50 levels deep" in (await wrong(house, sheet(table(*chain))))[0]


async def test_what_was_dropped_here_is_not_brought_back(house: Database) -> None:
    await take(house, sheet(table(O3 | {"dropped": "No time"})))

    assert "O-3 was dropped here, and an import brings nothing back." in (await wrong(house, sheet(table(O3))))[0]
    assert await wrong(house, sheet(table(O3 | {"dropped": "No time"}))) == []


async def test_what_is_published_is_no_draft_again_and_a_draft_takes_no_values(house: Database) -> None:
    await take(house, sheet(table(O3)))
    draft = objective("O-4", "Later", draft="yes")

    assert "O-3 is published" in (await wrong(house, sheet(table(O3 | {"draft": "yes"}))))[0]
    bad = await wrong(house, sheet(table(draft, key_result("KR-4", "Some", parent="O-4", current="3"))))
    assert "current: O-4 is a draft and takes no values yet. Leave it empty." in bad[0]


async def test_a_row_with_too_many_cells_is_named(house: Database) -> None:
    text = "kind,code,title,owner_email,cycle\nobjective,O-1,Win, and win again,ana@companyx.example,2026\n"

    found = await wrong(house, sheet(text))

    assert found[0] == (
        "okrs.csv: line 2: there are 6 cells under 5 columns. Put a text that holds a separator in quotes."
    )


async def test_lines_are_counted_as_an_editor_shows_them(house: Database) -> None:
    text = f'kind,code,title,owner_email,cycle\n\nobjective,O-1,"Win\nand win",{ANA},2026\nobjective,O-2,,{ANA},2026\n'

    assert [found.split(": ")[1] for found in await wrong(house, sheet(text))] == ["line 5"]
