"""People as Teams knows them: asked about once, completed later, read from rosters, and never more than Teams says."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientSession
from sqlalchemy import select

from bot.clock import MachineClock
from bot.metrics import Metrics
from bot.presence import Presence
from bot.reception import Reception
from bot.services import Services
from bot.teams.activity import PLATFORM, Account
from bot.teams.connector import Connector, NoBearer
from bot.teams.conversations import Conversations
from bot.teams.members import arrival
from bot.teams.paced_connector import PacedConnector
from bot.teams.people import People
from handlers.chat.answer import Desk
from handlers.chat.router import Router
from handlers.company import Company
from storage import reach
from storage.arrivals import PLACEHOLDER, incomplete, register
from storage.conversations import Reference
from storage.database import Database
from storage.people import accounts, people
from storage.roles import admins
from storage.workspaces import install
from tests.bot.clocks import HandClock
from tests.bot.post_office import BusinessClock, card
from tests.builders import NOW, an_arrival
from tests.teams.service import TeamsService
from tests.teams.shapes import TENANT, Person, person

ANN, BEN = person("Ann Lee", 1), person("Ben Ray", 2)
TEAM, LUNCH = "19:team@thread.tacv2", "19:lunch@thread.v2"


def account(who: Person, **more: str) -> Account:
    """As an activity names them."""
    return Account(who.aad, who.id, who.name, **more)


@dataclass
class Office:
    """A company in Teams, of which nobody is known yet."""

    service: TeamsService
    database: Database
    services: Services
    connector: Connector
    clock: BusinessClock

    def __post_init__(self) -> None:
        self.conversations = Conversations(self.database, self.services.workspace_id, self.clock)
        self.people = self.enter()

    def enter(self) -> People:
        """As after a start."""
        return People(PacedConnector(self.connector, HandClock()), self.services, self.conversations)

    async def writes(self, who: Account, *others: Account) -> dict[str, int]:
        """Somebody writes to Rungs; returns our ids of everybody named."""
        chat = self.service.chat_with(who.address)
        found = await self.people.known(who, others, self.service.service_url, chat)
        return {name: known.person_id for name, known in found.items()}

    async def note(self, conversation: str, kind: Any, team: str = "") -> None:
        reference = Reference(conversation, kind, self.service.service_url, TENANT, team)
        await self.conversations.note(reference)

    async def rows(self) -> list[tuple[str, str, bool]]:
        """Name, standing, and whether Teams has told us, of everybody."""
        found = (
            select(people.c.name, people.c.standing, accounts.c.verified)
            .join(accounts, accounts.c.person_id == people.c.id)
            .order_by(accounts.c.id)
        )
        return await self.database.read(lambda db: [(row[0], row[1], row[2]) for row in db.execute(found)])

    async def column(self, column: Any) -> list[Any]:
        return await self.database.read(lambda db: list(db.scalars(select(column).order_by(column))))

    async def has(self, count: int) -> None:
        """Return when that many are known."""
        async with asyncio.timeout(10):
            while len(await self.rows()) < count:  # noqa: ASYNC110 - it waits for a row in a database
                await asyncio.sleep(0)

    @property
    def asked(self) -> list[str]:
        """What the Connector was asked for."""
        return [call.path.rpartition("/conversations/")[2] for call in self.service.calls]


@pytest.fixture
async def office(sqlite_database: Database) -> AsyncIterator[Office]:
    database, clock = sqlite_database, BusinessClock()
    workspace_id = await database.write(lambda db: install(db, PLATFORM, TENANT, "Company X", NOW))
    async with TeamsService([ANN, BEN], is_open=True) as service, ClientSession() as session:
        desk = Desk(Router(()), Company(), lambda ask: (), lambda ask: card("Home"))
        reception = Reception(database, desk, clock, lambda: None, Metrics())
        services = Services(session, reception, database, workspace_id, Company(), clock, Metrics(), {})
        connector = Connector(session, NoBearer(), MachineClock(), service.app_id)
        yield Office(service, database, services, connector, clock)


class TestFirstWords:
    async def test_a_writer_whom_nobody_knows_costs_one_call(self, office: Office) -> None:
        known = await office.writes(account(ANN), account(BEN))

        assert office.asked == [f"a:1-1ann/members/{ANN.id}"]
        assert known[ANN.aad] == known[ANN.id] != known[BEN.aad] == known[BEN.id]
        assert await office.rows() == [("Ann Lee", "member", True), (PLACEHOLDER, "member", False)]

    async def test_a_writer_who_is_known_costs_none_also_after_a_start(self, office: Office) -> None:
        first = await office.writes(account(ANN))
        office.service.calls.clear()
        office.people = office.enter()

        assert await office.writes(account(ANN)) == first
        assert office.asked == []

    async def test_who_was_met_once_costs_no_statement_either(self, office: Office, statements: list[str]) -> None:
        await office.writes(account(ANN))
        statements.clear()
        await office.writes(account(ANN))

        assert statements == []

    async def test_zone_and_locale_of_the_first_activity_are_kept(self, office: Office) -> None:
        await office.writes(account(ANN, time_zone="America/Lima", locale="es-PE"))

        assert await office.column(people.c.time_zone) == ["America/Lima"]
        assert await office.column(people.c.locale) == ["es-PE"]

    async def test_a_zone_that_changes_is_taken_over(self, office: Office) -> None:
        await office.writes(account(ANN, time_zone="America/Lima"))
        await office.writes(account(ANN, time_zone="Asia/Tokyo"))

        assert await office.column(people.c.time_zone) == ["Asia/Tokyo"]

    async def test_a_connector_that_refuses_leaves_a_row_to_be_completed(self, office: Office) -> None:
        office.service.fail_next(502, "<html>Bad gateway</html>")
        await office.writes(account(ANN, time_zone="America/Lima"))
        before = await office.rows()
        await office.people.complete()

        assert before == [(PLACEHOLDER, "member", False)]
        assert await office.rows() == [("Ann Lee", "member", True)]
        assert await office.column(people.c.time_zone) == ["America/Lima"]

    async def test_who_is_mentioned_is_completed_where_they_were_met(self, office: Office) -> None:
        office.service.add_conversation(LUNCH)
        await office.people.known(account(ANN), [account(BEN)], office.service.service_url, LUNCH)
        await office.people.complete()

        assert await office.rows() == [("Ann Lee", "member", True), ("Ben Ray", "member", True)]
        assert await office.database.read(lambda db: incomplete(db, 1, PLATFORM)) == ()

    async def test_somebody_whom_the_connector_does_not_know_is_asked_about_once(self, office: Office) -> None:
        await office.writes(account(ANN), account(BEN))
        office.service.calls.clear()
        await office.people.complete()
        await office.people.complete()

        assert office.asked == [f"a:1-1ann/members/{BEN.id}"]

    async def test_a_mention_without_the_directorys_id_is_the_same_person(self, office: Office) -> None:
        known = await office.writes(account(ANN))
        office.people = office.enter()
        bare = replace(account(ANN), id=ANN.id)

        assert (await office.writes(account(BEN), bare))[ANN.id] == known[ANN.aad]

    async def test_a_writer_without_the_directorys_id_has_it_from_the_connector(self, office: Office) -> None:
        bare = replace(account(ANN), id=ANN.id)
        first = await office.writes(bare)

        assert await office.column(accounts.c.external_id) == [ANN.aad]
        assert first[ANN.id] == (await office.writes(account(ANN)))[ANN.aad]

    async def test_somebody_met_by_address_alone_becomes_whom_the_directory_names(self, office: Office) -> None:
        bare = replace(account(BEN), id=BEN.id)
        first = (await office.writes(account(ANN), bare))[BEN.id]
        second = (await office.writes(account(BEN)))[BEN.aad]

        assert (first, await office.rows()) == (second, [("Ann Lee", "member", True), ("Ben Ray", "member", True)])

    async def test_a_bot_that_is_mentioned_is_a_bot(self, office: Office) -> None:
        await office.writes(account(ANN), Account("28:poll", "28:poll", "Polly"))

        assert ("Polly", "bot", True) in await office.rows()

    async def test_whoever_is_known_from_slack_is_the_same_person(self, office: Office) -> None:
        on_slack = an_arrival("Ann Lee", email="ANN@company-x.example")
        belongs = await office.database.write(lambda db: register(db, 1, "slack", [on_slack], NOW))

        assert (await office.writes(account(ANN)))[ANN.aad] == belongs[on_slack.external_id]


class TestRosters:
    async def test_teams_and_group_chats_are_read_to_the_last_page(self, office: Office) -> None:
        crowd = [person(f"P{number} Who", 100 + number) for number in range(7)]
        office.service.roster += crowd
        office.service.page = 3
        office.service.add_conversation(TEAM, [ANN.id, *(one.id for one in crowd)])
        office.service.add_conversation(LUNCH, [BEN.id])
        await office.note(TEAM, "channel", TEAM)
        await office.note("19:sales@thread.tacv2", "channel", TEAM)
        await office.note(LUNCH, "group")

        assert await office.people.fetch_all() == 9
        assert len(await office.rows()) == 9
        assert sum("19:sales" in asked for asked in office.asked) == 0

    async def test_a_roster_that_is_refused_does_not_keep_the_others_away(self, office: Office) -> None:
        office.service.add_conversation(LUNCH)
        await office.note(TEAM, "channel", TEAM)
        await office.note(LUNCH, "group")

        assert await office.people.fetch_all() == 2

    async def test_who_is_in_no_roster_any_more_stays(self, office: Office) -> None:
        office.service.add_conversation(LUNCH)
        await office.note(LUNCH, "group")
        await office.people.fetch_all()
        office.service.members[LUNCH] = [ANN.id]
        await office.people.fetch_all()

        assert ("Ben Ray", "member", True) in await office.rows()

    async def test_a_roster_is_read_at_the_start_and_soon_after_it_is_asked_for(self, office: Office) -> None:
        office.service.add_conversation(LUNCH, [ANN.id])
        await office.note(LUNCH, "group")
        running = asyncio.create_task(office.people.run())
        await office.has(1)
        office.service.members[LUNCH] = [ANN.id, BEN.id]
        office.people.read_roster_soon()
        await office.has(2)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def test_news_of_many_who_joined_is_one_reading(self, office: Office) -> None:
        office.service.add_conversation(LUNCH, [ANN.id, BEN.id])
        await office.note(LUNCH, "group")
        for _ in range(30):
            office.people.read_roster_in_a_while()
        office.service.calls.clear()

        await office.people.catch_up()
        await office.people.catch_up()

        assert [call.method for call in office.service.calls] == ["GET"]
        assert len(await office.rows()) == 2

    async def test_somebody_of_whom_only_the_id_was_known_before_a_start_is_completed(self, office: Office) -> None:
        office.service.fail_next(500, times=1)
        known = await office.writes(account(ANN))
        chat = office.service.chat_with(ANN.id)
        office.people = office.enter()
        await office.conversations.note(
            Reference(chat, "personal", office.service.service_url, TENANT, person_id=known[ANN.aad])
        )
        await office.people.complete()

        assert await office.rows() == [("Ann Lee", "member", True)]


class TestReach:
    async def test_whoever_writes_again_is_reached_again(self, office: Office) -> None:
        ann = (await office.writes(account(ANN)))[ANN.aad]
        await office.conversations.mark_unreachable(ann)
        gone = await office.database.read(lambda db: reach.unreachable(db, 1, PLATFORM))
        await office.writes(account(ANN))

        assert gone == {ann}
        assert await office.database.read(lambda db: reach.unreachable(db, 1, PLATFORM)) == frozenset()

    async def test_that_is_so_after_a_start_too(self, office: Office) -> None:
        ann = (await office.writes(account(ANN)))[ANN.aad]
        await office.conversations.mark_unreachable(ann)
        office.conversations = Conversations(office.database, 1, office.clock)
        office.people = office.enter()
        await office.writes(account(ANN))

        assert await office.database.read(lambda db: reach.unreachable(db, 1, PLATFORM)) == frozenset()

    async def test_it_is_noted_where_somebody_writes_when_there_are_two_platforms(self, office: Office) -> None:
        presence = Presence(office.database, office.clock)
        office.services = replace(office.services, presence=presence)
        office.people = office.enter()
        await office.writes(account(ANN))
        await presence.settle()

        assert await office.column(accounts.c.used_at) == [NOW]


class TestInstalling:
    async def test_whoever_installs_first_counts_as_an_admin(self, office: Office) -> None:
        ids = await office.writes(account(ANN))
        others = await office.writes(account(BEN))
        await office.people.note_installer(ids[ANN.aad])
        await office.people.note_installer(others[BEN.aad])

        found = await office.database.read(lambda db: admins(db, 1))
        assert [one.name for one in found] == ["Ann Lee"]


class TestMembers:
    def member(self, **more: str) -> dict[str, Any]:
        return ANN.member() | more

    def test_a_member_is_who_teams_says(self) -> None:
        found = arrival(self.member(), TENANT)

        assert (found.external_id, found.address, found.name, found.email) == (
            ANN.aad,
            ANN.id,
            "Ann Lee",
            "ann@company-x.example",
        )
        assert (found.standing, found.is_admin, found.time_zone, found.locale) == ("member", None, "", "")

    @pytest.mark.parametrize(
        ("email", "upn", "expected"),
        [
            ("ann@x.example", "a.lee@tenant.example", "ann@x.example"),
            ("", "a.lee@tenant.example", "a.lee@tenant.example"),
            ("", "ann_home.example#EXT#@tenant.example", ""),
            ("", "ann", ""),
            ("", "", ""),
        ],
    )
    def test_the_name_to_sign_in_with_is_the_address_where_there_is_no_other(
        self, email: str, upn: str, expected: str
    ) -> None:
        assert arrival(self.member(email=email, userPrincipalName=upn), TENANT).email == expected

    @pytest.mark.parametrize(
        ("more", "standing"),
        [
            ({"userRole": "guest"}, "guest"),
            ({"userPrincipalName": "ann_home.example#EXT#@tenant.example"}, "guest"),
            ({"userRole": "anonymous"}, "guest"),
            ({"tenantId": "another"}, "guest"),
            ({"id": "28:other-bot"}, "bot"),
            ({"tenantId": ""}, "member"),
        ],
    )
    def test_guests_and_bots_are_told_apart(self, more: dict[str, str], standing: str) -> None:
        assert arrival(self.member(**more), TENANT).standing == standing

    @pytest.mark.parametrize("more", [{"userRole": "anonymous"}, {"tenantId": "another"}])
    def test_what_a_foreign_directory_says_makes_nobody_one_of_ours(self, more: dict[str, str]) -> None:
        assert arrival(self.member(**more), TENANT).email == ""

    @pytest.mark.parametrize("name", ["", "   "])
    def test_a_name_in_parts_does_too(self, name: str) -> None:
        assert arrival(self.member(name=name), TENANT).name == "Ann Lee"

    def test_whatever_is_of_another_shape_is_not_there(self) -> None:
        odd: dict[str, Any] = {"id": "29:x", "name": None, "email": 7, "userRole": [], "aadObjectId": {}}

        found = arrival(odd)

        assert (found.external_id, found.name, found.email, found.standing) == ("29:x", PLACEHOLDER, "", "member")


async def test_presence_is_written_once_in_ten_minutes_and_at_every_change_of_platform(
    office: Office, statements: list[str]
) -> None:
    ann = (await office.writes(account(ANN)))[ANN.aad]
    presence = Presence(office.database, office.clock)
    written = []
    for platform, minutes in (("teams", 0), ("teams", 9), ("slack", 9), ("teams", 9), ("teams", 20)):
        office.clock.at = NOW + timedelta(minutes=minutes)
        statements.clear()
        presence.note(ann, platform)
        await presence.settle()
        written.append(bool(statements))

    assert written == [True, False, True, True, True]
    assert await office.column(accounts.c.used_at) == [NOW + timedelta(minutes=20)]
