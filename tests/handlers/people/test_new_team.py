"""A new team, as super users type it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from handlers.chat.reply import OpenForm
from storage import teams
from storage.database import Connection, Database
from storage.reminders import reminders
from tests.builders import a_person, a_team, at, calls, in_channel, whispered
from tests.handlers.people.stage import (
    ALONE,
    BEN,
    CHEN,
    DARA,
    HERE,
    refused,
    reply,
    team_names,
    told,
    typed,
    without_lookups,
)


class TestNewTeam:
    async def test_the_words_before_the_first_person_are_its_name(self, company: Database) -> None:
        text = await typed(company, lambda db: f"rungs team new Product Design {at(db, BEN)} {at(db, CHEN)}")

        assert "2 people in Product Design" in text
        assert await team_names(company, "product design") == ["Ben Okafor", "Chen Li"]

    async def test_people_may_be_named_by_address(self, company: Database) -> None:
        await typed(company, 'rungs team new "Product" ben.okafor@company-x.example')

        assert await team_names(company, "Product") == ["Ben Okafor"]

    async def test_with_a_channel_it_is_told_when_it_is_first_asked(self, company: Database) -> None:
        channel = in_channel("C0PRODUCT", "product")
        text = await typed(company, lambda db: f"rungs team new Product {at(db, BEN)} --channel {channel}")

        assert "which meets in #product" in text
        assert "The first check-in post comes 2026-11-30 at 09:00 (UTC)." in text

    async def test_the_channel_where_it_is_typed_is_here(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs team new Product {at(db, BEN)} --channel here", place=HERE)

        line = await company.read(lambda db: teams.by_name(db, 1, "Product"))
        assert line is not None
        assert (line.platform, line.channel) == ("slack", "C0PRODUCT")

    async def test_a_direct_message_is_no_channel(self, company: Database) -> None:
        answer = await reply(company, lambda db: f"rungs team new Product {at(db, BEN)} --channel here", place=ALONE)

        assert isinstance(answer, OpenForm)
        assert "This is not a channel" in answer.errors["channel"]

    async def test_without_a_channel_the_next_step_is_to_set_one(self, company: Database) -> None:
        answer = await reply(company, lambda db: f"rungs team new Product {at(db, BEN)}")

        assert calls(whispered(answer)) == {
            "Set a channel": "rungs team edit",
            "Set my first objective": "okr new",
        }

    async def test_it_has_a_reminder_from_then_on(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs team new Product {at(db, BEN)} --channel here")

        due = await company.read(
            lambda db: db.execute(select(reminders.c.due_at).where(reminders.c.subject == "team:1")).scalars().all()
        )
        assert datetime(2026, 11, 30, 9, tzinfo=UTC) in due

    async def test_a_name_that_is_taken_is_refused(self, company: Database) -> None:
        await company.write(lambda db: a_team(db, 1, "Product"))

        assert "There is a team “product” already" in await refused(
            company, lambda db: f"rungs team new product {at(db, BEN)}"
        )

    @pytest.mark.parametrize("name", ["company", "Mine", "ALL"])
    async def test_a_name_that_means_something_else_is_refused(self, company: Database, name: str) -> None:
        assert "already means something else" in await refused(
            company, lambda db: f"rungs team new {name} {at(db, BEN)}"
        )

    async def test_a_name_of_ten_thousand_letters_opens_the_form_again(self, company: Database) -> None:
        answer = await reply(company, lambda db: f"rungs team new {'x' * 10_000} {at(db, BEN)}")

        assert isinstance(answer, OpenForm)
        assert "60 fit" in answer.errors["name"]

    async def test_without_people_the_form_opens_with_the_name(self, company: Database) -> None:
        answer = await reply(company, "rungs team new Product Design")

        assert isinstance(answer, OpenForm)
        assert answer.call.given == {"name": "Product Design"}

    @pytest.mark.parametrize(("person", "sentence"), [(DARA, "Dara Moss is a guest here")])
    async def test_a_guest_is_not_put_into_a_team(self, company: Database, person: int, sentence: str) -> None:
        answer = await reply(company, lambda db: f"rungs team new Product {at(db, person)}")

        assert isinstance(answer, OpenForm)
        assert sentence in answer.errors["people"]

    async def test_who_may_not_is_told_who_may(self, company: Database) -> None:
        sentence = await refused(company, lambda db: f"rungs team new Product {at(db, BEN)}", by=BEN)

        assert sentence == "Only super users can set up teams. Ask @Ana Ruiz."

    async def test_nobody_is_written_to(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs team new Product {at(db, BEN)} {at(db, CHEN)}")

        assert await told(company) == {}

    async def test_its_size_costs_no_further_statement(self, company: Database, statements: list[str]) -> None:
        def crowd(db: Connection) -> list[int]:
            return [a_person(db, 1, f"Somebody Else {number}") for number in range(30)]

        ids = await company.write(crowd)
        statements.clear()
        await typed(company, f"rungs team new Small person:{ids[0]}")
        small = without_lookups(statements)
        statements.clear()
        await typed(company, "rungs team new Large " + " ".join(f"person:{number}" for number in ids))
        large = without_lookups(statements)

        assert len(large) == len(small)
