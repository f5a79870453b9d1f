"""Digests: what a team reads of its week, and whose it is."""

from datetime import timedelta

import pytest

from bot.playground.blocks import check_message
from bot.playground.pings import pings_in
from bot.slack.cards import render
from handlers.digests.screens import EXAMPLES, MOST_LINES, MOST_OBJECTIVES
from storage.database import Connection, Database
from tests.builders import company as build
from tests.builders.cards import READER
from tests.builders.check_ins import Cast, a_key_result, an_objective, button, called, typed
from tests.builders.company import said, whispered
from tests.handlers.digests.paper import EARLIER, FRIDAY, LATELY, posted, posts, ring


class TestWhatItTells:
    async def test_the_number_comes_first_and_what_moved_behind_it(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await typed(database, cast.ben, "okr update KR-1 900", EARLIER)
        await typed(database, cast.ben, "okr update KR-1 1500", LATELY)

        card = await posted(database, cast, product)

        assert said(card).splitlines()[0] == "25 %, up 10 points since last week · Product"
        assert card.text == "Product: 25 %, up 10 points since last week; 1 at risk, 1 not said."

    async def test_each_key_result_has_a_line_with_its_owner(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await typed(database, cast.ben, "okr update KR-1 900", EARLIER)
        await typed(database, cast.ben, "okr update KR-1 600", LATELY)

        text = said(await posted(database, cast, product))

        assert "O-1 Sell toasters · down 5 points · off track · stale: 1 of 2 · @Ana Ruiz" in text
        assert "• KR-1 Obtain 3,000 pre-orders · 20 %, down 10 points · off track · @Ben Okafor" in text

    async def test_an_owner_is_named_where_it_is_not_the_objectives(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await database.write(
            lambda db: a_key_result(db, cast.workspace, cast.objective, cast.ana, title="Ask 100 cooks")
        )

        lines = said(await posted(database, cast, product)).splitlines()

        assert [line for line in lines if line.startswith("• ")] == [
            "• KR-1 Obtain 3,000 pre-orders · not said · @Ben Okafor",
            "• KR-2 Deliver in 40 days · not said · @Ben Okafor",
            "• KR-3 Ask 100 cooks · not said",
        ]

    async def test_what_nobody_said_is_not_shown_as_nothing_done(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        card = await posted(database, cast, product)

        assert said(card).splitlines()[0] == "Not said yet · Product"
        assert card.text == "Product: nobody has checked in yet."
        assert "• KR-1 Obtain 3,000 pre-orders · not said · @Ben Okafor" in said(card)

    async def test_what_stood_still_is_unchanged(self, database: Database, cast: Cast, product: int) -> None:
        await typed(database, cast.ben, "okr update KR-1 3000", EARLIER)

        text = said(await posted(database, cast, product))

        assert text.splitlines()[0] == "50 %, unchanged since last week · Product"
        assert "1 done · 1 not said" in text

    async def test_a_check_in_that_was_taken_back_does_not_count_as_last_weeks(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await typed(database, cast.ben, "okr update KR-1 600", EARLIER - timedelta(days=1))
        card = whispered(await typed(database, cast.ben, "okr update KR-1 2400", EARLIER))
        await called(database, cast.ben, button(card, "Undo"), EARLIER)
        await typed(database, cast.ben, "okr update KR-1 1200", LATELY)

        text = said(await posted(database, cast, product))

        assert "40 %, up 20 points" in text

    async def test_what_was_added_this_week_has_nothing_to_be_compared_with(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> None:
            objective = an_objective(db, cast.workspace, cast.cleo, title="Open a shop", created_at=LATELY)
            a_key_result(db, cast.workspace, objective, cast.cleo, title="Sign the lease", created_at=LATELY)

        await database.write(add)
        await typed(database, cast.cleo, "okr update KR-3 1500", LATELY)

        text = said(await posted(database, cast, product))

        assert "• KR-3 Sign the lease · 50 % · at risk\n" in text

    async def test_the_worst_is_told_first(self, database: Database, cast: Cast, product: int) -> None:
        await typed(database, cast.ben, "okr update KR-1 3000", LATELY)
        await typed(database, cast.ben, "okr update KR-2 41 --confidence 2", LATELY)

        lines = said(await posted(database, cast, product)).splitlines()

        (first, second) = [line for line in lines if line.startswith("• ")]
        assert "KR-2" in first
        assert "off track" in first
        assert "KR-1" in second
        assert "done" in second

    async def test_a_team_with_much_to_tell_is_told_the_worst_and_how_much_more_there_is(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> None:
            for _ in range(MOST_OBJECTIVES + 2):
                objective = an_objective(db, cast.workspace, cast.ana)
                for _ in range(MOST_LINES + 3):
                    a_key_result(db, cast.workspace, objective, cast.ana)

        await database.write(add)

        text = said(await posted(database, cast, product))

        assert "and 3 more: /okr list all" in text
        assert "\nand 3 more\n" in text

    async def test_it_leads_on_to_the_check_in_and_to_each_objective(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        card = await posted(database, cast, product)

        assert build.calls(card) == {"Check in": "checkin", "O-1 Sell toasters": "okr show"}


class TestWhoseItIs:
    async def test_of_somebody_elses_objective_a_team_is_told_its_own_key_results(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> None:
            dan = build.a_person(db, cast.workspace, "Dan Berg")
            shared = an_objective(db, cast.workspace, dan, title="Win the market", level="company")
            a_key_result(db, cast.workspace, shared, cast.cleo, title="Ask 100 cooks")
            a_key_result(db, cast.workspace, shared, dan, title="Borrow money")

        await database.write(add)

        text = said(await posted(database, cast, product))

        assert "O-2 Win the market" in text
        assert "Ask 100 cooks" in text
        assert "Borrow money" not in text

    async def test_a_key_result_that_names_a_team_is_that_teams_and_not_its_owners(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> int:
            sales = build.a_team(db, cast.workspace, "Sales", channel="C0SALES")
            dan = build.a_person(db, cast.workspace, "Dan Berg")
            shared = an_objective(db, cast.workspace, dan, title="Win the market", level="company")
            a_key_result(db, cast.workspace, shared, cast.cleo, title="Ask 100 cooks", team_id=sales)
            return sales

        sales = await database.write(add)
        await database.write(lambda db: ring(db, cast, [product, sales]))

        told = {channel: said(card) for channel, card in await database.read(posts)}

        assert "Ask 100 cooks" not in told["C0PRODUCT"]
        assert "Ask 100 cooks" in told["C0SALES"]

    async def test_a_teams_objective_is_told_as_a_whole(self, database: Database, cast: Cast) -> None:
        def add(db: Connection) -> int:
            sales = build.a_team(db, cast.workspace, "Sales", channel="C0SALES")
            objective = an_objective(db, cast.workspace, cast.ana, title="Sell", level="team", team_id=sales)
            a_key_result(db, cast.workspace, objective, cast.ben, title="Call 100 shops")
            return sales

        sales = await database.write(add)

        assert "Call 100 shops" in said(await posted(database, cast, sales))

    async def test_what_is_over_or_dropped_is_left_out(self, database: Database, cast: Cast, product: int) -> None:
        def add(db: Connection) -> None:
            over = FRIDAY.date() - timedelta(days=40)
            an_objective(db, cast.workspace, cast.ana, title="Last summer", due_on=over)
            an_objective(db, cast.workspace, cast.ana, title="Next year", starts_on=FRIDAY.date() + timedelta(days=9))

        await database.write(add)

        text = said(await posted(database, cast, product))

        assert "Last summer" not in text
        assert "Next year" not in text


class TestHostileText:
    async def test_names_and_titles_ping_nobody_and_fit_a_message(self, database: Database, cast: Cast) -> None:
        def add(db: Connection) -> int:
            team_id = build.a_team(db, cast.workspace, "<!here> & *all*", (cast.cleo,), channel="C0PRODUCT")
            for _ in range(20):
                objective = an_objective(db, cast.workspace, cast.cleo, title="<!channel> " * 18)
                for _ in range(9):
                    a_key_result(db, cast.workspace, objective, cast.cleo, title="<@U0ANA> `" * 20)
            return team_id

        team_id = await database.write(add)

        rendered = render(await posted(database, cast, team_id), READER)

        check_message(rendered.blocks)
        assert pings_in(rendered.text, rendered.blocks) == ()

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_every_example_fits_a_message(self, name: str) -> None:
        rendered = render(EXAMPLES[name](), READER)

        check_message(rendered.blocks)
