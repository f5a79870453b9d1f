"""Approving goals: as they were shown, with weights that come to 100, once, and by nobody but the manager."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused, ReplaceCard
from handlers.goals.approving.standing import plan_part, waiting_rows
from storage.database import Connection, Database
from storage.goal_changes import change_goal
from tests.builders import said
from tests.builders.goals import COMPANY, CYCLE, NOW, Stage, a_stage, answer, button, labels

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NEXT_MORNING = NOW + timedelta(hours=23)
THERE_IS_NONE = "These goals are not there, or not for you. /goal list shows yours."


class TestApproving:
    async def test_the_manager_approves_and_the_owner_sees_who_did_and_when(self, submitted: Stage) -> None:
        reply = await submitted.press(submitted.ana, await submitted.approve_call(), NOW)

        assert isinstance(reply, ReplaceCard)
        assert reply.is_private
        assert f"Approved by @Ana Ruiz {NOW.date()}." in said(reply.card)
        assert "Approve" not in labels(await submitted.card(submitted.ana))
        assert f"Approved by @Ana Ruiz {NOW.date()}." in said(await submitted.card(submitted.ben))
        assert await submitted.below(submitted.ben) == [("@Ana Ruiz approved your goals of 2026-Q4.", None)]
        plan = await submitted.plan()
        assert (plan.state, plan.approver_id, plan.approved_at) == ("approved", submitted.ana, NOW)

    async def test_weights_that_do_not_add_up_are_refused_with_their_sum(self, stage: Stage) -> None:
        await stage.goal(weight=80)
        await stage.type(stage.ben, "goal submit")

        with pytest.raises(Refused, match=r"^The weights come to 80 of 100, so these goals cannot be approved yet\."):
            await stage.press(stage.ana, await stage.approve_call())

        assert (await stage.plan()).state == "submitted"

    async def test_where_weights_are_free_any_sum_is_approved(self, database: Database) -> None:
        stage = await a_stage(database, replace(COMPANY, goals_add_up=False))
        await stage.goal(weight=80)
        await stage.type(stage.ben, "goal submit")
        assert (await stage.card(stage.ana)).text.startswith("1 goal, weights 80: ")

        await stage.press(stage.ana, await stage.approve_call())

        assert (await stage.plan()).state == "approved"

    async def test_what_changed_since_it_was_shown_is_not_approved_but_said(self, submitted: Stage) -> None:
        old = await submitted.approve_call()
        await submitted.reweigh("G-1", 20)
        await submitted.goal("Train the new ones", 10)

        card = answer(await submitted.press(submitted.ana, old))

        assert said(card).splitlines()[0] == (
            "Nothing is approved yet. Since you looked, G-1 was changed, G-3 is new. Look at the goals as they are now."
        )
        assert (await submitted.plan()).state == "submitted"
        await submitted.press(submitted.ana, button(card, "Approve"))
        assert (await submitted.plan()).state == "approved"

    async def test_a_goal_that_is_gone_is_said_too(self, submitted: Stage) -> None:
        old = await submitted.approve_call()
        await submitted.database.write(lambda db: change_goal(db, 2, 1, {"dropped_at": NOW}))

        card = answer(await submitted.press(submitted.ana, old))

        assert "Since you looked, G-2 is gone." in said(card)

    async def test_progress_that_moved_on_is_no_change(self, submitted: Stage) -> None:
        old = await submitted.approve_call()
        await submitted.database.write(lambda db: change_goal(db, 1, 1, {"progress": Decimal("0.5")}))

        await submitted.press(submitted.ana, old)

        assert (await submitted.plan()).state == "approved"

    async def test_the_second_press_approves_nothing_more(self, submitted: Stage) -> None:
        call = await submitted.approve_call()
        await submitted.press(submitted.ana, call)

        again = answer(await submitted.press(submitted.ana, call, NOW + timedelta(hours=1)))

        assert "are approved." in again.text
        assert (await submitted.plan()).approved_at == NOW
        assert [entry[0] for entry in await submitted.entries()] == ["submit goals", "approve goals"]

    async def test_two_presses_at_once_approve_once(self, submitted: Stage) -> None:
        call = await submitted.approve_call()

        await asyncio.gather(*(submitted.press(submitted.ana, call) for _ in range(4)))

        assert [entry[0] for entry in await submitted.entries()] == ["submit goals", "approve goals"]
        assert len(await submitted.below(submitted.ben)) == 1

    @pytest.mark.parametrize("attempt", range(5))
    async def test_an_edit_at_the_same_moment_is_approved_or_asks_again(self, submitted: Stage, attempt: int) -> None:
        """Whichever comes first, nothing counts as approved that the manager was not shown."""
        call = await submitted.approve_call()
        deeds = [submitted.press(submitted.ana, call), submitted.reweigh("G-1", 20, "Fewer fairs")]

        await asyncio.gather(*(deeds if attempt % 2 else reversed(deeds)))

        assert (await submitted.plan()).state == "submitted"
        assert "changed G-1: weight 30 → 20" in (await submitted.below(submitted.ana))[-1][0]
        assert "weight 20" in said(await submitted.card(submitted.ana))

    async def test_the_new_manager_approves_and_the_old_one_is_refused_kindly(self, submitted: Stage) -> None:
        call = await submitted.approve_call()
        await submitted.report_to(submitted.ben, submitted.cleo)

        with pytest.raises(Refused, match=r"^Cleo Marsh is the manager of Ben Okafor now, and approves these goals\.$"):
            await submitted.press(submitted.ana, call)
        await submitted.press(submitted.cleo, call)

        assert (await submitted.plan()).approver_id == submitted.cleo
        assert "Ben Okafor's" in (await submitted.card(submitted.cleo)).text
        assert "G-1" not in said(await submitted.card(submitted.ana))

    async def test_submitted_again_they_go_to_the_new_manager_and_leave_the_old_ones_card(
        self, submitted: Stage
    ) -> None:
        await submitted.report_to(submitted.ben, submitted.cleo)

        await submitted.type(submitted.ben, "goal submit")

        assert "Approve" in labels(await submitted.card(submitted.cleo))
        old = await submitted.card(submitted.ana)
        assert said(old) == "@Cleo Marsh is the manager of @Ben Okafor now, and approves the goals of 2026-Q4."

    async def test_the_owner_does_not_approve_in_the_managers_place(self, submitted: Stage) -> None:
        with pytest.raises(Refused, match=r"^Ana Ruiz approves your goals\."):
            await submitted.press(submitted.ben, await submitted.approve_call())


@ON_ONE_DATABASE
class TestRights:
    """Whoever has the words of a button still does no more than they may."""

    @pytest.mark.parametrize("role", ["cleo", "ines", "gus"])
    @pytest.mark.parametrize("deed", ["goal approve", "goal plan", "goal comment"])
    async def test_to_others_the_goals_are_as_if_they_were_not_there(
        self, submitted: Stage, role: str, deed: str
    ) -> None:
        given = await submitted.approve_call()
        real, unknown = [
            await submitted.refusal(getattr(submitted, role), Call(deed, {**filled(deed, given), "plan": plan}))
            for plan in (given.given["plan"], "999")
        ]

        assert real == unknown
        assert real == (THERE_IS_NONE if role != "gus" else unknown)
        assert (await submitted.plan()).state == "submitted"

    @pytest.mark.parametrize("role", ["eve", "hana"])
    @pytest.mark.parametrize("deed", ["goal approve", "goal plan", "goal comment"])
    async def test_who_sees_the_goals_but_is_not_asked_is_told_so(self, submitted: Stage, role: str, deed: str) -> None:
        given = await submitted.approve_call()

        told = await submitted.refusal(getattr(submitted, role), Call(deed, filled(deed, given)))

        assert told.startswith("This is between Ben Okafor and Ana Ruiz.")
        assert (await submitted.plan()).state == "submitted"

    async def test_without_a_plan_the_form_opens(self, stage: Stage) -> None:
        assert isinstance(await stage.press(stage.ana, Call("goal approve")), OpenForm)

    @pytest.mark.parametrize("plan", ["0", "999", "1 or 1", "99999999999999999999"])
    async def test_a_plan_that_there_is_not_is_refused(self, stage: Stage, plan: str) -> None:
        assert await stage.refusal(stage.ana, Call("goal approve", {"plan": plan})) == THERE_IS_NONE


@ON_ONE_DATABASE
class TestCost:
    @pytest.mark.parametrize("count", [2, 20])
    async def test_to_approve_takes_as_many_statements_whatever_the_number_of_goals(
        self, stage: Stage, statements: list[str], count: int
    ) -> None:
        for number in range(count):
            await stage.goal(f"Goal {number}", 100 // count)
        await stage.type(stage.ben, "goal submit")
        call = await stage.approve_call()
        statements.clear()

        await stage.press(stage.ana, call)

        assert len(statements) == 15

    async def test_home_and_lists_ask_once_each(self, submitted: Stage, statements: list[str]) -> None:
        plan = await submitted.plan()

        def asked(db: Connection) -> tuple[int, int]:
            ask = submitted.ask(db, submitted.ana)
            statements.clear()
            waiting_rows(ask)
            at_home = len(statements)
            plan_part(ask, plan, submitted.ben, CYCLE)
            return at_home, len(statements) - at_home

        assert await submitted.database.read(asked) == (1, 1)


def filled(deed: str, approve: Call) -> dict[str, str]:
    """What a button of that deed would carry."""
    plan = {"plan": approve.given["plan"]}
    match deed:
        case "goal approve":
            return dict(approve.given)
        case "goal comment":
            return plan | {"text": "Well done"}
        case _:
            return plan
