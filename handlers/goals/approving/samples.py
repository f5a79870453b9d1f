"""The plan of Ben's goals, as the examples of the screens show it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from storage.goal_plans import PlanLine

SINCE: Final = datetime(2026, 11, 20, 9, tzinfo=UTC)
PLAN: Final = PlanLine(
    1, 2, "Ben Okafor", 1, "Ana Ruiz", "member", "2026-Q4", "submitted", 1, "Ana Ruiz", SINCE, None, 2
)
APPROVED: Final = replace(PLAN, state="approved", approved_at=SINCE)
