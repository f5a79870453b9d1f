"""One person on two platforms: which of them says what, and where somebody is written to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from storage import account_details, direct, forwarding, outbox, reach, roles, workspaces
from storage.account_details import AccountDetails
from storage.arrivals import Arrival, register
from storage.database import Database
from storage.direct import DirectMessage
from storage.dispatch import Wanted, claim
from storage.outbox import INTERACTIVE, SCHEDULED, Draft
from storage.outcomes import GivenUp, settle
from storage.people import accounts, people
from tests.builders import NOW, a_workspace, an_arrival

ANA = an_arrival("Ana Ruiz", time_zone="Europe/Madrid", locale="es-ES")
ON_TEAMS = replace(ANA, external_id="aad-ana", address="29:ana", time_zone="", locale="", is_admin=None)


def arrive(arrival: Arrival, platform: str = "teams") -> Callable[[Connection], int]:
    return lambda db: register(db, 1, platform, [arrival], NOW, "Europe/Berlin")[arrival.external_id]


@pytest.fixture
async def company(database: Database) -> Database:
    await database.write(a_workspace)
    return database


async def row(company: Database, *columns: Any) -> tuple[Any, ...]:
    """Columns of the only person or account, read from one table each."""

    def values(db: Connection) -> tuple[Any, ...]:
        return tuple(db.execute(select(column).distinct()).scalar_one() for column in columns)

    return await company.read(values)


class TestWhoSaysWhat:
    async def test_the_account_that_came_first_keeps_the_name_whatever_the_other_says(self, company: Database) -> None:
        await company.write(arrive(ANA, "slack"))
        other = replace(ON_TEAMS, name="Ruiz, Ana (Sales)")
        for _ in range(2):
            await company.write(arrive(other))
            await company.write(arrive(ANA, "slack"))

        assert await row(company, people.c.name) == ("Ana Ruiz",)

    async def test_a_roster_that_says_the_same_again_writes_nothing(
        self, company: Database, statements: list[str]
    ) -> None:
        await company.write(arrive(ANA, "slack"))
        await company.write(arrive(replace(ON_TEAMS, name="Ruiz, Ana")))
        statements.clear()
        await company.write(arrive(replace(ON_TEAMS, name="Ruiz, Ana")))

        assert [one.split()[0] for one in statements] == ["SELECT", "SELECT"]

    async def test_a_name_that_only_the_second_platform_knows_is_taken(self, company: Database) -> None:
        await company.write(arrive(replace(ANA, name=""), "slack"))
        await company.write(arrive(ON_TEAMS))

        assert await row(company, people.c.name) == ("Ana Ruiz",)

    async def test_an_address_is_never_replaced_by_none(self, company: Database) -> None:
        await company.write(arrive(ON_TEAMS))
        await company.write(arrive(replace(ON_TEAMS, email="")))

        assert await row(company, people.c.email) == ("ana.ruiz@company-x.example",)

    async def test_who_left_one_platform_is_still_there_on_the_other(self, company: Database) -> None:
        await company.write(arrive(ANA, "slack"))
        await company.write(arrive(ON_TEAMS))
        await company.write(arrive(replace(ANA, standing="deactivated"), "slack"))
        still = await row(company, people.c.standing)
        await company.write(arrive(replace(ON_TEAMS, standing="deactivated")))

        assert (still, await row(company, people.c.standing)) == (("member",), ("deactivated",))

    async def test_a_member_who_joins_by_a_second_account_counts_as_one_at_once(self, company: Database) -> None:
        await company.write(arrive(replace(ANA, standing="deactivated"), "slack"))
        await company.write(arrive(ON_TEAMS))

        assert await row(company, people.c.standing) == ("member",)

    async def test_a_bot_is_one_only_where_all_accounts_are(self, company: Database) -> None:
        await company.write(arrive(replace(ANA, standing="bot"), "slack"))
        bot = await row(company, people.c.standing)
        await company.write(arrive(replace(ON_TEAMS, standing="guest")))

        assert (bot, await row(company, people.c.standing)) == (("bot",), ("guest",))

    async def test_a_platform_that_tells_no_zone_leaves_the_one_that_is_known(self, company: Database) -> None:
        await company.write(arrive(ANA, "slack"))
        await company.write(arrive(ON_TEAMS))
        await company.write(arrive(replace(ON_TEAMS, name="Ana R.")))

        assert await row(company, people.c.time_zone, people.c.locale) == ("Europe/Madrid", "es-ES")

    async def test_a_newcomer_of_whom_no_zone_is_told_has_the_companys(self, company: Database) -> None:
        await company.write(arrive(ON_TEAMS))

        assert await row(company, people.c.time_zone, people.c.locale) == ("Europe/Berlin", "en-US")

    async def test_somebody_whose_address_is_told_later_is_matched_then(self, company: Database) -> None:
        ana = await company.write(arrive(ANA, "slack"))
        alone = await company.write(arrive(replace(ON_TEAMS, email="")))
        matched = await company.write(arrive(replace(ON_TEAMS, email="ANA.RUIZ@company-x.example")))

        assert alone != ana
        assert matched == ana

    async def test_two_accounts_completed_at_once_with_one_address_are_one_person(self, company: Database) -> None:
        strangers = [replace(ON_TEAMS, external_id=name, address="", verified=False) for name in ("a", "b")]
        await company.write(lambda db: register(db, 1, "teams", strangers, NOW))
        told = [replace(one, verified=True) for one in strangers]
        third = replace(told[0], external_id="c")
        belongs = await company.write(lambda db: register(db, 1, "teams", [third, *told], NOW))

        assert len(set(belongs.values())) == 1


class TestHearsay:
    def hear(self, zone: str, locale: str = "", address: str = "") -> Callable[[Connection], None]:
        said = AccountDetails("aad-ana", address, zone, locale)
        return lambda db: account_details.take_over(db, 1, "teams", said, "Europe/Berlin")

    async def test_the_zone_that_comes_with_a_message_counts(self, company: Database) -> None:
        await company.write(arrive(replace(ON_TEAMS, address="")))
        await company.write(self.hear("America/Lima", "es-PE", "29:new"))

        assert await row(company, people.c.time_zone, people.c.locale, accounts.c.address) == (
            "America/Lima",
            "es-PE",
            "29:new",
        )

    @pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Pacific Standard Time"])
    async def test_what_is_no_zone_changes_nothing(self, company: Database, zone: str) -> None:
        await company.write(arrive(ON_TEAMS))
        await company.write(self.hear(zone))

        assert await row(company, people.c.time_zone, accounts.c.address) == ("Europe/Berlin", "29:ana")

    async def test_a_zone_that_the_person_has_set_stays(self, company: Database) -> None:
        await company.write(arrive(ON_TEAMS))
        await company.write(lambda db: db.execute(update(people).values(time_zone="Asia/Tokyo", own_time_zone=True)))
        await company.write(self.hear("America/Lima"))

        assert await row(company, people.c.time_zone) == ("Asia/Tokyo",)

    async def test_the_zone_of_an_older_account_stays(self, company: Database) -> None:
        await company.write(arrive(ANA, "slack"))
        await company.write(arrive(ON_TEAMS))
        await company.write(self.hear("America/Lima", "es-PE"))

        assert await row(company, people.c.time_zone, people.c.locale) == ("Europe/Madrid", "es-ES")


async def on_both(company: Database) -> int:
    ana = await company.write(arrive(ANA, "slack"))
    assert await company.write(arrive(ON_TEAMS)) == ana
    return ana


def tell(person: int, lane: int = SCHEDULED) -> Callable[[Connection], None]:
    """One message by each of the two ways into the outbox."""

    def work(db: Connection) -> None:
        direct.tell(db, 1, lane, [DirectMessage(person, "{}")], NOW)
        outbox.enqueue(
            db,
            [Draft(workspace_id=1, queue=f"@{person}", lane=lane, card="{}", created_at=NOW, person_id=person)],
        )

    return work


async def platforms(company: Database) -> list[str]:
    return await company.read(lambda db: list(db.scalars(select(outbox.outbox.c.platform))))


class TestWhereSomebodyIsWrittenTo:
    async def test_a_message_goes_to_the_platform_last_used(self, company: Database) -> None:
        ana = await on_both(company)
        await company.write(lambda db: reach.mark_used(db, "slack", ana, NOW))
        await company.write(lambda db: reach.mark_used(db, "teams", ana, NOW + timedelta(hours=1)))
        await company.write(lambda db: reach.mark_used(db, "teams", ana, NOW - timedelta(hours=1)))
        await company.write(tell(ana))

        assert await platforms(company) == ["teams", "teams"]

    @pytest.mark.parametrize("last", ["slack", "teams"])
    async def test_of_two_uses_within_an_instant_the_later_counts(self, company: Database, last: str) -> None:
        ana = await on_both(company)
        for platform in ("slack", "teams", last):
            await company.write(lambda db, on=platform: reach.mark_used(db, on, ana, NOW))  # type: ignore[misc]
        await company.write(tell(ana))

        assert await platforms(company) == [last, last]

    async def test_a_platform_that_was_used_comes_before_one_that_never_was(self, company: Database) -> None:
        ana = await on_both(company)
        await company.write(lambda db: reach.mark_used(db, "teams", ana, NOW))
        await company.write(tell(ana))

        assert await platforms(company) == ["teams", "teams"]

    async def test_without_use_it_is_the_account_that_came_first(self, company: Database) -> None:
        await company.write(tell(await on_both(company)))

        assert await platforms(company) == ["slack", "slack"]

    async def test_a_platform_that_takes_nothing_is_passed_over_until_it_does(self, company: Database) -> None:
        ana = await on_both(company)
        await company.write(lambda db: reach.mark_used(db, "teams", ana, NOW))
        await company.write(lambda db: reach.mark_unreachable(db, "teams", ana, NOW))
        await company.write(tell(ana))
        gone = await company.read(lambda db: reach.unreachable(db, 1, "teams"))
        await company.write(lambda db: reach.mark_reachable(db, "teams", ana, NOW))
        await company.write(tell(ana))

        assert gone == {ana}
        assert await company.read(lambda db: reach.unreachable(db, 1, "teams")) == frozenset()
        assert await platforms(company) == ["slack", "slack", "teams", "teams"]

    async def test_who_left_a_platform_is_not_written_to_there(self, company: Database) -> None:
        ana = await on_both(company)
        await company.write(arrive(replace(ANA, standing="deactivated"), "slack"))
        await company.write(tell(ana))

        assert await platforms(company) == ["teams", "teams"]

    async def test_somebody_whom_nothing_reaches_is_not_written_to_at_all(self, company: Database) -> None:
        ana = await company.write(arrive(ON_TEAMS))
        await company.write(lambda db: reach.mark_unreachable(db, "teams", ana, NOW))
        await company.write(tell(ana))

        assert await platforms(company) == []

    @pytest.mark.parametrize(("lane", "account"), [(SCHEDULED, ""), (INTERACTIVE, "29:ana")])
    async def test_what_waits_already_goes_nowhere_unless_somebody_waits_for_it(
        self, company: Database, lane: int, account: str
    ) -> None:
        ana = await company.write(arrive(ON_TEAMS))
        await company.write(tell(ana, lane))
        await company.write(lambda db: reach.mark_unreachable(db, "teams", ana, NOW))
        wanted = Wanted(1, "teams", 0.0, NOW, {"post": 1}, {"post": 1}, 1, 1)

        letters = await company.write(lambda db: claim(db, wanted))

        assert [letter.account for letter in letters] == [account]


class TestAPlatformThatTakesNoMore:
    @pytest.fixture
    async def last_on_teams(self, company: Database) -> int:
        ana = await on_both(company)
        await company.write(lambda db: workspaces.install(db, "teams", "tenant", "Company X", NOW))
        await company.write(lambda db: reach.mark_used(db, "teams", ana, NOW))
        return ana

    async def connect(self, company: Database, *names: str) -> list[str]:
        return await company.write(lambda db: forwarding.connect(db, 1, names))

    async def test_what_it_refuses_goes_to_the_other_once(self, company: Database, last_on_teams: int) -> None:
        await company.write(tell(last_on_teams))

        for _ in range(2):
            for platform in ("teams", "slack"):
                await company.write(partial(self.refuse, platform=platform, person_id=last_on_teams))

        states = select(outbox.outbox.c.platform, outbox.outbox.c.state)
        assert await company.read(lambda db: [tuple(row) for row in db.execute(states)]) == [("slack", "blocked")] * 2

    def refuse(self, db: Connection, platform: str, person_id: int) -> None:
        """Somebody has removed Rungs on Teams, and Slack takes nothing just now."""
        wanted = Wanted(1, platform, 0.0, NOW, {"post": 1}, {"post": 1}, 1, 1)
        letters = claim(db, wanted)
        if platform == "teams":
            reach.mark_unreachable(db, "teams", person_id, NOW)
        settle(db, [GivenUp(letter, "blocked") for letter in letters], NOW)

    async def test_while_it_is_not_connected_its_people_are_written_to_on_the_other(
        self, company: Database, last_on_teams: int
    ) -> None:
        await company.write(tell(last_on_teams))

        assert await self.connect(company, "slack") == ["teams"]
        await company.write(tell(last_on_teams))
        assert await platforms(company) == ["slack"] * 4

    async def test_who_has_no_other_is_not_written_to_until_it_is_back(self, company: Database) -> None:
        ana = await company.write(arrive(ON_TEAMS))
        await self.connect(company, "slack")
        await company.write(tell(ana))
        assert await platforms(company) == []

        await self.connect(company, "slack", "teams")
        await company.write(tell(ana))
        assert await platforms(company) == ["teams"] * 2

    async def test_who_had_removed_rungs_before_is_not_reached_again_by_that(
        self, company: Database, last_on_teams: int
    ) -> None:
        await company.write(lambda db: reach.mark_unreachable(db, "teams", last_on_teams, NOW))
        await self.connect(company, "slack")
        await self.connect(company, "slack", "teams")
        await company.write(tell(last_on_teams))

        assert await platforms(company) == ["slack"] * 2

    async def test_that_it_is_not_connected_is_nobodys_doing(self, company: Database, last_on_teams: int) -> None:
        await self.connect(company, "slack")

        assert await company.read(lambda db: reach.unreachable(db, 1, "teams")) == frozenset()


class TestTheFirstAdmin:
    @pytest.fixture
    async def teams_only(self, database: Database) -> Database:
        await database.write(lambda db: workspaces.install(db, "teams", "tenant", "Company X", NOW))
        return database

    def claim(self, person: int) -> Callable[[Connection], bool]:
        return lambda db: roles.make_first_admin(db, 1, "teams", person)

    async def test_whoever_comes_first_is_one_and_the_next_is_not(self, teams_only: Database) -> None:
        ana = await teams_only.write(arrive(ON_TEAMS))
        ben = await teams_only.write(arrive(replace(ON_TEAMS, external_id="ben", email="", address="")))

        assert await teams_only.write(self.claim(ana))
        assert not await teams_only.write(self.claim(ben))
        await teams_only.write(arrive(ON_TEAMS))
        assert [one.id for one in await teams_only.read(lambda db: roles.admins(db, 1))] == [ana]

    @pytest.mark.parametrize("changes", [{"standing": "guest"}, {"verified": False}])
    async def test_a_guest_and_a_stranger_are_none(self, teams_only: Database, changes: dict[str, Any]) -> None:
        ana = await teams_only.write(arrive(replace(ON_TEAMS, **changes)))

        assert not await teams_only.write(self.claim(ana))

    async def test_a_platform_that_names_its_admins_comes_before(self, company: Database) -> None:
        ana = await company.write(arrive(ON_TEAMS))

        assert not await company.write(self.claim(ana))
