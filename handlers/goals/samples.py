"""Goals of somebody in a cycle, for the examples of the screens."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from storage.goal_lines import GoalLine, UpdateLine

TALKS: Final = GoalLine(
    id=3,
    code="G-3",
    title="Speak at ten fairs",
    owner_id=2,
    owner_name="Ben Okafor",
    owner_manager_id=1,
    cycle="2026-Q4",
    starts_on=date(2026, 10, 1),
    due_on=date(2026, 12, 31),
    weight=Decimal(30),
    start=Decimal(0),
    target=Decimal(10),
    unit="talks",
    current_value=Decimal(4),
    progress=Decimal("0.4"),
    key_result_id=None,
    objective_id=None,
    follows_code="",
    follows_title="",
    follows_progress=None,
    follows_dropped_at=None,
    follows_in_sight=False,
    last_update_at=datetime(2026, 11, 16, 10, 0, tzinfo=UTC),
    created_at=datetime(2026, 10, 1, 9, 0, tzinfo=UTC),
    version=1,
    dropped_at=None,
    drop_reason="",
)
"""Measured by itself."""
ORDERS: Final = replace(
    TALKS,
    id=4,
    code="G-4",
    title="Bring in the pre-orders",
    weight=Decimal(70),
    start=None,
    target=None,
    unit="",
    current_value=None,
    progress=Decimal(0),
    key_result_id=5,
    follows_code="KR-5",
    follows_title="Obtain pre-orders",
    follows_progress=Decimal("0.416667"),
    follows_in_sight=True,
    last_update_at=None,
)
"""Follows a key result."""
GOALS: Final = (TALKS, ORDERS)
UPDATES: Final = (
    UpdateLine(
        7, Decimal(4), Decimal("0.4"), "Lyon and Turin", 2, "Ben Okafor", datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
    ),
    UpdateLine(2, Decimal(1), Decimal("0.1"), "", 2, "Ben Okafor", datetime(2026, 11, 2, 10, 0, tzinfo=UTC)),
)
