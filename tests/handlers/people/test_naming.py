"""People, named by whoever types."""

import pytest

from handlers.chat.ask import Place
from handlers.chat.reply import OpenForm, Refused
from handlers.chat.words import channel_marker
from handlers.people.fields import Channel, ChannelKind, channel_value
from storage.database import Database
from tests.builders import a_person, an_ask, at, said
from tests.handlers.people.stage import ANA, CHEN, ROUTER, reply, typed


class TestNamingPeople:
    async def test_a_name_that_fits_several_offers_them(self, company: Database) -> None:
        await company.write(lambda db: a_person(db, 1, "Ben Okri"))

        with pytest.raises(Refused) as caught:
            await reply(company, lambda db: f"rungs manager {at(db, CHEN)} --is Ben")

        assert caught.value.card is not None
        assert [line.split(" [")[0] for line in said(caught.value.card).splitlines()[1:]] == ["Ben Okafor", "Ben Okri"]

    async def test_the_only_one_of_that_first_name_is_meant(self, company: Database) -> None:
        await typed(company, "rungs team new Product @ben")

        assert "@Ben Okafor" in await typed(company, "rungs team show Product")

    async def test_the_beginning_of_a_name_is_asked_about(self, company: Database) -> None:
        with pytest.raises(Refused, match="Whom do you mean by “be”"):
            await reply(company, "rungs team new Product @be")

    async def test_an_address_that_nobody_has_is_said_to_be_unknown(self, company: Database) -> None:
        answer = await reply(company, "rungs team new Product eve@elsewhere.example")

        assert isinstance(answer, OpenForm)
        assert "I know nobody called “eve@elsewhere.example”" in answer.errors["people"]

    async def test_the_picker_offers_members_alone(self, company: Database) -> None:
        offered = await company.read(lambda db: ROUTER.choices(an_ask(db, ANA), "rungs team new", "people", "a"))

        assert [choice.label for choice in offered] == ["Ana Ruiz", "Ben Okafor"]

    async def test_a_person_of_another_workspace_is_nobody(self, company: Database) -> None:
        answer = await reply(company, "rungs team new Product person:999")

        assert isinstance(answer, OpenForm)
        assert "I know nobody" in answer.errors["people"]


class TestNamingChannels:
    async def test_one_that_travelled_in_a_form_stays_on_its_platform(self, company: Database) -> None:
        channel = Channel("slack", "C0PRODUCT", "product")
        elsewhere = Place("teams", "19:product@thread.tacv2", kind="channel")

        found = await company.read(
            lambda db: ChannelKind().read(an_ask(db, ANA, place=elsewhere), channel_value(channel))
        )

        assert found == channel

    async def test_one_that_is_mentioned_is_where_the_writer_is(self, company: Database) -> None:
        elsewhere = Place("teams", "19:product@thread.tacv2", kind="channel")
        said = channel_marker("19:launch@thread.tacv2", "Launch")

        found = await company.read(lambda db: ChannelKind().read(an_ask(db, ANA, place=elsewhere), said))

        assert found == Channel("teams", "19:launch@thread.tacv2", "Launch")
