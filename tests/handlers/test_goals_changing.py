"""Editing and dropping goals: by words and by form, with reasons once they are approved, and when two are at it."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply
from storage import goal_lines
from storage.audit import audit
from storage.database import Connection, Database
from storage.goal_lines import GoalLine
from storage.sight import Sight
from tests.builders import company as build
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.goal_talk import ROUTER, press, said, type_
from tests.builders.goals import ALONE, Stage, a_stage, button


@pytest.fixture
async def here(database: Database) -> Stage:
    """Ben has G-1, from 0 to 10 talks, and reports to ana, who owns O-1 with his KR-1."""
    stage = await a_stage(database)
    await stage.goal("Speak at fairs", 100)

    def okr(db: Connection) -> None:
        a_key_result(db, stage.workspace, an_objective(db, stage.workspace, stage.ana), stage.ben)

    await database.write(okr)
    return stage


async def opened(here: Stage, words: str = "goal edit G-1") -> dict[str, str]:
    """Ben opens the form; all that would be sent from it."""
    reply = await type_(here, here.ben, words)
    assert isinstance(reply, OpenForm), reply
    screen = await here.database.read(lambda db: ROUTER.screen(build.an_ask(db, here.ben, place=ALONE), reply))
    return dict(screen.carried) | {field.name: field.value for field in screen.fields}


async def send(here: Stage, values: Mapping[str, str]) -> Reply:
    return await here.database.write(
        lambda db: ROUTER.submitted(build.an_ask(db, here.ben, place=ALONE), "goal edit-goal", values)
    )


async def line(here: Stage, code: str = "G-1") -> GoalLine:
    found = await here.database.read(lambda db: goal_lines.by_code(db, Sight(here.workspace, here.ben), code))
    assert found is not None
    return found


async def approved(here: Stage) -> None:
    """Ben submits and ana approves."""
    await type_(here, here.ben, "goal submit")
    await press(here, here.ana, button(await here.card(here.ana), "Approve"))
    assert (await here.plan()).state == "approved"


class TestEditing:
    async def test_words_change_what_they_name(self, here: Stage) -> None:
        answer = await said(
            here,
            here.ben,
            "goal edit g-1 --title Speak everywhere --weight 40 --from 1 --to 8 --unit speeches --by 2027-01-15",
        )

        after = await line(here)
        assert (after.title, after.weight, after.start, after.target, after.unit) == (
            "Speak everywhere",
            Decimal(40),
            Decimal(1),
            Decimal(8),
            "speeches",
        )
        assert after.due_on.isoformat() == "2027-01-15"
        assert "Weight: 100 → 40" in answer
        assert "1 goal, weights 40 of 100, 60 left" in answer
        assert "Attainment" in answer

    async def test_another_way_counts_what_was_recorded(self, here: Stage) -> None:
        await type_(here, here.ben, "goal update G-1 4")

        await type_(here, here.ben, "goal edit G-1 to 8")

        assert str((await line(here)).progress) == "0.5"

    async def test_the_form_opens_with_how_it_stands_and_changes_nothing_by_itself(self, here: Stage) -> None:
        values = await opened(here)

        assert (values["title"], values["weight"], values["start"], values["target"]) == (
            "Speak at fairs",
            "100",
            "0",
            "10",
        )
        assert "Nothing to change" in build.said(build.whispered(await send(here, values)))
        assert (await line(here)).version == 1

    async def test_it_may_follow_from_now_on_and_have_numbers_again(self, here: Stage) -> None:
        await type_(here, here.ben, "goal update G-1 4")

        assert "Follows: none → KR-1" in await said(here, here.ben, "goal edit G-1 --follows KR-1")
        followed = await line(here)
        assert (followed.follows_code, followed.start, followed.current_value) == ("KR-1", None, None)

        assert "Follows: KR-1 → none" in await said(here, here.ben, "goal edit G-1 --follows none from 0 to 5")
        again = await line(here)
        assert (again.follows, again.start, again.target) == (False, Decimal(0), Decimal(5))

    async def test_the_form_lets_it_follow_though_the_numbers_stand_there(self, here: Stage) -> None:
        values = await opened(here)

        await send(here, values | {"follows": "KR-1"})

        assert (await line(here)).follows_code == "KR-1"

    async def test_the_form_of_one_that_follows_leaves_it_so(self, here: Stage) -> None:
        await type_(here, here.ben, "goal edit G-1 --follows O-1")
        values = await opened(here)
        assert values["follows"] == "O-1"

        await send(here, values | {"weight": "60"})

        after = await line(here)
        assert (after.follows_code, after.weight) == ("O-1", Decimal(60))

    async def test_what_one_cannot_see_any_more_is_still_followed(self, here: Stage) -> None:
        await type_(here, here.ana, "okr new Keep it dark --private")
        await type_(
            here, here.ana, f"okr edit O-2 --readers {await here.database.read(lambda db: build.at(db, here.ben))}"
        )
        await type_(here, here.ben, "goal edit G-1 --follows O-2")
        await type_(here, here.ana, "okr edit O-2 --readers none")
        values = await opened(here)
        assert values["follows"] == ""

        await send(here, values | {"weight": "60"})

        after = await line(here)
        assert (after.follows, after.follows_in_sight, after.weight) == (True, False, Decimal(60))
        assert "is changed" in await said(here, here.ben, "goal edit G-1 --follows none from 0 to 5")
        assert not (await line(here)).follows

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ("to 0", "target"),
            ("--weight 101", "weight"),
            ("--by 2020-01-01", "by"),
            ("--follows KR-1 to 5", "target"),
            ("--follows KR-9", "follows"),
        ],
    )
    async def test_what_makes_no_goal_is_mended_in_the_form(self, here: Stage, words: str, field: str) -> None:
        reply = await type_(here, here.ben, f"goal edit G-1 {words}")

        assert isinstance(reply, OpenForm), reply
        assert field in reply.errors
        assert (await line(here)).version == 1

    async def test_numbers_for_one_that_follows_need_that_it_follows_no_more(self, here: Stage) -> None:
        await type_(here, here.ben, "goal edit G-1 --follows KR-1")

        reply = await type_(here, here.ben, "goal edit G-1 from 0 to 5")

        assert isinstance(reply, OpenForm)
        assert "--follows none" in reply.notice

    async def test_what_somebody_else_changed_meanwhile_is_told(self, here: Stage) -> None:
        values = await opened(here)
        await type_(here, here.ben, "goal edit G-1 --weight 40")

        clash = await send(here, values | {"weight": "50"})
        assert isinstance(clash, OpenForm)
        assert clash.errors["weight"] == "Weight was changed a moment ago, to “40”. Send again what it shall be."

        await send(here, values | {"title": "Speak everywhere"})
        after = await line(here)
        assert (after.title, after.weight) == ("Speak everywhere", Decimal(40))

    async def test_two_edits_at_once_are_one_after_the_other(self, here: Stage) -> None:
        values = await opened(here)

        replies = await asyncio.gather(
            send(here, values | {"weight": "40"}), send(here, values | {"weight": "50"}), return_exceptions=True
        )

        assert sum(isinstance(reply, OpenForm) for reply in replies) == 1
        assert (await line(here)).version == 2

    async def test_a_goal_that_was_dropped_meanwhile_takes_no_edit(self, here: Stage) -> None:
        values = await opened(here)
        await type_(here, here.ben, "goal drop G-1 --reason Gone")

        reply = await send(here, values | {"weight": "40"})

        assert isinstance(reply, FormErrors)
        assert "G-1 was dropped: Gone." in " ".join(reply.errors.values())


class TestAfterTheApproval:
    @pytest.mark.parametrize(
        "words", ["goal edit G-1 --weight 40", "goal new Run --weight 30 from 0 to 10", "goal edit G-1 to 8"]
    )
    async def test_a_change_needs_a_reason(self, here: Stage, words: str) -> None:
        await approved(here)

        reply = await type_(here, here.ben, words)
        errors: Mapping[str, str] = reply.errors if isinstance(reply, OpenForm | FormErrors) else {}

        assert errors == {"reason": "These goals are approved, so a change needs a reason. Say in a few words why."}
        assert (await line(here)).version == 1

    async def test_with_one_it_is_kept_and_shown_and_the_manager_is_asked_again(self, here: Stage) -> None:
        await approved(here)

        answer = await said(here, here.ben, "goal edit G-1 --weight 40 --reason One fair less")

        assert "Reason: One fair less" in answer
        assert (await here.plan()).state == "submitted"
        shown = await said(here, here.ben, "goal show G-1")
        assert "Changed after the approval: weight 100 → 40 2026-11-23, because One fair less" in shown

    async def test_a_new_one_and_a_drop_ask_the_manager_again(self, here: Stage) -> None:
        await approved(here)
        await type_(here, here.ben, "goal new Run --weight 30 from 0 to 10 --reason I run now")
        assert (await here.plan()).state == "submitted"
        await type_(here, here.ben, "goal edit G-1 --weight 70 --reason To make room")
        await press(here, here.ana, button(await here.card(here.ana), "Approve"))

        await type_(here, here.ben, "goal drop G-2 --reason No more running")

        assert (await here.plan()).state == "submitted"
        assert any("dropped G-2" in text and "No more running" in text for text, _ in await here.below(here.ana))

    async def test_an_update_is_no_change(self, here: Stage) -> None:
        await approved(here)

        await type_(here, here.ben, "goal update G-1 4")

        assert (await here.plan()).state == "approved"

    async def test_before_the_approval_no_reason_is_needed_and_nothing_is_marked(self, here: Stage) -> None:
        await type_(here, here.ben, "goal submit")
        await said(here, here.ben, "goal edit G-1 --weight 40")

        assert "Changed after the approval" not in await said(here, here.ben, "goal show G-1")


class TestDropping:
    async def test_it_leaves_the_list_with_its_reason_kept(self, here: Stage) -> None:
        answer = await said(here, here.ben, "goal drop fairs --reason No fairs any more")

        assert "G-1 is dropped: Speak at fairs\nReason: No fairs any more\nLeft: 0 goals" in answer
        assert "no goals in 2026-Q4 yet" in await said(here, here.ben, "goal list")
        with pytest.raises(Refused, match="G-1 was dropped: No fairs any more"):
            await type_(here, here.ben, "goal show G-1")

    async def test_a_reason_is_needed(self, here: Stage) -> None:
        reply = await type_(here, here.ben, "goal drop G-1")

        assert isinstance(reply, OpenForm)
        assert (await line(here)).dropped_at is None

    async def test_two_at_once_drop_it_once(self, here: Stage) -> None:
        replies = await asyncio.gather(
            type_(here, here.ben, "goal drop G-1 --reason One"),
            type_(here, here.ben, "goal drop G-1 --reason Two"),
            return_exceptions=True,
        )

        entries = await here.database.read(lambda db: list(db.scalars(select(audit.c.action))))
        assert entries.count("drop goal") == 1
        assert len(replies) == 2
