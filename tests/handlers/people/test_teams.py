"""Teams: who is in them, and what is changed about them."""

import pytest
from sqlalchemy import select

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused
from handlers.people.fields import team_choices
from storage import teams
from storage.audit import audit
from storage.database import Database
from tests.builders import a_team, an_ask, at
from tests.handlers.people.stage import (
    ANA,
    BEN,
    CHEN,
    DARA,
    opened,
    refused,
    reply,
    submitted,
    team_names,
    typed,
)


class TestTeam:
    @pytest.fixture
    async def product(self, company: Database) -> Database:
        await company.write(lambda db: a_team(db, 1, "Product Design", [BEN], lead=CHEN, channel="C0PRODUCT"))
        return company

    async def test_people_join_and_leave(self, product: Database) -> None:
        joined = await typed(product, lambda db: f"rungs team add Product Design {at(db, ANA)} {at(db, CHEN)}")
        left = await typed(product, lambda db: f"rungs team remove product design {at(db, BEN)}")

        assert "@Ana Ruiz, @Chen Li joined Product Design." in joined
        assert "@Ben Okafor left Product Design." in left
        assert await team_names(product, "Product Design") == ["Ana Ruiz", "Chen Li"]

    async def test_who_is_there_already_does_not_join_again(self, product: Database) -> None:
        assert "in Product Design already" in await refused(
            product, lambda db: f"rungs team add Product Design {at(db, BEN)}"
        )

    async def test_a_team_that_is_none_is_told_to_be_none(self, product: Database) -> None:
        answer = await reply(product, lambda db: f"rungs team add Sales Force {at(db, BEN)}")

        assert isinstance(answer, OpenForm)
        assert "There is no team “Sales Force”" in answer.errors["team"]

    async def test_it_is_shown_with_its_people_lead_and_channel(self, product: Database) -> None:
        text = await typed(product, "rungs team show product", by=BEN)

        assert text.startswith("1 person in Product Design.")
        assert "Lead: @Chen Li" in text
        assert "Channel: #product design" in text
        assert "[Edit]" not in text

    async def test_the_list_holds_each_team(self, product: Database) -> None:
        await product.write(lambda db: a_team(db, 1, "Sales"))

        assert "Product Design | 1 | @Chen Li | #product design\nSales | 0 | – | none yet" in await typed(
            product, "rungs team list", by=BEN
        )

    async def test_a_list_of_none_says_how_to_make_the_first(self, company: Database) -> None:
        assert "/rungs team new Product @…" in await typed(company, "rungs team list")

    async def test_what_was_said_is_changed_and_the_rest_stays(self, product: Database) -> None:
        await typed(product, lambda db: f"rungs team edit Product Design --lead {at(db, BEN)}")

        line = await product.read(lambda db: teams.team(db, 1))
        assert line is not None
        assert (line.lead_id, line.channel, line.name) == (BEN, "C0PRODUCT", "Product Design")

    async def test_an_emptied_field_of_the_form_is_emptied(self, product: Database) -> None:
        values = await opened(product, Call("rungs team edit", {"team": "Product Design"}))
        await submitted(product, "rungs team edit", values | {"lead": "", "channel": "none", "name": "Design"})

        line = await product.read(lambda db: teams.team(db, 1))
        assert line is not None
        assert (line.name, line.lead_id, line.channel) == ("Design", None, "")

    async def test_of_two_who_edit_at_once_the_second_is_told_what_changed(self, product: Database) -> None:
        values = await opened(product, Call("rungs team edit", {"team": "Product Design"}))
        await typed(product, lambda db: f"rungs team edit Product Design --lead {at(db, BEN)}")

        with pytest.raises(Refused, match="led by Ben Okafor"):
            await submitted(product, "rungs team edit", values | {"name": "Design"})

    async def test_a_team_is_not_part_of_one_below_it(self, product: Database) -> None:
        await product.write(lambda db: a_team(db, 1, "Research"))
        await typed(product, "rungs team edit Research --parent Product Design")

        assert "cannot be part of itself" in await refused(product, "rungs team edit Product Design --parent Research")

    async def test_a_department_names_the_teams_below_it_and_each_of_them_its_parent(self, product: Database) -> None:
        await product.write(lambda db: a_team(db, 1, "Research"))
        await typed(product, "rungs team edit Research --parent Product Design")

        above = await typed(product, "rungs team show Product Design", by=BEN)
        below = await typed(product, "rungs team show Research", by=BEN)

        assert above.startswith("1 person in Product Design, a department of 1 team.")
        assert "Teams: Research" in above
        assert below.startswith("0 people in Research.")
        assert "Part of: Product Design" in below

    async def test_none_takes_the_parent_the_lead_and_the_channel_away(self, product: Database) -> None:
        await product.write(lambda db: a_team(db, 1, "Making"))
        await typed(product, "rungs team edit Product Design --parent Making")

        await typed(product, "rungs team edit Product Design --parent none --lead none --channel none")

        line = await product.read(lambda db: teams.team(db, 1))
        assert line is not None
        assert (line.parent_id, line.lead_id, line.channel) == (None, None, "")

    async def test_with_nothing_said_the_form_opens(self, product: Database) -> None:
        answer = await reply(product, "rungs team edit product")

        assert isinstance(answer, OpenForm)
        assert answer.call.given == {"team": "Product Design"}

    async def test_every_change_is_on_record(self, product: Database) -> None:
        await typed(product, lambda db: f"rungs team add Product Design {at(db, ANA)}")
        await typed(product, "rungs team edit Product Design --name Design")

        actions = await product.read(lambda db: db.execute(select(audit.c.action, audit.c.person_id)).all())
        assert [tuple(row) for row in actions] == [("add to team", ANA), ("edit team", ANA)]

    @pytest.mark.parametrize("words", ["add Product Design", "remove Product Design"])
    async def test_members_are_changed_by_super_users_alone(self, product: Database, words: str) -> None:
        sentence = await refused(product, lambda db: f"rungs team {words} {at(db, BEN)}", by=CHEN)

        assert "Ask @Ana Ruiz" in sentence


class TestGuests:
    @pytest.mark.parametrize("words", ["rungs team list", "rungs team show Product", "rungs settings"])
    async def test_they_are_told_what_they_may_look_at_instead(self, company: Database, words: str) -> None:
        await company.write(lambda db: a_team(db, 1, "Product", [BEN]))

        sentence = await refused(company, words, by=DARA)

        assert "for members of the company. /okr list shows the objectives that name you." in sentence

    async def test_no_team_is_offered_to_them(self, company: Database) -> None:
        await company.write(lambda db: a_team(db, 1, "Product", [BEN]))

        assert await company.read(lambda db: team_choices(an_ask(db, BEN), "")) != ()
        assert await company.read(lambda db: team_choices(an_ask(db, DARA), "")) == ()
