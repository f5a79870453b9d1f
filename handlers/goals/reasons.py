"""Reasons: what was approved is changed with one, and it stays on record with what was there before."""

from collections.abc import Mapping
from typing import Final

from handlers.goals.approving.changing import needs_reason
from storage.goal_plans import PlanLine

AFTER_APPROVAL: Final = "after_approval"
"""The mark in the audit of a change that was made after the goals had been approved."""
REASON_NEEDED: Final = "These goals are approved, so a change needs a reason. Say in a few words why."


def missing_reason(plan: PlanLine | None, reason: str) -> Mapping[str, str]:
    """What a form says where a reason is needed and none is given."""
    return {"reason": REASON_NEEDED} if needs_reason(plan) and not reason.strip() else {}


def marks(plan: PlanLine | None, reason: str) -> dict[str, object]:
    """What the audit keeps beside the change; words only of what had been approved."""
    if not needs_reason(plan):
        return {}
    return {"reason": reason, AFTER_APPROVAL: True}


def words_kept(plan: PlanLine | None, words: str) -> str:
    """The title as the audit keeps it: what was approved is on record; of anything else only that it changed."""
    return words if needs_reason(plan) else ""
