"""Editing a key result: its measure, its people, its days, and what its progress is by what was checked in."""

import asyncio
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from handlers.chat.reply import OpenForm, Refused, Whisper
from storage.check_ins import history
from storage.okrs import objectives
from storage.reminders import reminders
from storage.steps import steps, steps_of
from tests.builders.company import said
from tests.handlers.okrs.editing.test_objective import edits, filled, key_result, objective, opened, sent
from tests.handlers.okrs.stage import Stage


async def refused(stage: Stage, words: str) -> OpenForm:
    """The form that opens because something about the words has to be mended; nothing is stored."""
    before = await edits(stage)
    reply = await stage.type(stage.cleo, words)
    assert isinstance(reply, OpenForm), reply
    assert await edits(stage) == before
    return reply


class TestTarget:
    async def test_a_harder_one_needs_no_reason_and_recomputes_at_once(self, sales: Stage) -> None:
        await sales.check_in("KR-1", sales.cleo, 1500)

        text = await sales.words(sales.cleo, "okr edit KR-1 to 6000")

        assert "To: 3000 → 6000" in text
        assert "it is at 25 % now; it was at 50 %" in text
        line = await key_result(sales, "KR-1")
        assert (line.target, line.progress, line.current_value) == (Decimal(6000), Decimal("0.25"), Decimal(1500))
        assert (await objective(sales)).progress == Decimal("0.125")

    async def test_an_easier_one_needs_a_reason(self, sales: Stage) -> None:
        reply = await refused(sales, "okr edit KR-1 to 2000")

        assert set(reply.errors) == {"reason"}
        assert "would be easier to reach" in reply.notice
        assert reply.call.given["target"] == "2000"

    async def test_the_old_target_stays_on_record_with_the_reason(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit KR-1 to 2000 because the fair was cancelled")

        assert (await key_result(sales, "KR-1")).target == 2000
        assert await edits(sales) == [
            (
                "KR-1",
                {"target": "3000", "progress": "0"},
                {"target": "2000", "progress": "0", "reason": "the fair was cancelled", "eased": True},
            )
        ]

    async def test_show_and_why_say_the_former_target(self, sales: Stage) -> None:
        before = [await sales.words(sales.cleo, f"okr {verb} KR-1") for verb in ("show", "why")]
        await sales.type(sales.cleo, "okr edit KR-1 to 2500 because the fair was cancelled")
        await sales.type(sales.cleo, "okr edit KR-1 to 2600")

        after = [await sales.words(sales.cleo, f"okr {verb} KR-1") for verb in ("show", "why")]

        assert ["Eased" in answer for answer in before] == [False, False]
        told = "Eased: 3000 → 2500 orders 2026-11-23, because the fair was cancelled"
        assert [told in answer for answer in after] == [True, True]

    async def test_in_a_draft_nothing_needs_a_reason(self, sales: Stage) -> None:
        await sales.database.write(lambda db: db.execute(update(objectives).values(published_at=None)))

        await sales.type(sales.cleo, "okr edit KR-1 to 2000")

        assert (await key_result(sales, "KR-1")).target == 2000

    async def test_the_history_stays_as_it_was_said(self, sales: Stage) -> None:
        await sales.check_in("KR-1", sales.cleo, 1500)

        await sales.type(sales.cleo, "okr edit KR-1 to 6000")

        (check_in,) = await sales.asking(sales.cleo, lambda ask: history(ask.db, 1, 5))
        assert (check_in.value, check_in.unchanged) == (Decimal(1500), False)

    async def test_the_unit_beside_a_number_is_taken(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit KR-1 to 4000 cars")

        assert (await key_result(sales, "KR-1")).unit == "cars"

    async def test_start_and_target_may_not_be_the_same(self, sales: Stage) -> None:
        reply = await refused(sales, "okr edit KR-1 to 0")

        assert "Start and target are the same number" in reply.errors["target"]

    async def test_what_measured_numbers_may_keep_to_a_limit_from_now_on(self, sales: Stage) -> None:
        await sales.check_in("KR-2", sales.ben, 50)

        await sales.type(sales.cleo, "okr edit KR-2 at most 40")

        line = await key_result(sales, "KR-2")
        assert (line.metric, line.start, line.target, line.band_high) == ("at_most", Decimal("61.2"), None, Decimal(40))
        assert line.progress == Decimal("0.528302")

    async def test_a_kind_for_which_the_check_ins_mean_nothing_is_refused(self, sales: Stage) -> None:
        await sales.check_in("KR-2", sales.ben, 50)

        reply = await refused(sales, "okr edit KR-2 yes-no --reason simpler")

        assert "KR-2 has check-ins that say something else" in reply.errors["kind"]

    async def test_before_the_first_check_in_any_kind_will_do(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit KR-2 yes-no --reason simpler")

        line = await key_result(sales, "KR-2")
        assert (line.metric, line.start, line.target) == ("yes_no", None, None)


class TestSteps:
    async def test_a_step_that_stays_keeps_its_tick(self, sales: Stage) -> None:
        await sales.type(sales.cleo, 'okr kr O-1 Hire steps "Designers: 3; Engineers: 5"')
        await sales.tick("KR-3", sales.cleo, 2)

        await sales.type(sales.cleo, 'okr edit KR-3 steps "Engineers: 5; Writers: 2; Designers: 3"')

        kept = await sales.asking(sales.cleo, lambda ask: steps_of(ask.db, 3))
        assert [(one.position, one.title, one.is_done) for one in kept] == [
            (1, "Engineers", True),
            (2, "Writers", False),
            (3, "Designers", False),
        ]
        line = await key_result(sales, "KR-3")
        assert (line.target, line.current_value, line.progress) == (Decimal(10), Decimal(5), Decimal("0.5"))

    async def test_to_take_a_step_away_needs_a_reason(self, sales: Stage) -> None:
        await sales.type(sales.cleo, 'okr kr O-1 Hire steps "Designers: 3; Engineers: 5"')

        assert set((await refused(sales, 'okr edit KR-3 steps "Designers: 3; Writers: 5"')).errors) == {"reason"}

        await sales.type(sales.cleo, 'okr edit KR-3 steps "Designers: 3; Writers: 5" --reason no budget')
        rows = await sales.database.read(lambda db: db.execute(select(steps.c.title).order_by(steps.c.position)).all())
        assert [title for (title,) in rows] == ["Designers", "Writers"]


class TestPeopleAndDays:
    async def test_another_owner_is_a_hand_over(self, sales: Stage) -> None:
        told = len(await sales.told())

        await sales.type(sales.cleo, "okr edit KR-2 --owner {ana}")

        assert sorted((await sales.told())[told:]) == sorted(
            [
                (sales.ana, "Cleo Ito gave you KR-2: Deliver faster"),
                (sales.ben, "KR-2 belongs to Ana Ruiz now: Deliver faster"),
            ]
        )
        planned = await sales.database.read(lambda db: db.execute(select(reminders.c.subject)).scalars().all())
        assert f"person:{sales.ana}" in planned

    async def test_its_owner_hears_of_what_somebody_else_changes(self, sales: Stage) -> None:
        told = len(await sales.told())

        await sales.type(sales.cleo, "okr edit KR-2 --title Deliver sooner --weight 2")

        assert (await sales.told())[told:] == [(sales.ben, "Cleo Ito changed your KR-2: title, weight")]

    async def test_the_owner_may_edit_it_and_a_co_owner_too(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr edit KR-2 --co-owners {ana}")
        await sales.type(sales.ana, "okr edit KR-2 --title Deliver sooner")

        assert (await key_result(sales, "KR-2")).title == "Deliver sooner"
        with pytest.raises(Refused, match="Ask @Cleo Ito"):
            await sales.type(sales.ana, "okr edit KR-1 --title Mine")

    async def test_the_weight_counts_at_once(self, sales: Stage) -> None:
        await sales.check_in("KR-1", sales.cleo, 3000)

        await sales.type(sales.cleo, "okr edit KR-1 --weight 3")

        assert (await objective(sales)).progress == Decimal("0.75")

    async def test_not_all_may_weigh_nothing(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit KR-1 --weight 0")

        assert "has to weigh something" in (await refused(sales, "okr edit KR-2 --weight 0")).errors["weight"]

    async def test_later_needs_a_reason_and_earlier_does_not(self, sales: Stage) -> None:
        assert set((await refused(sales, "okr edit KR-1 --by 2027-01-15")).errors) == {"reason"}

        await sales.type(sales.cleo, "okr edit KR-1 --by 2026-12-15")
        assert (await key_result(sales, "KR-1")).due_on.isoformat() == "2026-12-15"

    async def test_the_team_of_its_own_can_be_taken_away(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit KR-1 --team Field Sales")
        assert (await key_result(sales, "KR-1")).team_name == "Field Sales"

        await sales.type(sales.cleo, "okr edit KR-1 --team none")
        assert (await key_result(sales, "KR-1")).team_name is None


class TestForm:
    async def test_it_opens_with_the_measure_and_changes_nothing_when_sent_so(self, sales: Stage) -> None:
        screen = await opened(sales, sales.ben, "okr edit KR-2")

        values = filled(screen)
        assert (values["kind"], values["start"], values["target"], values["unit"]) == ("from-to", "61.2", "45", "days")
        reply = await sent(sales, sales.ben, screen)
        assert isinstance(reply, Whisper)
        assert "Nothing to change" in said(reply.card)

    async def test_a_check_in_meanwhile_is_no_clash(self, sales: Stage) -> None:
        screen = await opened(sales, sales.cleo, "okr edit KR-1")
        await sales.check_in("KR-1", sales.cleo, 1500)

        await sent(sales, sales.cleo, screen, title="Obtain orders")

        line = await key_result(sales, "KR-1")
        assert (line.title, line.current_value) == ("Obtain orders", Decimal(1500))

    async def test_two_who_set_another_target_one_wins_and_the_other_is_told(self, sales: Stage) -> None:
        forms = {person: await opened(sales, person, "okr edit KR-2") for person in (sales.cleo, sales.ben)}

        replies = await asyncio.gather(
            sent(sales, sales.cleo, forms[sales.cleo], target="40"),
            sent(sales, sales.ben, forms[sales.ben], target="35"),
        )

        (lost,) = [reply for reply in replies if isinstance(reply, OpenForm)]
        target = (await key_result(sales, "KR-2")).target
        assert lost.errors == {"target": f"To was changed a moment ago, to “{target}”. Send again what it shall be."}

    async def test_a_target_and_a_unit_set_at_once_both_stand(self, sales: Stage) -> None:
        forms = {person: await opened(sales, person, "okr edit KR-2") for person in (sales.cleo, sales.ben)}

        await asyncio.gather(
            sent(sales, sales.cleo, forms[sales.cleo], target="40"),
            sent(sales, sales.ben, forms[sales.ben], unit="hours"),
        )

        line = await key_result(sales, "KR-2")
        assert (line.target, line.unit) == (Decimal(40), "hours")


async def test_the_answer_carries_what_the_coach_says_of_what_was_written(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win the hearts of car lovers")
    await stage.type(stage.ana, "okr kr O-1 Customers who come back from 0 to 12")

    retitled = await stage.words(stage.ana, "okr edit KR-1 --title Publish articles")
    weighed = await stage.words(stage.ana, "okr edit KR-1 --weight 2")

    assert "Coach: " in retitled
    assert "[Coach]" in retitled
    assert "Coach" not in weighed
