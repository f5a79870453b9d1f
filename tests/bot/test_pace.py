"""Pace: nearly all of what the platform allows, and no more."""

import pytest

from bot.pace import RESERVE, Bucket, Pace, Rate, Rates

RATES = Rates({"post": Rate(5.0, 10.0)}, Rate(1.0, 1.0))


def sent_within(seconds: float, pace: Pace, late: float = 0.0) -> list[float]:
    """The instants at which scheduled posts go, each to a channel of its own, woken `late` each time."""
    now = 0.0
    times: list[float] = []
    while now < seconds:
        for _ in range(pace.scheduled(["post"], now)["post"]):
            pace.take("post", f"C{len(times)}", now)
            times.append(now)
        now += (pace.next_change(now) or 0.001) + late
    return times


def test_a_long_run_goes_at_the_allowed_rate_though_each_waking_is_late() -> None:
    times = sent_within(600.0, Pace(RATES, 0.0), late=0.02)

    assert len(times) / 600.0 >= 0.98 * 5.0


def test_no_stretch_of_time_holds_more_than_the_burst_and_the_rate() -> None:
    times = sent_within(60.0, Pace(RATES, 0.0))

    for first in range(len(times)):
        for last in range(first, len(times)):
            assert last - first + 1 <= 10 + 5 * (times[last] - times[first]) + 1e-3


def test_a_channel_gets_one_a_second() -> None:
    pace = Pace(RATES, 0.0)
    pace.take("post", "C1", 0.0)

    assert (pace.resting(0.99), pace.resting(1.0)) == (["C1"], [])


def test_one_channel_resting_leaves_the_others() -> None:
    pace = Pace(RATES, 0.0)
    pace.take("post", "C1", 0.0)

    assert pace.resting(0.5) == ["C1"]
    assert pace.scheduled(["post"], 0.5)["post"] > 0


def test_answers_that_somebody_waits_for_find_tokens_when_the_clock_has_used_its_own() -> None:
    pace = Pace(RATES, 0.0)
    for number in range(pace.scheduled(["post"], 0.0)["post"]):
        pace.take("post", f"C{number}", 0.0)

    assert pace.scheduled(["post"], 0.0)["post"] == 0
    assert pace.interactive(["post"], 0.0)["post"] == RESERVE


def test_an_action_without_a_limit_always_may() -> None:
    assert Pace(RATES, 0.0).interactive(["reply"], 0.0)["reply"] > 100


def test_a_refusal_soon_after_a_message_to_the_channel_holds_the_channel_alone() -> None:
    pace = Pace(RATES, 0.0)
    pace.sent("C1", 0.0)

    pace.refused("post", "C1", 30.0, 1.0)

    assert (pace.resting(30.9), pace.resting(31.0)) == (["C1"], [])
    assert pace.scheduled(["post"], 1.0)["post"] > 0


def test_a_refusal_of_a_quiet_channel_holds_the_whole_action_and_halves_its_rate() -> None:
    pace = Pace(RATES, 0.0)

    pace.refused("post", "C1", 30.0, 0.0)
    times = sent_within(60.0, pace)

    assert times[0] >= 30.0
    assert len([time for time in times if time >= 40.0]) / 20.0 == pytest.approx(2.5, rel=0.1)


def test_a_lowered_rate_comes_back_by_five_percent_a_minute() -> None:
    bucket = Bucket(Rate(5.0, 1.0), 0.0)
    bucket.slow(0.0)
    bucket.take(0.0)
    bucket.delay(5 * 60.0)
    bucket.take(5 * 60.0)

    assert bucket.delay(5 * 60.0) == pytest.approx(1 / (5.0 * 0.75))


def test_a_clock_that_is_set_back_does_not_stop_the_sending() -> None:
    bucket = Bucket(Rate(5.0, 1.0), 1_000.0)
    bucket.take(1_000.0)

    assert bucket.delay(10.0) <= 0.2
    assert bucket.delay(10.3) == 0.0


def test_a_platform_out_of_reach_gets_nothing_for_a_while() -> None:
    pace = Pace(RATES, 0.0)
    pace.pause(5.0, 0.0)

    assert pace.interactive(["post"], 4.9)["post"] == 0
    assert pace.interactive(["post"], 5.0)["post"] == 1


def test_channels_that_have_rested_are_forgotten() -> None:
    pace = Pace(RATES, 0.0)
    for number in range(1_000):
        pace.take("post", f"C{number}", 0.0)
        pace.sent(f"C{number}", 0.0)

    pace.resting(100.0)

    assert (len(pace._channels), len(pace._last)) == (0, 0)
