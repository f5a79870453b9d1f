"""Setting goals: with numbers of their own, or following a key result or an objective."""

from collections.abc import Mapping
from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note, Paragraph
from handlers.chat.fields import Label, Needed, ShortText, Unreadable, Word
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, Refused, Reply, Whisper
from handlers.goals import rights
from handlers.goals.approving.changing import changed, needs_reason
from handlers.goals.fields import GoalWeight, StartSaid, TargetSaid
from handlers.goals.formula import attainment, weights
from handlers.goals.reasons import marks, missing_reason
from handlers.goals.setting import cards as setting_cards
from handlers.goals.setting.measure import NewMeasure, made_of, problems
from handlers.okrs.editing.fields import NewReason
from handlers.okrs.fields import Thing, ThingRef
from handlers.okrs.options import CycleToCome, CycleToComeKind, DayToCome
from storage import audit
from storage.cycles import Cycle, cycle_of
from storage.goal_changes import NewGoal, add_goal
from storage.goal_lines import GoalLine, of_owner
from storage.goal_plans import locked_plan_of, plan_of
from storage.okr_lines import KeyResultLine
from storage.progress import NOTHING

MOST_GOALS = 20
"""Goals of somebody in one cycle: more are a list of tasks, and their formula is read by nobody."""


class New(
    Form,
    command="goal new",
    title="Set a goal",
    submit="Set",
    example="/goal new Speak at fairs --weight 30 from 0 to 10 --unit talks",
):
    """Set a goal of your own: a number to reach, or a key result or an objective that it follows."""

    title: Annotated[ShortText, Label("Title", "What you want to reach, in one sentence.")]
    weight: Annotated[
        GoalWeight | None, Needed(), Label("Weight", "Its share of all your goals in the cycle, such as 30.")
    ] = None
    start: StartSaid = None
    target: TargetSaid = None
    unit: Annotated[Word, Label("Unit", "What is counted: talks, %, $.")] = ""
    follows: Annotated[
        ThingRef | None, Label("Follows", "A key result or an objective; then the goal needs no numbers of its own.")
    ] = None
    by: Annotated[DayToCome | None, Label("By", "When it is due; the end of the cycle, unless you say.")] = None
    cycle: Annotated[CycleToCome | None, Label("Cycle", "The one that runs now, unless you say.")] = None
    reason: Annotated[NewReason, Label("Reason", "Needed once your goals are approved.")] = ""

    def wanting(self) -> Mapping[str, str]:
        return problems(self)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        if not policy.may_have_goals(ask):
            return (Paragraph.of(rights.FOR_MEMBERS),)
        cycle = _cycle_given(ask, given.get("cycle", ""))
        others = attainment(of_owner(ask.db, policy.sight(ask), ask.person.id, cycle.label))
        so_far = Paragraph.of(f"Your goals in {cycle.label} weigh ", *weights(others, ask.company, " so far"), ".")
        plan = plan_of(ask.db, ask.workspace_id, ask.person.id, cycle.label)
        approved = (Note.of("They are approved, so another one needs a reason."),) if needs_reason(plan) else ()
        return (so_far, *approved, Note.of(rights.WHO_SEES))


def new(ask: Ask, form: New) -> Reply:
    """Set the goal; where the writer's goals are approved already, their manager is asked again."""
    rights.refuse_guests(ask)
    cycle = form.cycle or cycle_of(ask.company_today, ask.company.cycles)
    if form.by is not None and form.by < cycle.starts_on:
        raise Refused(
            f"It would be due on {form.by}, before {cycle.label} begins on {cycle.starts_on}. "
            "Name a later day, or a cycle that begins earlier."
        )
    if form.follows is not None:
        refuse_draft(form.follows)
    plan = locked_plan_of(ask.db, ask.workspace_id, ask.person.id, cycle.label)
    if errors := missing_reason(plan, form.reason):
        return FormErrors(errors)
    measure = made_of(form)
    code = add_goal(ask.db, _goal(ask, form, measure, cycle))
    lines = of_owner(ask.db, policy.sight(ask), ask.person.id, cycle.label)
    if len(lines) > MOST_GOALS:
        raise Refused(
            f"You have {MOST_GOALS} goals in {cycle.label}, and that is the most. "
            "Put some together, or drop one: /goal list shows them."
        )
    made = next(line for line in lines if line.code == code)
    _record(ask, made, marks(plan, form.reason))
    asked_again = changed(ask, plan, setting_cards.what_is_new(made), form.reason)
    return Whisper(setting_cards.goal_set(made, attainment(lines), ask.company, measure.readings, asked_again))


def refuse_draft(thing: Thing) -> None:
    """Nothing counts of what is still talked about. Raises Refused."""
    if not thing.is_draft:
        return
    code = thing.objective_code if isinstance(thing, KeyResultLine) else thing.code
    raise Refused(f"{code} is a draft, so nothing of it counts yet. Publish it first: /okr publish {code}.")


def _cycle_given(ask: Ask, text: str) -> Cycle:
    try:
        return CycleToComeKind().read(ask, text)
    except Unreadable:
        return cycle_of(ask.company_today, ask.company.cycles)


def _goal(ask: Ask, form: New, measure: NewMeasure, cycle: Cycle) -> NewGoal:
    thing = form.follows
    return NewGoal(
        workspace_id=ask.workspace_id,
        title=form.title,
        owner_id=ask.person.id,
        cycle=cycle.label,
        starts_on=cycle.starts_on,
        due_on=form.by or cycle.ends_on,
        weight=form.weight.amount if form.weight else NOTHING,
        created_by=ask.person.id,
        created_at=ask.now,
        start=measure.start,
        target=measure.target,
        unit=measure.unit,
        key_result_id=thing.id if isinstance(thing, KeyResultLine) else None,
        objective_id=thing.id if thing is not None and not isinstance(thing, KeyResultLine) else None,
    )


def _record(ask: Ask, made: GoalLine, marked: Mapping[str, object]) -> None:
    """Titles stay out of the audit: nobody else is to read them there."""
    after = {
        "cycle": made.cycle,
        "due": made.due_on,
        "weight": made.weight,
        "start": made.start,
        "target": made.target,
        "follows": made.follows_code,
        **marked,
    }
    audit.record(ask.db, ask.workspace_id, ask.person.id, "set goal", made.code, ask.now, after=after)
