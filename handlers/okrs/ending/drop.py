"""Dropping what is no longer wanted: it leaves the lists, and its history is kept."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, Needed, ShortText
from handlers.chat.form import Form
from handlers.chat.outgoing import Note
from handlers.chat.reply import Reply, Whisper
from handlers.chat.text import spans
from handlers.okrs.drafting.drafts import show_draft, show_dropped
from handlers.okrs.ending import cards
from handlers.okrs.fields import Thing, ThingRef
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.refusals import ask_owner, changed_meanwhile
from handlers.okrs.rights import may_change
from storage import audit
from storage.okr_lines import KeyResultLine, ObjectiveLine, key_results_of_objectives, known_objective
from storage.okr_removals import drop_key_result, drop_objective
from storage.rollups import lock_objective, lock_objectives, recompute_objective, recompute_objectives


class Drop(Form, command="okr drop", title="Drop", submit="Drop", example="/okr drop KR-5 --reason Nobody counts"):
    """Drop an objective or a key result; its history is kept."""

    thing: Annotated[ThingRef, Label("Which", "A code, or some words of the title.")]
    reason: Annotated[ShortText, Needed(), Label("Reason", "Why, in a few words; whoever sees it may read them.")] = ""


def drop(ask: Ask, form: Drop) -> Reply:
    """Drop an objective with all its key results, or one key result, and tell their owners and followers."""
    line = form.thing
    if not may_change(ask, line):
        raise ask_owner(line, "drop")
    if isinstance(line, KeyResultLine):
        progress = _drop_key_result(ask, line, form.reason)
        with_it: Sequence[KeyResultLine] = ()
        card = cards.key_result_dropped(line, form.reason, progress)
    else:
        with_it = _drop_objective(ask, line, form.reason)
        card = cards.objective_dropped(line, form.reason, with_it)
    _record(ask, line, with_it, form.reason)
    _tell(ask, line, with_it, form.reason)
    return Whisper(card)


def _drop_key_result(ask: Ask, line: KeyResultLine, reason: str) -> Decimal:
    """Take it out; return the progress of its objective without it."""
    lock_objective(ask.db, line.objective_id)
    if not drop_key_result(ask.db, line.id, line.version, reason, ask.now):
        raise changed_meanwhile(ask, line)
    return recompute_objective(ask.db, line.objective_id)


def _drop_objective(ask: Ask, line: ObjectiveLine, reason: str) -> list[KeyResultLine]:
    """Take it out; return its key results, which go with it. What was aligned to it stands alone from now on."""
    lock_objectives(ask.db, {line.id, line.parent_id or line.id})
    with_it = key_results_of_objectives(ask.db, (line.id,))
    if not drop_objective(ask.db, line.id, line.version, reason, ask.now):
        raise changed_meanwhile(ask, line)
    if line.parent_id is not None:
        recompute_objectives(ask.db, (line.parent_id,))
    return with_it


def _record(ask: Ask, line: Thing, with_it: Sequence[KeyResultLine], reason: str) -> None:
    after = {"reason": reason, "key_results": [one.code for one in with_it]} if with_it else {"reason": reason}
    changes = [audit.Change("drop", line.code, _stood(line), after)]
    changes += [audit.Change("drop", one.code, _stood(one), {"reason": reason, "with": line.code}) for one in with_it]
    audit.record_all(ask.db, ask.workspace_id, ask.person.id, ask.now, changes)


def _stood(line: Thing) -> audit.Values:
    return {"title": line.title, "owner": line.owner_id, "progress": line.progress}


def _tell(ask: Ask, line: Thing, with_it: Sequence[KeyResultLine], reason: str) -> None:
    """The owner hears of the thing itself, the owners of key results that go with it of those, and followers of all."""
    told = {one.owner_id: cards.drop_told(one, reason, ask.writer) for one in reversed(with_it)}
    told[line.owner_id] = cards.drop_told(line, reason, ask.writer)
    outgoing.tell_many(ask, [Note(person, card) for person, card in told.items() if person != ask.person.id])
    tell_followers(ask, line, spans(ask.writer, f" dropped it. Reason: {reason}"))
    if isinstance(line, ObjectiveLine):
        show_dropped(ask, line, reason)
    elif line.is_draft:
        show_draft(ask, known_objective(ask.db, ask.workspace_id, line.objective_code))
