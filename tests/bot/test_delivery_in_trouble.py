"""Delivery when the platform refuses, a process dies or another one is at work: never twice what may go only once."""

import asyncio
from itertools import pairwise

from sqlalchemy import insert, select, update

from bot.clock import MachineClock
from bot.delivery import Delivery
from bot.pace import Rate, Rates
from bot.round import ATTEMPTS
from bot.sender import Awaited, Sent, TryLater, Unknown
from handlers.chat.ask import Ask
from handlers.chat.outgoing import post_in, show, tell
from storage.database import Database
from storage.outbox import leases, outbox
from tests.bot.clocks import HandClock
from tests.bot.post_office import Office, card, channel, open_office


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


async def test_what_comes_too_early_for_its_conversation_waits_alone_and_slows_nothing(database: Database) -> None:
    office = await open_office(database, HandClock(), Rates({"post": Rate(100.0, 100.0)}, Rate(100.0, 1.0)))
    office.platform.outcomes = [TryLater("too early", 30.0)] * 10
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("early")))
    await office.handle(lambda ask: post_in(ask, channel("C2"), card("other")))
    office.platform.outcomes[1:2] = [Sent("ts")]

    await office.drain(100_000.0)

    first, other, second, *_ = office.platform.times
    assert (other - first < 1.0, second - first >= 30.0) == (True, True)
    assert await office.states() == ["sent", "sent"]


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


async def test_what_is_for_a_platform_that_has_not_answered_yet_waits_for_it(office: Office) -> None:
    awaited = Awaited(office.platform.rates)
    delivery = Delivery(office.database, {"slack": awaited}, office.clock, office.machine, holder="second")
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))

    assert not await delivery.drain(60.0)
    assert await office.states() == ["waiting"]

    awaited.take(office.platform)
    assert await delivery.drain(60.0)
    assert office.platform.said == ["Hello"]


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


async def test_a_letter_for_a_platform_that_is_not_connected_is_given_up(office: Office) -> None:
    stranger = update(outbox).values(platform="teams")
    await office.handle(lambda ask: post_in(ask, channel("C1"), card("Hello")))
    await office.database.write(lambda db: db.execute(stranger).rowcount)

    assert await office.drain()
    assert await office.states() == ["blocked"]
