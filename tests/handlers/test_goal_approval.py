"""Goals on their way to approval: submitted, talked about, approved as they were shown, and changed with a reason."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.chat.card import Call, Card
from handlers.chat.reply import OpenForm, Refused, ReplaceCard, Reply, Whisper
from handlers.chat.text import spans
from handlers.goals.approving import cards, lines
from handlers.goals.approving.changing import changed, require_reason
from handlers.goals.approving.standing import plan_part, waiting_rows
from storage.audit import audit
from storage.database import Connection, Database
from storage.goal_changes import change_goal
from storage.goal_lines import of_owner
from storage.goal_plans import locked_plan_of, plan_of
from storage.sight import Sight
from tests.builders import said
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goals import COMPANY, CYCLE, NOW, ROUTER, Stage, a_goal, a_stage, button, labels

EVENING = NOW + timedelta(hours=9)
NEXT_MORNING = NOW + timedelta(hours=23)
THERE_IS_NONE = "These goals are not there, or not for you. /goal list shows yours."


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await a_stage(database)


@pytest.fixture
async def submitted(stage: Stage) -> Stage:
    """Ben's two goals are with Ana."""
    await stage.goal("Speak at fairs", 30)
    await stage.goal("Write the handbook", 70)
    await stage.type(stage.ben, "goal submit")
    return stage


@pytest.fixture
async def approved(submitted: Stage) -> Stage:
    await submitted.press(submitted.ana, button(await submitted.card(submitted.ana), "Approve"))
    return submitted


def answer(reply: Reply) -> Card:
    assert isinstance(reply, Whisper | ReplaceCard), reply
    return reply.card


async def approve_call(stage: Stage) -> Call:
    """What the button on Ana's card calls."""
    return button(await stage.card(stage.ana), "Approve")


async def reweigh(stage: Stage, code: str, weight: int, reason: str = "") -> str:
    """Ben gives a goal another weight, as `goal edit` does; return what he is told of the approval."""

    def work(db: Connection) -> str:
        ask = stage.ask(db, stage.ben)
        plan = locked_plan_of(db, stage.workspace, stage.ben, CYCLE)
        require_reason(ask, plan, reason)
        line = next(
            one for one in of_owner(db, Sight(stage.workspace, stage.ben), stage.ben, CYCLE) if one.code == code
        )
        assert change_goal(db, line.id, line.version, {"weight": Decimal(weight)})
        told = changed(ask, plan, spans(f"changed {code}: weight {line.weight:.0f} → {weight}"), reason)
        return said(Card("", told))

    return await stage.database.write(work)


ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class TestSubmitting:
    async def test_the_manager_gets_a_card_that_begins_with_the_number(self, submitted: Stage) -> None:
        card = await submitted.card(submitted.ana)

        assert card.text == "2 goals · 100 of 100: Ben Okafor's goals of 2026-Q4 wait for your approval."
        assert said(card).splitlines() == [
            "2 goals · 100 of 100 · @Ben Okafor's goals of 2026-Q4 wait for your approval.",
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
        assert reply.card.text == "1 goal · 100 of 100: your goals of 2026-Q4 are with Ana Ruiz now."
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

        assert again.text == "2 goals · 100 of 100: your goals of 2026-Q4 are with Ana Ruiz already."
        assert len(await submitted.cards(submitted.ana)) == 1
        assert [entry[0] for entry in await entries(submitted)] == ["submit goals"]

    async def test_without_goals_there_is_nothing_to_submit(self, stage: Stage) -> None:
        with pytest.raises(Refused, match=r"^You have no goals in 2027-Q1 to submit\. Write the first: /goal new "):
            await stage.type(stage.ben, "goal submit --cycle 2027-Q1")

    async def test_who_has_no_manager_approves_by_submitting(self, stage: Stage) -> None:
        await stage.database.write(lambda db: goal_of_eve(db, stage, 100))

        card = answer(await stage.type(stage.eve, "goal submit"))

        assert card.text == "1 goal · 100 of 100: your goals of 2026-Q4 are approved."
        assert "You have no manager in Rungs, so they count as approved at once." in said(card)
        plan = await stage.plan(stage.eve)
        assert (plan.state, plan.approver_id, plan.approved_at) == ("approved", stage.eve, NOW)

    async def test_nor_does_anybody_approve_their_own_without_the_whole_weight(self, stage: Stage) -> None:
        await stage.database.write(lambda db: goal_of_eve(db, stage, 90))

        with pytest.raises(Refused, match=r"^The weights come to 90 of 100, so these goals cannot be approved yet\."):
            await stage.type(stage.eve, "goal submit")

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


class TestApproving:
    async def test_the_manager_approves_and_the_owner_sees_who_did_and_when(self, submitted: Stage) -> None:
        reply = await submitted.press(submitted.ana, await approve_call(submitted), NOW)

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
            await stage.press(stage.ana, await approve_call(stage))

        assert (await stage.plan()).state == "submitted"

    async def test_where_weights_are_free_any_sum_is_approved(self, database: Database) -> None:
        stage = await a_stage(database, replace(COMPANY, goals_add_up=False))
        await stage.goal(weight=80)
        await stage.type(stage.ben, "goal submit")
        assert (await stage.card(stage.ana)).text.startswith("1 goal · 80: ")

        await stage.press(stage.ana, await approve_call(stage))

        assert (await stage.plan()).state == "approved"

    async def test_what_changed_since_it_was_shown_is_not_approved_but_said(self, submitted: Stage) -> None:
        old = await approve_call(submitted)
        await reweigh(submitted, "G-1", 20)
        await submitted.goal("Train the new ones", 10)

        card = answer(await submitted.press(submitted.ana, old))

        assert said(card).splitlines()[0] == (
            "Nothing is approved yet. Since you looked, G-1 was changed, G-3 is new. Look at the goals as they are now."
        )
        assert (await submitted.plan()).state == "submitted"
        await submitted.press(submitted.ana, button(card, "Approve"))
        assert (await submitted.plan()).state == "approved"

    async def test_a_goal_that_is_gone_is_said_too(self, submitted: Stage) -> None:
        old = await approve_call(submitted)
        await submitted.database.write(lambda db: change_goal(db, 2, 1, {"dropped_at": NOW}))

        card = answer(await submitted.press(submitted.ana, old))

        assert "Since you looked, G-2 is gone." in said(card)

    async def test_progress_that_moved_on_is_no_change(self, submitted: Stage) -> None:
        old = await approve_call(submitted)
        await submitted.database.write(lambda db: change_goal(db, 1, 1, {"progress": Decimal("0.5")}))

        await submitted.press(submitted.ana, old)

        assert (await submitted.plan()).state == "approved"

    async def test_the_second_press_approves_nothing_more(self, submitted: Stage) -> None:
        call = await approve_call(submitted)
        await submitted.press(submitted.ana, call)

        again = answer(await submitted.press(submitted.ana, call, NOW + timedelta(hours=1)))

        assert "are approved." in again.text
        assert (await submitted.plan()).approved_at == NOW
        assert [entry[0] for entry in await entries(submitted)] == ["submit goals", "approve goals"]

    async def test_two_presses_at_once_approve_once(self, submitted: Stage) -> None:
        call = await approve_call(submitted)

        await asyncio.gather(*(submitted.press(submitted.ana, call) for _ in range(4)))

        assert [entry[0] for entry in await entries(submitted)] == ["submit goals", "approve goals"]
        assert len(await submitted.below(submitted.ben)) == 1

    @pytest.mark.parametrize("attempt", range(5))
    async def test_an_edit_at_the_same_moment_is_approved_or_asks_again(self, submitted: Stage, attempt: int) -> None:
        """Whichever comes first, nothing counts as approved that the manager was not shown."""
        call = await approve_call(submitted)
        deeds = [submitted.press(submitted.ana, call), reweigh(submitted, "G-1", 20, "Fewer fairs")]

        await asyncio.gather(*(deeds if attempt % 2 else reversed(deeds)))

        assert (await submitted.plan()).state == "submitted"
        assert "changed G-1: weight 30 → 20" in (await submitted.below(submitted.ana))[-1][0]
        assert "weight 20" in said(await submitted.card(submitted.ana))

    async def test_the_new_manager_approves_and_the_old_one_is_refused_kindly(self, submitted: Stage) -> None:
        call = await approve_call(submitted)
        await submitted.report_to(submitted.ben, submitted.cleo)

        with pytest.raises(Refused, match=r"^Cleo Marsh is the manager of Ben Okafor now, and approves these goals\.$"):
            await submitted.press(submitted.ana, call)
        await submitted.press(submitted.cleo, call)

        assert (await submitted.plan()).approver_id == submitted.cleo
        assert "Ben Okafor's" in (await submitted.card(submitted.cleo)).text

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
            await submitted.press(submitted.ben, await approve_call(submitted))


@ON_ONE_DATABASE
class TestRights:
    """Whoever has the words of a button still does no more than they may."""

    @pytest.mark.parametrize("role", ["cleo", "ines", "gus"])
    @pytest.mark.parametrize("deed", ["goal approve", "goal plan", "goal comment"])
    async def test_to_others_the_goals_are_as_if_they_were_not_there(
        self, submitted: Stage, role: str, deed: str
    ) -> None:
        given = await approve_call(submitted)
        real, unknown = [
            await refusal(submitted, getattr(submitted, role), Call(deed, {**filled(deed, given), "plan": plan}))
            for plan in (given.given["plan"], "999")
        ]

        assert real == unknown
        assert real == (THERE_IS_NONE if role != "gus" else unknown)
        assert (await submitted.plan()).state == "submitted"

    @pytest.mark.parametrize("role", ["eve", "hana"])
    @pytest.mark.parametrize("deed", ["goal approve", "goal plan", "goal comment"])
    async def test_who_sees_the_goals_but_is_not_asked_is_told_so(self, submitted: Stage, role: str, deed: str) -> None:
        given = await approve_call(submitted)

        told = await refusal(submitted, getattr(submitted, role), Call(deed, filled(deed, given)))

        assert told.startswith("This is between Ben Okafor and Ana Ruiz.")
        assert (await submitted.plan()).state == "submitted"

    @pytest.mark.parametrize("plan", ["0", "999", "1 or 1", "", "99999999999999999999"])
    async def test_a_plan_that_there_is_not_is_refused(self, stage: Stage, plan: str) -> None:
        if not plan:
            assert isinstance(await stage.press(stage.ana, Call("goal approve")), OpenForm)
            return
        assert await refusal(stage, stage.ana, Call("goal approve", {"plan": plan})) == THERE_IS_NONE


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
        await reweigh(approved, "G-1", 20, "okapi")

        assert [entry for entry in await entries(approved) if "zebra" in str(entry) or "okapi" in str(entry)] == []


class TestChanging:
    async def test_before_it_was_submitted_nobody_is_told(self, stage: Stage) -> None:
        await stage.goal()

        assert await reweigh(stage, "G-1", 90) == ""
        assert await stage.cards(stage.ana) == []

    async def test_before_the_approval_no_reason_is_needed_and_the_manager_is_told(self, submitted: Stage) -> None:
        told = await reweigh(submitted, "G-1", 20)

        assert told == "@Ana Ruiz has not approved your goals yet, and was told of the change."
        ((line, _),) = await submitted.below(submitted.ana)
        assert line == "@Ben Okafor changed G-1: weight 30 → 20\n[Look]\nGoals of 2026-Q4."
        assert "weight 20" in said(await submitted.card(submitted.ana))

    async def test_after_the_approval_it_takes_a_reason(self, approved: Stage) -> None:
        with pytest.raises(Refused, match=r"^These goals are approved, so a change needs a reason\."):
            await reweigh(approved, "G-1", 20, " ")

        assert (await approved.plan()).state == "approved"

    async def test_with_a_reason_the_manager_is_asked_again_and_told_why(self, approved: Stage) -> None:
        told = await reweigh(approved, "G-1", 20, "Two fairs were called off")

        assert told == "@Ana Ruiz was told why, and asked to approve your goals again."
        (*_, (line, _)) = await approved.below(approved.ana)
        assert "changed G-1: weight 30 → 20\nReason: Two fairs were called off" in line
        plan = await approved.plan()
        assert (plan.state, plan.approved_at) == ("submitted", NOW)
        card = await approved.card(approved.ana)
        assert "were changed, and wait for your approval again." in said(card)
        assert "With @Ana Ruiz for approval" in said(await approved.card(approved.ben))

    async def test_it_is_approved_again_once_the_weights_add_up(self, approved: Stage) -> None:
        await reweigh(approved, "G-1", 20, "Fewer fairs")
        with pytest.raises(Refused, match="come to 90 of 100"):
            await approved.press(approved.ana, await approve_call(approved))
        await reweigh(approved, "G-2", 80, "More handbook")

        await approved.press(approved.ana, await approve_call(approved), NEXT_MORNING)

        plan = await approved.plan()
        assert (plan.state, plan.approved_at) == ("approved", NEXT_MORNING)

    async def test_without_a_manager_meanwhile_the_owner_is_told_how_to_go_on(self, approved: Stage) -> None:
        await approved.change(approved.ben, manager_id=None)

        told = await reweigh(approved, "G-1", 20, "Fewer fairs")

        assert told == "Your goals wait to be approved anew, and nobody is asked yet: /goal submit"
        await reweigh(approved, "G-1", 30, "As before")
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

    async def test_approved_they_wait_for_nobody(self, approved: Stage) -> None:
        assert f"Approved by @Ana Ruiz {NOW.date()}." in await part(approved, approved.ben)
        assert await home(approved, approved.ana) == ""


@ON_ONE_DATABASE
class TestCost:
    @pytest.mark.parametrize("count", [2, 20])
    async def test_to_approve_takes_as_many_statements_whatever_the_number_of_goals(
        self, stage: Stage, statements: list[str], count: int
    ) -> None:
        for number in range(count):
            await stage.goal(f"Goal {number}", 100 // count)
        await stage.type(stage.ben, "goal submit")
        call = await approve_call(stage)
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


@pytest.mark.parametrize("name", [*cards.EXAMPLES, *lines.EXAMPLES])
def test_every_card_answers_in_its_first_line(name: str) -> None:
    card = ({**cards.EXAMPLES, **lines.EXAMPLES})[name]()

    assert card.text
    assert said(card)


def add(db: Connection, stage: Stage, owner: int, title: str, weight: int, **changes: object) -> None:
    a_goal(db, stage.workspace, owner, title, weight, **changes)


def goal_of_eve(db: Connection, stage: Stage, weight: int) -> None:
    add(db, stage, stage.eve, "Lead", weight)


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


async def refusal(stage: Stage, person: int, call: Call) -> str:
    with pytest.raises(Refused) as refused:
        await stage.press(person, call)
    return refused.value.sentence


async def part(stage: Stage, reader: int) -> str:
    def work(db: Connection) -> str:
        plan = plan_of(db, stage.workspace, stage.ben, CYCLE)
        return said(Card("", plan_part(stage.ask(db, reader), plan, stage.ben, CYCLE)))

    return await stage.database.read(work)


async def home(stage: Stage, reader: int) -> str:
    return await stage.database.read(lambda db: said(Card("", waiting_rows(stage.ask(db, reader)))))


async def entries(stage: Stage) -> list[tuple[str, object, object]]:
    find = select(audit.c.action, audit.c.before, audit.c.after).where(audit.c.action.like("%goals"))
    rows = await stage.database.read(lambda db: db.execute(find.order_by(audit.c.id)).all())
    return [(row.action, json.loads(row.before), json.loads(row.after)) for row in rows]
