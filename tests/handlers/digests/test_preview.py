"""Digests: how anybody looks at one before it is posted."""

from decimal import Decimal

import pytest

from handlers.chat.card import Button, Call, Card, Menu
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.router import Router
from handlers.digests.commands import COMMANDS
from storage.database import Connection, Database
from tests.builders import company as build
from tests.builders.check_ins import Cast, a_key_result, an_objective, typed
from tests.builders.company import said, whispered
from tests.handlers.digests.paper import COMPANY, FRIDAY, LATELY

ROUTER = Router(COMMANDS)


async def ask(database: Database, person: int, text: str) -> Reply:
    return await database.read(lambda db: ROUTER.typed(build.an_ask(db, person, now=FRIDAY, company=COMPANY), text))


async def words(database: Database, person: int, text: str) -> str:
    return said(whispered(await ask(database, person, text)))


def labels(card: Card) -> list[str]:
    """Of the buttons and menus, from the top."""
    return [element.label for element in card.body if isinstance(element, Button | Menu)]


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

    async def test_the_check_in_stands_before_the_menus_as_in_the_post(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> None:
            build.a_team(db, cast.workspace, "Design", (cast.ana,))

        alone = whispered(await ask(database, cast.ana, "digest"))
        await database.write(add)
        both = whispered(await ask(database, cast.ana, "digest"))

        assert labels(alone) == ["Check in", "Show"]
        assert labels(both) == ["Check in", "Show Design", "Show Product"]

    async def test_any_team_may_be_named(self, database: Database, cast: Cast, product: int) -> None:
        outsider = await database.write(lambda db: build.a_person(db, cast.workspace, "Dan Berg"))

        reply = await ask(database, outsider, "digest --team product")

        assert isinstance(reply, Whisper)
        assert "Not said yet · Product" in said(reply.card)
        assert reply.share == Call("digest", {"team": "Product"})

    @pytest.mark.parametrize("text", ["digest product", "digest Product", "digest team product", "digest prod"])
    async def test_a_team_may_stand_there_alone(self, database: Database, cast: Cast, product: int, text: str) -> None:
        outsider = await database.write(lambda db: build.a_person(db, cast.workspace, "Dan Berg"))

        reply = await ask(database, outsider, text)

        assert isinstance(reply, Whisper)
        assert reply.share == Call("digest", {"team": "Product"})

    async def test_a_team_of_several_words_needs_no_quotes(self, database: Database, cast: Cast, product: int) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Field Sales", (cast.cleo,)))

        for text in ("digest Field Sales", "digest --team field sales", 'digest --team "Field Sales"'):
            assert "Field Sales" in await words(database, cast.ana, text)

    @pytest.mark.parametrize("text", ["digest company", "digest --team company", "digest Company"])
    async def test_the_company_may_stand_there_too(
        self, database: Database, cast: Cast, product: int, text: str
    ) -> None:
        reply = await ask(database, cast.ana, text)

        assert isinstance(reply, Whisper)
        assert reply.share == Call("digest", {"team": "company"})

    async def test_a_team_that_there_is_not_is_refused(self, database: Database, cast: Cast, product: int) -> None:
        with pytest.raises(Refused, match="There is no team “tennis club”"):
            await ask(database, cast.ana, "digest tennis club")

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

        assert text.splitlines()[0] == "13 %, up 13 points since last week · Company X"
        assert "O-2 Win the market" in text
        assert "O-1 Sell toasters" not in text
        assert "Product · up 25 points · 1 at risk · 1 not said" in text

    async def test_what_rolls_up_is_as_far_as_on_every_other_screen(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> None:
            top = an_objective(db, cast.workspace, cast.ana, title="Win the market", level="company", roll_up="aligned")
            helping = an_objective(db, cast.workspace, cast.ana, title="Sell abroad", parent_id=top)
            a_key_result(db, cast.workspace, helping, cast.ana)

        await database.write(add)
        await typed(database, cast.ana, "okr update KR-3 1500", LATELY)

        text = await words(database, cast.ana, "digest --team company")

        assert "O-2 Win the market · up 50 points" in text
        assert text.startswith("33 %, up 33 points")

    async def test_what_was_said_of_a_band_and_not_due_yet_has_no_percentage(
        self, database: Database, cast: Cast, product: int
    ) -> None:
        def add(db: Connection) -> None:
            band = {"metric": "at_least", "start": None, "target": None, "band_low": Decimal(95), "unit": "%"}
            made = {"title": "Keep the quality", "created_at": LATELY, **band}
            a_key_result(db, cast.workspace, cast.objective, cast.ben, **made)

        await database.write(add)
        await typed(database, cast.ben, "okr update KR-3 97", FRIDAY)

        text = await words(database, cast.ana, "digest")

        assert "KR-3 Keep the quality · – · on track" in text
        assert "2 not said" in text

    async def test_a_team_without_objectives_is_invited_to_set_one(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: build.a_team(db, cast.workspace, "Idle", (cast.cleo,)))

        card = whispered(await ask(database, cast.cleo, "digest"))

        assert said(card).splitlines() == [
            "Idle has no objectives that run. Set one: /okr new TITLE",
            "[Set an objective]",
        ]

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
