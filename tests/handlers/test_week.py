"""The week: the post in the channel, the lines in its thread, and one reminder for who has not checked in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from handlers.chat.card import Call, Card, load
from handlers.chat.due import Due, Occasion
from handlers.check_ins.reminders import REMINDERS
from handlers.check_ins.schedule import AGAIN, NUDGE, PROMPT, reschedule_people, reschedule_team
from handlers.company import Cadence, Company
from storage import teams
from storage.database import Connection, Database
from storage.outbox import messages, outbox
from storage.people import people
from storage.reach import mark_reachable, mark_unreachable
from storage.reminders import reminders
from tests.builders import company as build
from tests.builders.check_ins import Cast, a_key_result, an_objective, button, called, replaced, set_up, typed

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""The check-in of week 48, in the company's zone, which is UTC."""
COMPANY = Company()


def a_product_team(db: Connection, cast: Cast, channel: str = "C0PRODUCT") -> int:
    return build.a_team(db, cast.workspace, "Product", (cast.ana, cast.ben, cast.cleo), channel=channel)


def schedule(db: Connection, cast: Cast, team_id: int, now: datetime, company: Company = COMPANY) -> None:
    reschedule_team(db, company, cast.workspace, team_id, now)


def due_at(db: Connection, kind: str) -> dict[int, datetime]:
    rows = db.execute(select(reminders.c.subject_id, reminders.c.due_at).where(reminders.c.kind == kind))
    return {row.subject_id: row.due_at for row in rows}


def ring(
    db: Connection, cast: Cast, kind: str, now: datetime, company: Company = COMPANY
) -> Mapping[int, datetime | None]:
    """Do what is due of that kind, as the tick does; return when each subject is due next."""
    found = db.execute(select(reminders).where(reminders.c.kind == kind, reminders.c.due_at <= now)).all()
    due = [Due(row.id, row.workspace_id, row.kind, row.subject, row.subject_id, row.due_at) for row in found]
    if not due:
        return {}
    following = REMINDERS[kind](Occasion(db, now, company, cast.workspace, due))
    subjects = {row.id: row.subject_id for row in found}
    for reminder_id, at in following.items():
        if at is not None:
            db.execute(update(reminders).where(reminders.c.id == reminder_id).values(due_at=at))
        else:
            db.execute(reminders.delete().where(reminders.c.id == reminder_id))
    return {subjects[reminder_id]: at for reminder_id, at in following.items()}


def said(db: Connection) -> list[tuple[str, Card]]:
    """What waits in the outbox: whereto ("@3", "C0PRODUCT", "thread") and the card."""
    rows = db.execute(select(outbox).where(outbox.c.state == "waiting").order_by(outbox.c.id))
    return [("thread" if row.thread_of else row.conversation or f"@{row.person_id}", load(row.card)) for row in rows]


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


class TestTheWeeklyPost:
    async def test_is_due_on_the_next_check_in_of_the_company(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> tuple[int, dict[int, datetime]]:
            team_id = a_product_team(db, cast)
            schedule(db, cast, team_id, MONDAY - timedelta(days=3))
            return team_id, due_at(db, PROMPT)

        team_id, due = await database.write(work)

        assert due == {team_id: MONDAY}

    async def test_stays_at_nine_when_the_clocks_change(self, database: Database, cast: Cast) -> None:
        berlin = Company(time_zone=ZoneInfo("Europe/Berlin"))

        def work(db: Connection) -> list[datetime]:
            team_id = a_product_team(db, cast)
            schedule(db, cast, team_id, datetime(2026, 10, 18, 12, 0, tzinfo=UTC), berlin)
            before = due_at(db, PROMPT)[team_id]
            after = ring(db, cast, PROMPT, before, berlin)[team_id]
            assert after is not None
            return [before, after]

        assert await database.write(work) == [
            datetime(2026, 10, 19, 7, 0, tzinfo=UTC),
            datetime(2026, 10, 26, 8, 0, tzinfo=UTC),
        ]

    async def test_counts_those_who_have_key_results(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> list[tuple[str, Card]]:
            schedule(db, cast, a_product_team(db, cast), MONDAY - timedelta(days=3))
            ring(db, cast, PROMPT, MONDAY)
            return said(db)

        ((where, card),) = await database.write(work)

        assert where == "C0PRODUCT"
        assert card.text == "Check-in, week 48: 0 of 1 in"
        assert build.said(card).splitlines()[0] == "0 of 1 in · Check-in, week 48"
        assert build.calls(card) == {"Check in": "checkin"}

    async def test_comes_once_for_a_week_and_next_week_again(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> tuple[list[str], Mapping[int, datetime | None]]:
            schedule(db, cast, a_product_team(db, cast), MONDAY - timedelta(days=3))
            following = ring(db, cast, PROMPT, MONDAY + timedelta(hours=1))
            ring(db, cast, PROMPT, MONDAY + timedelta(days=6))
            return [card.text for _, card in said(db)], following

        texts, following = await database.write(work)

        assert texts == ["Check-in, week 48: 0 of 1 in"]
        assert list(following.values()) == [MONDAY + timedelta(days=7)]

    async def test_is_not_posted_where_nobody_has_a_key_result(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> tuple[list[tuple[str, Card]], int]:
            team_id = build.a_team(db, cast.workspace, "Legal", (cast.cleo,), channel="C0LEGAL")
            schedule(db, cast, team_id, MONDAY - timedelta(days=3))
            ring(db, cast, PROMPT, MONDAY)
            return said(db), len(due_at(db, PROMPT))

        assert await database.write(work) == ([], 1)

    async def test_ends_with_the_channel(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> list[dict[int, datetime]]:
            team_id = a_product_team(db, cast)
            schedule(db, cast, team_id, MONDAY - timedelta(days=3))
            db.execute(update(teams.teams).values(channel="", platform=""))
            ring(db, cast, PROMPT, MONDAY)
            after_the_post = due_at(db, PROMPT)
            schedule(db, cast, team_id, MONDAY)
            return [after_the_post, due_at(db, PROMPT)]

        assert await database.write(work) == [{}, {}]

    async def test_ends_at_once_where_the_team_is_rescheduled_without_one(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> dict[int, datetime]:
            team_id = a_product_team(db, cast)
            schedule(db, cast, team_id, MONDAY - timedelta(days=3))
            db.execute(update(teams.teams).values(channel="", platform=""))
            schedule(db, cast, team_id, MONDAY - timedelta(days=2))
            return due_at(db, PROMPT)

        assert await database.write(work) == {}


class TestTheThread:
    async def posted(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> None:
            schedule(db, cast, a_product_team(db, cast), MONDAY - timedelta(days=3))
            ring(db, cast, PROMPT, MONDAY)
            db.execute(update(outbox).values(state="sent", card=""))
            db.execute(update(messages).values(external_id="1.1"))

        await database.write(work)

    async def test_a_check_in_is_a_line_and_the_count_moves(self, database: Database, cast: Cast) -> None:
        await self.posted(database, cast)
        await typed(database, cast.ben, "okr update KR-1 940", MONDAY - timedelta(days=7))

        await typed(database, cast.ben, "okr update KR-1 1250 the fair went well --confidence 7")

        post, line = await database.read(said)
        assert post[0] == "C0PRODUCT"
        assert build.said(post[1]).splitlines()[:2] == ["1 of 1 in · Check-in, week 48", "In: @Ben Okafor"]
        assert line[0] == "thread"
        assert build.said(line[1]) == (
            "Ben Okafor: 42 % · KR-1 Obtain 3,000 pre-orders · 1250 of 3000 orders, was 940"
            " · confidence 7 of 10 · the fair went well [Answer]"
        )

    async def test_a_second_check_in_revises_the_same_edit(self, database: Database, cast: Cast) -> None:
        await self.posted(database, cast)

        await typed(database, cast.ben, "okr update KR-1 940")
        await typed(database, cast.ben, "okr update KR-2 50")

        assert [where for where, _ in await database.read(said)] == ["C0PRODUCT", "thread", "thread"]

    async def test_what_was_taken_back_is_said_and_counts_no_more(self, database: Database, cast: Cast) -> None:
        await self.posted(database, cast)
        card = build.whispered(await typed(database, cast.ben, "okr update KR-1 940"))

        await called(database, cast.ben, button(card, "Undo"))

        spoken = await database.read(said)
        assert spoken[0][1].text == "Check-in, week 48: 0 of 1 in"
        assert "took a check-in back" in spoken[-1][1].text

    async def test_nothing_is_said_where_no_post_is_open(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: a_product_team(db, cast))

        await typed(database, cast.ben, "okr update KR-1 940")

        assert await database.read(said) == []

    async def test_the_post_of_last_week_stays_as_it_was(self, database: Database, cast: Cast) -> None:
        await self.posted(database, cast)

        await typed(database, cast.ben, "okr update KR-1 940", MONDAY + timedelta(days=8))

        assert await database.read(said) == []


class TestTheReminder:
    async def test_comes_two_working_hours_after_the_post(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> dict[int, datetime]:
            db.execute(update(people).where(people.c.id == cast.ana).values(time_zone="America/Los_Angeles"))
            db.execute(update(people).where(people.c.id == cast.cleo).values(days="34"))
            schedule(db, cast, a_product_team(db, cast), MONDAY - timedelta(days=2))
            return due_at(db, NUDGE)

        assert await database.write(work) == {
            cast.ana: datetime(2026, 11, 23, 19, 0, tzinfo=UTC),
            cast.ben: datetime(2026, 11, 23, 11, 0, tzinfo=UTC),
            cast.cleo: datetime(2026, 11, 25, 11, 0, tzinfo=UTC),
        }

    async def test_without_a_channel_it_comes_in_the_own_morning(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> dict[int, datetime]:
            zones = {cast.ana: ("Asia/Tokyo", 8), cast.ben: ("Europe/Berlin", 10)}
            for person, (zone, starts) in zones.items():
                db.execute(update(people).where(people.c.id == person).values(time_zone=zone, starts_hour=starts))
            reschedule_people(db, COMPANY, cast.workspace, list(zones), MONDAY - timedelta(days=3))
            return due_at(db, NUDGE)

        assert await database.write(work) == {cast.ana: MONDAY - timedelta(hours=9), cast.ben: MONDAY}

    async def test_waits_for_a_working_day(self, database: Database, cast: Cast) -> None:
        fridays = Company(check_in=Cadence(5, time(9)))

        def work(db: Connection) -> dict[int, datetime]:
            db.execute(update(people).values(days="71234"))
            reschedule_people(db, fridays, cast.workspace, [cast.ben], MONDAY)
            return due_at(db, NUDGE)

        assert await database.write(work) == {cast.ben: datetime(2026, 11, 29, 9, 0, tzinfo=UTC)}

    async def nudged(self, database: Database, cast: Cast, now: datetime = MONDAY + timedelta(hours=2)) -> list[str]:
        """Let the reminders of that moment ring; return who was written to."""

        def work(db: Connection) -> list[str]:
            reschedule_people(db, COMPANY, cast.workspace, [cast.ana, cast.ben, cast.cleo], now - timedelta(days=1))
            ring(db, cast, NUDGE, now)
            return [where for where, _ in said(db)]

        return await database.write(work)

    async def test_goes_to_who_owns_key_results_and_has_not_checked_in(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: a_product_team(db, cast))

        assert await self.nudged(database, cast) == [f"@{cast.ben}"]

    async def test_says_what_waits_why_it_came_and_three_ways_out(self, database: Database, cast: Cast) -> None:
        await self.nudged(database, cast)

        ((_, card),) = await database.read(said)
        assert card.text == "2 key results wait for your check-in, week 48."
        assert "not said · KR-1 Obtain 3,000 pre-orders" in build.said(card)
        assert "because you own key results" in build.said(card)
        assert build.calls(card) == {
            "Check in": "checkin",
            "Remind me tomorrow": "checkin later",
            "Not mine": "okr hand-over",
            "Fewer of these": "rungs me",
        }

    async def test_leaves_out_who_is_in(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: a_product_team(db, cast))
        await typed(database, cast.ben, "okr update KR-1 940", MONDAY + timedelta(minutes=30))

        assert await self.nudged(database, cast) == []

    async def test_a_check_in_before_the_due_moment_is_last_weeks(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: a_product_team(db, cast))
        await typed(database, cast.ben, "okr update KR-1 940", MONDAY - timedelta(days=1))

        assert await self.nudged(database, cast) == [f"@{cast.ben}"]

    async def test_without_a_channel_the_own_check_in_day_counts_from_midnight(
        self, database: Database, cast: Cast
    ) -> None:
        await typed(database, cast.ben, "okr update KR-1 940", MONDAY - timedelta(hours=1))

        assert await self.nudged(database, cast) == []

    async def test_leaves_out_what_was_made_after_the_due_moment(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> None:
            a_product_team(db, cast)
            objective = an_objective(db, cast.workspace, cast.cleo)
            a_key_result(db, cast.workspace, objective, cast.cleo, created_at=MONDAY + timedelta(hours=1))

        await database.write(work)

        assert await self.nudged(database, cast) == [f"@{cast.ben}"]

    @pytest.mark.parametrize("standing", ["guest", "deactivated", "bot"])
    async def test_never_goes_to_others_than_members(self, database: Database, cast: Cast, standing: str) -> None:
        await database.write(
            lambda db: db.execute(update(people).where(people.c.id == cast.ben).values(standing=standing)).rowcount
        )

        assert await self.nudged(database, cast) == []

    async def test_whom_nothing_reaches_is_left_out_and_keeps_the_budget(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: mark_unreachable(db, "slack", cast.ben, MONDAY))
        silent = await self.nudged(database, cast)
        await database.write(lambda db: mark_reachable(db, "slack", cast.ben, MONDAY))

        assert (silent, await self.nudged(database, cast)) == ([], [f"@{cast.ben}"])

    async def test_leaves_out_key_results_that_are_over(self, database: Database, cast: Cast) -> None:
        assert await self.nudged(database, cast, datetime(2027, 3, 1, 11, 0, tzinfo=UTC)) == []

    async def test_comes_once_a_week(self, database: Database, cast: Cast) -> None:
        await self.nudged(database, cast)

        assert await self.nudged(database, cast, MONDAY + timedelta(hours=5)) == [f"@{cast.ben}"]

    async def test_keeps_to_the_budget(self, database: Database, cast: Cast) -> None:
        none_left = replace(COMPANY, nudges_a_week={"light": 0, "standard": 0, "active": 0})

        def work(db: Connection) -> list[tuple[str, Card]]:
            reschedule_people(db, none_left, cast.workspace, [cast.ben], MONDAY - timedelta(days=1))
            ring(db, cast, NUDGE, MONDAY + timedelta(hours=2), none_left)
            return said(db)

        assert await database.write(work) == []

    async def test_a_late_one_waits_for_the_working_hours(self, database: Database, cast: Cast) -> None:
        await self.nudged(database, cast, MONDAY + timedelta(hours=12))

        held = await database.read(lambda db: db.execute(select(outbox.c.held_until)).scalar_one())
        assert held == MONDAY + timedelta(days=1)

    async def test_a_zone_that_nobody_knows_stops_nothing(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: db.execute(update(people).values(time_zone="Mars/Olympus")).rowcount)

        assert await self.nudged(database, cast) == [f"@{cast.ben}"]

    async def test_takes_as_many_statements_for_one_as_for_many(
        self, database: Database, cast: Cast, statements: list[str]
    ) -> None:
        def crowd(db: Connection) -> list[int]:
            ids = [build.a_person(db, cast.workspace, f"Person {number}") for number in range(30)]
            for person in ids:
                a_key_result(db, cast.workspace, cast.objective, person)
            return ids

        def rung(db: Connection, persons: list[int]) -> int:
            due = [Due(person, cast.workspace, NUDGE, f"person:{person}", person, MONDAY) for person in persons]
            statements.clear()
            REMINDERS[NUDGE](Occasion(db, MONDAY, COMPANY, cast.workspace, due))
            return len(statements)

        persons = await database.write(crowd)
        one = await database.write(lambda db: rung(db, [cast.ben]))
        many = await database.write(lambda db: rung(db, persons))

        # Who works when, what waits, the budget, and the outbox.
        assert one == many == 4


class TestRemindMeTomorrow:
    FRIDAY = MONDAY + timedelta(days=4, hours=3)

    async def test_is_the_next_working_day(self, database: Database, cast: Cast) -> None:
        card = replaced(await called(database, cast.ben, Call("checkin later"), self.FRIDAY))

        assert await database.read(lambda db: due_at(db, AGAIN)) == {cast.ben: MONDAY + timedelta(days=7)}
        assert build.said(card).startswith("2026-11-30: I will remind you then")

    async def test_reminds_once_and_ends(self, database: Database, cast: Cast) -> None:
        await called(database, cast.ben, Call("checkin later"), MONDAY + timedelta(hours=3))

        def work(db: Connection) -> tuple[list[str], dict[int, datetime]]:
            ring(db, cast, AGAIN, MONDAY + timedelta(days=1))
            return [where for where, _ in said(db)], due_at(db, AGAIN)

        assert await database.write(work) == ([f"@{cast.ben}"], {})

    async def test_is_quiet_when_it_is_done(self, database: Database, cast: Cast) -> None:
        await called(database, cast.ben, Call("checkin later"), MONDAY + timedelta(hours=3))
        await typed(database, cast.ben, "okr update KR-1 10", MONDAY + timedelta(hours=4))

        def work(db: Connection) -> list[tuple[str, Card]]:
            ring(db, cast, AGAIN, MONDAY + timedelta(days=1))
            return said(db)

        assert await database.write(work) == []
