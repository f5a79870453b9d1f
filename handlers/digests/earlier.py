"""Where objectives stood a week ago, as far as a week's rows can tell."""

from collections.abc import Mapping, Sequence

from handlers.digests.shares import WHOLE, mean
from storage.digests import KeyResultWeek, ObjectiveWeek

Pair = tuple[int | None, int | None, int]
"""What counts for an objective: its share now and before, and its weight, all in millionths."""


class Earlier:
    """The shares of a week ago, each worked out once."""

    def __init__(
        self, objectives: Mapping[int, ObjectiveWeek], key_results: Mapping[int, Sequence[KeyResultWeek]]
    ) -> None:
        self._key_results = key_results
        self._aligned: dict[int, list[ObjectiveWeek]] = {}
        for one in objectives.values():
            if one.parent_id is not None:
                self._aligned.setdefault(one.parent_id, []).append(one)
        self._known: dict[int, int | None] = {}

    def share(self, objective: ObjectiveWeek) -> int | None:
        """What it had reached, of what there was then; None where nothing was, or it cannot be told.

        What has nothing to be measured by was and is at nothing.
        """
        if objective.id not in self._known:
            # What is aligned in a loop, by a hand in the database, is not asked again.
            self._known[objective.id] = None
            self._known[objective.id] = self._worked_out(objective)
        return self._known[objective.id]

    def _worked_out(self, objective: ObjectiveWeek) -> int | None:
        counting = self._counting(objective)
        if not counting:
            return None if objective.is_new else objective.progress
        there = [(before, weight) for _, before, weight in counting if before is not None]
        if not there:
            return None
        if objective.roll_up != "key_results":
            # What is not among these rows, of another team or another time, counts for it too: then nothing is said.
            now = mean((share, weight) for share, _, weight in counting if share is not None)
            return mean(there) if now == objective.progress else None
        is_unmoved = len(there) == len(counting) and all(before == now for now, before, _ in counting)
        return objective.progress if is_unmoved else mean(there)

    def _counting(self, objective: ObjectiveWeek) -> list[Pair]:
        own: list[Pair] = [(row.progress, row.before, row.weight) for row in self._key_results[objective.id]]
        if objective.roll_up == "key_results":
            return own
        aligned: list[Pair] = [(one.progress, self.share(one), WHOLE) for one in self._aligned.get(objective.id, ())]
        return aligned if objective.roll_up == "aligned" else [*own, *aligned]
