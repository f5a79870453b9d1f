"""Showing one goal: where it stands, its last updates, what changed after the approval, and what all goals come to."""

from typing import Annotated, Final

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.goals.fields import GoalRef
from handlers.goals.reasons import AFTER_APPROVAL
from handlers.goals.seeing import show_cards
from handlers.goals.seeing.show_cards import Shown
from storage import audit
from storage.goal_lines import GoalLine, history, of_owner
from storage.goal_plans import plan_of

UPDATES: Final = 5
CHANGES: Final = 3


class Show(Form, command="goal show", title="Goal", reads=True, submit="Show", example="/goal show G-3"):
    """Show a goal with its last updates."""

    goal: Annotated[GoalRef, Label("Which", "A code, or some words of the title.")]


class Why(Form, command="goal why", title="Why", reads=True, submit="Explain", example="/goal why G-3"):
    """Explain what a goal's progress comes from, and the attainment of all goals of the cycle with it."""

    goal: Annotated[GoalRef, Label("Which", "A code, or some words of the title.")]


def show(ask: Ask, form: Show) -> Reply:
    """The goal for its owner, or for who sees it; never shared."""
    line = form.goal
    shown = Shown(
        reader_id=ask.person.id,
        line=line,
        lines=tuple(_beside(ask, line)),
        updates=() if line.follows else history(ask.db, line.id, UPDATES),
        changes=_changes(ask, line),
        plan=plan_of(ask.db, ask.workspace_id, line.owner_id, line.cycle),
    )
    return Whisper(show_cards.goal_shown(shown, ask.company))


def why(ask: Ask, form: Why) -> Reply:
    """Each number with its formula."""
    line = form.goal
    return Whisper(show_cards.explained(line, tuple(_beside(ask, line)), ask.company))


def _beside(ask: Ask, line: GoalLine) -> list[GoalLine]:
    """All goals of the owner in the cycle, the goal among them."""
    return of_owner(ask.db, policy.sight(ask), line.owner_id, line.cycle)


def _changes(ask: Ask, line: GoalLine) -> tuple[audit.Entry, ...]:
    """What was changed after the approval. No statement for what was never edited."""
    return audit.marked(ask.db, ask.workspace_id, line.code, AFTER_APPROVAL, CHANGES) if line.version > 1 else ()
