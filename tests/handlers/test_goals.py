"""Setting goals, recording how far they are, and what they come to."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from handlers.chat.card import Button, Call, Card, Progress, dump, load
from handlers.chat.reply import FormErrors, OpenForm, Refused, ReplaceCard, Reply
from handlers.chat.router import Router
from handlers.check_ins import commands as check_ins
from handlers.company import Company
from handlers.goals import commands as goals
from handlers.goals import home, screens
from handlers.okrs import commands as okrs
from storage.audit import audit
from storage.database import Connection, Database
from storage.goals import goal_updates
from storage.okr_changes import change_key_result
from storage.okr_lines import known_key_result
from storage.okr_removals import drop_key_result
from tests.builders import company as build
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goals import ALONE, NOW, Stage, a_stage, button, labels

ROUTER = Router((*goals.COMMANDS, *okrs.COMMANDS, *check_ins.COMMANDS))


@pytest.fixture
async def here(database: Database) -> Stage:
    return await a_stage(database)


async def type_(here: Stage, person: int, text: str, now: Any = NOW) -> Reply:
    return await here.database.write(
        lambda db: ROUTER.typed(build.an_ask(db, person, now=now, place=ALONE, company=here.company), text)
    )


async def press(here: Stage, person: int, call: Call, now: Any = NOW) -> Reply:
    return await here.database.write(
        lambda db: ROUTER.called(build.an_ask(db, person, now=now, place=ALONE, company=here.company), call)
    )


async def said(here: Stage, person: int, text: str) -> str:
    """What is whispered to whoever types that."""
    return build.said(build.whispered(await type_(here, person, text)))


async def screen(here: Stage, person: int, reply: Reply) -> Any:
    assert isinstance(reply, OpenForm), reply
    return await here.database.read(
        lambda db: ROUTER.screen(build.an_ask(db, person, place=ALONE, company=here.company), reply)
    )


async def talks(here: Stage, weight: int = 30) -> None:
    await type_(here, here.ben, f"goal new Speak at fairs --weight {weight} from 0 to 10 --unit talks")


async def orders(here: Stage, **changes: Any) -> None:
    """Ana's O-1 with Ben's KR-1, from 0 to 3,000 orders."""

    def make(db: Connection) -> None:
        objective = an_objective(db, here.workspace, here.ana, **changes)
        a_key_result(db, here.workspace, objective, here.ben)

    await here.database.write(make)


class TestSetting:
    async def test_it_says_what_the_weights_come_to(self, here: Stage) -> None:
        await talks(here, 50)

        answer = build.whispered(
            await type_(here, here.ben, "goal new Go to the dentist --weight 30 from 0 to 2 visits")
        )

        assert build.said(answer).splitlines() == [
            "G-2 is set: Go to the dentist",
            "From 0 to 2 visits; nothing is recorded yet.",
            "Weight: 30 · 80 of 100 with this one, 20 left",
            "Due: 2026-12-31",
            "Cycle: 2026-Q4",
            "[Set another]",
            "[My goals]",
            "Only you, your managers up the line and HR see it.",
        ]

    async def test_more_than_the_whole_is_said_and_kept(self, here: Stage) -> None:
        await talks(here, 80)

        assert "110 of 100 with this one, 10 too many" in await said(
            here, here.ben, "goal new Run --weight 30 from 0 to 10"
        )

    async def test_weights_that_need_not_add_up_are_a_plain_sum(self, database: Database) -> None:
        here = await a_stage(database, Company(goals_add_up=False))

        answer = await said(here, here.ben, "goal new Run --weight 2.5 from 0 to 10")

        assert "Weight: 2.5 · 2.5 with this one" in answer

    async def test_without_a_weight_the_form_says_what_the_others_weigh_and_who_will_see_it(self, here: Stage) -> None:
        await talks(here, 80)

        form = await screen(here, here.ben, await type_(here, here.ben, "goal new Run from 0 to 10"))

        shown = build.said(Card("", tuple(part for part in form.body if part not in form.fields)))
        assert "Your goals in 2026-Q4 weigh 80 of 100 so far, 20 left." in shown
        assert "Only you, your managers up the line and HR see it." in shown
        assert {field.name: field.value for field in form.fields}["title"] == "Run"

    @pytest.mark.parametrize("weight", ["0", "12.5", "12,5", "100"])
    async def test_a_weight_is_from_0_to_100(self, here: Stage, weight: str) -> None:
        assert "G-1 is set" in await said(here, here.ben, f"goal new Run --weight {weight} from 0 to 10")

    @pytest.mark.parametrize("weight", ["101", "-1", "100.000001", "NaN"])
    async def test_no_other_weight_is_stored(self, here: Stage, weight: str) -> None:
        reply = await type_(here, here.ben, f"goal new Run --weight {weight} from 0 to 10")

        assert isinstance(reply, OpenForm)
        assert "weight" in reply.errors
        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal")

    async def test_it_follows_a_key_result_and_needs_no_numbers(self, here: Stage) -> None:
        await orders(here)

        answer = await said(here, here.ben, "goal new Bring in orders --weight 30 --follows kr-1")

        assert "It follows KR-1 Obtain 3,000 pre-orders, now at 0 %." in answer

    async def test_it_follows_an_objective_by_words_of_its_title(self, here: Stage) -> None:
        await orders(here)

        assert "It follows O-1 Sell toasters" in await said(
            here, here.ben, "goal new Toasters --weight 30 --follows toasters"
        )

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ("goal new Run --weight 30", "start"),
            ("goal new Run --weight 30 from 0", "target"),
            ("goal new Run --weight 30 to 10", "start"),
            ("goal new Run --weight 30 from 5 to 5", "target"),
            ("goal new Run --weight 30 from 0 km to 5 miles", "unit"),
            ("goal new Run --weight 30 from 0 to 5 --follows KR-1", "start"),
            ("goal new Run --weight 30 --follows KR-1 --unit km", "unit"),
            ("goal new Run --weight 30 --follows KR-9", "follows"),
            ("goal new Run --weight 30 from 0 to 5 --by 2020-01-01", "by"),
        ],
    )
    async def test_what_makes_no_goal_is_mended_in_the_form(self, here: Stage, words: str, field: str) -> None:
        await orders(here)

        reply = await type_(here, here.ben, words)

        assert isinstance(reply, OpenForm)
        assert not reply.errors or field in reply.errors
        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal")
        sent = await here.database.write(
            lambda db: ROUTER.submitted(build.an_ask(db, here.ben), "goal new", reply.call.given)
        )
        assert isinstance(sent, FormErrors)
        assert field in sent.errors

    async def test_what_the_writer_does_not_see_cannot_be_followed(self, here: Stage) -> None:
        await orders(here, is_private=True)

        hidden = await type_(here, here.cleo, "goal new Run --weight 30 --follows KR-1")
        unknown = await type_(here, here.cleo, "goal new Run --weight 30 --follows KR-9")

        assert isinstance(hidden, OpenForm)
        assert isinstance(unknown, OpenForm)
        assert hidden.notice == unknown.notice.replace("KR-9", "KR-1")

    async def test_a_draft_cannot_be_followed(self, here: Stage) -> None:
        await orders(here, published_at=None)

        with pytest.raises(Refused, match=r"O-1 is a draft, so nothing of it counts yet\. Publish it first"):
            await type_(here, here.ana, "goal new Run --weight 30 --follows KR-1")

    async def test_a_number_that_reads_two_ways_is_told_with_a_way_back(self, here: Stage) -> None:
        answer = build.whispered(await type_(here, here.ben, "goal new Sell --weight 30 from 0 to 1,250"))
        assert "Read as 1250, not as 1.25." in build.said(answer)

        await press(here, here.ben, button(answer, "Undo"))

        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal")

    async def test_it_may_be_due_after_its_cycle_and_not_before(self, here: Stage) -> None:
        late = await said(here, here.ben, "goal new Run --weight 30 from 0 to 10 --by 2027-02-01")
        assert "Due: 2027-02-01" in late

        with pytest.raises(Refused, match="before 2027-Q1 begins on 2027-01-01"):
            await type_(here, here.ben, "goal new Run --weight 30 from 0 to 10 --by 2026-12-24 --cycle 2027-Q1")

    async def test_one_has_at_most_twenty_in_a_cycle(self, here: Stage) -> None:
        for number in range(20):
            await here.goal(f"Goal {number}", 5)

        with pytest.raises(Refused, match="You have 20 goals in 2026-Q4, and that is the most"):
            await type_(here, here.ben, "goal new One more --weight 5 from 0 to 1")

        assert "20 goals" in await said(here, here.ben, "goal list")

    async def test_guests_are_told_kindly(self, here: Stage) -> None:
        for words in ("goal", "goal list", "goal new Run --weight 30 from 0 to 10"):
            with pytest.raises(Refused, match="Goals are for people of the company"):
                await type_(here, here.gus, words)

    async def test_what_a_goal_follows_is_not_deleted_and_whose_goal_it_is_stays_untold(self, here: Stage) -> None:
        await orders(here)
        await type_(here, here.cleo, "goal new Bring in orders --weight 30 --follows KR-1")

        with pytest.raises(
            Refused, match=r"^KR-1 cannot be deleted: feedback or a goal refers to it\. Drop it instead"
        ):
            await type_(here, here.ben, "okr delete KR-1")

        await type_(here, here.cleo, "goal edit G-1 --follows O-1")
        with pytest.raises(Refused, match="feedback or a goal refers to it"):
            await type_(here, here.ana, "okr delete O-1")


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
        assert [part.share for part in shown.body if isinstance(part, Progress)] == [None]
        assert "nothing recorded yet, from 0 to 10 talks" in build.said(shown)

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
        assert build.written(row.spans) == "Goals 40 % · 1 goal, 30 of 100"
        assert len(statements) == 1
        assert await here.database.read(lambda db: rows(db, here.cleo)) == ()
        assert await here.database.read(lambda db: rows(db, here.gus)) == ()


async def at(here: Stage, person: int) -> str:
    return await here.database.read(lambda db: build.at(db, person))


@pytest.mark.parametrize("name", list(screens.EXAMPLES))
def test_every_screen_has_an_example_that_can_be_kept(name: str) -> None:
    card = screens.EXAMPLES[name]()

    assert load(dump(card)) == card
    assert 0 < len(card.text) <= 150
    assert sum(isinstance(part, Button) and part.style == "primary" for part in card.body) <= 1
