"""What an edit does to a goal: the checks, the measure, the columns, and the manager who is asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.chat.text import Spans, joined, spans
from handlers.goals import rights
from handlers.goals.approving.changing import changed
from handlers.goals.editing import cards
from handlers.goals.editing.form import LABELS, NUMBERS, EditGoal, standing, wanted
from handlers.goals.reasons import marks, missing_reason, words_kept
from handlers.goals.setting.measure import NotMeasured, SaidMeasure, made_of
from handlers.goals.setting.new import refuse_draft
from handlers.okrs.editing.differences import Difference, Entry, compared, sealed, texts
from handlers.okrs.fields import Thing
from storage import audit
from storage.goal_changes import change_goal, locked, reached_by
from storage.goal_lines import GoalLine, by_code, of_owner
from storage.goal_plans import PlanLine, locked_plan_of
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import NOTHING

Changes = Mapping[str, Difference]
Columns = Mapping[str, Any]

_BY_ITSELF: Final = (
    "{code} follows something, so it has no numbers of its own. To give it some, say --follows none, too."
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit: the goal as it stands, the plan that it is part of, and what is to change of it."""

    form: EditGoal
    line: GoalLine
    plan: PlanLine | None
    changes: Changes


def edit_goal(ask: Ask, form: EditGoal) -> Reply:
    """Change what differs from what stands; the form opens again where something was changed meanwhile."""
    rights.own(ask, form.goal, "edit")
    plan = locked_plan_of(ask.db, ask.workspace_id, form.goal.owner_id, form.goal.cycle)
    line = _held(ask, form.goal)
    said = wanted(form)
    found = compared(LABELS, standing(line), said, form.seen or _as_read(form, line))
    if found.clashes:
        given = {"goal": line.code, "reason": form.reason, **texts(said)}
        return OpenForm(EditGoal.asked(**given), found.clashes, " ".join(found.clashes.values()))
    edit = _Edit(form, line, plan, found.changed)
    if not edit.changes and not _unfollows(edit):
        return Whisper(cards.unchanged(line))
    try:
        columns = _columns(edit)
    except NotMeasured as problem:
        return FormErrors(problem.problems)
    if errors := {**_errors(ask, edit), **missing_reason(plan, form.reason)}:
        return FormErrors(errors)
    return Whisper(cards.edited(*_written(ask, edit, columns)))


def _written(ask: Ask, edit: _Edit, columns: Columns) -> tuple[cards.Edited, Any]:
    line = edit.line
    if not change_goal(ask.db, line.id, line.version, columns):
        raise Refused(f"{line.code} was changed a moment ago. Look at it again: /goal show {line.code}.")
    lines = of_owner(ask.db, policy.sight(ask), line.owner_id, line.cycle)
    after = next(one for one in lines if one.id == line.id)
    differences = tuple(edit.changes.values())
    _record(ask, edit)
    what = spans(f"changed {line.code}: ", *_said(differences)) if differences else spans(f"changed {line.code}")
    asked_again = changed(ask, edit.plan, what, edit.form.reason)
    return cards.Edited(after, differences, tuple(lines), edit.form.reason, asked_again), ask.company


def _said(differences: Sequence[Difference]) -> Spans:
    """The changes as the manager is told them, who need not see what a goal follows."""
    seen = [
        spans(f"{one.label.lower()} ", *one.before.words, " → ", *one.after.words)
        for one in differences
        if one.name != "follows"
    ]
    return joined([*seen, spans("what it follows")] if len(seen) < len(differences) else seen)


def _held(ask: Ask, seen: GoalLine) -> GoalLine:
    """The goal as it stands now; nobody else changes it before we commit. Raises Refused where it is gone."""
    state = locked(ask.db, seen.id)
    line = by_code(ask.db, policy.sight(ask), seen.code)
    if line is None or state.dropped_at is not None:
        raise Refused(f"{seen.code} was dropped a moment ago. Look at what there is: /goal list.")
    return line


def _as_read(form: EditGoal, line: GoalLine) -> str:
    """What stood there when the words were read, where somebody else has written meanwhile."""
    return "" if form.goal.version == line.version else sealed(standing(form.goal))


def _errors(ask: Ask, edit: _Edit) -> dict[str, str]:
    """Why the changes cannot be made, by field."""
    by = edit.form.by
    if "by" not in edit.changes or by is None:
        return {}
    if by < ask.today:
        return {"by": f"{by} is over. Name today or a later day."}
    if by < edit.line.starts_on:
        return {"by": f"It would be due on {by}, before its cycle begins on {edit.line.starts_on}. Name a later day."}
    return {}


def _columns(edit: _Edit) -> Columns:
    """What is to stand in the row. Raises NotMeasured, and Refused for a draft that is to be followed."""
    form, changes = edit.form, edit.changes
    values = {
        "title": ("title", form.title),
        "weight": ("weight", form.weight.amount if form.weight else None),
        "by": ("due_on", form.by),
    }
    plainly = {column: value for name, (column, value) in values.items() if name in changes}
    return plainly | _measured(edit)


def _measured(edit: _Edit) -> dict[str, Any]:
    form, line = edit.form, edit.line
    said = {name: edit.changes[name].after.text for name in NUMBERS if name in edit.changes}
    thing = form.follows if "follows" in edit.changes else None
    if isinstance(thing, ObjectiveLine | KeyResultLine):
        return _following(thing, said)
    if _unfollows(edit):
        new = made_of(SaidMeasure(form.start, form.target, form.unit))
        numbers = {"start": new.start, "target": new.target, "unit": new.unit}
        return {"key_result_id": None, "objective_id": None, **numbers, "progress": NOTHING}
    if not said:
        return {}
    if line.follows:
        raise NotMeasured(dict.fromkeys(said, _BY_ITSELF.format(code=line.code)))
    return _renumbered(line, said)


def _following(thing: Thing, said: Mapping[str, str]) -> dict[str, Any]:
    refuse_draft(thing)
    needless = [name for name, text in said.items() if text]
    if needless:
        sentence = f"A goal that follows {thing.code} has no numbers of its own. Leave this out."
        raise NotMeasured(dict.fromkeys(needless, sentence))
    is_key_result = isinstance(thing, KeyResultLine)
    return {
        "key_result_id": thing.id if is_key_result else None,
        "objective_id": None if is_key_result else thing.id,
        "start": None,
        "target": None,
        "unit": "",
        "current_value": None,
        "progress": NOTHING,
        "last_update_at": None,
    }


def _renumbered(line: GoalLine, said: Mapping[str, str]) -> dict[str, Any]:
    """Other numbers for a goal that has some; what was recorded so far counts on the new way."""
    missing = [name for name in ("start", "target") if said.get(name) == ""]
    if missing:
        raise NotMeasured(dict.fromkeys(missing, "Say a number, or what the goal follows instead."))
    start = Decimal(said["start"]) if "start" in said else line.start
    target = Decimal(said["target"]) if "target" in said else line.target
    if start == target:
        raise NotMeasured(
            {"target": "Start and target are the same number, so no progress could be measured. Choose another target."}
        )
    unit = said.get("unit", line.unit)
    return {
        "start": start,
        "target": target,
        "unit": unit,
        "progress": reached_by(start, target, line.current_value),
    }


def _unfollows(edit: _Edit) -> bool:
    """Whether the goal is to have numbers of its own, where it has none so far."""
    if not edit.line.follows:
        return False
    return edit.form.follows == "none" or ("follows" in edit.changes and edit.form.follows is None)


def _record(ask: Ask, edit: _Edit) -> None:
    stood = {name: _kept(edit, name, one.before) for name, one in edit.changes.items()}
    said = {name: _kept(edit, name, one.after) for name, one in edit.changes.items()}
    after = {**said, **marks(edit.plan, edit.form.reason)}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "edit goal", edit.line.code, ask.now, stood, after)


def _kept(edit: _Edit, name: str, entry: Entry) -> str:
    return words_kept(edit.plan, entry.text) if name == "title" else entry.text
