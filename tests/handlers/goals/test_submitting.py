"""Submitting goals: the manager gets them as a card, and who has no manager approves them by that."""

import pytest

from handlers.chat.reply import Refused, Whisper
from storage.database import Connection
from storage.goal_plans import plan_of
from tests.builders import said
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goals import CYCLE, NOW, Stage, a_goal, answer


class TestSubmitting:
    async def test_the_manager_gets_a_card_that_begins_with_the_number(self, submitted: Stage) -> None:
        card = await submitted.card(submitted.ana)

        assert card.text == "2 goals, weights 100 of 100: Ben Okafor's goals of 2026-Q4 wait for your approval."
        assert said(card).splitlines() == [
            "2 goals, weights 100 of 100 · @Ben Okafor's goals of 2026-Q4 wait for your approval.",
            "G-1 Speak at fairs · weight 30 · from 0 to 10 talks · due 2026-12-31",
            "G-2 Write the handbook · weight 70 · from 0 to 10 talks · due 2026-12-31",
            "Attainment 30 × 0 % + 70 × 0 % = 0, ÷ 100 = 0 %",
            "[Approve]",
            "[Ask for a change]",
            "Only Ben Okafor, their managers up the line and HR see these goals.",
        ]

    async def test_the_owner_has_a_card_too_and_is_told_with_whom_they_are(self, stage: Stage) -> None:
        await stage.goal()

        reply = await stage.type(stage.ben, "goal submit")

        assert isinstance(reply, Whisper)
        assert reply.share is None
        assert reply.card.text == "1 goal, weights 100 of 100: your goals of 2026-Q4 are with Ana Ruiz now."
        own = said(await stage.card(stage.ben))
        assert f"With @Ana Ruiz for approval since {NOW.date()}." in own
        assert "Only you, your managers up the line and HR see your goals." in own

    async def test_it_is_said_what_the_weights_lack(self, stage: Stage) -> None:
        await stage.goal(weight=80)

        told = said(answer(await stage.type(stage.ben, "goal submit")))

        lack = "The weights come to 80 of 100, 20 left. They can be approved once they come to 100."
        assert lack in told
        assert lack in said(await stage.card(stage.ana))

    async def test_to_submit_twice_is_to_submit(self, submitted: Stage) -> None:
        again = answer(await submitted.type(submitted.ben, "goal submit"))

        assert again.text == "2 goals, weights 100 of 100: your goals of 2026-Q4 are with Ana Ruiz already."
        assert len(await submitted.cards(submitted.ana)) == 1
        assert [entry[0] for entry in await submitted.entries()] == ["submit goals"]

    async def test_without_goals_there_is_nothing_to_submit(self, stage: Stage) -> None:
        with pytest.raises(Refused, match=r"^You have no goals in 2027-Q1 to submit\. Write the first: /goal new "):
            await stage.type(stage.ben, "goal submit --cycle 2027-Q1")

    async def test_who_has_no_manager_approves_by_submitting(self, stage: Stage) -> None:
        await stage.database.write(lambda db: goal_of_eve(db, stage, 100))

        card = answer(await stage.type(stage.eve, "goal submit"))

        assert card.text == "1 goal, weights 100 of 100: your goals of 2026-Q4 are approved."
        assert "You have no manager in Rungs, so they count as approved at once." in said(card)
        plan = await stage.plan(stage.eve)
        assert (plan.state, plan.approver_id, plan.approved_at) == ("approved", stage.eve, NOW)

    async def test_nor_does_anybody_approve_their_own_without_the_whole_weight(self, stage: Stage) -> None:
        await stage.database.write(lambda db: goal_of_eve(db, stage, 90))

        with pytest.raises(Refused) as refused:
            await stage.type(stage.eve, "goal submit")

        assert str(refused.value) == (
            "The weights come to 90 of 100, so these goals cannot be approved yet. "
            "Your weights have to be changed until they come to 100."
        )

        assert await stage.database.read(lambda db: plan_of(db, stage.workspace, stage.eve, CYCLE)) is None

    async def test_whose_manager_has_left_is_told_whom_to_ask(self, stage: Stage) -> None:
        await stage.goal()
        await stage.change(stage.ana, standing="deactivated")

        with pytest.raises(Refused) as refused:
            await stage.type(stage.ben, "goal submit")

        assert refused.value.sentence == (
            "Your manager is not here any more, so nobody can approve your goals. Ask @Ines Roy to set another."
        )

    async def test_a_guest_has_no_goals(self, stage: Stage) -> None:
        with pytest.raises(Refused, match=r"^Goals are for people of the company\."):
            await stage.type(stage.gus, "goal submit")

    async def test_what_a_goal_follows_is_named_to_the_manager_only_where_they_see_it(self, stage: Stage) -> None:
        def follow(db: Connection) -> None:
            for private in (False, True):
                objective = an_objective(db, stage.workspace, stage.cleo, is_private=private)
                code = a_key_result(db, stage.workspace, objective, stage.ben, title=f"Zebras {private}")
                number = int(code.removeprefix("KR-"))
                follows = {"start": None, "target": None, "unit": "", "key_result_id": number}
                add(db, stage, stage.ben, "Zebras", 50, **follows)

        await stage.database.write(follow)
        await stage.type(stage.ben, "goal submit")

        theirs, own = said(await stage.card(stage.ana)), said(await stage.card(stage.ben))
        assert "follows KR-1 Zebras False" in theirs
        assert "follows something that you cannot see" in theirs
        assert "KR-2" not in theirs
        assert "follows KR-2 Zebras True" in own


def add(db: Connection, stage: Stage, owner: int, title: str, weight: int, **changes: object) -> None:
    a_goal(db, stage.workspace, owner, title, weight, **changes)


def goal_of_eve(db: Connection, stage: Stage, weight: int) -> None:
    add(db, stage, stage.eve, "Lead", weight)
