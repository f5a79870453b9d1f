"""Delivery: in order, at once where somebody waits, and as soon as there is news."""

import asyncio

import pytest
from sqlalchemy import update

from bot.clock import MachineClock
from bot.sender import Blocked, TryLater
from handlers.chat.ask import Ask
from handlers.chat.due import Occasion
from handlers.chat.outgoing import Note, post_in, reply, tell, tell_many, within_budget
from handlers.company import Company
from storage.database import Connection, Database
from storage.outbox import outbox
from tests.bot.post_office import Office, card, channel, open_office
from tests.builders import NOW


async def test_a_post_is_sent_and_its_card_emptied(office: Office) -> None:
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))

    assert await office.drain()

    assert office.platform.said == ["Hello"]
    assert (await office.states(), await office.cards()) == (["sent"], [""])


async def test_a_key_that_was_used_before_says_nothing_again(office: Office) -> None:
    for text in ("first", "second"):
        await office.handle(lambda ask, text=text: tell(ask, office.ben, card(text), "nudge:2:W48"))  # type: ignore[misc]

    await office.drain()

    assert office.platform.said == ["first"]


async def test_a_person_is_written_to_on_their_own_account(office: Office) -> None:
    await office.handle(lambda ask: tell(ask, office.ben, card("For you")))

    await office.drain()

    assert [(letter.account, letter.platform) for letter in office.platform.letters] == [("U0BENOKORO", "slack")]


async def test_a_conversation_is_told_in_the_order_in_which_it_was_said(office: Office) -> None:
    def talk(ask: Ask) -> None:
        for number in range(6):
            post_in(ask, channel("C1"), card(f"one {number}"))
            post_in(ask, channel("C2"), card(f"two {number}"))

    await office.handle(talk)
    await office.drain()

    said = office.platform.said
    assert [text for text in said if text.startswith("one")] == [f"one {number}" for number in range(6)]
    assert [text for text in said if text.startswith("two")] == [f"two {number}" for number in range(6)]


async def test_a_letter_that_must_wait_holds_up_those_behind_it_and_no_other_conversation(office: Office) -> None:
    office.platform.outcomes = [TryLater("failed")]
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("one")))
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("two")))
    await office.handle(lambda ask: post_in(ask, channel("C2"), card("other")))

    await office.drain()

    said = office.platform.said
    assert said.index("other") < said.index("one", 1) < said.index("two")


async def test_at_most_four_letters_are_under_way(office: Office) -> None:
    def talk(ask: Ask) -> None:
        for number in range(12):
            post_in(ask, channel(f"C{number}"), card("Hello"))

    await office.handle(talk)
    office.platform.gate.clear()
    draining = asyncio.create_task(office.drain())
    await office.platform.arrived.wait()
    office.platform.gate.set()
    await draining

    assert office.platform.most_under_way == 4
    assert len(office.platform.said) == 12


async def test_an_answer_overtakes_what_the_clock_sends(office: Office) -> None:
    def digest(db: Connection) -> None:
        occasion = Occasion(db, NOW, Company(), office.workspace_id, ())
        for number in range(8):
            post_in(occasion, channel(f"C{number}"), card(f"digest {number}"))

    await office.database.write(digest)
    await office.handle(lambda ask: post_in(ask, channel("C9"), card("answer")))

    await office.drain()

    assert office.platform.said[0] == "answer"


async def test_an_answer_finds_a_place_while_the_clock_s_letters_are_under_way(office: Office) -> None:
    def digest(db: Connection) -> None:
        occasion = Occasion(db, NOW, Company(), office.workspace_id, ())
        for number in range(8):
            post_in(occasion, channel(f"C{number}"), card(f"digest {number}"))

    await office.database.write(digest)
    office.platform.gate.clear()
    draining = asyncio.create_task(office.drain())
    await office.platform.arrived.wait()
    office.platform.arrived.clear()
    await office.handle(lambda ask: reply(ask, "https://slack.example/r/1", card("answer")))
    office.delivery.wake()
    while "answer" not in office.platform.said:
        await office.platform.arrived.wait()
        office.platform.arrived.clear()
    office.platform.gate.set()
    await draining

    assert office.platform.said.index("answer") == 3


async def test_stopping_finishes_what_is_under_way_and_leaves_the_rest(office: Office) -> None:
    for text in ("one", "two"):
        await office.handle(lambda ask, text=text: post_in(ask, channel("C1"), card(text)))  # type: ignore[misc]
    office.platform.gate.clear()
    running = asyncio.create_task(office.delivery.run())
    await office.platform.arrived.wait()
    office.delivery.stop()
    office.platform.gate.set()
    await running

    assert await office.states() == ["sent", "waiting"]


async def test_delivery_hears_of_news_at_once(database: Database) -> None:
    office = await open_office(database, MachineClock())
    running = asyncio.create_task(office.delivery.run())
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))
    office.delivery.wake()
    await asyncio.wait_for(office.platform.arrived.wait(), 1.5)
    office.delivery.stop()
    await running

    assert office.platform.said == ["Hello"]


async def test_what_is_held_for_working_hours_waits_for_the_business_clock(office: Office) -> None:
    morning = NOW.replace(hour=18)
    await office.handle(lambda ask: tell(ask, office.ben, card("Good morning"), held_until=morning))
    assert await office.drain()
    assert office.platform.said == []

    office.clock.at = morning
    await office.drain()

    assert office.platform.said == ["Good morning"]


async def test_what_a_log_says_names_no_words_of_a_card(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    spoiled = update(outbox).values(card='{"text": "a secret"')
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("a secret")))
    await office.database.write(lambda db: db.execute(spoiled).rowcount)
    office.platform.outcomes = [Blocked("invalid_blocks")]

    await office.drain()

    logged = "".join(capsys.readouterr())
    assert "invalid_blocks" in logged
    assert "secret" not in logged


async def test_writing_to_many_takes_as_many_statements_as_writing_to_one(
    office: Office, statements: list[str]
) -> None:
    def write(db: Connection, times: int) -> None:
        occasion = Occasion(db, NOW, Company(), office.workspace_id, ())
        tell_many(occasion, [Note(office.ben, card("Your turn"), f"{times}:{number}") for number in range(times)])

    counts = []
    for times in (1, 200):
        statements.clear()
        await office.database.write(lambda db, times=times: write(db, times))  # type: ignore[misc]
        counts.append(len(statements))

    assert counts == [1, 1]


async def test_a_budget_of_nudges_is_spent_and_then_refused(office: Office) -> None:
    def spend(ask: Ask) -> frozenset[int]:
        return within_budget(ask, {office.ana: 2, office.ben: 1}, "2026-W48")

    spent = [await office.handle(spend) for _ in range(3)]

    assert spent == [frozenset((office.ana, office.ben)), frozenset((office.ana,)), frozenset()]
