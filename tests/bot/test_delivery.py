"""Delivery: in order, at the platform's pace, never twice what may be sent only once, and nothing lost."""

import asyncio
from itertools import pairwise

import pytest
from sqlalchemy import insert, select, update

from bot.clock import MachineClock
from bot.pace import Rate, Rates
from bot.round import ATTEMPTS
from bot.sender import Blocked, TryLater, Unknown
from handlers.chat.ask import Ask
from handlers.chat.due import Occasion
from handlers.chat.outgoing import Note, post_in, reply, show, tell, tell_many, under, within_budget
from handlers.company import Company
from storage.database import Connection, Database
from storage.outbox import leases, outbox
from tests.bot.clocks import HandClock
from tests.bot.post_office import Office, card, channel, open_office
from tests.builders import NOW


@pytest.fixture
async def office(database: Database) -> Office:
    return await open_office(database, HandClock())


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


async def test_a_message_revised_before_it_was_sent_is_sent_once_as_it_is_now(office: Office) -> None:
    for text in ("0 of 9 in", "1 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "team:1:W48", "check_in", channel("C1"), card(text)))  # type: ignore[misc]

    await office.drain()

    assert office.platform.said == ["1 of 9 in"]


async def test_a_message_revised_after_it_was_sent_is_edited_in_place(office: Office) -> None:
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    await office.drain()
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in")))
    await office.drain()

    last = office.platform.letters[-1]
    assert (last.action, last.message, last.conversation) == ("edit", "ts1", "C1")
    assert office.platform.said == ["0 of 9 in", "1 of 9 in"]


async def test_edits_that_wait_become_one(office: Office) -> None:
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    await office.drain()
    for text in ("1 of 9 in", "2 of 9 in", "3 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "team:1:W48", "check_in", channel("C1"), card(text)))  # type: ignore[misc]

    await office.drain()

    assert office.platform.said == ["0 of 9 in", "3 of 9 in"]


async def test_a_message_revised_while_it_is_being_sent_is_edited_afterwards(office: Office) -> None:
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    office.platform.gate.clear()
    draining = asyncio.create_task(office.drain())
    await office.platform.arrived.wait()
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in")))
    office.platform.gate.set()
    await draining

    assert [letter.action for letter in office.platform.letters] == ["post", "edit"]
    assert office.platform.said == ["0 of 9 in", "1 of 9 in"]


async def test_a_line_waits_for_the_message_it_belongs_under(office: Office) -> None:
    def check_in(ask: Ask) -> None:
        message_id = show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in"))
        under(ask, message_id, card("Ana: 42"))

    await office.handle(check_in)
    await office.drain()

    assert [(letter.conversation, letter.thread) for letter in office.platform.letters] == [("C1", ""), ("C1", "ts1")]


async def test_lines_under_a_message_that_is_blocked_are_blocked_too(office: Office) -> None:
    def check_in(ask: Ask) -> None:
        message_id = show(ask, "team:1:W48", "check_in", channel("C1"), card("1 of 9 in"))
        under(ask, message_id, card("Ana: 42"))

    office.platform.outcomes = [Blocked("channel_not_found")]
    await office.handle(check_in)

    assert await office.drain()
    assert (await office.states(), await office.cards()) == (["blocked", "blocked"], ["", ""])


async def test_a_message_that_was_blocked_is_posted_anew_when_it_changes(office: Office) -> None:
    office.platform.outcomes = [Blocked("not_in_channel")]
    for text in ("0 of 9 in", "1 of 9 in"):
        await office.handle(lambda ask, text=text: show(ask, "team:1:W48", "check_in", channel("C1"), card(text)))  # type: ignore[misc]
        await office.drain()

    assert [letter.action for letter in office.platform.letters] == ["post", "post"]
    assert await office.external_ids() == ["ts1"]


async def test_a_refusal_for_too_much_is_waited_out(office: Office) -> None:
    office.platform.outcomes = [TryLater("limited", 30.0)]
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))

    await office.drain()

    first, second = office.platform.times
    assert second - first >= 30.0


async def test_a_refusal_for_one_channel_lets_the_others_go_on(database: Database) -> None:
    office = await open_office(database, HandClock(), Rates({"post": Rate(100.0, 100.0)}, Rate(100.0, 1.0)))
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("one")))
    await office.drain()
    office.platform.outcomes = [TryLater("limited", 30.0)]
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("two")))
    await office.handle(lambda ask: post_in(ask, channel("C2"), card("other")))

    await office.drain()

    times = dict(zip(office.platform.said, office.platform.times, strict=True))
    assert times["other"] < times["two"] - 29.0


async def test_a_failing_letter_is_tried_with_growing_pauses_and_then_given_up(office: Office) -> None:
    office.platform.outcomes = [TryLater("failed")] * 20
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))

    await office.drain(100_000.0)

    times = office.platform.times
    pauses = [round(after - before) for before, after in pairwise(times)]
    assert len(times) == ATTEMPTS
    assert pauses == sorted(pauses)
    assert await office.states() == ["blocked"]


async def test_an_unreachable_platform_costs_no_letter(office: Office) -> None:
    office.platform.outcomes = [TryLater("out of reach")] * 50
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))

    assert await office.drain(10_000.0)
    assert await office.states() == ["sent"]


async def test_a_nudge_of_which_nobody_knows_is_not_sent_again(office: Office) -> None:
    office.platform.outcomes = [Unknown("TimeoutError")]
    await office.handle(lambda ask: tell(ask, office.ben, card("Your turn")))

    await office.drain()

    assert (len(office.platform.letters), await office.states()) == (1, ["uncertain"])


async def test_a_state_card_of_which_nobody_knows_is_sent_again(office: Office) -> None:
    office.platform.outcomes = [Unknown("TimeoutError")]
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))

    await office.drain()

    assert (len(office.platform.letters), await office.states()) == (2, ["sent"])


async def test_after_a_crash_state_cards_are_sent_again_and_nudges_are_not(office: Office) -> None:
    await office.handle(lambda ask: tell(ask, office.ben, card("Your turn")))
    await office.handle(lambda ask: show(ask, "team:1:W48", "check_in", channel("C1"), card("0 of 9 in")))
    crash = update(outbox).values(state="sending")
    await office.database.write(lambda db: db.execute(crash).rowcount)

    await office.drain()

    assert office.platform.said == ["0 of 9 in"]
    assert await office.states() == ["uncertain", "sent"]


async def test_a_lease_that_somebody_holds_is_waited_for_until_it_lapses(office: Office) -> None:
    held = insert(leases).values(workspace_id=office.workspace_id, holder="crashed", until=1_008.0)
    await office.database.write(lambda db: db.execute(held).rowcount)
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))

    assert await office.drain()

    assert office.platform.times[0] >= 1_008.0


async def test_the_lease_is_given_back_when_nothing_is_left(office: Office) -> None:
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))
    await office.drain()

    assert await office.database.read(lambda db: list(db.execute(select(leases)))) == []


async def test_two_processes_send_nothing_twice(database: Database) -> None:
    office = await open_office(database, MachineClock())
    colleague = office.colleague("second")

    def talk(ask: Ask) -> None:
        for number in range(40):
            post_in(ask, channel(f"C{number % 7}"), card(f"{number}"))

    await office.handle(talk)
    await asyncio.gather(office.drain(30), colleague.drain(30))

    assert sorted(office.platform.said, key=int) == [str(number) for number in range(40)]


async def test_a_process_that_lost_its_lease_claims_nothing_more(office: Office) -> None:
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("one")))
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("two")))
    office.platform.gate.clear()
    draining = asyncio.create_task(office.delivery.drain(0.5))
    await office.platform.arrived.wait()
    taken = update(leases).values(holder="another", until=1_000_000.0)
    await office.database.write(lambda db: db.execute(taken).rowcount)
    office.platform.gate.set()
    await draining

    assert office.platform.said == ["one"]


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


async def test_a_letter_for_a_platform_that_is_not_connected_is_given_up(office: Office) -> None:
    stranger = update(outbox).values(platform="teams")
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))
    await office.database.write(lambda db: db.execute(stranger).rowcount)

    assert await office.drain()
    assert await office.states() == ["blocked"]


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
