"""Home and the first words: what is due, mine and my team's; and what somebody new is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.playground.blocks import check_view
from bot.playground.pings import pings_in
from bot.slack.cards import render_home
from handlers.chat.ask import Ask, Place
from handlers.chat.card import Button, Call, Card, Progress
from handlers.chat.router import Router
from handlers.company import Company
from handlers.help.table import areas
from handlers.home.screens import EXAMPLES, home_answer, home_card, welcome
from storage.database import Connection, Database
from storage.feedback_requests import NewRequest, put
from storage.okrs import key_results
from storage.people import accounts
from tests.builders import company as build
from tests.builders.cards import READER
from tests.builders.check_ins import NOW, Cast, a_key_result, an_objective, set_up, typed
from tests.builders.company import calls, said

HOME = Place("slack", kind="home")
COMPANY = Company(name="Company X")


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


def asking(db: Connection, person: int, *, is_new: bool = False) -> Ask:
    ask = build.an_ask(db, person, place=HOME, company=COMPANY)
    return replace(ask, person=replace(ask.person, welcomed=not is_new))


async def home(database: Database, person: int, *, is_new: bool = False) -> Card:
    return await database.read(lambda db: home_card(asking(db, person, is_new=is_new)))


async def first_words(database: Database, person: int) -> Card:
    return await database.read(lambda db: Card("welcome", welcome(asking(db, person, is_new=True))))


async def new_member(database: Database, cast: Cast, make: Callable[..., int] = build.a_person) -> int:
    return await database.write(lambda db: make(db, cast.workspace, "Dan Berg"))


def primary(card: Card) -> list[str]:
    return [part.label for part in card.body if isinstance(part, Button) and part.style == "primary"]


async def make_super(database: Database, person: int) -> None:
    await database.write(
        lambda db: db.execute(update(accounts).where(accounts.c.person_id == person).values(is_admin=True))
    )


class TestDue:
    async def test_what_waits_for_this_weeks_check_in_comes_first(self, database: Database, cast: Cast) -> None:
        card = await home(database, cast.ben)

        assert card.text == "2 due now."
        assert said(card).splitlines()[:3] == [
            "2 due now: the check-in of this week",
            "• KR-1 Obtain 3,000 pre-orders",
            "• KR-2 Deliver in 40 days",
        ]
        assert primary(card) == ["Check in"]
        assert calls(card)["Check in"] == "checkin"

    async def test_what_was_checked_in_is_no_longer_due(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1500")

        assert (await home(database, cast.ben)).text == "1 due now."

    async def test_last_weeks_check_in_does_not_count_for_this_week(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1500", NOW - timedelta(days=1))

        assert (await home(database, cast.ben)).text == "2 due now."

    async def test_with_nothing_due_the_next_check_in_is_named(self, database: Database, cast: Cast) -> None:
        for code in ("KR-1", "KR-2"):
            await typed(database, cast.ben, f"okr update {code} 50")

        card = await home(database, cast.ben)

        assert said(card).startswith("Nothing is due. The next check-in: 2026-11-30.")
        assert primary(card) == []

    async def test_many_are_counted(self, database: Database, cast: Cast) -> None:
        def add(db: Connection) -> None:
            for _ in range(10):
                a_key_result(db, cast.workspace, cast.objective, cast.ben)

        await database.write(add)

        text = said(await home(database, cast.ben))

        assert text.startswith("12 due now")
        assert "\nand 7 more\n" in text


class TestWhatColleaguesWaitFor:
    async def ask(self, database: Database, cast: Cast, question: str = "How did the launch go?") -> None:
        """Ana asks Ben and Cleo for feedback."""
        new = NewRequest(cast.workspace, cast.ana, cast.ana, question, None, NOW)
        await database.write(lambda db: put(db, new, [cast.ben, cast.cleo]))

    async def test_a_request_stands_behind_what_is_due_with_its_button(self, database: Database, cast: Cast) -> None:
        await self.ask(database, cast)

        card = await home(database, cast.ben)

        text = said(card)
        assert card.text == "2 due now. Colleagues wait for you."
        assert text.index("2 due now") < text.index("Waiting for you") < text.index("Mine")
        assert "@Ana Ruiz asks for your feedback: “How did the launch go?” [Answer]" in text
        assert primary(card) == ["Check in"]

    async def test_it_is_there_without_any_objective_and_for_somebody_new(self, database: Database, cast: Cast) -> None:
        await self.ask(database, cast)

        for is_new in (True, False):
            card = await home(database, cast.cleo, is_new=is_new)
            assert card.text == "Colleagues wait for you."
            assert calls(card)["Answer"] == "feedback answer"

    async def test_nobody_else_sees_it_and_who_asked_neither(self, database: Database, cast: Cast) -> None:
        await self.ask(database, cast)
        dan = await new_member(database, cast)

        for person in (cast.ana, dan):
            assert "launch" not in repr(await home(database, person))

    async def test_many_and_long_ones_fit_the_page(self, database: Database, cast: Cast) -> None:
        for _ in range(9):
            await self.ask(database, cast, "<!channel> " * 270)

        view = render_home(await home(database, cast.ben), READER)

        check_view(view)
        assert "!channel" not in pings_in("", view["blocks"])


class TestMine:
    async def test_an_objective_has_its_status_word_and_its_key_results(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1500 --confidence 2")

        text = said(await home(database, cast.ana))

        assert "O-1 Sell toasters · off track" in text
        assert "• KR-1 Obtain 3,000 pre-orders · 1500 of 3000 orders, 50 % · off track · @Ben Okafor" in text

    async def test_of_somebody_else_s_objective_only_one_s_own_key_results_are_listed(
        self, database: Database, cast: Cast
    ) -> None:
        await database.write(lambda db: a_key_result(db, cast.workspace, cast.objective, cast.ana))

        bens, anas = said(await home(database, cast.ben)), said(await home(database, cast.ana))

        assert "• KR-1 " in bens
        assert "• KR-3 " not in bens
        assert "and 1 more: /okr show O-1" in bens
        assert anas.index("• KR-3 ") < anas.index("• KR-1 ")

    async def test_what_nobody_said_is_not_shown_as_nothing_done(self, database: Database, cast: Cast) -> None:
        silent = await home(database, cast.ana)
        await typed(database, cast.ben, "okr update KR-1 0")
        told = await home(database, cast.ana)

        assert [part.share for card in (silent, told) for part in card.body if isinstance(part, Progress)] == [None, 0]
        assert "KR-1 Obtain 3,000 pre-orders · nothing recorded yet, from 0 to 3000 orders · stale" in said(silent)

    async def test_what_was_dropped_is_gone(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: db.execute(update(key_results).values(dropped_at=NOW)))

        text = said(await home(database, cast.ana))

        assert "KR-1" not in text
        assert "no key results yet: /okr kr O-1 TITLE from 0 to 100" in text

    async def test_many_are_shortened(self, database: Database, cast: Cast) -> None:
        def add(db: Connection) -> None:
            for _ in range(10):
                an_objective(db, cast.workspace, cast.ana)

        await database.write(add)

        assert "and more: /okr list" in said(await home(database, cast.ana))

    async def test_who_has_nothing_is_invited(self, database: Database, cast: Cast) -> None:
        card = await home(database, cast.cleo)

        assert said(card).startswith("You have no objectives yet. Set one: /okr new TITLE")
        assert primary(card) == ["Set an objective"]

    async def test_it_says_who_sees_it(self, database: Database, cast: Cast) -> None:
        assert said(await home(database, cast.ana)).endswith(
            "Only you see this page. Everyone in the company can see the objectives on it."
        )


class TestMyTeams:
    async def test_the_objectives_of_the_others_are_shown(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Product", (cast.ana, cast.cleo)))

        text = said(await home(database, cast.cleo))

        assert "\nProduct\nNot said yet\n2 not said\nO-1 Sell toasters · @Ana Ruiz\n" in text

    async def test_what_is_mine_is_not_shown_twice(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Product", (cast.ana, cast.cleo)))

        assert said(await home(database, cast.ana)).count("O-1 Sell toasters") == 1

    async def test_a_team_without_objectives_is_invited(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Idle", (cast.cleo,)))

        assert "Idle\nNo objectives that run. Set one: /okr new TITLE" in said(await home(database, cast.cleo))


class TestFirstContact:
    async def test_somebody_new_reads_three_lines_and_two_buttons(self, database: Database, cast: Cast) -> None:
        person = await new_member(database, cast)

        card = await home(database, person, is_new=True)

        lines = said(card).splitlines()
        assert lines[0] == "Rungs keeps the goals of Company X: objectives, and how far they are."
        assert lines[3:5] == ["[Set my first objective]", "[See my team's]"]
        assert calls(card) == {"Set my first objective": "okr new", "See my team's": "digest"}

    async def test_the_first_command_shows_the_same(self, database: Database, cast: Cast) -> None:
        person = await new_member(database, cast)

        first = said(await first_words(database, person))

        assert said(await home(database, person, is_new=True)).startswith(first)

    async def test_who_is_new_and_has_something_sees_both(self, database: Database, cast: Cast) -> None:
        card = await home(database, cast.ben, is_new=True)

        text = said(card)
        assert text.index("Rungs keeps the goals") < text.index("2 due now")
        assert primary(card) == ["Set my first objective"]

    async def test_a_guest_is_offered_what_guests_may_do(self, database: Database, cast: Cast) -> None:
        guest = await database.write(lambda db: build.a_person(db, cast.workspace, "Gus Guest", standing="guest"))

        card = await first_words(database, guest)

        assert calls(card) == {"See what names me": "okr list"}

    async def test_who_sets_things_up_is_led_to_a_team_first(self, database: Database, cast: Cast) -> None:
        await make_super(database, cast.cleo)

        card = await first_words(database, cast.cleo)

        assert said(card).startswith("Three steps to the first check-in\n1. Make a team")
        assert "asked for there 2026-11-30 at 09:00" in said(card)
        assert primary(card) == ["Make a team"]

    async def test_then_to_its_channel(self, database: Database, cast: Cast) -> None:
        await make_super(database, cast.cleo)
        await database.write(lambda db: build.a_team(db, cast.workspace, "Product", (cast.cleo,)))

        card = await home(database, cast.cleo)

        assert said(card).startswith("Three steps to the first check-in\n✓ Make a team")
        (button,) = [part for part in card.body if isinstance(part, Button) and part.label == "Set a channel"]
        assert button.call == Call("rungs team edit", {"team": "Product"})

    async def test_and_then_no_more(self, database: Database, cast: Cast) -> None:
        await make_super(database, cast.cleo)
        await database.write(lambda db: build.a_team(db, cast.workspace, "Product", (cast.cleo,), channel="C0PRODUCT"))

        assert "Three steps" not in said(await home(database, cast.cleo))
        assert said(await first_words(database, cast.cleo)).startswith("Rungs keeps the goals")


class TestGuests:
    async def test_one_whom_nothing_names_is_told_whom_to_ask(self, database: Database, cast: Cast) -> None:
        guest = await database.write(lambda db: build.a_person(db, cast.workspace, "Gus Guest", standing="guest"))

        card = await home(database, guest)

        assert card.text == "Nothing here names you, and guests see only what names them."
        assert "Ask a colleague to share" in said(card)
        assert calls(card) == {}

    async def test_a_guest_sees_what_names_them_and_nothing_else(self, database: Database, cast: Cast) -> None:
        def add(db: Connection) -> int:
            guest = build.a_person(db, cast.workspace, "Gus Guest", standing="guest")
            a_key_result(db, cast.workspace, cast.objective, guest, title="Paint the shop")
            other = an_objective(db, cast.workspace, cast.ana, title="A secret of the company")
            a_key_result(db, cast.workspace, other, cast.ana)
            build.a_team(db, cast.workspace, "Product", (guest, cast.ana))
            return guest

        guest = await database.write(add)

        text = said(await home(database, guest))

        assert "Paint the shop" in text
        assert "Obtain 3,000 pre-orders" not in text
        assert "A secret of the company" not in text
        assert "Product" not in text


class TestCost:
    @pytest.mark.parametrize("size", [1, 15])
    async def test_it_takes_eight_statements_whatever_the_size(
        self, database: Database, cast: Cast, statements: list[str], size: int
    ) -> None:
        def add(db: Connection) -> None:
            for number in range(size):
                person = build.a_person(db, cast.workspace, f"Person {number}")
                a_key_result(db, cast.workspace, an_objective(db, cast.workspace, person), person)
                build.a_team(db, cast.workspace, f"Team {number}", (person, cast.ana))
                an_objective(db, cast.workspace, cast.ana)

        await database.write(add)
        ask = await database.read(lambda db: asking(db, cast.ana))
        statements.clear()
        await database.read(lambda db: home_card(replace(ask, db=db)))

        assert len(statements) == 8


class TestHostileText:
    async def test_titles_and_names_ping_nobody_and_fit_a_view(self, database: Database, cast: Cast) -> None:
        def add(db: Connection) -> None:
            for _ in range(30):
                objective = an_objective(db, cast.workspace, cast.cleo, title="<!channel> " * 18)
                for _ in range(9):
                    a_key_result(db, cast.workspace, objective, cast.cleo, title="<@U0ANA> `" * 20)
            for number in range(5):
                build.a_team(db, cast.workspace, f"<!here> & *all* {number}", (cast.cleo, cast.ben))

        await database.write(add)

        view = render_home(await home(database, cast.cleo), READER)

        check_view(view)
        assert "!channel" not in pings_in("", view["blocks"])
        assert "!here" not in pings_in("", view["blocks"])

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_every_example_fits_a_view(self, name: str) -> None:
        check_view(render_home(EXAMPLES[name](), READER))


class TestByTheWord:
    """`/rungs home`, for whoever has no page of it."""

    async def answer(self, database: Database, person: int, *, is_new: bool = False) -> Card:
        return await database.read(lambda db: home_answer(asking(db, person, is_new=is_new)))

    async def test_it_says_what_the_page_says(self, database: Database, cast: Cast) -> None:
        assert await self.answer(database, cast.ana) == await home(database, cast.ana)

    async def test_to_somebody_new_the_first_words_come_after_it_and_not_twice(
        self, database: Database, cast: Cast
    ) -> None:
        dan = await new_member(database, cast)

        assert "keeps the goals of Company X" not in said(await self.answer(database, dan, is_new=True))

    async def test_by_itself_the_word_is_enough_and_stands_in_no_list_of_commands(self) -> None:
        router = Router(build.every_command())

        assert router.understood("home").command.spec.command == "rungs home"
        assert "home" not in areas(router.catalogue)
