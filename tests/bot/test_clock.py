"""The business clock can be set forward; the machine's cannot."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import MovableClock, SystemClock

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Base:
    """A clock that the test moves."""

    at = NOW

    def now(self) -> datetime:
        return self.at


def test_it_runs_on_with_the_clock_below() -> None:
    base = Base()
    clock = MovableClock(base)
    clock.forward_to(NOW + timedelta(weeks=8))

    base.at = NOW + timedelta(minutes=5)

    assert clock.now() == NOW + timedelta(weeks=8, minutes=5)


def test_it_can_begin_in_the_past() -> None:
    base = Base()
    clock = MovableClock(base, NOW - timedelta(weeks=2))

    base.at = NOW + timedelta(minutes=5)

    assert clock.now() == NOW - timedelta(weeks=2) + timedelta(minutes=5)


def test_it_cannot_be_set_back() -> None:
    with pytest.raises(ValueError, match="only be set forward"):
        MovableClock(Base()).forward_to(NOW - timedelta(seconds=1))


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        MovableClock(Base()).forward_to(NOW.replace(tzinfo=None))


def test_the_system_clock_is_in_utc() -> None:
    assert SystemClock().now().tzinfo is UTC
