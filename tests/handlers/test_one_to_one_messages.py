"""One-to-ones: what the other one of the two is told, and the reminder of an action."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from handlers.chat.due import Due, Occasion
from handlers.chat.reply import FormErrors
from handlers.one_to_ones.reminders import REMINDERS
from handlers.one_to_ones.schedule import REMINDER
from storage import messages
from storage.database import Connection, Database
from storage.outbox import outbox
from storage.people import people
from storage.reminders import reminders
from tests.builders.one_to_ones import (
    COMPANY,
    NOW,
    Cast,
    action,
    an_action,
    button,
    called,
    pressed,
    set_up_two,
    told,
    topic,
)

FRIDAY = date(2026, 11, 27)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up_two)


async def due_at(database: Database) -> list[datetime]:
    found = select(reminders.c.due_at).where(reminders.c.kind == REMINDER)
    return await database.read(lambda db: list(db.scalars(found)))


async def ring(database: Database, cast: Cast, now: datetime) -> None:
    """Do what is due by then, as the tick does."""

    def work(db: Connection) -> None:
        rows = db.execute(select(reminders).where(reminders.c.kind == REMINDER, reminders.c.due_at <= now)).all()
        due = [Due(row.id, row.workspace_id, row.kind, row.subject, row.subject_id, row.due_at) for row in rows]
        following = REMINDERS[REMINDER](Occasion(db, now, COMPANY, cast.workspace, due))
        assert following == {one.id: None for one in due}
        db.execute(reminders.delete().where(reminders.c.id.in_(list(following))))

    await database.write(work)


class TestTelling:
    async def test_the_other_one_gets_one_message_that_is_brought_up_to_date(
        self, database: Database, cast: Cast
    ) -> None:
        await topic(database, cast.ana, cast.ben, "The launch")
        await action(database, cast.ana, cast.ben, "Call Lyon", owner=f"person:{cast.ben}", by="2026-11-27")

        assert await told(database, cast.ana) == []
        (message,) = await told(database, cast.ben)
        assert message.splitlines()[:4] == [
            "2 open in your one-to-one with @Ana Ruiz.",
            "Action of @Ben Okafor: Call Lyon · due 2026-11-27",
            "Topic: The launch",
            "[Open the agenda]",
        ]

    async def test_in_their_working_hours(self, database: Database, cast: Cast) -> None:
        await topic(database, cast.ana, cast.ben, "The launch", NOW.replace(hour=20))

        held = await database.read(
            lambda db: db.scalar(select(outbox.c.held_until).where(outbox.c.person_id == cast.ben))
        )
        assert held == NOW.replace(hour=9) + timedelta(days=1)

    async def test_what_is_done_meanwhile_is_told_no_more(self, database: Database, cast: Cast) -> None:
        shown = await topic(database, cast.ana, cast.ben, "The launch")
        await pressed(database, cast.ana, button(shown, "Done"))

        (message,) = await told(database, cast.ben)
        assert message.startswith("Nothing is open in your one-to-one with @Ana Ruiz any more.")

    @pytest.mark.parametrize("who", ["ana", "ben"])
    async def test_the_messages_of_both_say_what_is_open(self, database: Database, cast: Cast, who: str) -> None:
        await topic(database, cast.ana, cast.ben, "The launch")
        shown = await topic(database, cast.ben, cast.ana, "The fair")

        await pressed(database, getattr(cast, who), button(shown, "Done", beside="The launch"))

        for person, other in ((cast.ana, "Ben Okafor"), (cast.ben, "Ana Ruiz")):
            (message,) = await told(database, person)
            assert message.splitlines()[:2] == [f"1 open in your one-to-one with @{other}.", "Topic: The fair"]

    async def test_after_they_met_what_is_new_comes_in_a_new_message(self, database: Database, cast: Cast) -> None:
        shown = await topic(database, cast.ana, cast.ben, "The launch")
        await pressed(database, cast.ana, button(shown, "We met"))
        await topic(database, cast.ana, cast.ben, "The fair")

        assert len(await told(database, cast.ben)) == 2

    async def test_a_long_agenda_is_cut(self, database: Database, cast: Cast) -> None:
        for number in range(9):
            await topic(database, cast.ana, cast.ben, f"Topic {number}")

        (message,) = await told(database, cast.ben)
        assert "and 4 more" in message
        shown = await database.read(lambda db: messages.shown(db, 1, "one_to_one:1", f"agenda:{cast.ben}:1"))
        assert shown is not None


class TestReminders:
    async def test_the_owner_is_reminded_on_that_morning_once(self, database: Database, cast: Cast) -> None:
        await action(database, cast.ana, cast.ben, "Call Lyon", by="friday")
        (morning,) = await due_at(database)
        assert morning == datetime.combine(FRIDAY, time(9), UTC)

        await ring(database, cast, morning)
        await ring(database, cast, morning + timedelta(days=1))

        (message,) = await told(database, cast.ana)
        assert message.splitlines() == [
            "Due 2026-11-27: Call Lyon",
            "[Done]",
            "[Open the agenda]",
            "You get this once, because it is yours in your one-to-one with @Ben Okafor.",
        ]

    async def test_the_other_one_where_it_is_theirs(self, database: Database, cast: Cast) -> None:
        await action(database, cast.ana, cast.ben, "Call Lyon", by="friday", owner=f"person:{cast.ben}")
        await database.write(lambda db: db.execute(update(outbox).values(state="sent", card="")))

        await ring(database, cast, datetime.combine(FRIDAY, time(9), UTC))

        assert (len(await told(database, cast.ana)), len(await told(database, cast.ben))) == (0, 1)

    async def test_it_costs_no_nudge(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: db.execute(update(people).values(nudges="light")))
        for number in range(4):
            await action(database, cast.ana, cast.ben, str(number), by="friday")

        await ring(database, cast, datetime.combine(FRIDAY, time(9), UTC))

        assert len(await told(database, cast.ana)) == 4

    async def test_what_is_done_is_reminded_of_no_more_until_it_is_open_again(
        self, database: Database, cast: Cast
    ) -> None:
        shown = await action(database, cast.ana, cast.ben, "Call Lyon", by="friday")
        shown = await pressed(database, cast.ana, button(shown, "Done"))
        assert await due_at(database) == []

        await pressed(database, cast.ana, button(shown, "Reopen"))
        assert await due_at(database) == [datetime.combine(FRIDAY, time(9), UTC)]

    @pytest.mark.parametrize("given", [{}, {"by": "today"}])
    async def test_without_a_day_or_today_there_is_none(
        self, database: Database, cast: Cast, given: dict[str, str]
    ) -> None:
        await action(database, cast.ana, cast.ben, "Call Lyon", **given)

        assert await due_at(database) == []

    async def test_nobody_else_can_take_it_on(self, database: Database, cast: Cast) -> None:
        pia = f"person:{cast.others['Pia Peer']}"

        reply = await called(database, cast.ana, an_action(cast.ben, "x", owner=pia))

        assert reply == FormErrors({"owner": "This is between you and Ben Okafor: name one of the two of you."})

    async def test_a_day_that_is_over_is_refused(self, database: Database, cast: Cast) -> None:
        reply = await called(database, cast.ana, an_action(cast.ben, "x", by="2026-11-20"))

        assert reply == FormErrors({"by": "This day is over. Choose today or a later one."})

    async def test_whoever_has_left_is_reminded_of_nothing(self, database: Database, cast: Cast) -> None:
        await action(database, cast.ana, cast.ben, "Call Lyon", by="friday")
        await database.write(
            lambda db: db.execute(update(people).where(people.c.id == cast.ana).values(standing="deactivated"))
        )

        await ring(database, cast, datetime.combine(FRIDAY, time(9), UTC))

        assert await told(database, cast.ana) == []
