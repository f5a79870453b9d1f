"""The form that edits a goal: it opens with how the goal stands, and tells what of that is to change."""

from collections.abc import Mapping
from typing import Annotated, Final

from handlers.chat.alternatives import Nothing, or_none
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Day, Keyword, Label, WordKind
from handlers.chat.form import Form
from handlers.chat.number import plain
from handlers.goals.approving.changing import needs_reason
from handlers.goals.fields import GoalWeight, OwnGoalRef, StartSaid, TargetSaid, goal_given
from handlers.okrs.editing.differences import Entries, Entry, day_entry, number_entry, sealed, text_entry, texts
from handlers.okrs.editing.fields import NewReason, NewTitle, emptied
from handlers.okrs.fields import THING
from storage.goal_lines import GoalLine
from storage.goal_plans import plan_of
from storage.okr_lines import KeyResultLine, ObjectiveLine

NUMBERS: Final = ("start", "target", "unit")

ThingOrNone = Annotated[ObjectiveLine | KeyResultLine | Nothing, or_none(THING, "Nothing: it has numbers of its own")]


class EditGoal(Form, command="goal edit-goal", title="Edit the goal", listed=False):
    """Change a goal."""

    goal: OwnGoalRef
    seen: Annotated[str, WordKind(1000)] = ""
    title: Annotated[NewTitle | None, Label("Title")] = None
    weight: Annotated[GoalWeight | None, Label("Weight", "Its share of all your goals in the cycle.")] = None
    start: StartSaid = None
    target: TargetSaid = None
    unit: Annotated[str, WordKind(), Label("Unit", "What is counted: talks, %, $.")] = ""
    follows: Annotated[
        ThingOrNone | None, Label("Follows", "A key result or an objective; none gives the goal numbers of its own.")
    ] = None
    by: Annotated[Day | None, Label("By", "When it is due.")] = None
    reason: Annotated[NewReason, Keyword("because"), Label("Reason", "Needed once your goals are approved.")] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("goal", "seen")

    def wanting(self) -> Mapping[str, str]:
        return emptied(self, ("title", "weight", "by")) if self.seen else {}

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = goal_given(ask, given)
        if line is None:
            return given
        stands = standing(line)
        return {"seen": sealed(stands), **texts(stands), **given}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = goal_given(ask, given)
        if line is None:
            return ()
        plan = plan_of(ask.db, ask.workspace_id, line.owner_id, line.cycle)
        approved = " Your goals are approved, so a change needs a reason." if needs_reason(plan) else ""
        return (Note.of(f"{line.code}. What you leave as it is stays as it is.{approved}"),)


LABELS: Final = {field.name: field.label for field in EditGoal.spec.fields}


def standing(line: GoalLine) -> Entries:
    """How the goal stands, field by field."""
    return {
        "title": text_entry(line.title),
        "weight": number_entry(plain(line.weight)),
        "start": number_entry("" if line.start is None else plain(line.start)),
        "target": number_entry("" if line.target is None else plain(line.target)),
        "unit": text_entry(line.unit),
        "follows": text_entry(line.follows_code),
        "by": day_entry(line.due_on),
    }


def wanted(form: EditGoal) -> Entries:
    """What was said: of a form that stood open all fields, of typed words those that were named."""
    was_open = bool(form.seen)
    entries: dict[str, Entry] = {}
    if form.title is not None:
        entries["title"] = text_entry(form.title)
    if form.weight is not None:
        entries["weight"] = number_entry(plain(form.weight.amount))
    for name, amount in (("start", form.start), ("target", form.target)):
        if amount is not None or was_open:
            entries[name] = number_entry("" if amount is None else plain(amount.quantity.amount))
    unit = form.unit or next((one.unit for one in (form.start, form.target) if one is not None and one.unit), "")
    if unit or was_open:
        entries["unit"] = text_entry(unit)
    if form.follows is not None or was_open:
        entries["follows"] = text_entry("" if form.follows in (None, "none") else _code(form))
    if form.by is not None:
        entries["by"] = day_entry(form.by)
    return entries


def _code(form: EditGoal) -> str:
    return form.follows.code if isinstance(form.follows, ObjectiveLine | KeyResultLine) else ""
