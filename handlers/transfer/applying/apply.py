"""Doing what a plan says, in one transaction: all of it or nothing."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal
from typing import Any, TypeVar

from handlers.chat import outgoing
from handlers.chat.due import Occasion
from handlers.chat.number import plain
from handlers.check_ins.schedule import reschedule_people, reschedule_team
from handlers.digests.schedule import reschedule_digest
from handlers.goals.approving import sending
from handlers.transfer import screens
from handlers.transfer.applying.okrs import Job, OkrChange, batches, changed, seen, write_okrs
from handlers.transfer.planning.plan import Change, Plan
from storage import audit
from storage.roles import lock_company
from storage.teams import name_key, teams
from storage.transfer import people as intake
from storage.transfer.kept import BATCH, Kept, keep_cells
from storage.transfer.people import Ids, OvertakenError
from storage.transfer.portable import Key, PortablePerson, PortableStep
from storage.transfer.snapshots import person_keys

T = TypeVar("T")


def apply(job: Job, plan: Plan) -> None:
    """Write all that the plan says. Raises OvertakenError where something changed since it was made."""
    lock_company(job.db, job.workspace_id)
    groups = _teams(job, plan)
    who = _people(job, plan, groups)
    _leads(job, plan, who, groups)
    write_okrs(job, plan, who, groups)
    okrs: tuple[OkrChange, ...] = (*plan.objectives, *plan.key_results)
    kept = [Kept(one.key, dict(one.after.kept)) for one in okrs if _keeps(one)]
    keep_cells(job.db, job.workspace_id, [*kept, *plan.waiting])
    _audit(job, plan, who, groups)
    _reschedule(job, plan, who, groups)
    _tell(job, plan, who)


def _teams(job: Job, plan: Plan) -> Ids:
    """Make and change teams; returns all ids by teams.name_key()."""
    here = intake.ids_of(job.db, teams, "name_key", job.workspace_id)
    new = [change.after for change in plan.teams if change.is_new]
    if any(name_key(one.name) in here for one in new):
        raise OvertakenError
    intake.add_teams(job.db, job.workspace_id, new, job.now)
    intake.change_teams(job.db, [seen(change) for change in changed(plan.teams)])
    return intake.ids_of(job.db, teams, "name_key", job.workspace_id) if new else here


def _people(job: Job, plan: Plan, groups: Ids) -> Ids:
    """Make and change people, with their managers and teams; returns all ids by Key."""
    here = _ids(job)
    new = [change.after for change in plan.people if change.is_new]
    if any(one.email in here for one in new):
        raise OvertakenError
    intake.add_people(job.db, job.workspace_id, new)
    rows = [(*seen(change), "time_zone" in change.differing()) for change in changed(plan.people)]
    intake.change_people(job.db, rows)
    who = _ids(job) if new else here
    placed = [change for change in plan.people if not change.is_kept]
    managers = {who[one.key]: who[one.after.manager] if one.after.manager else None for one in placed if _moves(one)}
    intake.set_managers(job.db, managers)
    for batch in batches(list(managers), BATCH):
        sending.withhold(job.db, job.workspace_id, batch)
    inside = {
        who[one.key]: [groups[name_key(name)] for name in one.after.teams]
        for one in placed
        if one.is_new or "teams" in one.differing()
    }
    intake.set_teams(job.db, inside)
    return who


def _ids(job: Job) -> dict[Key, int]:
    found: dict[Key, int] = {}
    for number, key in person_keys(job.db, job.workspace_id).items():
        found.setdefault(key, number)
    return found


def _leads(job: Job, plan: Plan, who: Ids, groups: Ids) -> None:
    moved = [change for change in plan.teams if not change.is_kept]
    leads = {groups[name_key(one.after.name)]: who[one.after.lead] if one.after.lead else None for one in moved}
    parents = {
        groups[name_key(one.after.name)]: groups[name_key(one.after.parent)] if one.after.parent else None
        for one in moved
    }
    intake.set_leads(job.db, leads, parents)


def _audit(job: Job, plan: Plan, who: Ids, groups: Ids) -> None:
    """Who changed what to what, each thing by itself, with the old values."""
    entries = [
        *(_entry(f"person:{who[change.key]}", change) for change in plan.people if not change.is_kept),
        *(_entry(f"team:{groups[name_key(change.after.name)]}", change) for change in plan.teams if not change.is_kept),
        *(_entry(change.key, change) for change in plan.objectives if not change.is_kept),
        *(_entry(change.key, change) for change in plan.key_results if not change.is_kept),
    ]
    for batch in batches(entries, BATCH):
        audit.record_all(job.db, job.workspace_id, job.person_id, job.now, batch)


def _entry(subject: str, change: Change[Any]) -> audit.Change:
    if change.before is None:
        return audit.Change("import", subject, after=_spelt(change.after, (one.name for one in fields(change.after))))
    names = change.differing()
    return audit.Change("import", subject, _spelt(change.before.thing, names), _spelt(change.after, names))


def _spelt(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """The values of these names: the same number in the same digits, however a file spells it."""
    return {name: _plainly(getattr(thing, name)) for name in names}


def _plainly(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple) and value and isinstance(value[0], PortableStep):
        return [f"{step.title}: {plain(step.weight)}{', done' if step.done else ''}" for step in value]
    return value


def _reschedule(job: Job, plan: Plan, who: Ids, groups: Ids) -> None:
    """Set anew when people are reminded and teams are asked to check in."""
    met = [change for change in plan.teams if change.is_new or "channel" in change.differing()]
    for change in met:
        team_id = groups[name_key(change.after.name)]
        if change.after.channel or not change.is_new:
            reschedule_team(job.db, job.company, job.workspace_id, team_id, job.now)
            reschedule_digest(job.db, job.company, job.workspace_id, team_id, job.now)
    ids = {who[change.after.owner] for change in plan.key_results if not change.is_kept}
    ids |= {who[change.key] for change in plan.people if not change.is_kept}
    reschedule_people(job.db, job.company, job.workspace_id, sorted(ids), job.now)


def _tell(job: Job, plan: Plan, who: Ids) -> None:
    """Tell those on chat who their manager is now, and managers whom they have."""
    moved = [change for change in plan.people if _moves(change) and change.after.manager]
    names = {key: stored.thing.name for key, stored in plan.store.people.items()}
    names |= {change.key: change.after.name for change in plan.people}
    on_chat = {key for key, stored in plan.store.people.items() if stored.fixed}
    gathered: dict[Key, list[screens.Named]] = {}
    notes = []
    for change in moved:
        person, manager = change.key, change.after.manager
        gathered.setdefault(manager, []).append((who[person], names[person]))
        if person in on_chat:
            notes.append(outgoing.Note(who[person], screens.you_have_manager((who[manager], names[manager]))))
    notes += [outgoing.Note(who[key], screens.you_manage(many)) for key, many in gathered.items() if key in on_chat]
    outgoing.tell_many(Occasion(job.db, job.now, job.company, job.workspace_id, ()), notes)


def _moves(change: Change[PortablePerson]) -> bool:
    return "manager" in change.differing() or (change.is_new and bool(change.after.manager))


def _keeps(change: OkrChange) -> bool:
    return "kept" in change.differing() or (change.is_new and bool(change.after.kept))
