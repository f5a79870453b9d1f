"""Editing an objective: with typed options and in a form, one after the other and at once."""

import asyncio
import json
from collections.abc import Mapping

import pytest
from sqlalchemy import select

from handlers.chat.card import Call
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.chat.screen import FormScreen
from storage.audit import audit
from storage.database import Connection
from storage.involvements import involved
from storage.okr_lines import KeyResultLine, ObjectiveLine, known_key_result, known_objective
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import ROUTER, Stage


async def objective(stage: Stage, code: str = "O-1") -> ObjectiveLine:
    return await stage.asking(stage.cleo, lambda ask: known_objective(ask.db, ask.workspace_id, code))


async def key_result(stage: Stage, code: str) -> KeyResultLine:
    return await stage.asking(stage.cleo, lambda ask: known_key_result(ask.db, ask.workspace_id, code))


async def opened(stage: Stage, person: int, text: str) -> FormScreen:
    """The form that the words open, as it is shown."""

    def work(db: Connection) -> FormScreen:
        ask = build.an_ask(db, person, router=ROUTER)
        reply = ROUTER.typed(ask, text)
        assert isinstance(reply, OpenForm), reply
        return ROUTER.screen(ask, reply)

    return await stage.database.write(work)


def filled(screen: FormScreen) -> dict[str, str]:
    """What is sent when nothing is changed in the form."""
    return {**screen.carried, **{field.name: field.value for field in screen.fields if field.value}}


async def sent(stage: Stage, person: int, screen: FormScreen, **changes: str) -> Reply:
    values = {name: text for name, text in {**filled(screen), **changes}.items() if text}
    return await stage.send(person, screen.command, **values)


async def edits(stage: Stage) -> list[tuple[str, Mapping[str, object], Mapping[str, object]]]:
    """What the audit knows of edits: the subject, the old values, the new ones."""
    rows = await stage.database.read(
        lambda db: db.execute(select(audit).where(audit.c.action == "edit").order_by(audit.c.id)).all()
    )
    return [(row.subject, json.loads(row.before), json.loads(row.after)) for row in rows]


class TestTyped:
    async def test_only_what_is_named_changes_and_the_old_value_stays_in_the_audit(self, sales: Stage) -> None:
        text = await sales.words(sales.cleo, "okr edit O-1 --title Win many customers --aspirational")

        line = await objective(sales)
        assert (line.title, line.ambition, line.due_on.isoformat()) == (
            "Win many customers",
            "aspirational",
            "2026-12-31",
        )
        assert "Title: Win customers for the car → Win many customers" in text
        assert "Ambition: committed → aspirational" in text
        assert await edits(sales) == [
            (
                "O-1",
                {"title": "Win customers for the car", "aspirational": "no"},
                {"title": "Win many customers", "aspirational": "yes"},
            )
        ]

    async def test_a_new_title_is_found_by_its_words(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --title Sell bicycles")

        assert "O-1 Sell bicycles" in await sales.words(sales.cleo, "okr show bicycles")

    async def test_what_stands_like_that_already_is_not_written(self, sales: Stage) -> None:
        text = await sales.words(sales.cleo, "okr edit O-1 --owner {cleo} --private no")

        assert "Nothing to change: O-1 stands like that already" in text
        assert ((await objective(sales)).version, await edits(sales)) == (1, [])

    async def test_words_that_say_nothing_open_the_form_and_store_nothing(self, sales: Stage) -> None:
        reply = await sales.type(sales.cleo, "okr edit O-1 --team company something else")

        assert isinstance(reply, OpenForm)
        assert "I could not place “something else”" in reply.notice
        assert (await objective(sales)).level == "person"

    async def test_the_team_can_be_named_and_taken_away(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --team Field Sales")
        assert ((await objective(sales)).level, (await objective(sales)).team_name) == ("team", "Field Sales")

        await sales.type(sales.ana, "okr edit O-1 --team none")
        assert ((await objective(sales)).level, (await objective(sales)).team_name) == ("person", None)

    async def test_another_owner_is_told_and_so_is_the_former_one(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --co-owners {ana}")
        told = len(await sales.told())

        await sales.type(sales.ana, "okr edit O-1 --owner {ben}")

        assert (await objective(sales)).owner_id == sales.ben
        assert sorted((await sales.told())[told:]) == sorted(
            [
                (sales.ben, "Ana Ruiz made you the owner of O-1: Win customers for the car"),
                (sales.cleo, "O-1 belongs to Ben Okafor now: Win customers for the car"),
            ]
        )

    async def test_the_owner_hears_what_somebody_else_has_changed(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --team Field Sales")
        told = len(await sales.told())

        await sales.type(sales.ana, "okr edit O-1 --title Better")

        assert (await sales.told())[told:] == [(sales.cleo, "Ana Ruiz changed your O-1: title")]

    async def test_others_cannot(self, sales: Stage) -> None:
        with pytest.raises(Refused, match="You cannot edit O-1, because it belongs to Cleo Ito"):
            await sales.type(sales.ana, "okr edit O-1 --title Mine")

    async def test_a_button_of_the_form_itself_asks_for_the_same_right(self, sales: Stage) -> None:
        with pytest.raises(Refused, match="You cannot edit O-1"):
            await sales.press(sales.ana, Call("okr edit-objective", {"objective": "O-1", "title": "Mine"}))


class TestDays:
    async def test_what_is_due_with_it_moves_along(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr kr O-1 Early from 0 to 10 --by 2026-12-01")

        text = await sales.words(sales.cleo, "okr edit O-1 --by 2026-12-20")

        days = [(await key_result(sales, code)).due_on.isoformat() for code in ("KR-1", "KR-2", "KR-3")]
        assert days == ["2026-12-20", "2026-12-20", "2026-12-01"]
        assert "2 key results that were due with it moved along." in text

    async def test_another_cycle_brings_its_due_day(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --cycle 2027-Q1 --reason The fair was put off")

        line = await objective(sales)
        assert (line.cycle, line.starts_on.isoformat(), line.due_on.isoformat()) == (
            "2027-Q1",
            "2027-01-01",
            "2027-03-31",
        )
        assert (await edits(sales))[0][2] == {"cycle": "2027-Q1", "by": "2027-03-31", "reason": "The fair was put off"}

    async def test_later_needs_a_reason(self, sales: Stage) -> None:
        reply = await sales.type(sales.cleo, "okr edit O-1 --by 2027-02-01")

        assert isinstance(reply, OpenForm)
        assert reply.errors == {"reason": "O-1 would be due later than it was. Say in a few words why."}
        assert reply.call.given["by"] == "2027-02-01"
        assert (await objective(sales)).due_on.isoformat() == "2026-12-31"

    @pytest.mark.parametrize(
        ("words", "field", "sentence"),
        [
            ("--cycle 2026-Q1", "cycle", "2026-Q1 is over"),
            ("--by 2026-11-01", "by", "2026-11-01 is over"),
            ("--by 2026-12-01 --cycle 2027-Q1", "by", "before its cycle begins on 2027-01-01"),
            ("--readers {ben}", "readers", "Everyone can see an open objective"),
            ("--parent O-1", "parent", "O-1 cannot be aligned under itself"),
        ],
    )
    async def test_what_cannot_be_is_said_at_its_field(
        self, sales: Stage, words: str, field: str, sentence: str
    ) -> None:
        reply = await sales.type(sales.cleo, f"okr edit O-1 {words}")

        assert isinstance(reply, OpenForm)
        assert sentence in reply.errors[field]
        assert (await objective(sales)).version == 1


class TestCost:
    @pytest.mark.parametrize("words", ["edit O-1 --title More", "edit KR-1 to 4000", "delete KR-1 --sure"])
    async def test_the_number_of_statements_does_not_depend_on_the_size_of_the_company(
        self, sales: Stage, statements: list[str], words: str
    ) -> None:
        async def counted(text: str) -> int:
            statements.clear()
            await sales.type(sales.cleo, f"okr {text}")
            return len(statements)

        few = await counted(words)
        for number in range(3):
            await sales.type(sales.cleo, f"okr new Goal {number}")
            await sales.type(sales.cleo, f"okr kr O-{number + 2} Count from 0 to 10")
            await sales.type(sales.cleo, f"okr kr O-{number + 2} Weigh from 0 to 10")

        assert await counted(words.replace("O-1", "O-2").replace("KR-1", "KR-3")) == few


class TestPrivacy:
    async def test_made_private_it_names_its_readers_and_says_that_what_was_posted_stays(self, sales: Stage) -> None:
        reply = await sales.type(sales.cleo, "okr edit O-1 --private --readers {ana}")

        assert isinstance(reply, Whisper)
        assert reply.share is None
        assert "What was posted or shared before stays where it is" in said(reply.card)
        assert (sales.ana, "Cleo Ito lets you read O-1: Win customers for the car") in await sales.told()
        assert "O-1" in await sales.words(sales.ana, "okr show O-1")

    async def test_a_lead_who_cannot_see_it_finds_nothing_to_edit(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --team Field Sales --private")

        reply = await sales.type(sales.ana, "okr edit O-1 --title Mine")
        unknown = await sales.type(sales.ana, "okr edit O-9 --title Mine")

        assert isinstance(reply, OpenForm)
        assert isinstance(unknown, OpenForm)
        assert reply.notice.replace("O-1", "O-9") == unknown.notice

    async def test_who_makes_it_private_for_somebody_else_may_still_read_it(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --team Field Sales")

        await sales.type(sales.ana, "okr edit O-1 --private")

        assert "O-1" in await sales.words(sales.ana, "okr show O-1")

    async def test_made_open_it_has_no_readers_any_more(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --private --readers {ana}")

        await sales.type(sales.cleo, "okr edit O-1 --private no")

        assert await sales.asking(sales.cleo, lambda ask: involved(ask.db, 1, ("reader",))) == ()

    async def test_a_private_one_counts_upward_no_more(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Grow")
        await sales.type(sales.cleo, "okr edit O-1 --parent O-2")
        await sales.type(sales.ana, "okr edit O-2 --roll-up aligned")
        await sales.check_in("KR-1", sales.cleo, 3000)
        assert (await objective(sales, "O-2")).progress > 0

        await sales.type(sales.cleo, "okr edit O-1 --private")

        assert (await objective(sales, "O-2")).progress == 0

    async def test_followers_and_the_owner_are_not_told_of_a_parent_that_they_may_not_see(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Secret plan --private")
        await sales.type(sales.cleo, "okr edit O-1 --team Field Sales")
        told = len(await sales.told())

        text = await sales.words(sales.ana, "okr edit O-1 --parent O-2")

        assert "Parent: none → O-2" in text
        assert "O-2" not in "".join(words for _, words in (await sales.told())[told:])

    async def test_the_owner_of_the_parent_is_told(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Grow")
        told = len(await sales.told())

        await sales.type(sales.cleo, "okr edit O-1 --parent O-2")

        ((person, words),) = (await sales.told())[told:]
        assert person == sales.ana
        assert "O-1" in words


class TestForm:
    async def test_it_opens_with_how_the_objective_stands(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --co-owners {ana} --team Field Sales")

        screen = await opened(sales, sales.cleo, "okr edit O-1")

        assert screen.title == "Edit the objective"
        values = filled(screen)
        assert {name: values[name] for name in ("title", "team", "owner", "cycle", "by", "private", "roll_up")} == {
            "title": "Win customers for the car",
            "team": "Field Sales",
            "owner": f"person:{sales.cleo}",
            "cycle": "2026-Q4",
            "by": "2026-12-31",
            "private": "no",
            "roll_up": "key-results",
        }
        assert values["co_owners"] == f"person:{sales.ana}"

    async def test_sent_as_it_opened_it_changes_nothing(self, sales: Stage) -> None:
        reply = await sent(sales, sales.cleo, await opened(sales, sales.cleo, "okr edit O-1"))

        assert "Nothing to change" in said(whispered(reply))

    async def test_what_is_emptied_is_taken_away(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --co-owners {ana} --team Field Sales")

        await sent(sales, sales.cleo, await opened(sales, sales.cleo, "okr edit O-1"), co_owners="", team="")

        assert (await objective(sales)).team_name is None
        assert await sales.asking(sales.cleo, lambda ask: involved(ask.db, 1, ("co_owner",))) == ()

    async def test_what_was_typed_stands_in_it(self, sales: Stage) -> None:
        screen = await opened(sales, sales.cleo, "okr edit O-1 --title Sell more what is this --by someday")

        assert filled(screen)["title"] == "Sell more what is this"
        assert filled(screen)["owner"] == f"person:{sales.cleo}"

    async def test_what_cannot_be_empty_is_asked_for(self, sales: Stage) -> None:
        reply = await sent(sales, sales.cleo, await opened(sales, sales.cleo, "okr edit O-1"), title="", owner="")

        assert isinstance(reply, FormErrors)
        assert reply.errors == {"title": "Please fill in “Title”.", "owner": "Please fill in “Owner”."}

    async def test_an_error_stays_in_the_form(self, sales: Stage) -> None:
        screen = await opened(sales, sales.cleo, "okr edit O-1")

        reply = await sent(sales, sales.cleo, screen, by="2027-02-01")

        assert isinstance(reply, FormErrors)
        assert set(reply.errors) == {"reason"}


class TestAtOnce:
    async def test_two_who_change_the_same_field_one_wins_and_the_other_is_told(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --co-owners {ana}")
        forms = {person: await opened(sales, person, "okr edit O-1") for person in (sales.cleo, sales.ana)}

        replies = await asyncio.gather(
            *(sent(sales, person, form, title=f"Title of {person}") for person, form in forms.items())
        )

        (won,) = [reply for reply in replies if isinstance(reply, Whisper)]
        (lost,) = [reply for reply in replies if isinstance(reply, OpenForm)]
        title = (await objective(sales)).title
        assert title in said(won.card)
        assert lost.errors == {"title": f"Title was changed a moment ago, to “{title}”. Send again what it shall be."}
        assert lost.call.given["title"] != title

    async def test_the_one_who_was_told_may_insist(self, sales: Stage) -> None:
        screen = await opened(sales, sales.cleo, "okr edit O-1")
        await sales.type(sales.cleo, "okr edit O-1 --title First")
        reply = await sent(sales, sales.cleo, screen, title="Second")
        assert isinstance(reply, OpenForm)

        again = await sales.asking(sales.cleo, lambda ask: ROUTER.screen(ask, reply))
        await sent(sales, sales.cleo, again)

        assert (await objective(sales)).title == "Second"

    async def test_two_who_change_different_fields_both_get_their_way(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr edit O-1 --co-owners {ana}")
        forms = {person: await opened(sales, person, "okr edit O-1") for person in (sales.cleo, sales.ana)}

        await asyncio.gather(
            sent(sales, sales.cleo, forms[sales.cleo], title="Another"),
            sent(sales, sales.ana, forms[sales.ana], by="2026-12-20"),
        )

        line = await objective(sales)
        assert (line.title, line.due_on.isoformat()) == ("Another", "2026-12-20")

    async def test_what_was_dropped_meanwhile_is_not_changed(self, sales: Stage) -> None:
        screen = await opened(sales, sales.cleo, "okr edit O-1")
        await sales.type(sales.cleo, "okr drop O-1 --reason over")

        reply = await sent(sales, sales.cleo, screen, title="Late")

        assert isinstance(reply, FormErrors)
        assert "O-1 was dropped: over" in reply.errors["objective"]


async def test_the_answer_carries_what_the_coach_says_of_what_was_written(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win the hearts of car lovers")

    retitled = await stage.words(stage.ana, "okr edit O-1 --title Launch the car and sell 3000 of it")
    given = await stage.words(stage.ana, "okr edit O-1 --owner {ben}")

    assert "Coach: " in retitled
    assert "[Coach]" in retitled
    assert "Coach" not in given
