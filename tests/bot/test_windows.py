"""Windows: never more than a platform allows in any stretch of time, and nearly all of it."""

from collections.abc import Callable, Sequence
from random import Random

import pytest

from bot.pace import Limiter, Pace, Rate, Rates
from bot.windows import JITTER, Windows
from storage.database import Database, open_database
from storage.outbox import Draft, enqueue
from tests.bot.clocks import HandClock
from tests.bot.post_office import FAST, open_office
from tests.builders import NOW

TENANT = Windows(((30, 1.0),))
CONVERSATION = Windows(((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0)))
SHARED = Rates({}, Rate(1_000.0, 1_000.0), total=TENANT)
ACTIONS = ["post", "edit", "reply"]


def on_time() -> float:
    return 0.0


def sent_within(
    seconds: float, limiter: Limiter, *, keep: float = 0.0, late: Callable[[], float] = on_time
) -> list[float]:
    """When each one goes that has to wait for nothing else, woken late each time."""
    now = 0.0
    times: list[float] = []
    while now < seconds:
        for _ in range(limiter.available(now, keep)):
            limiter.take(now)
            times.append(now)
        now += limiter.delay(now, keep) + late()
    return times


def most_within(seconds: float, times: Sequence[float]) -> int:
    """The most that any stretch of so many seconds holds, its two ends included."""
    first = most = 0
    for last, time in enumerate(times):
        while times[first] < time - seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("windows", [TENANT, CONVERSATION])
def test_no_window_ever_holds_more_than_is_allowed(windows: Windows, seed: int) -> None:
    chance = Random(seed)
    times = sent_within(
        4_000.0 if windows is CONVERSATION else 60.0, windows.limiter(0.0), late=lambda: chance.expovariate(3)
    )

    assert [(most, seconds) for most, seconds in windows.allowed if most_within(seconds, times) > most] == []


@pytest.mark.parametrize("seed", range(5))
def test_requests_that_draw_nearer_on_their_way_are_not_too_many_when_they_arrive(seed: int) -> None:
    chance = Random(seed)
    times = sent_within(60.0, TENANT.limiter(0.0))
    arrivals = sorted(time + 0.1 + chance.uniform(0.0, JITTER) for time in times)

    assert most_within(1.0 - 1e-9, arrivals) == 30


def test_nearly_all_of_what_a_tenant_allows_goes_though_each_waking_is_late() -> None:
    times = sent_within(100.0, TENANT.limiter(0.0), keep=2.0, late=lambda: 0.005)

    assert len(times) / 100.0 >= 0.98 * 30


@pytest.mark.parametrize(
    ("windows", "seconds", "allowed"),
    [
        (Windows(CONVERSATION.allowed[:2]), 600.0, 2_400),
        (Windows(CONVERSATION.allowed[:3]), 3_000.0, 6_000),
        (CONVERSATION, 2 * 3_600.0, 3_600),
    ],
)
def test_nearly_all_of_what_a_conversation_allows_goes(windows: Windows, seconds: float, allowed: int) -> None:
    times = sent_within(seconds, windows.limiter(0.0), late=lambda: 0.005)

    assert 0.98 * allowed <= len(times) <= allowed + 8


def test_all_that_is_allowed_goes_at_once_where_somebody_waits() -> None:
    assert TENANT.limiter(0.0).available(0.0) == 30


def test_an_answer_that_somebody_waits_for_soon_finds_a_place_among_what_the_clock_sends() -> None:
    limiter = TENANT.limiter(0.0)
    times = sent_within(20.0, limiter, keep=2.0)

    assert limiter.delay(times[-1]) <= 1 / 25


def test_what_the_clock_sends_catches_up_when_the_process_was_late() -> None:
    limiter = TENANT.limiter(0.0)
    sent_within(20.0, limiter, keep=2.0)

    assert limiter.available(20.5, keep=2.0) > 1


def test_a_refusal_holds_all_and_halves_what_may_go() -> None:
    pace = Pace(SHARED, 0.0)

    pace.refused("post", "C1", 10.0, 0.0)

    assert (pace.interactive(["reply"], 9.9)["reply"], pace.interactive(["reply"], 10.0)["reply"]) == (0, 15)


def test_what_was_halved_comes_back_by_five_percent_a_minute() -> None:
    limiter = TENANT.limiter(0.0)
    limiter.slow(0.0)

    assert [limiter.available(minutes * 60.0) for minutes in (0, 2, 10)] == [15, 18, 30]


def test_a_refusal_of_an_answer_by_its_address_is_about_that_answer() -> None:
    pace = Pace(SHARED, 0.0)

    pace.refused("reply", "", 10.0, 0.0)

    assert pace.interactive(["post"], 0.0)["post"] == 30


def test_a_platform_out_of_reach_gets_nothing_of_any_kind_for_a_while() -> None:
    pace = Pace(SHARED, 0.0)
    pace.pause(5.0, 0.0)

    assert (pace.interactive(ACTIONS, 4.9), pace.most(4.9)) == ({"post": 0, "edit": 0, "reply": 0}, 0)
    assert pace.most(5.0) == 30


def test_a_clock_that_is_set_back_does_not_stop_the_sending() -> None:
    limiter = Windows(((1, 1.0),)).limiter(1_000.0)
    limiter.take(1_000.0)

    assert limiter.delay(10.0) == pytest.approx(1.0 + JITTER)
    assert limiter.delay(11.1) == 0.0


def test_a_conversation_is_forgotten_when_its_longest_window_has_passed() -> None:
    pace = Pace(Rates({}, CONVERSATION), 0.0)
    pace.take("post", "C1", 0.0)

    pace.resting(3_600.0)
    assert list(pace._channels) == ["C1"]
    pace.resting(3_611.0)
    assert list(pace._channels) == []


def test_a_channel_rests_until_one_more_may_go() -> None:
    pace = Pace(Rates({}, CONVERSATION), 0.0)
    for _ in range(7):
        pace.take("post", "C1", 0.0)

    assert pace.next_change(0.0) == pytest.approx(1.0 + JITTER)
    assert (pace.resting(1.0), pace.resting(1.0 + JITTER)) == (["C1"], [])


async def test_actions_that_share_one_limit_keep_to_it_together(sqlite_url: str) -> None:
    database: Database = open_database(sqlite_url)
    await database.start()
    rates = Rates({}, FAST.channel, total=Windows(((3, 1.0),)))
    office = await open_office(database, HandClock(), rates)

    def draft(number: int) -> Draft:
        waited_for = number % 2 == 0
        return Draft(
            office.workspace_id,
            f"q{number}",
            0 if waited_for else 1,
            '{"text": "x", "parts": []}',
            NOW,
            action="reply" if waited_for else "post",
            platform="slack",
            conversation="" if waited_for else f"C{number}",
            reply_url="https://x.example/" if waited_for else "",
        )

    await database.write(lambda db: enqueue(db, [draft(number) for number in range(24)]))

    assert await office.drain()
    await database.close()
    times = office.platform.times
    assert (len(times), most_within(1.0, times)) == (24, 3)
    assert times[-1] - times[0] <= 8 * (1.0 + 2 * JITTER)
