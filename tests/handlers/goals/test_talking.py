"""Goals that are with the manager: what is said about them, changed with a reason, and waits for whom."""

from datetime import timedelta

import pytest

from handlers.chat.card import Call, Card
from handlers.chat.reply import OpenForm, Refused
from handlers.goals.approving import cards, lines
from handlers.goals.approving.standing import plan_part, waiting_rows
from storage.database import Connection
from storage.goal_plans import plan_of
from tests.builders import said
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goals import CYCLE, NOW, ROUTER, Stage, answer, button, labels

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVENING = NOW + timedelta(hours=9)
NEXT_MORNING = NOW + timedelta(hours=23)


@ON_ONE_DATABASE
class TestTalking:
    async def test_what_either_says_stands_below_both_cards(self, submitted: Stage) -> None:
        call = button(await submitted.card(submitted.ana), "Ask for a change")
        await submitted.send(submitted.ana, "goal comment", **call.given, text="Make it eight talks.")
        await submitted.send(submitted.ben, "goal comment", **call.given, text="Done.")

        expected = [
            ("@Ana Ruiz on Ben Okafor's goals of 2026-Q4:\nMake it eight talks.\n[Answer]", None),
            ("@Ben Okafor on my goals of 2026-Q4:\nDone.\n[Answer]", None),
        ]
        assert await submitted.below(submitted.ana) == expected
        assert await submitted.below(submitted.ben) == expected

    async def test_the_form_says_who_will_read_it_before_it_is_sent(self, submitted: Stage) -> None:
        call = button(await submitted.card(submitted.ana), "Ask for a change")
        reply = await submitted.press(submitted.ana, call)
        assert isinstance(reply, OpenForm)

        screen = await submitted.database.read(lambda db: ROUTER.screen(submitted.ask(db, submitted.ana), reply))

        intro = said(Card("", tuple(part for part in screen.body if part.kind != "field")))
        assert intro == (
            "Ben Okafor finds it below the card of the goals. "
            "It is kept with them, for whoever sees them: the owner, the managers up the line and HR."
        )

    async def test_it_reaches_the_other_in_their_working_hours(self, submitted: Stage) -> None:
        plan = str((await submitted.plan()).id)
        reply = Call("goal comment", {"plan": plan, "text": "One more thing."})

        await submitted.press(submitted.ben, reply, EVENING)

        assert (await submitted.below(submitted.ana))[0][1] == NEXT_MORNING
        assert (await submitted.below(submitted.ben))[0][1] is None

    async def test_a_new_manager_who_comments_gets_the_card_for_it(self, submitted: Stage) -> None:
        await submitted.report_to(submitted.ben, submitted.cleo)

        await submitted.send(submitted.cleo, "goal comment", plan="1", text="Let me see.")

        assert "Approve" in labels(await submitted.card(submitted.cleo))
        assert [line for line, _ in await submitted.below(submitted.cleo)] == [
            "@Cleo Marsh on Ben Okafor's goals of 2026-Q4:\nLet me see.\n[Answer]"
        ]

    async def test_the_last_five_stand_with_the_goals(self, submitted: Stage) -> None:
        for number in range(1, 8):
            await submitted.send(submitted.ana, "goal comment", plan="1", text=f"Thought {number}")

        text = await part(submitted, submitted.ben)

        assert [f"Thought {number}" in text for number in range(1, 8)] == [False, False, *[True] * 5]
        assert text.index("Thought 3") < text.index("Thought 7")

    async def test_no_comment_and_no_reason_enters_the_audit(self, approved: Stage) -> None:
        await approved.send(approved.ana, "goal comment", plan="1", text="zebra")
        await approved.reweigh("G-1", 20, "okapi")

        assert [entry for entry in await approved.entries() if "zebra" in str(entry) or "okapi" in str(entry)] == []


class TestChanging:
    async def test_before_it_was_submitted_nobody_is_told(self, stage: Stage) -> None:
        await stage.goal()

        assert await stage.reweigh("G-1", 90) == ""
        assert await stage.cards(stage.ana) == []

    async def test_before_the_approval_no_reason_is_needed_and_the_manager_is_told(self, submitted: Stage) -> None:
        told = await submitted.reweigh("G-1", 20)

        assert told == "@Ana Ruiz has not approved your goals yet, and was told of the change."
        ((line, _),) = await submitted.below(submitted.ana)
        assert line == "@Ben Okafor changed G-1: weight 30 → 20\n[Look]\nGoals of 2026-Q4."
        assert "weight 20" in said(await submitted.card(submitted.ana))

    async def test_after_the_approval_it_takes_a_reason(self, approved: Stage) -> None:
        reply = await approved.type(approved.ben, "goal edit G-1 --weight 20")

        assert isinstance(reply, OpenForm)
        assert reply.errors["reason"].startswith("These goals are approved, so a change needs a reason.")
        assert (await approved.plan()).state == "approved"

    async def test_with_a_reason_the_manager_is_asked_again_and_told_why(self, approved: Stage) -> None:
        told = await approved.reweigh("G-1", 20, "Two fairs were called off")

        assert told == "@Ana Ruiz was told why, and asked to approve your goals again."
        (*_, (line, _)) = await approved.below(approved.ana)
        assert "changed G-1: weight 30 → 20\nReason: Two fairs were called off" in line
        plan = await approved.plan()
        assert (plan.state, plan.approved_at) == ("submitted", NOW)
        card = await approved.card(approved.ana)
        assert "were changed, and wait for your approval again." in said(card)
        assert "With @Ana Ruiz for approval" in said(await approved.card(approved.ben))

    async def test_it_is_approved_again_once_the_weights_add_up(self, approved: Stage) -> None:
        await approved.reweigh("G-1", 20, "Fewer fairs")
        with pytest.raises(Refused, match="come to 90 of 100"):
            await approved.press(approved.ana, await approved.approve_call())
        await approved.reweigh("G-2", 80, "More handbook")

        await approved.press(approved.ana, await approved.approve_call(), NEXT_MORNING)

        plan = await approved.plan()
        assert (plan.state, plan.approved_at) == ("approved", NEXT_MORNING)

    async def test_without_a_manager_meanwhile_the_owner_is_told_how_to_go_on(self, approved: Stage) -> None:
        await approved.change(approved.ben, manager_id=None)

        told = await approved.reweigh("G-1", 20, "Fewer fairs")

        assert told == "Your goals wait to be approved anew, and nobody is asked yet: /goal submit"
        assert await part(approved, approved.ben) == "Changed, and not submitted again. [Submit]"
        await approved.reweigh("G-1", 30, "As before")
        await approved.type(approved.ben, "goal submit")
        assert (await approved.plan()).approver_id == approved.ben

    async def test_what_a_goal_follows_now_is_not_told_to_whom_may_not_see_it(self, approved: Stage) -> None:
        def hidden(db: Connection) -> str:
            objective = an_objective(db, approved.workspace, approved.cleo, is_private=True)
            return a_key_result(db, approved.workspace, objective, approved.ben, title="Zebras")

        code = await approved.database.write(hidden)

        words = f"goal edit G-1 --follows {code} --weight 20 --reason Zebras count more"
        edited = answer(await approved.type(approved.ben, words))
        assert code in said(edited)

        (*_, (line, _)) = await approved.below(approved.ana)
        shown = said(answer(await approved.type(approved.ana, "goal show G-1")))
        assert line.startswith("@Ben Okafor changed G-1: weight 30 → 20, what it follows\n")
        assert "what it follows" in shown
        assert code not in line + shown + said(await approved.card(approved.ana))


@ON_ONE_DATABASE
class TestStanding:
    async def test_who_wrote_goals_finds_how_to_submit_them(self, stage: Stage) -> None:
        await stage.goal()

        assert await part(stage, stage.ben) == "Not submitted for approval yet. [Submit]"
        assert await part(stage, stage.ana) == "Not submitted for approval yet."

    async def test_who_approves_finds_them_there_and_at_home(self, submitted: Stage) -> None:
        assert await part(submitted, submitted.ana) == (
            f"With @Ana Ruiz for approval since {NOW.date()}. [Look and approve]\n[Comment]"
        )
        assert await home(submitted, submitted.ana) == "@Ben Okafor's goals of 2026-Q4 wait for your approval [Look]"

        look = Call("goal plan", {"plan": str((await submitted.plan()).id)})
        assert "Approve" in labels(answer(await submitted.press(submitted.ana, look)))

    @pytest.mark.parametrize("role", ["eve", "ben", "cleo", "hana", "ines", "gus"])
    async def test_at_home_nobody_else_finds_them(self, submitted: Stage, role: str) -> None:
        assert await home(submitted, getattr(submitted, role)) == ""

    async def test_who_only_sees_them_finds_no_button(self, submitted: Stage) -> None:
        assert await part(submitted, submitted.eve) == f"With @Ana Ruiz for approval since {NOW.date()}."

    async def test_whose_manager_changed_finds_how_to_ask_the_new_one(self, submitted: Stage) -> None:
        await submitted.report_to(submitted.ben, submitted.cleo)

        assert f"With @Ana Ruiz for approval since {NOW.date()}. [Submit]" in await part(submitted, submitted.ben)
        assert await home(submitted, submitted.ana) == ""
        assert "[Look]" in await home(submitted, submitted.cleo)

    async def test_who_has_left_waits_for_nobody(self, submitted: Stage) -> None:
        await submitted.change(submitted.ben, standing="deactivated")

        assert await home(submitted, submitted.ana) == ""

    async def test_approved_they_wait_for_nobody(self, approved: Stage) -> None:
        assert f"Approved by @Ana Ruiz {NOW.date()}." in await part(approved, approved.ben)
        assert await home(approved, approved.ana) == ""


@pytest.mark.parametrize("name", [*cards.EXAMPLES, *lines.EXAMPLES])
def test_every_card_answers_in_its_first_line(name: str) -> None:
    card = ({**cards.EXAMPLES, **lines.EXAMPLES})[name]()

    assert card.text
    assert said(card)


async def part(stage: Stage, reader: int) -> str:
    def work(db: Connection) -> str:
        plan = plan_of(db, stage.workspace, stage.ben, CYCLE)
        return said(Card("", plan_part(stage.ask(db, reader), plan, stage.ben, CYCLE)))

    return await stage.database.read(work)


async def home(stage: Stage, reader: int) -> str:
    return await stage.database.read(lambda db: said(Card("", waiting_rows(stage.ask(db, reader)))))
