"""Goals in lists, on their own card, explained, and at Home."""

from typing import Any

import pytest

from handlers.chat.card import Row
from handlers.chat.reply import Refused
from handlers.goals import home
from storage.database import Connection, Database
from storage.okr_changes import change_key_result
from storage.okr_lines import known_key_result
from storage.okr_removals import drop_key_result
from tests.builders import company as build
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goal_talk import at, orders, press, said, talks, type_
from tests.builders.goals import ALONE, NOW, Stage, a_stage, button, labels


@pytest.fixture
async def here(database: Database) -> Stage:
    return await a_stage(database)


class TestReading:
    async def test_a_list_has_the_formula_and_its_statements_are_few(self, here: Stage, statements: list[str]) -> None:
        for number in range(10):
            await here.goal(f"Goal {number}", 10)
        await type_(here, here.ben, "goal update G-3 4")
        await type_(here, here.ben, "goal submit")
        statements.clear()

        answer = build.whispered(await type_(here, here.ben, "goal"))

        lines = build.said(answer).splitlines()
        assert lines[0] == "4 % · 10 goals, weights 100 of 100 · yours, 2026-Q4"
        terms = " + ".join(f"10 × {40 if number == 2 else 0} %" for number in range(10))
        assert f"Attainment {terms} = 4, ÷ 100 = 4 %" in lines
        assert len(statements) - 1 <= 4, statements

        words = f"goal list {await at(here, here.ben)}"
        statements.clear()
        await type_(here, here.eve, words)
        # Whose mention that is has to be found besides.
        assert len(statements) - 2 <= 4, statements

    async def test_without_goals_it_invites_to_set_one(self, here: Stage) -> None:
        card = build.whispered(await type_(here, here.ben, "goal list"))

        assert "You have no goals in 2026-Q4 yet. Set one: /goal new Speak at fairs" in build.said(card)
        assert labels(card) == ["Set a goal"]

    async def test_weights_of_nothing_come_to_nothing(self, here: Stage) -> None:
        await here.goal("Free", 0)

        answer = await said(here, here.ben, "goal list")

        assert answer.startswith("Not said yet · 1 goal, weights 0 of 100, 100 left")
        assert "no goal that counts has a weight" in answer

    async def test_other_cycles_are_counted_and_shown(self, here: Stage) -> None:
        await talks(here)
        await type_(here, here.ben, "goal new Write a book --weight 100 from 0 to 300 --cycle 2027-Q1")

        card = build.whispered(await type_(here, here.ben, "goal list"))
        assert "1 goal in 2027-Q1 [Show]" in build.said(card)

        assert "Write a book" in build.said(build.whispered(await press(here, here.ben, button(card, "Show"))))
        assert "Write a book" in await said(here, here.ben, "goal list --cycle next")

    async def test_goals_of_a_longer_cycle_are_shown_where_there_are_no_others(self, here: Stage) -> None:
        await type_(here, here.ben, "goal new Write a book --weight 100 from 0 to 300 --cycle 2026")

        assert "Write a book" in await said(here, here.ben, "goal")
        (row,) = await here.database.read(lambda db: home.summary_rows(build.an_ask(db, here.ben, place=ALONE)))
        assert isinstance(row, Row)
        assert build.written(row.spans) == "Goals 0 % · 1 goal, weights 100 of 100"

    @pytest.mark.parametrize("words", ["all", "company", "team Product"])
    async def test_goals_are_of_people_and_not_of_many(self, here: Stage, words: str) -> None:
        with pytest.raises(Refused, match="Goals are people's own: say mine, or @somebody"):
            await type_(here, here.ben, f"goal list {words}")

    async def test_what_it_follows_moves_it_by_itself(self, here: Stage) -> None:
        await orders(here)
        await type_(here, here.ben, "goal new Bring in orders --weight 100 --follows KR-1")
        await type_(here, here.ben, "okr update KR-1 1500")

        assert (await said(here, here.ben, "goal list")).startswith("50 % · 1 goal")
        assert "it follows KR-1 Obtain 3,000 pre-orders, now at 50 %" in await said(here, here.ben, "goal why G-1")

    async def test_what_it_follows_may_be_dropped_and_that_is_said(self, here: Stage) -> None:
        await orders(here)
        await type_(here, here.ben, "goal new Bring in orders --weight 100 --follows KR-1")
        await type_(here, here.ben, "okr update KR-1 1500")
        line = await here.database.read(lambda db: known_key_result(db, here.workspace, "KR-1"))
        await here.database.write(lambda db: drop_key_result(db, line.id, line.version, "gone", NOW))

        answer = await said(here, here.ben, "goal list")

        assert answer.startswith("50 %")
        assert "follows KR-1 Obtain 3,000 pre-orders (dropped)" in answer
        with pytest.raises(Refused, match="G-1 follows KR-1, which was dropped, so its value stays"):
            await type_(here, here.ben, "goal update G-1 4")

    async def test_who_sees_the_goal_and_not_the_thing_sees_its_progress_without_a_name(self, here: Stage) -> None:
        def private(db: Connection) -> None:
            objective = an_objective(db, here.workspace, here.cleo, is_private=True)
            a_key_result(db, here.workspace, objective, here.ben)

        await here.database.write(private)
        await type_(here, here.ben, "goal new Secret orders --weight 100 --follows KR-1")
        await type_(here, here.ben, "okr update KR-1 1500")

        for words in (f"goal list {await at(here, here.ben)}", "goal show G-1", "goal why G-1"):
            answer = await said(here, here.ana, words)
            assert "50 %" in answer
            assert "follows something that you cannot see" in answer
            assert "KR-1" not in answer
            assert "pre-orders" not in answer
        assert "follows KR-1" in await said(here, here.ben, "goal list")

    async def test_a_band_that_nothing_counts_of_yet_is_left_out_and_that_is_said(self, here: Stage) -> None:
        await orders(here)
        line = await here.database.read(lambda db: known_key_result(db, here.workspace, "KR-1"))
        await here.database.write(lambda db: change_key_result(db, line.id, line.version, {"progress": None}))
        await type_(here, here.ben, "goal new Keep it --weight 50 --follows KR-1")
        await talks(here, 50)
        await type_(here, here.ben, "goal update G-2 4")

        answer = await said(here, here.ben, "goal list")

        assert "Attainment 50 × 40 % = 20, ÷ 50 = 40 %; 1 does not count yet" in answer

    async def test_show_has_the_last_updates_with_their_notes(self, here: Stage) -> None:
        await talks(here)
        await type_(here, here.ben, "goal update G-1 1 Lyon")
        await type_(here, here.ben, "goal update G-1 2 Turin")

        answer = await said(here, here.ben, "goal show fairs")

        assert "2026-11-23 · 2 talks · Turin\n2026-11-23 · 1 talks · Lyon" in answer
        assert "Attainment 30 × 20 % = 6, ÷ 30 = 20 %" in answer

    async def test_why_explains_both_numbers(self, here: Stage) -> None:
        await talks(here)
        await type_(here, here.ben, "goal update G-1 4")

        answer = await said(here, here.ben, "goal why G-1")

        assert "(4 − 0) ÷ (10 − 0) = 40 %" in answer
        assert "G-1 Speak at fairs | 30 × 40 % = 12" in answer

    async def test_home_has_one_line_in_one_statement(self, here: Stage, statements: list[str]) -> None:
        await talks(here)
        await type_(here, here.ben, "goal update G-1 4")

        def rows(db: Connection, person: int) -> Any:
            ask = build.an_ask(db, person, place=ALONE, company=here.company)
            statements.clear()
            return home.summary_rows(ask)

        (row,) = await here.database.read(lambda db: rows(db, here.ben))
        assert build.written(row.spans) == "Goals 40 % · 1 goal, weights 30 of 100"
        assert len(statements) == 1
        assert await here.database.read(lambda db: rows(db, here.cleo)) == ()
        assert await here.database.read(lambda db: rows(db, here.gus)) == ()
