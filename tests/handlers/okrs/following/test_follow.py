"""Followers: who is told of what, when, and what they are never told."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from handlers.chat.ask import Ask
from handlers.chat.card import Call, load
from handlers.chat.due import Due, Occasion
from handlers.chat.router import Router
from handlers.chat.text import Mention, spans
from handlers.check_ins.commands import COMMANDS as CHECK_INS
from handlers.company import Company
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.following.telling import tell_changes as tell
from storage import reminders
from storage.database import Connection
from storage.follows import REMINDER, followed_changes
from storage.okr_lines import known_objective
from storage.okrs import objectives
from storage.outbox import outbox
from storage.people import people
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import NOW, Stage

MONDAY_NIGHT = NOW.replace(hour=22)


async def ticked(stage: Stage, now: datetime = NOW) -> Mapping[int, datetime | None]:
    """Do what is due for followers; return when each reminder is due next."""

    def work(db: Connection) -> Mapping[int, datetime | None]:
        due = [Due(*row) for row in reminders.claim_due(db, now, 500)]
        due = [one for one in due if one.kind == REMINDER]
        following = tell(Occasion(db, now, Company(), stage.workspace, due))
        reminders.move(db, following)
        return following

    return await stage.database.write(work)


async def told(stage: Stage, person: int) -> list[str]:
    """What a person was told of what they follow."""

    def read(db: Connection) -> list[str]:
        rows = db.execute(select(outbox).where(outbox.c.key.like(f"{REMINDER}:%")).order_by(outbox.c.id))
        return [said(load(row.card)) for row in rows if row.person_id == person]

    return await stage.database.read(read)


async def checked_in(stage: Stage, person: int, words: str, now: datetime = NOW) -> None:
    await stage.database.write(
        lambda db: Router(CHECK_INS).typed(build.an_ask(db, person, now=now), f"okr update {words}")
    )


async def changed(stage: Stage, person: int, sentence: str = "changed it", now: datetime = NOW) -> None:
    """The person changes O-1."""

    def work(db: Connection) -> None:
        ask = build.an_ask(db, person, now=now)
        line = known_objective(db, stage.workspace, "O-1")
        tell_followers(ask, line, spans(Mention(person, ask.person.name), f" {sentence}"))

    await stage.database.write(work)


class TestWhatIsTold:
    async def test_a_check_in_with_value_confidence_and_status_before_and_after(self, sales: Stage) -> None:
        assert "You follow KR-1" in await sales.words(sales.ben, "okr follow KR-1")
        await checked_in(sales, sales.cleo, "KR-1 940 --confidence 8")
        await ticked(sales)
        await checked_in(sales, sales.cleo, "KR-1 1250 The fair was good --confidence 2", NOW + timedelta(hours=2))
        await ticked(sales, NOW + timedelta(hours=2))

        first, second = await told(sales, sales.ben)
        assert "940 of 3000 orders, the first value · confidence 8, was not said" in first
        assert second.startswith("KR-1 Obtain 3,000 pre-orders [Unfollow]\n1250 of 3000 orders, was 940")
        assert "confidence 2, was 8" in second
        assert second.splitlines()[1].endswith("@Cleo Ito: The fair was good")

    async def test_a_check_in_that_changes_nothing_is_not_told(self, sales: Stage) -> None:
        await checked_in(sales, sales.cleo, "KR-1 940 --confidence 8")
        await sales.type(sales.ben, "okr follow KR-1")

        await checked_in(sales, sales.cleo, "KR-1 940 the same --confidence 8", NOW + timedelta(minutes=5))
        await ticked(sales, NOW + timedelta(minutes=6))

        assert await told(sales, sales.ben) == []

    async def test_who_follows_an_objective_hears_of_its_key_results(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr follow O-1")

        await checked_in(sales, sales.cleo, "KR-1 940")
        await ticked(sales)

        (text,) = await told(sales, sales.ana)
        assert text.startswith("KR-1 Obtain 3,000 pre-orders [Unfollow]")

    async def test_who_follows_a_key_result_hears_of_its_objective_but_of_no_other_part(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr follow KR-1")

        await checked_in(sales, sales.ben, "KR-2 50")
        await changed(sales, sales.cleo)
        await ticked(sales)

        (text,) = await told(sales, sales.ana)
        assert text.startswith("O-1 Win customers for the car [Unfollow]\n@Cleo Ito changed it")
        assert "KR-2" not in text

    async def test_what_one_did_oneself_is_not_told(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr follow KR-1")

        await checked_in(sales, sales.cleo, "KR-1 940")
        await ticked(sales)

        assert await told(sales, sales.cleo) == []

    async def test_a_check_in_that_is_taken_back_is_told(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow KR-1")
        await checked_in(sales, sales.cleo, "KR-1 940")
        await sales.database.write(
            lambda db: Router(CHECK_INS).called(build.an_ask(db, sales.cleo), Call("okr undo", {"check_in": "1"}))
        )

        await ticked(sales)

        (text,) = await told(sales, sales.ben)
        assert "nothing recorded yet, from 0 to 3000 orders, was 940" in text


class TestWhen:
    async def test_changes_of_an_hour_come_in_one_message_after_the_first(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow O-1")
        await changed(sales, sales.cleo, "changed it once")
        await ticked(sales)
        for minutes in (10, 20):
            await changed(sales, sales.cleo, f"changed it after {minutes}", NOW + timedelta(minutes=minutes))
            await ticked(sales, NOW + timedelta(minutes=minutes))
        assert len(await told(sales, sales.ben)) == 1

        await ticked(sales, NOW + timedelta(hours=1))

        _, second = await told(sales, sales.ben)
        assert second.splitlines()[1:3] == ["@Cleo Ito changed it after 10", "@Cleo Ito changed it after 20"]

    async def test_after_a_quiet_hour_the_clock_has_nothing_more_to_do(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow O-1")
        await changed(sales, sales.cleo)
        await ticked(sales)

        assert list((await ticked(sales, NOW + timedelta(hours=1))).values()) == [None]
        assert await ticked(sales, NOW + timedelta(hours=2)) == {}

    async def test_who_is_not_at_work_is_told_in_the_morning(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow O-1")
        await changed(sales, sales.cleo, now=MONDAY_NIGHT)

        (morning,) = (await ticked(sales, MONDAY_NIGHT)).values()
        assert await told(sales, sales.ben) == []
        assert morning == NOW.replace(hour=9) + timedelta(days=1)

        await ticked(sales, morning)
        assert len(await told(sales, sales.ben)) == 1


class TestSight:
    async def test_what_has_become_private_meanwhile_is_not_told(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow KR-1")
        await sales.type(sales.ana, "okr follow O-1")
        await checked_in(sales, sales.cleo, "KR-1 940")
        await sales.database.write(lambda db: db.execute(update(objectives).values(is_private=True)))

        await ticked(sales)

        assert await told(sales, sales.ana) == []
        # Ben owns KR-2 of it, and so he sees it still.
        assert len(await told(sales, sales.ben)) == 1

    async def test_who_has_left_is_not_told(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr follow O-1")
        await changed(sales, sales.cleo)
        await sales.database.write(
            lambda db: db.execute(update(people).where(people.c.id == sales.ana).values(standing="deactivated"))
        )

        await ticked(sales)

        assert await told(sales, sales.ana) == []


class TestUnfollow:
    async def test_also_what_waits_is_not_told_any_more(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow O-1")
        await changed(sales, sales.cleo)

        assert "You do not follow O-1 Win customers for the car any more" in await sales.words(
            sales.ben, "okr unfollow O-1"
        )
        await ticked(sales)

        assert await told(sales, sales.ben) == []
        await changed(sales, sales.cleo)
        assert await sales.database.read(lambda db: db.execute(select(followed_changes)).all()) == []

    async def test_what_was_not_followed_is_said_so(self, sales: Stage) -> None:
        assert (await sales.words(sales.ben, "okr unfollow O-1")).startswith("You do not follow O-1")

    async def test_a_key_result_is_heard_of_while_its_objective_is_followed(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr follow O-1")

        reply = await sales.type(sales.ben, "okr unfollow KR-1")

        assert said(whispered(reply)).startswith("You follow O-1, and so you are told of KR-1 too.")


class TestCost:
    async def test_where_nobody_follows_it_takes_one_statement(self, sales: Stage, statements: list[str]) -> None:
        assert await self.counted(sales, statements) == 1

    @pytest.mark.parametrize("followers", [1, 30])
    async def test_the_number_of_followers_does_not_matter(
        self, sales: Stage, statements: list[str], followers: int
    ) -> None:
        def join(db: Connection) -> None:
            for number in range(followers):
                person = build.a_person(db, sales.workspace, f"Person {number}")
                build.run(build.an_ask(db, person), "okr follow O-1")

        await sales.database.write(join)

        assert await self.counted(sales, statements) == 2

        statements.clear()
        await ticked(sales)
        assert len(statements) == 6

    async def counted(self, stage: Stage, statements: list[str]) -> int:
        ask = await stage.asking(stage.cleo, lambda ask: ask)
        line = await stage.asking(stage.cleo, lambda ask: known_objective(ask.db, ask.workspace_id, "O-1"))

        def work(db: Connection) -> int:
            asking = Ask(db, ask.now, ask.person, ask.place, ask.company)
            statements.clear()
            tell_followers(asking, line, spans("changed it"))
            return len(statements)

        return await stage.database.write(work)
