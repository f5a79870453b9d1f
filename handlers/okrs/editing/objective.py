"""What an edit does to an objective: the checks, the columns, the people, and who is told."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Card
from handlers.chat.outgoing import Note
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.chat.text import spans
from handlers.okrs.aligning.align import refuse_parent, tell_aligned
from handlers.okrs.coaching.cards import beside_objective
from handlers.okrs.drafting.drafts import show_draft
from handlers.okrs.editing import cards as editing_cards
from handlers.okrs.editing.differences import (
    Difference,
    compared,
    day_entry,
    people_in,
    people_of,
    sealed,
    texts,
    told,
)
from handlers.okrs.editing.objective_form import LABELS, EditObjective, roll_up_of, standing, wanted
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.options import COMPANY
from handlers.okrs.refusals import ask_owner, changed_meanwhile
from handlers.okrs.rights import may_change
from handlers.okrs.seeing.show import sharing
from handlers.okrs.setting import cards as setting_cards
from storage import audit
from storage.alignment import Move, align, hold_alignment, set_roll_up
from storage.involvements import set_involved
from storage.okr_changes import change_objective, move_due
from storage.okr_lines import ObjectiveLine, known_objective, objective_by_code
from storage.rollups import lock_objectives, recompute_objectives
from storage.teams import TeamLine

Changes = Mapping[str, Difference]

COACHED: Final = frozenset({"title", "cycle", "by"})
"""What of an objective the coach looks at."""


def edit_objective(ask: Ask, form: EditObjective) -> Reply:
    """Change what differs from what stands; the form opens again where somebody else was faster with the same field."""
    if not may_change(ask, form.objective):
        raise ask_owner(form.objective, "edit")
    line = _held(ask, form)
    said = wanted(form)
    was_changed = line.version != form.objective.version
    seen = form.seen or (sealed(standing(ask, form.objective)) if was_changed else "")
    found = compared(LABELS, standing(ask, line), said, seen)
    if found.clashes:
        given = {"objective": line.code, "reason": form.reason, **texts(said)}
        return OpenForm(EditObjective.asked(**given), found.clashes, " ".join(found.clashes.values()))
    if not found.changed:
        return Whisper(editing_cards.unchanged(line))
    changes = _with_due_day(form, line, found.changed)
    if errors := _errors(ask, form, line, changes):
        return FormErrors(errors)
    remarks = _write(ask, form, line, changes)
    _record(ask, line, changes, form.reason)
    after = known_objective(ask.db, ask.workspace_id, line.code)
    show_draft(ask, after)
    _tell(ask, form, line, after, changes)
    card = editing_cards.edited(after, tuple(changes.values()), remarks)
    advice = beside_objective(after) if COACHED & changes.keys() else ()
    return Whisper(card.plus(*advice), share=None if line.parent_is_private else sharing(after))


def _held(ask: Ask, form: EditObjective) -> ObjectiveLine:
    """The objective as it stands now; nobody else changes it, or what it feeds, before we commit."""
    before, parent_id = form.objective, _parent_id(form)
    if (form.parent is not None or form.seen) and parent_id != before.parent_id:
        hold_alignment(ask.db, ask.workspace_id)
    lock_objectives(ask.db, {before.id, before.parent_id or before.id, parent_id or before.id})
    line = objective_by_code(ask.db, ask.workspace_id, before.code)
    if line is None or line.dropped_at is not None:
        raise changed_meanwhile(ask, before)
    return line


def _parent_id(form: EditObjective) -> int | None:
    return form.parent.id if isinstance(form.parent, ObjectiveLine) else None


def _with_due_day(form: EditObjective, line: ObjectiveLine, changes: Changes) -> Changes:
    """With another cycle comes another due day, unless one was said."""
    if "cycle" not in changes or "by" in changes or form.cycle is None or form.cycle.ends_on == line.due_on:
        return changes
    moved = Difference("by", LABELS["by"], day_entry(line.due_on), day_entry(form.cycle.ends_on))
    return {**changes, "by": moved}


def _days(form: EditObjective, line: ObjectiveLine, changes: Changes) -> tuple[date, date]:
    """The first day and the due day as they are to be."""
    cycle = form.cycle if "cycle" in changes else None
    starts_on = cycle.starts_on if cycle else line.starts_on
    if "by" not in changes:
        return starts_on, line.due_on
    said = date.fromisoformat(changes["by"].after.text)
    return starts_on, said


def _errors(ask: Ask, form: EditObjective, line: ObjectiveLine, changes: Changes) -> dict[str, str]:
    """Why the changes cannot be made, by field."""
    errors: dict[str, str] = {}
    starts_on, due_on = _days(form, line, changes)
    if "cycle" in changes and form.cycle is not None and form.cycle.ends_on < ask.company_today:
        errors["cycle"] = f"{form.cycle.label} is over. Name a cycle that is not."
    elif "by" in changes and due_on < ask.today:
        errors["by"] = f"{due_on} is over. Name today or a later day."
    elif due_on < starts_on:
        errors["by"] = f"It would be due on {due_on}, before its cycle begins on {starts_on}. Name a later day."
    elif due_on > line.due_on and line.key_result_count and not line.is_draft and not form.reason:
        errors["reason"] = f"{line.code} would be due later than it was. Say in a few words why."
    if "readers" in changes and changes["readers"].after.text and not _will_be_private(form, line):
        errors["readers"] = "Everyone can see an open objective. Make it private to name its readers."
    if "parent" in changes and isinstance(form.parent, ObjectiveLine):
        errors |= _parent_errors(ask, line, form.parent)
    return errors


def _parent_errors(ask: Ask, line: ObjectiveLine, parent: ObjectiveLine) -> dict[str, str]:
    try:
        refuse_parent(ask, line, parent)
    except Refused as refused:
        return {"parent": refused.sentence}
    return {}


def _will_be_private(form: EditObjective, line: ObjectiveLine) -> bool:
    return line.is_private if form.private is None else form.private == "yes"


def _write(ask: Ask, form: EditObjective, line: ObjectiveLine, changes: Changes) -> list[str]:
    """Write it all; return what came of it, in sentences."""
    version = line.version
    if "parent" in changes:
        if not align(ask.db, Move(line.id, version, line.parent_id, _parent_id(form))):
            raise changed_meanwhile(ask, line)
        version += 1
    if "roll_up" in changes:
        if not set_roll_up(ask.db, line.id, version, roll_up_of(changes["roll_up"].after.text)):
            raise changed_meanwhile(ask, line)
        version += 1
    if not change_objective(ask.db, line.id, version, _columns(form, line, changes)):
        raise changed_meanwhile(ask, line)
    above = _parent_id(form) if "parent" in changes else line.parent_id
    if "private" in changes and above is not None:
        recompute_objectives(ask.db, (above,))
    return [*_write_people(ask, form, line, changes), *_move_key_results(ask, form, line, changes)]


def _columns(form: EditObjective, line: ObjectiveLine, changes: Changes) -> dict[str, object]:
    starts_on, due_on = _days(form, line, changes)
    team = form.team if isinstance(form.team, TeamLine) else None
    values: dict[str, dict[str, object]] = {
        "title": {"title": form.title},
        "team": {
            "team_id": team.id if team else None,
            "level": "team" if team else "company" if form.team == COMPANY else "person",
        },
        "owner": {"owner_id": form.owner.id if form.owner else line.owner_id},
        "cycle": {"cycle": form.cycle.label if form.cycle else line.cycle, "starts_on": starts_on},
        "by": {"due_on": due_on},
        "aspirational": {"ambition": "aspirational" if form.aspirational == "yes" else "committed"},
        "private": {"is_private": form.private == "yes"},
    }
    return {column: value for name in changes if name in values for column, value in values[name].items()}


def _write_people(ask: Ask, form: EditObjective, line: ObjectiveLine, changes: Changes) -> list[str]:
    """Who reads what is private goes with its being private; whoever makes it so may still read it."""
    if "co_owners" in changes:
        set_involved(ask.db, line.id, "co_owner", [one.id for one in people_in(form.co_owners)], ask.now)
    becomes_private = "private" in changes and form.private == "yes"
    is_private = _will_be_private(form, line)
    if "readers" in changes or "private" in changes:
        readers = {one.id for one in people_in(form.readers)} if "readers" in changes else set()
        if becomes_private and ask.person.id != (form.owner.id if form.owner else line.owner_id):
            readers.add(ask.person.id)
        set_involved(ask.db, line.id, "reader", readers if is_private else (), ask.now)
    if becomes_private:
        return ["What was posted or shared before stays where it is."]
    return ["Everyone sees it from now on, so it has no readers of its own any more."] if "private" in changes else []


def _move_key_results(ask: Ask, form: EditObjective, line: ObjectiveLine, changes: Changes) -> list[str]:
    """What is due with the objective is due with it still."""
    if "by" not in changes:
        return []
    count = move_due(ask.db, line.id, line.due_on, _days(form, line, changes)[1])
    noun = "key result that was" if count == 1 else "key results that were"
    return [f"{count} {noun} due with it moved along."] if count else []


def _record(ask: Ask, line: ObjectiveLine, changes: Changes, reason: str) -> None:
    before = {name: one.before.text for name, one in changes.items()}
    after = {name: one.after.text for name, one in changes.items()} | ({"reason": reason} if reason else {})
    audit.record(ask.db, ask.workspace_id, ask.person.id, "edit", line.code, ask.now, before=before, after=after)


def _tell(ask: Ask, form: EditObjective, line: ObjectiveLine, after: ObjectiveLine, changes: Changes) -> None:
    """Tell whom it was given or taken from, the owner of the rest, and the followers; nobody twice."""
    if "parent" in changes:
        tell_aligned(
            ask, line, known_objective(ask.db, ask.workspace_id, after.parent_code) if after.parent_code else None
        )
    said = [one for name, one in changes.items() if name != "parent"]
    cards: dict[int, Card] = {}
    if after.is_private and "readers" in changes:
        cards |= dict.fromkeys(_new_people(changes["readers"]), editing_cards.made_reader(after, ask.writer))
    if "co_owners" in changes:
        cards |= dict.fromkeys(_new_people(changes["co_owners"]), editing_cards.made_co_owner(after, ask.writer))
    if said:
        cards[after.owner_id] = editing_cards.edit_told(after, said, form.reason, ask.writer)
    if after.owner_id != line.owner_id:
        cards[line.owner_id] = editing_cards.objective_taken(after, ask.writer)
        cards[after.owner_id] = setting_cards.objective_given(after, ask.writer)
    outgoing.tell_many(ask, [Note(person, card) for person, card in cards.items() if person != ask.person.id])
    if said:
        tell_followers(ask, after, spans(ask.writer, " changed the ", *told(said), "."))


def _new_people(one: Difference) -> set[int]:
    return people_of(one.after) - people_of(one.before)
