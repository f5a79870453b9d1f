"""The one reminder of a request: when it comes, to whom, and to whom not."""

from datetime import timedelta

from sqlalchemy import select

from handlers.chat.reply import ReplaceCard
from handlers.feedback.asking.schedule import REMINDER
from storage.feedback_requests import requests
from storage.outbox import outbox
from storage.reminders import nudge_counts
from tests.builders.company import calls, said
from tests.handlers.feedback.asking.stage import FRIDAY, NOW, THURSDAY_AT_NINE, Stage


class TestTheReminder:
    async def test_comes_in_the_morning_before_with_why_and_the_ways_out(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")

        assert await stage.tick(THURSDAY_AT_NINE - timedelta(minutes=1)) == 0
        assert await stage.tick(THURSDAY_AT_NINE) == 1

        (card,) = await stage.nudges("cleo")
        text = said(card)
        assert text.startswith("@Ana Ruiz waits for your feedback, due 2026-11-27.\n“How was the launch?”")
        assert "You get this because they asked you for feedback by a day that is near." in text
        assert calls(card) == {
            "Answer": "feedback answer",
            "Not now": "feedback decline",
            "Remind me tomorrow": "feedback later",
            "Fewer of these": "rungs me",
        }

    async def test_comes_once(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")
        await stage.tick(THURSDAY_AT_NINE)

        assert await stage.tick(THURSDAY_AT_NINE + timedelta(days=30)) == 0
        assert len(await stage.nudges("cleo")) == 1

    async def test_asked_the_day_before_it_comes_on_the_day(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by tomorrow")

        await stage.tick(NOW + timedelta(hours=22))
        assert await stage.nudges("cleo") == []
        await stage.tick(NOW + timedelta(hours=23))
        assert len(await stage.nudges("cleo")) == 1

    async def test_what_waited_for_that_very_morning_is_not_reminded_of(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by tomorrow", now=NOW + timedelta(hours=12))

        assert await stage.tick(NOW + timedelta(days=30)) == 0
        assert await stage.nudges("cleo") == []

    async def test_what_is_wanted_on_a_monday_is_reminded_of_on_friday(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by 2026-11-30")

        await stage.tick(THURSDAY_AT_NINE + timedelta(days=1))

        assert len(await stage.nudges("cleo")) == 1

    async def test_what_is_wanted_today_is_not_reminded_of(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by today")

        assert await stage.tick(NOW + timedelta(days=30)) == 0

    async def test_who_has_answered_or_declined_gets_none(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo @eli @dora How was the launch? --by {FRIDAY}")
        await stage.answer("cleo")
        await stage.press("eli", "feedback decline", request="1")

        await stage.tick(THURSDAY_AT_NINE)

        assert [len(await stage.nudges(who)) for who in ("cleo", "eli", "dora")] == [0, 0, 1]

    async def test_two_come_together_and_cost_one_nudge(self, stage: Stage) -> None:
        for who in ("ana", "dora"):
            await stage.type(who, f"feedback ask @cleo A question of {who} --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE)

        (card,) = await stage.nudges("cleo")
        assert card.text == "2 people wait for you."
        assert said(card).count("[Answer]") == 2
        counts = await stage.database.read(lambda db: db.execute(select(nudge_counts.c.count)).scalars().all())
        assert counts == [1]

    async def test_each_of_different_days_comes_on_its_own(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo Later? --by 2026-12-04")
        await stage.type("dora", f"feedback ask @cleo Sooner? --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE)
        assert [said(card).count("Sooner?") for card in await stage.nudges("cleo")] == [1]
        await stage.tick(THURSDAY_AT_NINE + timedelta(weeks=1))
        assert [said(card).count("Later?") for card in await stage.nudges("cleo")] == [0, 1]

    async def test_beyond_the_budget_there_is_none(self, stage: Stage) -> None:
        spent = {"person_id": stage.cleo, "week": "2026-W48", "count": 5}
        await stage.database.write(lambda db: db.execute(nudge_counts.insert().values(spent)))
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE)

        assert await stage.nudges("cleo") == []

    async def test_late_it_waits_for_the_next_working_hours(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE.replace(hour=22))

        rows = await stage.database.read(lambda db: db.execute(select(outbox).where(outbox.c.key.is_not(None))).all())
        assert [row.held_until for row in rows if row.key.startswith(REMINDER)] == [
            THURSDAY_AT_NINE + timedelta(days=1)
        ]

    async def test_it_takes_as_many_statements_for_many_as_for_one(self, stage: Stage, statements: list[str]) -> None:
        await stage.type("ana", f"feedback ask @cleo @eli @dora How was the launch? --by {FRIDAY}")
        statements.clear()

        await stage.tick(THURSDAY_AT_NINE)

        assert len(statements) <= 9, "\n".join(statements)
        assert not [one for one in statements if requests.name in one and "SELECT" not in one.upper()]


class TestRemindMeTomorrow:
    async def test_it_comes_again_on_the_next_working_day_and_costs_no_nudge(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")
        await stage.tick(THURSDAY_AT_NINE)

        reply = await stage.press("cleo", "feedback later", THURSDAY_AT_NINE)
        await stage.tick(THURSDAY_AT_NINE + timedelta(days=1))

        assert isinstance(reply, ReplaceCard)
        assert said(reply.card) == "2026-11-27: I will remind you then, if it is still needed."
        _, second = await stage.nudges("cleo")
        assert "You get this because you asked to be reminded today." in said(second)
        counts = await stage.database.read(lambda db: db.execute(select(nudge_counts.c.count)).scalars().all())
        assert counts == [1]

    async def test_what_was_answered_meanwhile_needs_none(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")
        await stage.tick(THURSDAY_AT_NINE)
        await stage.press("cleo", "feedback later", THURSDAY_AT_NINE)
        await stage.answer("cleo")

        await stage.tick(THURSDAY_AT_NINE + timedelta(days=1))

        assert len(await stage.nudges("cleo")) == 1
