"""Recording how far goals are, what that changes, and the way back."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.chat.card import Call, Progress
from handlers.chat.reply import Refused, ReplaceCard
from storage.audit import audit
from storage.database import Connection, Database
from storage.goals import goal_updates
from tests.builders import company as build
from tests.builders.goal_talk import ROUTER, orders, press, said, screen, talks, type_
from tests.builders.goals import ALONE, NOW, Stage, a_stage, button


@pytest.fixture
async def here(database: Database) -> Stage:
    return await a_stage(database)


class TestUpdating:
    async def test_the_answer_begins_with_the_number_and_says_what_it_does_to_the_attainment(self, here: Stage) -> None:
        await talks(here, 30)
        await type_(here, here.ben, "goal new Run --weight 70 from 0 to 100 --unit km")
        await type_(here, here.ben, "goal update G-2 10")

        answer = build.whispered(await type_(here, here.ben, "goal update g-1 4 spoke in Lyon"))

        assert build.said(answer).splitlines() == [
            "40 % · G-1 Speak at fairs",
            "4 of 10 talks, the first value",
            "Attainment 7 % → 19 % (30 × 40 points)",
            "30 × 40 % + 70 × 10 % = 19, ÷ 100 = 19 %",
            "[Undo]",
            "[My goals]",
        ]
        assert answer.text == "G-1 is at 40 %: 4 of 10 talks, the first value."

    async def test_the_value_before_is_told(self, here: Stage) -> None:
        await talks(here)
        await type_(here, here.ben, "goal update G-1 4")

        assert "3 of 10 talks, was 4" in (falls := await said(here, here.ben, "goal update fairs 3"))
        assert "Attainment 40 % → 30 % (30 × -10 points)" in falls
        assert "3 of 10 talks, unchanged" in await said(here, here.ben, "goal update G-1 3")

    async def test_past_the_target_is_all_of_it_and_the_value_is_kept(self, here: Stage) -> None:
        await talks(here)

        assert "100 % · G-1" in (done := await said(here, here.ben, "goal update G-1 12"))
        assert "12 of 10 talks" in done

    async def test_counting_down_counts(self, here: Stage) -> None:
        await type_(here, here.ben, "goal new Answer faster --weight 100 from 60 to 40 --unit days")

        assert "25 % · G-1" in await said(here, here.ben, "goal update G-1 55")

    async def test_a_number_that_reads_two_ways_is_told_and_undone(self, here: Stage) -> None:
        await type_(here, here.ben, "goal new Sell --weight 30 from 0 to 2500")
        await type_(here, here.ben, "goal update G-1 1000")
        answer = build.whispered(await type_(here, here.ben, "goal update G-1 1,250"))
        assert "I read this as 1250, not as 1.25." in build.said(answer)

        undone = await press(here, here.ben, button(answer, "Undo"))

        assert isinstance(undone, ReplaceCard)
        assert undone.is_private
        assert "It stands as before: 1000 of 2500." in build.said(undone.card)
        with pytest.raises(Refused, match="taken back already"):
            await press(here, here.ben, button(answer, "Undo"))

    async def test_the_first_one_taken_back_leaves_nothing_recorded(self, here: Stage) -> None:
        await talks(here)
        answer = build.whispered(await type_(here, here.ben, "goal update G-1 4"))

        await press(here, here.ben, button(answer, "Undo"))

        shown = build.whispered(await type_(here, here.ben, "goal show G-1"))
        (bar,) = (part for part in shown.body if isinstance(part, Progress))
        assert (bar.share, bar.unsaid) == (None, "no update yet")
        assert "weight 30 · from 0 to 10 talks" in build.said(shown)

    async def test_an_older_one_is_not_taken_back_nor_after_a_day_nor_by_others(self, here: Stage) -> None:
        await talks(here)
        first = button(build.whispered(await type_(here, here.ben, "goal update G-1 4")), "Undo")
        second = button(build.whispered(await type_(here, here.ben, "goal update G-1 5")), "Undo")

        with pytest.raises(Refused, match="there is a newer one"):
            await press(here, here.ben, first)
        with pytest.raises(Refused, match="over a day old"):
            await press(here, here.ben, second, NOW + timedelta(hours=25))
        for person in (here.ana, here.cleo):
            with pytest.raises(Refused, match="not yours to take back"):
                await press(here, person, second)
        with pytest.raises(Refused, match="not yours to take back"):
            await press(here, here.ben, Call("goal undo", {"update": "99999999999999999999"}))

    async def test_one_that_follows_says_where_its_value_is_recorded(self, here: Stage) -> None:
        await orders(here)
        await type_(here, here.ben, "goal new Bring in orders --weight 30 --follows KR-1")

        with pytest.raises(Refused) as refused:
            await type_(here, here.ben, "goal update G-1 4")

        card = refused.value.card
        assert card is not None
        assert "Update KR-1 instead: /okr update KR-1 VALUE" in build.said(card)
        assert button(card, "Update KR-1") == Call("okr update", {"key_result": "KR-1"})

    async def test_the_form_of_one_that_follows_is_that_of_its_key_result(self, here: Stage) -> None:
        await orders(here)
        await type_(here, here.ben, "goal new Bring in orders --weight 30 --follows KR-1")

        form = await screen(here, here.ben, await type_(here, here.ben, "goal update G-1"))

        assert form.command == "okr update"

    async def test_its_list_to_pick_from_is_of_one_s_own(self, here: Stage) -> None:
        await talks(here)
        await here.goal("Fly to fairs", 20, owner_id=here.ana, created_by=here.ana)

        def offered(db: Connection) -> list[str]:
            asked = build.an_ask(db, here.ana, place=ALONE, company=here.company)
            return [one.value for one in ROUTER.choices(asked, "goal update", "goal", "fairs")]

        assert await here.database.read(offered) == ["G-2"]
        assert "G-2 Fly to fairs" in await said(here, here.ana, "goal update fairs 4")

    async def test_two_at_once_are_both_kept_and_the_last_one_stands(self, here: Stage) -> None:
        await talks(here)

        await asyncio.gather(type_(here, here.ben, "goal update G-1 4"), type_(here, here.ben, "goal update G-1 7"))

        kept = await here.database.read(
            lambda db: list(db.scalars(select(goal_updates.c.value).order_by(goal_updates.c.id)))
        )
        assert sorted(kept) == [Decimal(4), Decimal(7)]
        assert f"{kept[-1]:f} of 10 talks" in await said(here, here.ben, "goal show G-1")

    async def test_its_statements_do_not_grow_with_the_goals(self, here: Stage, statements: list[str]) -> None:
        await talks(here)
        for number in range(9):
            await here.goal(f"Goal {number}", 5)
        await type_(here, here.ben, "goal update G-1 4")
        statements.clear()

        await type_(here, here.ben, "goal update G-1 5")

        # Who asks, the goal, its lock, the update, the goal's row, all goals, the audit.
        assert len(statements) == 7, statements

    async def test_the_audit_knows_the_value_and_not_the_note(self, here: Stage) -> None:
        await talks(here)
        await type_(here, here.ben, "goal update G-1 4 secret words")

        entries = await here.database.read(lambda db: db.execute(select(audit.c.action, audit.c.after)).all())

        assert "update goal" in {entry.action for entry in entries}
        assert not [entry for entry in entries if "secret" in entry.after]
