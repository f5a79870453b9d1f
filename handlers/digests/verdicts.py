"""The status words of a week's key results: each combination of what decides is judged once."""

from datetime import date, datetime
from math import ceil
from typing import Any

from handlers.digests.shares import WHOLE, as_decimal
from handlers.okrs.standing import Judge
from storage.digests import KeyResultWeek
from storage.progress import PACED, Standing, Status, status


class Verdicts:
    """What the judge says, remembered for one pass over many lines."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._terms: dict[tuple[date, date], _Term] = {}

    def status(self, line: KeyResultWeek) -> Status:
        """The status word of one key result, as the judge would say it."""
        days = line.starts_on, line.due_on
        term = self._terms.get(days)
        if term is None:
            term = self._terms[days] = _Term(self._judge, *days)
        return term.status(line)


class _Term:
    """The words for all key results between the same days, by what tells one case from another."""

    def __init__(self, judge: Judge, starts_on: date, due_on: date) -> None:
        rules, self._term = judge.company.status, judge.term(starts_on, due_on)
        self._rules = rules
        # Less than the one is far behind, less than the other behind; all between two edges stand the same.
        self._far_behind = ceil((self._term.pace - rules.off_track_pace) * WHOLE)
        self._behind = ceil((self._term.pace - rules.at_risk_pace) * WHOLE)
        self._words: dict[tuple[Any, ...], Status] = {}

    def status(self, line: KeyResultWeek) -> Status:
        share, said_at = line.progress or 0, line.last_check_in_at
        due_at = self._term.owed_by(line.created_at)
        is_late = due_at is not None and (said_at is None or said_at < due_at)
        reached = (share >= self._far_behind, share >= self._behind, share == WHOLE)
        deciding = reached, line.metric, line.confidence, said_at is None, is_late
        word = self._words.get(deciding)
        if word is None:
            word = self._words[deciding] = self._judged(line, due_at)
        return word

    def _judged(self, line: KeyResultWeek, due_at: datetime | None) -> Status:
        pace = self._term.pace if line.metric in PACED else None
        standing = Standing(as_decimal(line.progress or 0), pace, line.confidence, line.last_check_in_at, due_at)
        return status(standing, self._rules)
