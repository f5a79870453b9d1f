"""Requests at Home and in the list, and every card of them."""

from dataclasses import replace

import pytest

from bot.playground.blocks import check_message, check_view
from bot.playground.pings import pings_in
from bot.slack import forms
from bot.slack.cards import render, render_home
from handlers.chat.card import Card
from handlers.feedback.asking import samples
from handlers.feedback.asking.rows import asked_rows, waiting_rows
from handlers.people.fields import person_value
from tests.builders.cards import HOSTILE, READER
from tests.handlers.feedback.asking.stage import FRIDAY, SQLITE, Stage


class TestScreens:
    async def test_home_has_a_row_for_what_waits_what_is_wanted_first_in_front(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch?")
        await stage.type("dora", f"feedback ask @cleo How was the summer? --by {FRIDAY}")

        assert (await stage.home("cleo")).splitlines() == [
            "@Dora Lind asks for your feedback, due 2026-11-27: “How was the summer?” [Answer]",
            "@Ana Ruiz asks for your feedback: “How was the launch?” [Answer]",
        ]

    async def test_what_is_answered_or_declined_waits_no_more(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo @eli How was the launch?")
        await stage.answer("cleo")
        await stage.press("eli", "feedback decline", request="1")

        assert await stage.home("cleo") == await stage.home("eli") == ""

    async def test_many_are_cut(self, stage: Stage) -> None:
        for number in range(7):
            await stage.type("ana", f"feedback ask @cleo Question {number}")

        assert (await stage.home("cleo")).splitlines()[5:] == ["There are more behind these."]

    async def test_who_asked_sees_who_has_answered_and_who_waits(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo @eli @dora How was the launch? --by {FRIDAY}")
        await stage.answer("cleo")
        await stage.press("eli", "feedback decline", request="1")

        assert (await stage.own("ana")).splitlines() == [
            "You asked",
            "“How was the launch?”",
            "Answered: @Cleo Marsh (F-1)",
            "Waiting: @Dora Lind",
            "Not now: @Eli Sand",
            "Due 2026-11-27",
        ]
        assert await stage.own("cleo") == ""

    async def test_both_take_one_statement(self, stage: Stage, statements: list[str]) -> None:
        for number in range(7):
            await stage.type("ana", f"feedback ask @cleo @eli Question {number}")

        for rows, who in ((waiting_rows, "cleo"), (asked_rows, "ana")):
            ask = await stage.database.read(lambda db, who=who: stage.ask(db, who))  # type: ignore[misc]
            statements.clear()
            await stage.database.read(lambda db, ask=ask, rows=rows: rows(replace(ask, db=db)))  # type: ignore[misc]
            assert len(statements) == 1

    @SQLITE
    @pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
    async def test_questions_ping_nobody_and_fit(self, stage: Stage, text: str) -> None:
        await stage.press("ana", "feedback ask", people=person_value(stage.cleo), question=text[:3000])

        (card,) = await stage.told("cleo")
        rendered = render(card, READER)
        check_message(rendered.blocks)
        assert not {ping for ping in pings_in(rendered.text, rendered.blocks) if ping.startswith("!")}
        check_view(forms.render(await stage.form("cleo"), READER))
        rows = await stage.database.read(lambda db: waiting_rows(stage.ask(db, "cleo")))
        check_view(render_home(Card("Home", rows), READER))


@pytest.mark.parametrize("name", samples.EXAMPLES)
def test_every_example_fits_a_message(name: str) -> None:
    check_message(render(samples.EXAMPLES[name](), READER).blocks)
