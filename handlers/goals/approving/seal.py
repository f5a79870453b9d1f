"""Which goals somebody was shown: enough to see later what has changed since, and short enough for a button."""

import hashlib
from collections.abc import Sequence
from typing import Final

from storage.goal_lines import GoalLine

_MARK: Final = 6
"""Characters of a digest; two versions of one goal will not have the same."""


def sealed(lines: Sequence[GoalLine]) -> str:
    """The goals as they are agreed on: title, weight, day, and what they are measured by; no values, which move on."""
    return " ".join(f"{line.code}:{_digest(line)}" for line in lines)


def since(lines: Sequence[GoalLine], seen: str) -> tuple[str, ...]:
    """What changed since that was sealed, a sentence's half for each goal; nothing where nothing did."""
    before = dict(part.split(":", 1) for part in seen.split() if ":" in part)
    now = {line.code: _digest(line) for line in lines}
    changed = [f"{code} was changed" for code, mark in now.items() if code in before and before[code] != mark]
    new = [f"{code} is new" for code in now if code not in before]
    return (*changed, *new, *(f"{code} is gone" for code in before if code not in now))


def _digest(line: GoalLine) -> str:
    parts = (line.title, line.weight, line.start, line.target, line.unit, line.due_on)
    followed = (line.key_result_id, line.objective_id)
    return hashlib.sha256(repr((*map(str, parts), *followed)).encode()).hexdigest()[:_MARK]
