"""Dropping a goal that is no longer wanted: it leaves the lists and the attainment, and its history is kept."""

from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, Needed, ShortText
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import spans
from handlers.goals import phrases, rights
from handlers.goals.approving.changing import changed
from handlers.goals.ending import cards
from handlers.goals.fields import OwnGoalRef
from handlers.goals.reasons import marks
from storage import audit
from storage.goal_changes import drop_goal, locked
from storage.goal_lines import of_owner
from storage.goal_plans import locked_plan_of


class Drop(Form, command="goal drop", title="Drop", submit="Drop", example="/goal drop G-3 --reason No fairs any more"):
    """Drop a goal of yours; its history is kept."""

    goal: Annotated[OwnGoalRef, Label("Which", "A code, or some words of the title.")]
    reason: Annotated[ShortText, Needed(), Label("Reason", "Why, in a few words; whoever sees it may read them.")] = ""


def drop(ask: Ask, form: Drop) -> Reply:
    """Take the goal out of the lists; where the goals were approved, the manager is asked again."""
    line = form.goal
    rights.own(ask, line, "drop")
    plan = locked_plan_of(ask.db, ask.workspace_id, line.owner_id, line.cycle)
    state = locked(ask.db, line.id)
    if state.version != line.version or not drop_goal(ask.db, line.id, line.version, form.reason, ask.now):
        raise Refused(f"{line.code} was changed or dropped a moment ago. Look at what there is: /goal list.")
    before = {"weight": line.weight, "progress": line.progress}
    after = marks(plan, form.reason)
    audit.record(ask.db, ask.workspace_id, ask.person.id, "drop goal", line.code, ask.now, before, after)
    left = of_owner(ask.db, policy.sight(ask), line.owner_id, line.cycle)
    asked_again = changed(ask, plan, spans("dropped ", *phrases.named(line)), form.reason)
    return Whisper(cards.dropped(line, form.reason, left, ask.company, asked_again))
