"""Deleting what was never used: it goes for good. On what has a history, Drop is offered instead."""

from dataclasses import asdict
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, TickKind
from handlers.chat.form import Form
from handlers.chat.reply import Refused, ReplaceCard, Reply, Whisper
from handlers.okrs.ending import cards
from handlers.okrs.fields import Thing, ThingRef
from handlers.okrs.refusals import ask_owner, changed_meanwhile
from handlers.okrs.rights import may_change
from storage import audit
from storage.involvements import involved
from storage.okr_lines import KeyResultLine
from storage.okr_removals import delete_key_result, delete_objective, hanging_on
from storage.rollups import lock_objectives, recompute_objectives
from storage.steps import steps_of


class Delete(Form, command="okr delete", title="Delete", submit="Delete", example="/okr delete KR-5"):
    """Delete an objective or a key result that nobody has used yet; what has a history can be dropped."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]
    sure: Annotated[bool, TickKind("Delete it for good"), Label("Sure", "Nothing of it is left.")] = False


def delete(ask: Ask, form: Delete) -> Reply:
    """Ask whether it is to be deleted, or delete it; refused where something hangs on it."""
    line = form.thing
    if not may_change(ask, line):
        raise ask_owner(line, "delete")
    objective_id, above_id = _place(line)
    if form.sure:
        lock_objectives(ask.db, {objective_id, above_id or objective_id})
    hanging = hanging_on(ask.db, policy.sight(ask), line)
    if hanging:
        card = cards.not_deleted(line, hanging)
        raise Refused(card.text, card)
    if not form.sure:
        return Whisper(cards.delete_asked(line))
    _record(ask, line)
    take_out = delete_key_result(ask.db, line) if isinstance(line, KeyResultLine) else delete_objective(ask.db, line)
    if not take_out:
        raise changed_meanwhile(ask, line)
    recompute_objectives(ask.db, [above_id] if above_id is not None else [])
    if line.owner_id != ask.person.id:
        outgoing.tell(ask, line.owner_id, cards.delete_told(line, ask.writer))
    return ReplaceCard(cards.deleted(line))


def _place(line: Thing) -> tuple[int, int | None]:
    """The objective that others write to at the same time, and the one whose progress it may have counted in."""
    return (line.objective_id, line.objective_id) if isinstance(line, KeyResultLine) else (line.id, line.parent_id)


def _record(ask: Ask, line: Thing) -> None:
    """Keep in the audit all that the thing held: nothing else will know it."""
    objective_id, key_result_id = (line.objective_id, line.id) if isinstance(line, KeyResultLine) else (line.id, None)
    people = [
        {"person": one.person_id, "part": one.part}
        for one in involved(ask.db, objective_id, ("co_owner", "reader", "follower", "agreed"))
        if one.key_result_id == key_result_id
    ]
    steps = [asdict(step) for step in steps_of(ask.db, line.id)] if isinstance(line, KeyResultLine) else []
    before = {**asdict(line), "people": people, "steps": steps}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "delete", line.code, ask.now, before=before)
