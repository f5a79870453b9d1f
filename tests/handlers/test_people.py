"""Teams, managers and one's own settings, as people type them."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import insert, select

from handlers.chat.ask import Ask, Place
from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused, Reply
from handlers.chat.router import Router
from handlers.company import Company
from handlers.people.commands import COMMANDS
from handlers.people.week import days_said, read_days
from storage import people, teams
from storage.audit import audit
from storage.database import Connection, Database
from storage.outbox import outbox
from storage.reminders import reminders
from tests.builders import (
    NOW,
    a_person,
    a_team,
    a_workspace,
    an_ask,
    at,
    calls,
    create_tables,
    in_channel,
    run,
    said,
    whispered,
)

T = TypeVar("T")

ROUTER = Router(COMMANDS)
ANA, BEN, CHEN, DARA = 1, 2, 3, 4
"""Ana is an admin of the platform, Dara a guest."""
HERE = Place("slack", "C0PRODUCT", kind="channel")
ALONE = Place("slack", "D0ANA", kind="direct")


@pytest.fixture
async def company(database: Database) -> Database:
    """Company X: Ana, who sets things up, Ben and Chen, and the guest Dara."""

    def build(db: Connection) -> None:
        create_tables(db)
        workspace_id = a_workspace(db)
        a_person(db, workspace_id, "Ana Ruiz", is_admin=True)
        a_person(db, workspace_id, "Ben Okafor", time_zone="Africa/Lagos")
        a_person(db, workspace_id, "Chen Li")
        a_person(db, workspace_id, "Dara Moss", standing="guest")

    await database.write(build)
    return database


Words = str | Callable[[Connection], str]


async def reply(company: Database, words: Words, *, by: int = ANA, place: Place = HERE) -> Reply:
    """What somebody is answered; words that mention people are made with the open database."""

    def answer(db: Connection) -> Reply:
        text = words if isinstance(words, str) else words(db)
        return run(an_ask(db, by, place=place, router=ROUTER), text, ROUTER)

    return await company.write(answer)


async def typed(company: Database, words: Words, *, by: int = ANA, place: Place = HERE) -> str:
    return said(whispered(await reply(company, words, by=by, place=place)))


async def submitted(company: Database, command: str, values: dict[str, str], *, by: int = ANA) -> Reply:
    return await company.write(lambda db: ROUTER.submitted(an_ask(db, by, place=HERE), command, values))


async def opened(company: Database, call: Call) -> dict[str, str]:
    """What stands in the form when it opens, what travels with it included."""

    def values(db: Connection) -> dict[str, str]:
        screen = ROUTER.screen(an_ask(db, ANA, place=HERE), OpenForm(call))
        return {field.name: field.value for field in screen.fields} | dict(screen.carried)

    return await company.read(values)


async def team_names(company: Database, name: str) -> list[str]:
    def names(db: Connection) -> list[str]:
        line = teams.by_name(db, 1, name)
        assert line is not None
        return [person.name for person in teams.members(db, line.id)]

    return await company.read(names)


async def told(company: Database) -> dict[int, str]:
    """Whom something was written to directly, and the point of it."""

    def messages(db: Connection) -> dict[int, str]:
        found = db.execute(select(outbox.c.person_id, outbox.c.card).order_by(outbox.c.id))
        return {row.person_id: json.loads(row.card)["text"] for row in found}

    return await company.read(messages)


async def refused(company: Database, words: Words, *, by: int = ANA, place: Place = HERE) -> str:
    with pytest.raises(Refused) as caught:
        await reply(company, words, by=by, place=place)
    return caught.value.sentence


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
        small = _without_lookups(statements)
        statements.clear()
        await typed(company, "rungs team new Large " + " ".join(f"person:{number}" for number in ids))
        large = _without_lookups(statements)

        assert len(large) == len(small)


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


class TestManager:
    async def test_everybody_concerned_is_told(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, ANA)}")
        text = await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}")

        assert "@Ben Okafor is the manager of @Chen Li now." in text
        messages = await told(company)
        assert messages == {CHEN: "Ben Okafor is your manager now.", BEN: "You are the manager of Chen Li now."}

    async def test_a_former_manager_is_told(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}")
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, ANA)}")

        assert (await told(company))[BEN] == "Ana Ruiz is the manager of Chen Li now, in your place."

    async def test_several_people_get_one_manager(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, BEN)} {at(db, CHEN)} --is {at(db, ANA)}")

        found = await company.read(lambda db: people.by_ids(db, [BEN, CHEN]))
        assert {person.manager_id for person in found.values()} == {ANA}

    async def test_nobody_ends_up_above_themselves(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, BEN)} --is {at(db, ANA)}")
        await typed(company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}")

        sentence = await refused(company, lambda db: f"rungs manager {at(db, ANA)} --is {at(db, CHEN)}")

        assert "Chen Li reports to Ana Ruiz" in sentence

    async def test_nobody_is_their_own_manager(self, company: Database) -> None:
        assert "cannot be their own manager" in await refused(
            company, lambda db: f"rungs manager {at(db, BEN)} --is {at(db, BEN)}"
        )

    async def test_without_a_manager_the_form_opens(self, company: Database) -> None:
        answer = await reply(company, lambda db: f"rungs manager {at(db, BEN)}")

        assert isinstance(answer, OpenForm)
        assert set(answer.call.given) == {"people"}

    async def test_only_super_users_set_managers(self, company: Database) -> None:
        assert "Ask @Ana Ruiz" in await refused(
            company, lambda db: f"rungs manager {at(db, CHEN)} --is {at(db, BEN)}", by=BEN
        )

    async def test_the_number_of_people_costs_no_further_statement(
        self, company: Database, statements: list[str]
    ) -> None:
        ids = await company.write(lambda db: [a_person(db, 1, f"Somebody {number}") for number in range(20)])
        statements.clear()
        await typed(company, f"rungs manager person:{ids[0]} --is person:{BEN}")
        one = _without_lookups(statements)
        statements.clear()
        await typed(company, f"rungs manager {' '.join(f'person:{number}' for number in ids[1:])} --is person:{BEN}")

        assert len(_without_lookups(statements)) == len(one)


def _without_lookups(statements: list[str]) -> list[str]:
    """Statements but those that find each person who was typed: as many as there are mentions."""
    return [text for text in statements if "WHERE person.workspace_id = " not in text]


class TestMe:
    async def test_it_shows_when_i_work_and_who_my_manager_is(self, company: Database) -> None:
        await typed(company, lambda db: f"rungs manager {at(db, BEN)} --is {at(db, ANA)}")
        await company.write(lambda db: a_team(db, 1, "Product", [BEN]))

        text = await typed(company, "rungs me", by=BEN)

        assert text.startswith("You work mon-fri, 9:00 to 17:00, in the time zone Africa/Lagos.")
        assert "Manager: @Ana Ruiz" in text
        assert "Teams: Product" in text

    async def test_what_is_said_is_changed_and_the_rest_stays(self, company: Database) -> None:
        text = await typed(
            company, "rungs me --time-zone europe/berlin --hours 8-16 --days sun–thu --nudges light", by=BEN
        )

        assert text.startswith("You work sun-thu, 8:00 to 16:00, in the time zone Europe/Berlin.")
        assert "Nudges: light: at most 2 a week" in text

    async def test_a_zone_that_was_set_survives_what_the_platform_says(self, company: Database) -> None:
        await typed(company, "rungs me --time-zone Asia/Tokyo", by=BEN)
        await company.write(lambda db: a_person(db, 1, "Ben Okafor", time_zone="America/Lima"))

        assert "Asia/Tokyo" in await typed(company, "rungs me", by=BEN)

    @pytest.mark.parametrize(
        ("words", "field", "sentence"),
        [
            ("--time-zone Berln", "time_zone", "Did you mean Europe/Berlin?"),
            ("--time-zone Mars", "time_zone", "There is no time zone “Mars”"),
            ("--hours 17-9", "hours", "for example 9-17"),
            ("--hours 9-25", "hours", "for example 9-17"),
            ("--days someday", "days", "mon-fri"),
            ("--days t", "days", "mon-fri"),
            ("--country Germany", "country", "two letters"),
            ("--nudges never", "nudges", "light"),
        ],
    )
    async def test_what_cannot_be_read_is_said_at_its_field(
        self, company: Database, words: str, field: str, sentence: str
    ) -> None:
        answer = await reply(company, f"rungs me {words}", by=BEN)

        assert isinstance(answer, OpenForm)
        assert sentence in answer.errors[field]

    async def test_the_form_opens_with_what_is_set_and_stores_what_is_sent(self, company: Database) -> None:
        values = await opened(company, Call("rungs me change"))
        answer = await submitted(company, "rungs me change", values | {"hours": "7-15", "country": "de"})

        assert (values["hours"], values["days"], values["time_zone"]) == ("9-17", "mon-fri", "UTC")
        assert "7:00 to 15:00" in said(whispered(answer))
        assert "Country: DE" in said(whispered(answer))

    async def test_a_form_that_was_opened_before_another_change_is_refused(self, company: Database) -> None:
        values = await opened(company, Call("rungs me change"))
        await typed(company, "rungs me --hours 8-16")

        with pytest.raises(Refused, match="changed meanwhile"):
            await submitted(company, "rungs me change", values | {"hours": "7-15"})

    async def test_looking_stores_nothing(self, company: Database) -> None:
        await typed(company, "rungs me")

        assert await company.read(lambda db: db.execute(select(audit.c.id)).all()) == []

    @pytest.mark.parametrize(
        ("typed_days", "days", "shown"),
        [
            ("mon-fri", "12345", "mon-fri"),
            ("Sun-Thu", "12347", "sun-thu"),
            ("mon,wed", "13", "mon,wed"),
            ("monday, friday", "15", "mon,fri"),
            ("sat", "6", "sat"),
            ("mon-sun", "1234567", "mon-sun"),
            ("fri - mon", "1567", "fri-mon"),
        ],
    )
    def test_days_are_shown_as_they_are_typed(self, typed_days: str, days: str, shown: str) -> None:
        assert read_days(typed_days) == days
        assert days_said(days) == shown


class TestSettings:
    async def test_they_show_what_app_yaml_says_and_who_sets_things_up(self, company: Database) -> None:
        text = await typed(company, "rungs settings", by=BEN)

        assert text.startswith("Our company checks in Monday at 09:00 (UTC).")
        assert "Super users: @Ana Ruiz" in text
        assert "app.yaml" not in text

    async def test_super_users_see_how_to_change_them(self, company: Database) -> None:
        assert "edit app.yaml" in await typed(company, "rungs settings")

    async def test_whom_app_yaml_names_takes_the_place_of_the_admins(self, company: Database) -> None:
        named = Company(super_users=frozenset({"Chen.Li@company-x.example"}))

        def answer(db: Connection) -> str:
            ask: Ask = replace(an_ask(db, ANA, router=ROUTER), company=named)
            return said(whispered(run(ask, "rungs settings", ROUTER)))

        assert "Super users: @Chen Li" in await company.read(answer)

    async def test_a_team_without_a_channel_and_one_that_cannot_be_reached_are_named(self, company: Database) -> None:
        def trouble(db: Connection) -> None:
            a_team(db, 1, "Sales")
            a_team(db, 1, "Product", channel="C0PRODUCT")
            row = {
                "workspace_id": 1,
                "queue": "q",
                "lane": 1,
                "action": "post",
                "platform": "slack",
                "state": "blocked",
            }
            row |= {"conversation": "C0PRODUCT", "thread": "", "reply_url": "", "card": "", "attachment_name": ""}
            db.execute(insert(outbox).values(**row, state_card=False, attempts=1, not_before=0.0, created_at=NOW))

        await company.write(trouble)
        text = await typed(company, "rungs settings")

        assert "Rungs could not post in #product of Product. Invite it there." in text
        assert "Without a channel: Sales." in text


class TestNamingPeople:
    async def test_a_name_that_fits_several_offers_them(self, company: Database) -> None:
        await company.write(lambda db: a_person(db, 1, "Ben Okri"))

        with pytest.raises(Refused) as caught:
            await reply(company, lambda db: f"rungs manager {at(db, CHEN)} --is Ben")

        assert caught.value.card is not None
        assert [line.split(" [")[0] for line in said(caught.value.card).splitlines()[1:]] == ["Ben Okafor", "Ben Okri"]

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
