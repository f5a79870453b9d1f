"""Adding key results to objectives."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note, Paragraph
from handlers.chat.fields import Label, ShortText, Unreadable, Word
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Command, Mention, Number, Spans, joined, spans
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs.coaching.cards import beside_key_result
from handlers.okrs.drafting.drafts import show_draft
from handlers.okrs.fields import OBJECTIVE, ObjectiveRef
from handlers.okrs.lines import short
from handlers.okrs.measuring.fields import KindSaid, StartSaid, StepsSaid, TargetSaid
from handlers.okrs.measuring.measures import USUAL_KIND, NewMeasure, made_of, problems
from handlers.okrs.options import DayToCome, Weight
from handlers.okrs.refusals import ask_owner
from handlers.okrs.rights import may_change
from handlers.okrs.seeing.show import sharing
from handlers.okrs.setting import cards
from handlers.okrs.sight import seen_by
from handlers.people.fields import PeopleRef, PersonRef, TeamRef
from storage import audit
from storage.involvements import involve
from storage.okr_changes import NewKeyResult, add_key_result
from storage.okr_lines import KeyResultLine, ObjectiveLine, key_results_of_objectives, known_key_result
from storage.progress import first_progress
from storage.rollups import lock_objective, recompute_objective
from storage.steps import NewStep, add_steps

USUAL_WEIGHT = Decimal(1)
SEEN_AS_ITS_OBJECTIVE = "It is seen by whoever sees its objective."


class AddKeyResult(
    Form,
    command="okr kr",
    title="Add a key result",
    submit="Add",
    example="/okr kr O-2 Obtain pre-orders from 0 to 3000 --unit orders",
):
    """Add a key result to an objective: a number to reach or to keep to, steps, or a yes or no."""

    objective: Annotated[ObjectiveRef, Label("Objective", "The one that it measures.")]
    title: Annotated[ShortText, Label("Title", "What is counted, such as: Obtain pre-orders.")]
    kind: KindSaid = None
    start: StartSaid = None
    target: TargetSaid = None
    steps: StepsSaid = ()
    unit: Annotated[Word, Label("Unit", "What is counted: orders, %, $.")] = ""
    owner: Annotated[PersonRef | None, Label("Owner", "You, unless you name somebody.")] = None
    co_owners: Annotated[PeopleRef, Label("Co-owners", "Who may do all that the owner may.")] = ()
    team: Annotated[TeamRef | None, Label("Team", "Its lead may update it too; the objective's, unless you say.")] = (
        None
    )
    by: Annotated[DayToCome | None, Label("By", "When it is due; with its objective, unless you say.")] = None
    weight: Annotated[Weight | None, Label("Weight", "How much it counts beside the others; 1, unless you say.")] = None

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        return {"kind": USUAL_KIND, **given}

    def wanting(self) -> Mapping[str, str]:
        return problems(self)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(_seen_by(ask, given.get("objective", ""))),)


def _seen_by(ask: Ask, name: str) -> str:
    """Who will see it, as far as its objective is known."""
    try:
        return seen_by(OBJECTIVE.find(ask, name)) if name else SEEN_AS_ITS_OBJECTIVE
    except Unreadable:
        return SEEN_AS_ITS_OBJECTIVE


def add(ask: Ask, form: AddKeyResult) -> Reply:
    """Add a key result, bring the objective up to date, and tell the owner where that is somebody else."""
    objective = form.objective
    if not may_change(ask, objective):
        raise ask_owner(objective, "add key results to")
    lock_objective(ask.db, objective.id)
    measure = made_of(form)
    wanted = _key_result(ask, form, measure)
    _refuse_weightless(ask, objective, wanted.weight)
    code = add_key_result(ask.db, wanted)
    made = known_key_result(ask.db, ask.workspace_id, code)
    if measure.steps:
        add_steps(ask.db, made.id, measure.steps)
    involve(ask.db, objective.id, "co_owner", [one.id for one in form.co_owners], ask.now, key_result_id=made.id)
    progress = recompute_objective(ask.db, objective.id)
    _record(ask, form, measure, made)
    reschedule_people(ask.db, ask.company, ask.workspace_id, [made.owner_id], ask.now)
    show_draft(ask, objective)
    if made.owner_id != ask.person.id:
        outgoing.tell(ask, made.owner_id, cards.key_result_given(made, ask.writer))
    readings = _readings(measure)
    card = cards.key_result_set(made, progress, readings, _remarks(ask, form, measure, made))
    # A number that was read as another one comes first.
    advice = () if readings else beside_key_result(objective, made, objective.key_result_count + 1)
    return Whisper(card.plus(*advice), share=sharing(made))


def _key_result(ask: Ask, form: AddKeyResult, new: NewMeasure) -> NewKeyResult:
    return NewKeyResult(
        workspace_id=ask.workspace_id,
        objective_id=form.objective.id,
        title=form.title,
        owner_id=form.owner.id if form.owner else ask.person.id,
        team_id=form.team.id if form.team else None,
        metric=new.measure.metric,
        start=new.measure.start,
        target=new.measure.target,
        band_low=new.measure.band_low,
        band_high=new.measure.band_high,
        progress=first_progress(new.measure),
        unit=new.unit,
        weight=form.weight.amount if form.weight else USUAL_WEIGHT,
        starts_on=max(form.objective.starts_on, ask.company_today),
        due_on=form.by or form.objective.due_on,
        created_by=ask.person.id,
        created_at=ask.now,
    )


def _refuse_weightless(ask: Ask, objective: ObjectiveLine, weight: Decimal) -> None:
    """An objective whose key results all weigh nothing would have no progress whatever they reach."""
    if weight or any(line.weight for line in key_results_of_objectives(ask.db, (objective.id,))):
        return
    raise Refused(f"A key result of {objective.code} has to weigh something. Give this one a weight above 0.")


def _readings(measure: NewMeasure) -> tuple[cards.Reading, ...]:
    return tuple(cards.Reading(one.amount, one.other) for one in measure.doubtful if one.other is not None)


def _remarks(ask: Ask, form: AddKeyResult, measure: NewMeasure, made: KeyResultLine) -> list[Element]:
    """Its steps as they were read, and what the writer may not have thought of."""
    remarks: list[Element] = [Paragraph(_listed(measure.steps))] if measure.steps else []
    remarks += [Paragraph.of(sentence) for sentence in measure.understood]
    if made.is_draft:
        remarks.append(Note.of(f"{made.objective_code} is a draft: this counts from ", _publish(made), " on."))
    if made.objective_is_private and (named := _named(ask, form, made)):
        remarks.append(Note.of(f"{made.objective_code} is private, and now seen by ", *joined(named), " as well."))
    return remarks


def _listed(steps: Sequence[NewStep]) -> Spans:
    """Each step a line, with its weight where they differ."""
    differ = len({step.weight for step in steps}) > 1
    lines = [
        spans(f"{place} · {short(step.title)}", *_weight(step, differ)) for place, step in enumerate(steps, start=1)
    ]
    return joined(lines, "\n")


def _weight(step: NewStep, differ: bool) -> Spans:
    return spans(" · weight ", Number(step.weight)) if differ else ()


def _publish(made: KeyResultLine) -> Command:
    return Command(f"/okr publish {made.objective_code}")


def _named(ask: Ask, form: AddKeyResult, made: KeyResultLine) -> list[Spans]:
    """Whoever owns a key result sees its objective."""
    people = {made.owner_id: made.owner_name} | {one.id: one.name for one in form.co_owners}
    return [(Mention(person, name),) for person, name in people.items() if person != ask.person.id]


def _record(ask: Ask, form: AddKeyResult, new: NewMeasure, made: KeyResultLine) -> None:
    after = {
        "title": made.title,
        "owner": made.owner_id,
        "due": made.due_on,
        "kind": made.metric,
        "start": made.start,
        "target": made.target,
        "band_low": made.band_low,
        "band_high": made.band_high,
        "steps": [f"{step.title}: {step.weight}" for step in new.steps],
        "unit": made.unit,
        "weight": made.weight,
        "co_owners": [one.id for one in form.co_owners],
    }
    audit.record(ask.db, ask.workspace_id, ask.person.id, "set key result", made.code, ask.now, after=after)
