"""Digests: what a team reads of its week, when it is posted, and how anybody looks at one sooner."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.playground.blocks import check_message
from bot.playground.pings import pings_in
from bot.slack.cards import render
from handlers.chat.card import Call, Card, load
from handlers.chat.due import Due, Occasion
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.router import Router
from handlers.company import Cadence, Company
from handlers.digests.commands import COMMANDS
from handlers.digests.reminders import REMINDERS
from handlers.digests.schedule import DIGEST, next_digest, reschedule_digest
from handlers.digests.screens import EXAMPLES, MOST_LINES, MOST_OBJECTIVES
from storage import teams
from storage.database import Connection, Database
from storage.outbox import outbox
from storage.reminders import reminders
from tests.builders import company as build
from tests.builders.cards import READER
from tests.builders.check_ins import Cast, a_key_result, an_objective, button, called, set_up, typed
from tests.builders.company import said, whispered

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
"""The digest of week 48, in the company's zone, which is UTC."""
EARLIER = FRIDAY - timedelta(days=9)
LATELY = FRIDAY - timedelta(days=2)
COMPANY = Company(name="Company X")
ROUTER = Router(COMMANDS)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


@pytest.fixture
async def product(database: Database, cast: Cast) -> int:
    """Ana, who owns O-1, Ben, who owns its KR-1 and KR-2, and Cleo."""
    return await database.write(lambda db: a_product_team(db, cast))


def a_product_team(db: Connection, cast: Cast) -> int:
    return build.a_team(db, cast.workspace, "Product", (cast.ana, cast.ben, cast.cleo), channel="C0PRODUCT")


def ring(db: Connection, cast: Cast, team_ids: list[int], at: datetime = FRIDAY) -> Mapping[int, datetime | None]:
    """The digests of these teams are due; returns when each is due next, by the team's id."""
    due = [Due(number, cast.workspace, DIGEST, f"team:{number}", number, FRIDAY) for number in team_ids]
    return REMINDERS[DIGEST](Occasion(db, at, COMPANY, cast.workspace, due))


def posts(db: Connection) -> list[tuple[str, Card]]:
    """What is posted: the channel and the card."""
    rows = db.execute(select(outbox.c.conversation, outbox.c.card).where(outbox.c.action == "post"))
    return [(row.conversation, load(row.card)) for row in rows if row.conversation]


async def posted(database: Database, cast: Cast, team_id: int, at: datetime = FRIDAY) -> Card:
    """The only digest that is posted."""
    await database.write(lambda db: ring(db, cast, [team_id], at))
    ((_, card),) = await database.read(posts)
    return card


async def ask(database: Database, person: int, text: str) -> Reply:
    return await database.read(lambda db: ROUTER.typed(build.an_ask(db, person, now=FRIDAY, company=COMPANY), text))


async def words(database: Database, person: int, text: str) -> str:
    return said(whispered(await ask(database, person, text)))


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

        assert "• KR-3 Sign the lease · 50 % · at risk · @Cleo Marsh" in text

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


class TestWhenItIsPosted:
    async def test_a_team_with_a_channel_is_due_at_the_companys_hour(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        monday = FRIDAY - timedelta(days=4)
        await database.write(lambda db: reschedule_digest(db, COMPANY, cast.workspace, product, monday))

        rows = await database.read(lambda db: db.execute(select(reminders)).all())

        assert [(row.kind, row.subject, row.due_at) for row in rows] == [(DIGEST, f"team:{product}", FRIDAY)]

    async def test_a_team_that_lost_its_channel_is_due_no_more(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def lose_it(db: Connection) -> None:
            reschedule_digest(db, COMPANY, cast.workspace, product, LATELY)
            teams.edit(db, product, 1, teams.TeamDraft("Product"))
            reschedule_digest(db, COMPANY, cast.workspace, product, LATELY)

        await database.write(lose_it)

        assert await database.read(lambda db: db.execute(select(reminders)).all()) == []

    async def test_the_hour_stays_when_the_clocks_change(self) -> None:
        berlin = Company(time_zone=ZoneInfo("Europe/Berlin"), digest=Cadence(5, time(15)))

        before = next_digest(berlin, datetime(2026, 10, 20, tzinfo=UTC))
        after = next_digest(berlin, before)

        assert before == datetime(2026, 10, 23, 13, 0, tzinfo=UTC)
        assert after == datetime(2026, 10, 30, 14, 0, tzinfo=UTC)

    async def test_it_goes_to_the_teams_channel_once_an_occasion(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await database.write(lambda db: ring(db, cast, [product]))
        following = await database.write(lambda db: ring(db, cast, [product]))

        assert [channel for channel, _ in await database.read(posts)] == ["C0PRODUCT"]
        assert following == {product: FRIDAY + timedelta(weeks=1)}

    async def test_a_late_one_does_not_shift_the_rhythm(self, database: Database, cast: Cast, product: int) -> None:
        monday = FRIDAY + timedelta(days=3)

        following = await database.write(lambda db: ring(db, cast, [product], monday))

        assert following == {product: FRIDAY + timedelta(weeks=1)}

    async def test_a_team_of_which_nothing_runs_is_spared(self, database: Database, cast: Cast) -> None:
        idle = await database.write(lambda db: build.a_team(db, cast.workspace, "Idle", channel="C0IDLE"))

        following = await database.write(lambda db: ring(db, cast, [idle]))

        assert await database.read(posts) == []
        assert following == {idle: FRIDAY + timedelta(weeks=1)}

    async def test_a_team_without_a_channel_is_asked_no_more(self, database: Database, cast: Cast) -> None:
        quiet = await database.write(lambda db: build.a_team(db, cast.workspace, "Quiet", (cast.ana,)))

        assert await database.write(lambda db: ring(db, cast, [quiet])) == {quiet: None}

    @pytest.mark.parametrize("count", [1, 12])
    async def test_the_statements_do_not_grow_with_the_company(
        self, database: Database, cast: Cast, statements: list[str], count: int
    ) -> None:
        def found(db: Connection) -> list[int]:
            made = []
            for number in range(count):
                person = build.a_person(db, cast.workspace, f"Person {number}")
                a_key_result(db, cast.workspace, an_objective(db, cast.workspace, person), person)
                made.append(build.a_team(db, cast.workspace, f"Team {number}", (person,), channel=f"C{number}"))
            return made

        team_ids = await database.write(found)
        statements.clear()
        await database.write(lambda db: ring(db, cast, team_ids))

        assert len(statements) == 4
        assert len(await database.read(posts)) == count


class TestPreview:
    async def test_it_is_my_teams_by_default(self, database: Database, cast: Cast, product: int) -> None:
        reply = await ask(database, cast.ana, "digest")

        assert isinstance(reply, Whisper)
        assert "Not said yet · Product" in said(reply.card)
        assert reply.share == Call("digest", {})

    async def test_who_is_in_several_teams_reads_them_one_under_the_other(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Design", (cast.ana,)))

        text = await words(database, cast.ana, "digest")

        assert text.index("Not said yet · Design") < text.index("Not said yet · Product")

    async def test_any_team_may_be_named(self, database: Database, cast: Cast, product: int) -> None:
        outsider = await database.write(lambda db: build.a_person(db, cast.workspace, "Dan Berg"))

        reply = await ask(database, outsider, "digest --team product")

        assert isinstance(reply, Whisper)
        assert "Not said yet · Product" in said(reply.card)
        assert reply.share == Call("digest", {"team": "Product"})

    async def test_who_is_in_no_team_reads_the_companys(self, database: Database, cast: Cast, product: int) -> None:
        outsider = await database.write(lambda db: build.a_person(db, cast.workspace, "Dan Berg"))

        reply = await ask(database, outsider, "digest")

        assert isinstance(reply, Whisper)
        assert reply.share == Call("digest", {"team": "company"})
        assert said(reply.card).startswith("Not said yet · Company X")

    async def test_the_companys_has_a_row_for_each_team_and_the_companys_own_objectives(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        await database.write(
            lambda db: an_objective(db, cast.workspace, cast.ana, title="Win the market", level="company")
        )
        await typed(database, cast.ben, "okr update KR-1 1500", LATELY)

        text = await words(database, cast.ana, "digest --team company")

        assert text.splitlines()[0] == "25 %, up 25 points since last week · Company X"
        assert "O-2 Win the market" in text
        assert "O-1 Sell toasters" not in text
        assert "Product · up 25 points · 1 at risk · 1 not said" in text

    async def test_a_team_without_objectives_is_invited_to_set_one(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Idle", (cast.cleo,)))

        card = whispered(await ask(database, cast.cleo, "digest"))

        assert said(card).startswith("Idle has no objectives that run. Set one: /okr new TITLE")

    async def test_guests_have_none(self, database: Database, cast: Cast, product: int) -> None:
        guest = await database.write(lambda db: build.a_person(db, cast.workspace, "Gus Guest", standing="guest"))

        with pytest.raises(Refused, match="members of the company"):
            await ask(database, guest, "digest --team Product")

    @pytest.mark.parametrize(("text", "count"), [("digest", 4), ("digest --team company", 4)])
    async def test_it_takes_few_statements(
        self, database: Database, cast: Cast, product: int, statements: list[str], text: str, count: int
    ) -> None:
        statements.clear()
        await ask(database, cast.ana, text)

        assert len(statements) == count


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
