"""Aligning an objective under the one that it helps, or under none."""

from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.alternatives import NONE
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, Needed
from handlers.chat.form import Form
from handlers.chat.outgoing import Note
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import spans
from handlers.okrs.aligning import cards
from handlers.okrs.aligning.tree import ShowTree
from handlers.okrs.editing.fields import ParentOrNone
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.refusals import ask_owner, changed_meanwhile
from handlers.okrs.rights import may_change
from handlers.okrs.sight import in_sight, is_private, sees
from storage import audit, people
from storage.alignment import Move, align, hold_alignment, stands_under
from storage.okr_lines import ObjectiveLine, known_objective, objective_by_code


class Align(Form, command="okr align", title="Align", submit="Align", example="/okr align O-7 --parent O-1"):
    """Align an objective under the one that it helps, or under none."""

    objective: Annotated[ObjectiveRef, Label("Objective", "The one that helps another.")]
    parent: Annotated[ParentOrNone, Needed(), Label("Parent", "The objective that it helps, or none.")] = NONE


def align_it(ask: Ask, form: Align) -> Reply:
    """Align it, store what the parents come to now, and tell whose objective it helps, or no longer helps."""
    if not may_change(ask, form.objective):
        raise ask_owner(form.objective, "align")
    hold_alignment(ask.db, ask.workspace_id)
    before = known_objective(ask.db, ask.workspace_id, form.objective.code)
    if before.version != form.objective.version:
        raise changed_meanwhile(ask, form.objective)
    parent = None if form.parent == NONE else form.parent
    new_parent_id = parent.id if parent is not None else None
    if parent is not None:
        refuse_parent(ask, before, parent)
    elif before.parent_id is None:
        # In the same words as where it was taken from under something that the writer may not see.
        return _answer(before, None, None)
    if not align(ask.db, Move(before.id, before.version, before.parent_id, new_parent_id)):
        raise changed_meanwhile(ask, before)
    _record(ask, before, new_parent_id)
    old_parent = _seen(ask, before.parent_code)
    now = known_objective(ask.db, ask.workspace_id, parent.code) if parent is not None else None
    tell_aligned(ask, before, now)
    return _answer(before, now, old_parent)


def refuse_parent(ask: Ask, line: ObjectiveLine, parent: ObjectiveLine) -> None:
    """Raises Refused where the one cannot stand under the other; the sentence names nothing but these two.

    Hold the alignment first.
    """
    if parent.id == line.id:
        raise Refused(f"{line.code} cannot be aligned under itself. Choose another parent.")
    if parent.id == line.parent_id:
        raise Refused(f"{line.code} is aligned under {parent.code} already. See both with /okr tree {parent.code}.")
    if parent.is_draft and not line.is_draft:
        raise Refused(
            f"{parent.code} is a draft, so only drafts can be aligned under it. "
            f"Publish it first: /okr publish {parent.code}."
        )
    if stands_under(ask.db, parent.id, line.id):
        raise Refused(
            f"{parent.code} stands under {line.code} already, so {line.code} cannot be aligned under it. "
            "Choose another parent."
        )


def _answer(line: ObjectiveLine, parent: ObjectiveLine | None, old_parent: ObjectiveLine | None) -> Whisper:
    hidden = is_private(line) or (parent is not None and is_private(parent))
    share = None if hidden or line.is_draft else ShowTree.asked(top=(parent or line).code)
    return Whisper(cards.aligned(line, parent, old_parent), share=share)


def _seen(ask: Ask, code: str | None) -> ObjectiveLine | None:
    """The objective of that code, as it is now, if the writer may see it."""
    line = objective_by_code(ask.db, ask.workspace_id, code) if code else None
    return line if line is not None and sees(ask, line) else None


def _record(ask: Ask, before: ObjectiveLine, new_parent_id: int | None) -> None:
    parents = {"before": {"parent": before.parent_id}, "after": {"parent": new_parent_id}}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "align", before.code, ask.now, **parents)


def tell_aligned(ask: Ask, line: ObjectiveLine, parent: ObjectiveLine | None) -> None:
    """Tell the owners of both parents, of the objective and its followers what they may know of it.

    `line` is as it was before, `parent` as it is now.
    """
    old = objective_by_code(ask.db, ask.workspace_id, line.parent_code) if line.parent_code else None
    notes = []
    if parent is not None and _may_know(ask, parent.owner_id, line):
        notes.append(Note(parent.owner_id, cards.aligned_told(line, parent, ask.writer)))
    if old is not None and old.dropped_at is None and _may_know(ask, old.owner_id, line):
        notes.append(Note(old.owner_id, cards.parted_told(line, old, ask.writer)))
    if line.owner_id != ask.person.id:
        seen = parent if parent is not None and _may_know(ask, line.owner_id, parent) else None
        notes.append(Note(line.owner_id, cards.own_aligned_told(line, seen, ask.writer)))
    outgoing.tell_many(ask, [note for note in notes if note.person_id != ask.person.id])
    if parent is None or not is_private(parent):
        said = f"aligned under {parent.code}" if parent is not None else "aligned under none any more"
        tell_followers(ask, line, spans(f"{said}, by ", ask.writer))


def _may_know(ask: Ask, person_id: int, line: ObjectiveLine) -> bool:
    """Whether somebody else may read it."""
    standing = people.profile(ask.db, person_id).standing
    return in_sight(ask.db, policy.sight_of(ask.workspace_id, person_id, standing), line)
