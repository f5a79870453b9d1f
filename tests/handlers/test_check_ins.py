"""Checking in one key result: by command and by button, with a way back, together with others."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.chat.card import Call, Card, Progress, Row, dump, load
from handlers.chat.reply import OpenForm, Refused, Reply, Whisper
from handlers.chat.screen import TextInput
from handlers.chat.text import Number
from handlers.check_ins import screens
from handlers.check_ins.figures import told
from storage import okr_removals
from storage.audit import audit
from storage.database import Database
from tests.builders import company as build
from tests.builders.check_ins import (
    NOW,
    Cast,
    a_key_result,
    button,
    called,
    history,
    line,
    opened,
    replaced,
    set_up,
    total,
    typed,
)


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up)


class TestOneKeyResult:
    async def test_the_answer_begins_with_the_number(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 940")

        answer = build.whispered(await typed(database, cast.ben, "okr update KR-1 1250"))

        assert build.said(answer).splitlines()[:2] == [
            "42 % · KR-1 Obtain 3,000 pre-orders",
            "1250 of 3000 orders, was 940",
        ]
        assert answer.text == "KR-1 is at 42 %: 1,250 of 3,000 orders, was 940."
        assert build.said(answer).count("42 %") == 1
        assert not [part for part in answer.body if isinstance(part, Progress)]

    async def test_the_first_value_is_called_so(self, database: Database, cast: Cast) -> None:
        answer = build.whispered(await typed(database, cast.ben, "okr update KR-2 52"))

        assert "52, from 60 to 40 days, the first value" in build.said(answer)

    async def test_a_value_that_is_said_again_is_unchanged(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 940")

        answer = build.whispered(await typed(database, cast.ben, "okr update KR-1 940"))

        assert "940 of 3000 orders, unchanged" in build.said(answer)

    async def test_what_has_no_steps_has_none_to_tick_off(self, database: Database, cast: Cast) -> None:
        with pytest.raises(
            Refused, match=r"^KR-1 has no steps to tick off\. Check in its value: /okr update KR-1 VALUE\.$"
        ):
            await typed(database, cast.ben, "okr ticks KR-1")

        assert await history(database, cast, "KR-1") == ()

    async def test_the_objective_is_right_at_once(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 1500")

        answer = build.whispered(await typed(database, cast.ben, "okr update KR-2 55"))

        assert await total(database, cast) == Decimal("0.375")
        assert "Objective: 38 % · O-1 Sell toasters" in build.said(answer)

    async def test_a_note_takes_the_rest_of_the_line(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "checkin kr-1 1250 shipped the beta --confidence at-risk")

        (last,) = await history(database, cast, "KR-1")
        assert (last.value, last.note, last.confidence) == (Decimal(1250), "shipped the beta", 5)
        assert (last.person_name, last.created_at) == ("Ben Okafor", NOW)

    async def test_confidence_that_nobody_said_is_not_said(self, database: Database, cast: Cast) -> None:
        answer = build.whispered(await typed(database, cast.ben, "okr update KR-1 10"))

        assert "Confidence: not said" in build.said(answer)

    async def test_unsaid_confidence_stays_with_its_day(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 10 --confidence 7", NOW - timedelta(days=7))

        answer = build.whispered(await typed(database, cast.ben, "okr update KR-1 20"))

        assert "Confidence: 7 of 10, said 2026-11-16" in build.said(answer)
        assert [one.confidence for one in await history(database, cast, "KR-1")] == [None, 7]

    async def test_a_number_that_reads_two_ways_is_told(self, database: Database, cast: Cast) -> None:
        answer = build.whispered(await typed(database, cast.ben, "okr update KR-1 1,250"))

        assert "I read this as 1250, not as 1.25." in build.said(answer)
        assert "Undo" in build.calls(answer)

    async def test_a_number_that_reads_one_way_needs_no_telling(self, database: Database, cast: Cast) -> None:
        assert "I read" not in build.said(build.whispered(await typed(database, cast.ben, "okr update KR-1 1250")))

    async def test_sharing_shows_the_key_result(self, database: Database, cast: Cast) -> None:
        reply = await typed(database, cast.ben, "okr update KR-1 1250")

        assert isinstance(reply, Whisper)
        assert reply.share == Call("okr show", {"thing": "KR-1"})

    async def test_without_a_value_the_form_opens_with_the_last_one_as_its_hint(
        self, database: Database, cast: Cast
    ) -> None:
        await typed(database, cast.ben, "okr update KR-1 1250")

        screen = await opened(database, cast.ben, await typed(database, cast.ben, "okr update KR-1"))

        fields = {field.name: field for field in screen.fields}
        assert fields["key_result"].value == "KR-1"
        assert fields["value"].input == TextInput(longest=40, hint="now 1,250")
        assert fields["confidence"].help == "How sure you are that it will be reached: 10 is certain, 1 is hopeless."

    async def test_an_objective_offers_its_key_results(self, database: Database, cast: Cast) -> None:
        with pytest.raises(Refused) as refused:
            await typed(database, cast.ben, "okr update O-1 10")

        assert refused.value.card is not None
        offered = [element for element in refused.value.card.body if isinstance(element, Row)]
        assert [build.written(row.spans) for row in offered] == [
            "KR-1 Obtain 3,000 pre-orders",
            "KR-2 Deliver in 40 days",
        ]

    async def test_the_owner_of_the_objective_may(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ana, "okr update KR-1 1250")

        assert (await line(database, cast, "KR-1")).current_value == Decimal(1250)

    async def test_others_are_told_whom_to_ask(self, database: Database, cast: Cast) -> None:
        with pytest.raises(Refused) as refused:
            await typed(database, cast.cleo, "okr update KR-1 1250")

        assert refused.value.card is not None
        assert "Ask @Ben Okafor." in build.said(refused.value.card)
        assert await history(database, cast, "KR-1") == ()

    async def test_a_key_result_of_a_dropped_objective_takes_no_check_in(self, database: Database, cast: Cast) -> None:
        await database.write(lambda db: okr_removals.drop_objective(db, cast.objective, 1, "merged", NOW))

        reply = await typed(database, cast.ben, "okr update KR-1 10")

        assert isinstance(reply, OpenForm)
        assert "KR-1 was dropped: merged." in reply.notice
        assert await history(database, cast, "KR-1") == ()

    async def test_the_audit_knows_the_change_and_not_the_note(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 10 secret words")

        (entry,) = await database.read(lambda db: db.execute(select(audit)).all())
        assert (entry.action, entry.subject, entry.person_id) == ("check in", "KR-1", cast.ben)
        assert '"value": "10"' in entry.after
        assert "secret" not in entry.before + entry.after


class TestTogether:
    async def test_four_people_on_one_objective_lose_nothing(self, database: Database, cast: Cast) -> None:
        people = [cast.ana, cast.ben]
        codes = ["KR-1", "KR-2"] + [
            await database.write(lambda db: a_key_result(db, cast.workspace, cast.objective, cast.ben))
            for _ in range(2)
        ]

        for value in range(1, 9):
            await asyncio.gather(
                *(
                    typed(
                        database, people[index % 2], f"okr update {code} {value * 5 + 40 if code == 'KR-2' else value}"
                    )
                    for index, code in enumerate(codes)
                )
            )

        lines = [await line(database, cast, code) for code in codes]
        expected = sum((one.progress or Decimal(0) for one in lines), Decimal(0)) / 4
        assert await total(database, cast) == expected.quantize(Decimal("0.000001"))
        assert [len(await history(database, cast, code)) for code in codes] == [8, 8, 8, 8]

    async def test_two_at_once_on_one_key_result_are_both_kept(self, database: Database, cast: Cast) -> None:
        await asyncio.gather(
            typed(database, cast.ana, "okr update KR-1 1500"), typed(database, cast.ben, "okr update KR-1 600")
        )

        kept = await history(database, cast, "KR-1")
        now = await line(database, cast, "KR-1")
        assert {one.value for one in kept} == {Decimal(1500), Decimal(600)}
        assert now.current_value == kept[0].value
        assert await total(database, cast) == (now.progress or 0) / 2

    async def test_a_larger_objective_takes_no_more_statements(
        self, database: Database, cast: Cast, statements: list[str]
    ) -> None:
        async def sent_for(text: str) -> int:
            statements.clear()
            await typed(database, cast.ben, text)
            return len(statements)

        await sent_for("okr update KR-1 1")
        alone = await sent_for("okr update KR-1 2")
        for _ in range(20):
            await database.write(lambda db: a_key_result(db, cast.workspace, cast.objective, cast.ben))
        with_many = await sent_for("okr update KR-1 3")

        # Who asks, the key result, [the lock,] what feeds the objective, four writes, and whether a post is open.
        assert alone == with_many == (8 if database.dialect == "sqlite" else 9)


class TestUndo:
    async def undone(self, database: Database, person: int, answer: Reply, now: datetime = NOW) -> Card:
        return replaced(await called(database, person, button(build.whispered(answer), "Undo"), now))

    async def test_all_stands_as_before(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 900 --confidence 8", NOW - timedelta(days=7))
        before, objective = await line(database, cast, "KR-1"), await total(database, cast)
        answer = await typed(database, cast.ben, "okr update KR-1 1,250 --confidence 2")

        card = await self.undone(database, cast.ben, answer)

        after = await line(database, cast, "KR-1")
        assert replace(after, version=before.version) == before
        assert await total(database, cast) == objective
        assert [one.value for one in await history(database, cast, "KR-1")] == [Decimal(900)]
        assert "It stands as before: 900 of 3000 orders." in build.said(card)

    async def test_the_only_check_in_leaves_nothing_recorded(self, database: Database, cast: Cast) -> None:
        answer = await typed(database, cast.ben, "okr update KR-1 1250 --confidence 2")

        card = await self.undone(database, cast.ben, answer)

        after = await line(database, cast, "KR-1")
        assert (after.current_value, after.confidence, after.last_check_in_at) == (None, None, None)
        assert after.progress == 0
        assert "nothing recorded yet" in build.said(card)

    async def test_twice_is_once(self, database: Database, cast: Cast) -> None:
        await typed(database, cast.ben, "okr update KR-1 900")
        answer = await typed(database, cast.ben, "okr update KR-1 1250")
        await self.undone(database, cast.ben, answer)

        with pytest.raises(Refused, match="taken back already"):
            await self.undone(database, cast.ben, answer)

        assert [one.value for one in await history(database, cast, "KR-1")] == [Decimal(900)]

    async def test_not_when_somebody_has_checked_in_since(self, database: Database, cast: Cast) -> None:
        answer = await typed(database, cast.ben, "okr update KR-1 900")
        await typed(database, cast.ana, "okr update KR-1 1250")

        with pytest.raises(Refused, match="there is a newer one"):
            await self.undone(database, cast.ben, answer)

        assert (await line(database, cast, "KR-1")).current_value == Decimal(1250)

    async def test_only_by_who_wrote_it(self, database: Database, cast: Cast) -> None:
        answer = await typed(database, cast.ben, "okr update KR-1 900")

        with pytest.raises(Refused, match="not yours"):
            await self.undone(database, cast.ana, answer)

    async def test_only_within_the_day(self, database: Database, cast: Cast) -> None:
        answer = await typed(database, cast.ben, "okr update KR-1 900")

        with pytest.raises(Refused, match="over a day old"):
            await self.undone(database, cast.ben, answer, NOW + timedelta(hours=25))

    async def test_a_made_up_number_is_nobodys(self, database: Database, cast: Cast) -> None:
        with pytest.raises(Refused, match="not yours"):
            await called(database, cast.ben, Call("okr undo", {"check_in": "999999999999999999999"}))


@pytest.mark.parametrize("name", list(screens.EXAMPLES))
def test_every_screen_has_an_example_that_can_be_kept(name: str) -> None:
    card = screens.EXAMPLES[name]()

    assert load(dump(card)) == card
    assert 0 < len(card.text) <= 150


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1250.5", "", "1,250.5"),
        ("40", "%", "40 %"),
        ("45", "$", "$45"),
        ("-45", "€", "-€45"),
        ("3", "orders", "3 orders"),
    ],
)
def test_a_fallback_writes_a_number_as_its_card_does(value: str, unit: str, text: str) -> None:
    assert told((Number(Decimal(value), unit),)) == text
