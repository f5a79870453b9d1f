"""A key result of every kind, for the examples of the screens."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from handlers.okrs.samples import DELIVERY_DAYS, PRE_ORDERS
from storage.steps import StepLine

LOW_COST = replace(
    DELIVERY_DAYS,
    id=7,
    code="KR-7",
    title="Build the car at a cost that sells it",
    metric="at_most",
    start=Decimal("61.2"),
    target=None,
    band_high=Decimal(45),
    unit="USD",
    current_value=Decimal("52.4"),
    progress=Decimal("0.54321"),
    last_check_in_at=datetime(2026, 11, 16, 10, 0, tzinfo=UTC),
)
WARM_BATTERY = replace(
    LOW_COST,
    id=8,
    code="KR-8",
    title="Keep the battery warm in winter",
    metric="between",
    start=Decimal(21),
    band_low=Decimal(20),
    band_high=Decimal(25),
    unit="°C",
    current_value=Decimal(22),
    progress=Decimal("0.75"),
)
HAPPY_BUYERS = replace(
    LOW_COST,
    id=9,
    code="KR-9",
    title="Have buyers who would buy again",
    metric="at_least",
    start=None,
    band_low=Decimal(95),
    band_high=None,
    unit="%",
    current_value=None,
    progress=Decimal(0),
    last_check_in_at=None,
)
SERVICE_TEAM = replace(
    LOW_COST,
    id=10,
    code="KR-10",
    title="Have people who repair it in every city",
    metric="steps",
    start=None,
    target=Decimal(10),
    band_high=None,
    unit="",
    current_value=Decimal(5),
    progress=Decimal("0.5"),
)
SERVICE_STEPS = (
    StepLine(1, "Hire the head of service", Decimal(2), datetime(2026, 11, 9, 10, 0, tzinfo=UTC), 1),
    StepLine(2, "Train mechanics in the north", Decimal(3), datetime(2026, 11, 16, 10, 0, tzinfo=UTC), 2),
    StepLine(3, "Train mechanics in the south", Decimal(5), None, 3),
)
CRASH_TEST = replace(
    LOW_COST,
    id=11,
    code="KR-11",
    title="Pass the crash test",
    metric="yes_no",
    start=None,
    band_high=None,
    unit="",
    current_value=Decimal(1),
    progress=Decimal(1),
)
RETURNING_BUYERS = replace(
    HAPPY_BUYERS,
    id=12,
    code="KR-12",
    title="Find out how many come back for service",
    metric="baseline",
    band_low=None,
)
OF_EACH_KIND = (
    PRE_ORDERS,
    DELIVERY_DAYS,
    LOW_COST,
    WARM_BATTERY,
    HAPPY_BUYERS,
    SERVICE_TEAM,
    CRASH_TEST,
    RETURNING_BUYERS,
)
"""A key result of every kind, some with a value and some without."""
