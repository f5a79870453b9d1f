"""Writing the objectives and key results of a plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from handlers.company import Company
from handlers.okrs.standing import due_days
from handlers.transfer.planning.plan import Change, Plan
from storage.database import Connection
from storage.okrs import key_results, objectives
from storage.progress import Measure, Metric, first_progress
from storage.recording import Said, record
from storage.recounting import recount
from storage.rollups import lock_objectives
from storage.steps import Tick
from storage.transfer import okrs as okr_intake
from storage.transfer import people as intake
from storage.transfer.people import Ids, OvertakenError
from storage.transfer.portable import Key, PortableKeyResult, PortableObjective
from storage.transfer.snapshots import number_of

T = TypeVar("T")
OkrChange = Change[PortableObjective] | Change[PortableKeyResult]

AT_ONCE: Final = 200
"""Objectives whose key results are held in memory while they are recounted."""


@dataclass(frozen=True, slots=True)
class Job:
    """Where and when a plan is done. `person_id` is who asked for it, None for the command line."""

    db: Connection
    workspace_id: int
    now: datetime
    company: Company
    person_id: int | None = None


def write_okrs(job: Job, plan: Plan, who: Ids, groups: Ids) -> None:
    """Make and change objectives and key results, and work out their progress."""
    here = intake.ids_of(job.db, objectives, "code", job.workspace_id)
    touched = {here[code] for code in _fed(plan) if code in here}
    # Not as the plan has it, which does not know of a parent that is out of its sight.
    left = okr_intake.parents_now(job.db, [here[one.key] for one in changed(plan.objectives) if one.key in here])
    lock_objectives(job.db, touched | left)
    _count(job, plan)
    above = _objectives(job, plan, here, who, groups)
    below = _key_results(job, plan, above, who, groups)
    _check_in(job, plan, above, below, who)
    gone = {above[one.key]: one.after.dropped for one in plan.objectives if _drops(one)}
    okr_intake.drop_all(job.db, objectives, gone, job.now)
    lost = {below[one.key]: one.after.dropped for one in plan.key_results if _drops(one)}
    okr_intake.drop_all(job.db, key_results, lost, job.now)
    due = due_days(job.company)
    for batch in batches(sorted({above[code] for code in _fed(plan)} | left), AT_ONCE):
        recount(job.db, batch, job.now, due)


def _fed(plan: Plan) -> set[str]:
    """The codes of the objectives whose progress may be another afterwards."""
    found: set[str] = set()
    for change in plan.objectives:
        if not change.is_kept:
            before = change.before.thing.parent if change.before else ""
            found |= {change.key, change.after.parent, before}
    for one in plan.key_results:
        if not one.is_kept:
            found |= {one.after.objective, one.before.thing.objective if one.before else ""}
    return found - {""}


def _count(job: Job, plan: Plan) -> None:
    """Let the counters go on behind the codes that the plan gives."""
    last = intake.lock_numbers(job.db, job.workspace_id)
    if any(number != plan.store.last.get(prefix, 0) for prefix, number in last.items()):
        raise OvertakenError
    highest = dict(last)
    given = [*(one.key for one in plan.objectives), *(one.key for one in plan.key_results)]
    for prefix, number in map(number_of, given):
        highest[prefix] = max(highest[prefix], number)
    intake.count_on(job.db, job.workspace_id, highest)


def _objectives(job: Job, plan: Plan, here: Ids, who: Ids, groups: Ids) -> Ids:
    rows = [seen(change) for change in changed(plan.objectives)]
    new = [change.after for change in plan.objectives if change.is_new]
    if any(one.code in here for one in new):
        raise OvertakenError
    published = okr_intake.published_at(job.db, [number for number, _, _ in rows])
    okr_intake.add_objectives(job.db, job.workspace_id, new, who, groups, job.now)
    okr_intake.change_objectives(job.db, rows, who, groups, published, job.now)
    ids = intake.ids_of(job.db, objectives, "code", job.workspace_id) if new else here
    moved = [one for one in plan.objectives if (one.is_new and one.after.parent) or "parent" in one.differing()]
    okr_intake.set_parents(job.db, {ids[one.key]: ids[one.after.parent] if one.after.parent else None for one in moved})
    parts = [
        (ids[change.key], 0, part, _numbers(getattr(change.after, name), who))
        for change in plan.objectives
        for name, part in (("co_owners", "co_owner"), ("readers", "reader"))
        if name in change.differing() or (change.is_new and getattr(change.after, name))
    ]
    okr_intake.set_parts(job.db, parts, job.now)
    return ids


def _key_results(job: Job, plan: Plan, above: Ids, who: Ids, groups: Ids) -> Ids:
    here = intake.ids_of(job.db, key_results, "code", job.workspace_id)
    rows = [seen(change) for change in changed(plan.key_results)]
    new = [change.after for change in plan.key_results if change.is_new]
    if any(one.code in here for one in new):
        raise OvertakenError
    begun = [(one, first_progress(_measure(one))) for one in new]
    okr_intake.add_key_results(job.db, job.workspace_id, begun, who, groups, above, job.now)
    measured = okr_intake.measured_starts(job.db, [number for number, _, _ in rows])
    okr_intake.change_key_results(job.db, rows, who, groups, above, measured)
    ids = intake.ids_of(job.db, key_results, "code", job.workspace_id) if new else here
    okr_intake.add_steps_of_all(job.db, [(ids[one.code], one.steps) for one in new if one.steps])
    for change in changed(plan.key_results):
        if "steps" in change.differing():
            okr_intake.change_steps(job.db, ids[change.key], change.after.steps)
    _share(job, plan, above, ids, who)
    return ids


def _share(job: Job, plan: Plan, above: Ids, ids: Ids, who: Ids) -> None:
    """Give key results their co-owners, under the objective that they have now."""
    moved = {ids[one.key]: above[one.after.objective] for one in plan.key_results if "objective" in one.differing()}
    okr_intake.move_parts(job.db, moved)
    parts: list[tuple[int, int, str, list[int]]] = []
    for change in plan.key_results:
        if "co_owners" in change.differing() or (change.is_new and change.after.co_owners):
            co_owners = _numbers(change.after.co_owners, who)
            parts.append((above[change.after.objective], ids[change.key], "co_owner", co_owners))
    okr_intake.set_parts(job.db, parts, job.now)


def _check_in(job: Job, plan: Plan, above: Ids, below: Ids, who: Ids) -> None:
    """Record the values, confidences and steps that the lines say, each in the name of its owner."""
    found: dict[int, list[Said]] = {}
    for change in sorted(plan.key_results, key=lambda one: number_of(one.key)):
        news = _news(change, below[change.key], who[change.after.owner])
        if news is not None:
            found.setdefault(above[change.after.objective], []).append(news)
    due = due_days(job.company)
    for ids in batches(list(found), AT_ONCE):
        said = [news for objective_id in ids for news in found[objective_id]]
        record(job.db, job.workspace_id, said[0].person_id or 0, ids, said, job.now, due)


def _news(change: Change[PortableKeyResult], key_result_id: int, owner_id: int) -> Said | None:
    """What the line says of how the key result stands, if that is news."""
    old = change.before.thing if change.before else None
    after = change.after
    done = {step.title for step in old.steps if step.done} if old else set()
    ticks = tuple(
        Tick(place, step.done) for place, step in enumerate(after.steps, 1) if step.done is not (step.title in done)
    )
    value = after.current if after.metric != Metric.STEPS and (old is None or old.current != after.current) else None
    confidence = after.confidence if old is None or old.confidence != after.confidence else None
    if value is None and confidence is None and not ticks:
        return None
    return Said(key_result_id, value, confidence, "", ticks, owner_id)


def changed(changes: Sequence[Change[T]]) -> Iterator[Change[T]]:
    """Those of what is there and becomes different."""
    return (change for change in changes if not change.is_new and not change.is_kept)


def seen(change: Change[T]) -> tuple[int, int, T]:
    """The row that is changed, the version that was seen, and what it becomes."""
    if change.before is None:
        raise ValueError(f"{change.key} is new")
    return change.before.id, change.before.version, change.after


def batches(many: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """So many at a time."""
    return (many[start : start + size] for start in range(0, len(many), size))


def _drops(change: OkrChange) -> bool:
    return "dropped" in change.differing() or (change.is_new and bool(change.after.dropped))


def _numbers(keys: Iterable[Key], who: Ids) -> list[int]:
    return [who[key] for key in keys]


def _measure(one: PortableKeyResult) -> Measure:
    return Measure(Metric(one.metric), one.start, one.target, one.band_low, one.band_high)
