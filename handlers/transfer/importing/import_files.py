"""Importing in chat: files by direct message, what they would do, and one press that does it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Card
from handlers.chat.files import File
from handlers.chat.number import row_number
from handlers.chat.reply import Refused, ReplaceCard, Reply, Whisper
from handlers.people.rights import require_set_up
from handlers.transfer import report
from handlers.transfer.applying.apply import apply
from handlers.transfer.applying.okrs import Job
from handlers.transfer.forms import ApplyImport, CancelImport, Import
from handlers.transfer.importing import cards
from handlers.transfer.importing.handed_in import packed, read_files, unpacked
from handlers.transfer.importing.unseen import guarded, store_in_sight
from handlers.transfer.planning.plan import Change, Plan
from handlers.transfer.planning.planner import planned
from handlers.transfer.reading.sheets import Sheet
from storage import drafts
from storage.transfer.people import OvertakenError


def look(ask: Ask, form: Import) -> Reply:
    """Say what the files that came along would do, and let them wait for Apply."""
    if ask.files and not any(file.is_table for file in ask.files):
        return Whisper(cards.no_table([file.name for file in ask.files]))
    require_set_up(ask, "import files")
    if not ask.files:
        return Whisper(cards.how_to())
    found = read_files(ask.files)
    names = [file.name for file in ask.files if file.is_table]
    if found.problems:
        return _wrong(names, [str(problem) for problem in found.problems])
    plan = _plan(ask, found.sheets)
    if plan.problems:
        return _wrong(names, [str(problem) for problem in plan.problems])
    if plan.is_empty:
        return Whisper(cards.nothing_new(names))
    run = _run(names, plan, [f"{name}: I cannot read it, and left it out" for name in found.left_out])
    number = drafts.keep(ask.db, ask.workspace_id, ask.person.id, packed(ask.files), ask.now)
    return Whisper(_offered(run, number, plan), attachment=cards.beside("changes.txt", run.changes))


def store(ask: Ask, form: ApplyImport) -> Reply:
    """Store all of it, or nothing: once, and only what was shown."""
    require_set_up(ask, "import files")
    files = _waiting(ask, form.number)
    if not files:
        return Whisper(cards.gone())
    found = read_files(files)
    names = [file.name for file in files if file.is_table]
    plan = _plan(ask, found.sheets)
    if plan.problems:
        return ReplaceCard(cards.wrong(names, [str(problem) for problem in plan.problems]), is_private=True)
    if plan.is_empty:
        return ReplaceCard(cards.nothing_new(names), is_private=True)
    if _mark(plan) != form.shown:
        number = drafts.keep(ask.db, ask.workspace_id, ask.person.id, packed(files), ask.now)
        return ReplaceCard(_offered(_run(names, plan, (), is_anew=True), number, plan), is_private=True)
    try:
        apply(Job(ask.db, ask.workspace_id, ask.now, ask.company, ask.person.id), plan)
    except OvertakenError:
        said = "Somebody changed the same things at this moment, so nothing is stored. Press Apply again, please."
        raise Refused(said) from None
    return ReplaceCard(cards.applied(_run(names, plan, ())), is_private=True)


def forget(ask: Ask, form: CancelImport) -> Reply:
    """Forget files that wait."""
    return ReplaceCard(cards.cancelled(), is_private=True) if _waiting(ask, form.number) else Whisper(cards.gone())


def _waiting(ask: Ask, number: str) -> tuple[File, ...]:
    """The files that wait under that number and do so no more; none where there are none of the writer's."""
    body = drafts.take(ask.db, row_number(number), ask.person.id)
    return unpacked(body) if body else ()


def _plan(ask: Ask, sheets: Sequence[Sheet]) -> Plan:
    store = store_in_sight(ask.db, policy.sight(ask))
    return guarded(ask.db, planned(store, sheets, ask.company.cycles, ask.company_today))


def _run(names: Sequence[str], plan: Plan, notes: Sequence[str], *, is_anew: bool = False) -> cards.DryRun:
    changes = tuple(report.every_change(plan))
    return cards.DryRun(tuple(names), report.counts(plan), len(plan.waiting), changes, (*notes, *plan.notes), is_anew)


def _offered(run: cards.DryRun, number: int, plan: Plan) -> Card:
    go = ApplyImport.asked(number=str(number), shown=_mark(plan))
    return cards.dry_run(run, go, CancelImport.asked(number=str(number)))


def _wrong(names: Sequence[str], problems: Sequence[str]) -> Whisper:
    return Whisper(cards.wrong(names, problems), attachment=cards.beside("problems.txt", problems))


def _mark(plan: Plan) -> str:
    """What tells this plan from every other: what becomes of what."""
    changes: tuple[Change[Any], ...] = (*plan.people, *plan.teams, *plan.objectives, *plan.key_results)
    told = [(one.key, one.after, _before(one)) for one in changes if not one.is_kept]
    return hashlib.sha256(repr((told, plan.waiting)).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _before(change: Change[Any]) -> tuple[Any, ...] | None:
    if change.before is None:
        return None
    return tuple(getattr(change.before.thing, name) for name in change.differing())
