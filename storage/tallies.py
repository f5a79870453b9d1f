"""What a value alone does not say: how often a band was kept, and which steps are done. Read by those kinds only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Connection, bindparam, select

from storage.calendar import DueDays
from storage.check_ins import COUNTS, check_ins
from storage.okrs import key_results, objectives
from storage.progress import Measure, Tally, tally


@dataclass(frozen=True, slots=True)
class Spoken:
    """One check-in that counts; without a value nothing could be measured."""

    check_in_id: int
    at: datetime
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class BandLog:
    """All that counts of what was said of a band, in order, and when its check-ins are due.

    None is due before `made_at`, when it was made or published. `start_is_measured` says that its start is what was
    said first.
    """

    start_is_measured: bool
    made_at: datetime
    starts_on: date
    due_on: date
    said: tuple[Spoken, ...]

    def plus(self, at: datetime, value: Decimal | None) -> "BandLog":
        """The log with one more check-in, which is about to be stored."""
        return replace(self, said=(*self.said, Spoken(0, at, value)))

    def without(self, check_in_id: int) -> "BandLog":
        return replace(self, said=tuple(one for one in self.said if one.check_in_id != check_in_id))

    @property
    def has_values(self) -> bool:
        return any(one.value is not None for one in self.said)

    def tally(self, measure: Measure, due: DueDays, now: datetime) -> Tally:
        """How many of the check-ins that were due by `now` were within the band."""
        moments = due.of(self.made_at, self.starts_on, self.due_on, now)
        return tally(measure, moments, ((one.at, one.value) for one in self.said), now - due.grace)


_LOGS = (
    select(
        key_results.c.id,
        key_results.c.start_is_measured,
        key_results.c.created_at,
        objectives.c.published_at,
        key_results.c.starts_on,
        key_results.c.due_on,
        check_ins.c.id,
        check_ins.c.created_at,
        check_ins.c.value,
    )
    .join(objectives, objectives.c.id == key_results.c.objective_id)
    .outerjoin(check_ins, (check_ins.c.key_result_id == key_results.c.id) & COUNTS)
    .where(key_results.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(key_results.c.id, check_ins.c.id)
)


def band_logs(db: Connection, key_result_ids: Sequence[int]) -> Mapping[int, BandLog]:
    """What was said of these bands, by the key result's id. One statement; at most 500 ids."""
    heads: dict[int, tuple[bool, datetime, date, date]] = {}
    said: dict[int, list[Spoken]] = {}
    for key, measured, created_at, published_at, starts_on, due_on, number, at, value in db.execute(
        _LOGS, {"ids": list(key_result_ids)}
    ):
        heads[key] = (measured, max(created_at, published_at or created_at), starts_on, due_on)
        spoken = said.setdefault(key, [])
        if number is not None:
            spoken.append(Spoken(number, at, value))
    return {key: BandLog(*head, tuple(said[key])) for key, head in heads.items()}
