"""The status words of a week's key results: each combination of what decides is judged once."""

from datetime import date
from typing import Any

from handlers.digests.shares import as_decimal
from handlers.okrs.standing import PACED, Judge, Term
from storage.digests import KeyResultWeek
from storage.progress import Standing, Status, status


class Verdicts:
    """What the judge says, remembered for one pass over many lines."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._terms: dict[tuple[date, date], tuple[Term, dict[tuple[Any, ...], Status]]] = {}

    def status(self, line: KeyResultWeek) -> Status:
        """The status word of one key result, as the judge would say it."""
        days = line.starts_on, line.due_on
        known = self._terms.get(days)
        if known is None:
            known = self._terms[days] = self._judge.term(*days), {}
        term, words = known
        said_at, due_at = line.last_check_in_at, term.owed_by(line.created_at)
        is_late = due_at is not None and (said_at is None or said_at < due_at)
        deciding = line.metric, line.progress, line.confidence, said_at is None, is_late
        word = words.get(deciding)
        if word is None:
            pace = term.pace if line.metric in PACED else None
            standing = Standing(as_decimal(line.progress), pace, line.confidence, said_at, due_at)
            word = words[deciding] = status(standing, self._judge.company.status)
        return word
