"""Recording how far a goal has come: by command, by form and by button, with a way back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Final

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Element, Note, Paragraph
from handlers.chat.fields import Label, LongText, Number, WordKind
from handlers.chat.form import Form
from handlers.chat.number import row_number
from handlers.chat.reply import Refused, ReplaceCard, Reply, Whisper
from handlers.check_ins.figures import grouped
from handlers.goals import phrases, rights
from handlers.goals.fields import OwnGoalRef, goal_given
from handlers.goals.updating import cards
from handlers.goals.updating.cards import Change
from storage import audit
from storage.goal_changes import GoalState, Updated, locked, own_update, record, take_back
from storage.goal_lines import GoalLine, by_code, of_owner

UNDO_WITHIN: Final = timedelta(hours=24)


class Update(
    Form,
    command="goal update",
    title="Update a goal",
    submit="Record",
    example="/goal update G-3 4 spoke in Lyon",
):
    """Record how far a goal of yours has come."""

    goal: Annotated[OwnGoalRef, Label("Goal", "A code, or some words of the title.")]
    value: Annotated[Number, Label("Value", "The number as it is now.")]
    note: Annotated[LongText, Label("Note", "What it was; whoever sees the goal may read it.")] = ""

    @classmethod
    def instead(cls, ask: Ask, given: Mapping[str, str]) -> Call | None:
        line = goal_given(ask, given)
        if line is None or line.key_result_id is None or not line.follows_in_sight or line.follows_dropped_at:
            return None
        return Call("okr update", {"key_result": line.follows_code})

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = goal_given(ask, given)
        about = () if line is None else (Paragraph.of(*phrases.named(line), " · ", *phrases.stands(line)),)
        return (*about, Note.of(rights.WHO_SEES))

    @classmethod
    def hints(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = goal_given(ask, given)
        if line is None or line.start is None:
            return {}
        return {"value": f"now {grouped(line.start if line.current_value is None else line.current_value)}"}


class Undo(Form, command="goal undo", title="Undo", listed=False):
    """Take back the update that was just made."""

    update: Annotated[str, WordKind()]


def update(ask: Ask, form: Update) -> Reply:
    """Record the value; the answer says what that changes by the goal's weight."""
    line, value = form.goal, form.value
    rights.own(ask, line, "update")
    if line.follows:
        refused = cards.follows(line)
        raise Refused(refused.text, refused)
    one = record(ask.db, ask.workspace_id, ask.person.id, _held(ask, line), (value.amount, form.note), ask.now)
    _note_down(ask, "update goal", line, one)
    return Whisper(cards.updated(_change(ask, line, one), value))


def undo(ask: Ask, form: Undo) -> Reply:
    """Take the writer's own last update back, within a day, if there is no newer one."""
    found = own_update(ask.db, ask.workspace_id, ask.person.id, row_number(form.update))
    line = by_code(ask.db, policy.sight(ask), found.code) if found else None
    if found is None or line is None or not policy.may_change_goals(ask, line.owner_id):
        raise Refused("This update is not yours to take back. Look at your goals: /goal list.")
    if ask.now - found.created_at > UNDO_WITHIN:
        raise Refused(f"This update is over a day old. Record what is right: {phrases.updating(line)}.")
    one = take_back(ask.db, ask.workspace_id, ask.person.id, found, _held(ask, line), ask.now)
    if one is None:
        raise Refused(
            f"This update of {line.code} was taken back already, or there is a newer one. "
            f"See what stands: /goal show {line.code}."
        )
    _note_down(ask, "undo goal update", line, one)
    return ReplaceCard(cards.taken_back(_change(ask, line, one)), is_private=True)


def _held(ask: Ask, line: GoalLine) -> GoalState:
    """The goal as it stands now; nobody else changes it before we commit. Raises Refused where it cannot be updated."""
    state = locked(ask.db, line.id)
    if state.dropped_at is not None:
        raise Refused(f"{line.code} was dropped a moment ago. Look at what there is: /goal list.")
    if state.start is None:
        raise Refused(f"{line.code} follows something, so its value comes by itself: /goal show {line.code}.")
    return state


def _change(ask: Ask, line: GoalLine, one: Updated) -> Change:
    """What the update changed, among all the goals of the cycle as they are now."""
    lines = of_owner(ask.db, policy.sight(ask), line.owner_id, line.cycle)
    after = next((each for each in lines if each.id == line.id), line)
    before = replace(after, current_value=one.before.current_value, progress=one.before.progress)
    return Change(one.update_id, before, after, tuple(lines))


def _note_down(ask: Ask, action: str, line: GoalLine, one: Updated) -> None:
    before = {"value": one.before.current_value, "progress": one.before.progress}
    after: dict[str, Decimal | None] = {"value": one.value, "progress": one.progress}
    audit.record(ask.db, ask.workspace_id, ask.person.id, action, line.code, ask.now, before, after)
