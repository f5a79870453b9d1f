"""Adding key results to objectives."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Keyword, Label, Number, ShortText, Unreadable, Word
from handlers.chat.form import Form
from handlers.chat.number import Quantity
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Mention
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs import news
from handlers.okrs.coach_cards import beside_key_result
from handlers.okrs.fields import OBJECTIVE, ObjectiveRef
from handlers.okrs.options import DayToCome, Weight
from handlers.okrs.rights import ask_owner, may_edit
from handlers.okrs.seeing import Show
from handlers.okrs.sight import seen_by
from handlers.people.fields import PersonRef, TeamRef
from storage import audit
from storage.okr_changes import NewKeyResult, add_key_result
from storage.okr_lines import KeyResultLine, ObjectiveLine, key_results_of_objectives, known_key_result
from storage.progress import Flat, Metric, refuse_flat
from storage.rollups import lock_objective, recompute_objective

USUAL_WEIGHT = Decimal(1)
SEEN_AS_ITS_OBJECTIVE = "It is seen by whoever sees its objective."


class AddKeyResult(
    Form,
    command="okr kr",
    title="Add a key result",
    submit="Add",
    example="/okr kr O-2 Obtain pre-orders from 0 to 3000 --unit orders",
):
    """Add a key result to an objective: a number that goes from here to there."""

    objective: Annotated[ObjectiveRef, Label("Objective", "The one that it measures.")]
    title: Annotated[ShortText, Label("Title", "What is counted, such as: Obtain pre-orders.")]
    start: Annotated[Number, Keyword("from"), Label("From", "The number today.")]
    target: Annotated[Number, Keyword("to"), Label("To", "The number you want to reach; lower than From counts down.")]
    unit: Annotated[Word, Label("Unit", "What is counted: orders, %, $.")] = ""
    owner: Annotated[PersonRef | None, Label("Owner", "You, unless you name somebody.")] = None
    team: Annotated[TeamRef | None, Label("Team", "Its lead may update it too; the objective's, unless you say.")] = (
        None
    )
    by: Annotated[DayToCome | None, Label("By", "When it is due; with its objective, unless you say.")] = None
    weight: Annotated[Weight | None, Label("Weight", "How much it counts beside the others; 1, unless you say.")] = None

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
    if not may_edit(ask, objective):
        raise ask_owner(objective, "add key results to")
    lock_objective(ask.db, objective.id)
    wanted = _key_result(ask, form)
    _refuse_weightless(ask, objective, wanted.weight)
    code = add_key_result(ask.db, wanted)
    progress = recompute_objective(ask.db, objective.id)
    made = known_key_result(ask.db, ask.workspace_id, code)
    _record(ask, "set key result", made)
    reschedule_people(ask.db, ask.company, ask.workspace_id, [made.owner_id], ask.now)
    if made.owner_id != ask.person.id:
        outgoing.tell(ask, made.owner_id, news.key_result_given(made, _writer(ask)))
    readings = _readings(form)
    card = news.key_result_set(made, progress, readings)
    # A number that was read as another one comes first.
    advice = () if readings else beside_key_result(objective, made, objective.key_result_count + 1)
    share = None if made.objective_is_private else Show.asked(thing=code)
    return Whisper(card.plus(*advice), share=share)


def _key_result(ask: Ask, form: AddKeyResult) -> NewKeyResult:
    start, target = form.start.amount, form.target.amount
    try:
        refuse_flat(start, target)
    except Flat as flat:
        raise Refused(str(flat)) from flat
    return NewKeyResult(
        workspace_id=ask.workspace_id,
        objective_id=form.objective.id,
        title=form.title,
        owner_id=form.owner.id if form.owner else ask.person.id,
        team_id=form.team.id if form.team else None,
        metric=Metric.INCREASE if target > start else Metric.DECREASE,
        start=start,
        target=target,
        unit=form.unit,
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


def _readings(form: AddKeyResult) -> tuple[news.Reading, ...]:
    return tuple(_reading(number, number.other) for number in (form.start, form.target) if number.other is not None)


def _reading(number: Quantity, other: Decimal) -> news.Reading:
    return news.Reading(number.amount, other)


def _writer(ask: Ask) -> Mention:
    return Mention(ask.person.id, ask.person.name)


def _record(ask: Ask, action: str, made: KeyResultLine) -> None:
    after = {
        "title": made.title,
        "owner": made.owner_id,
        "due": made.due_on,
        "start": made.start,
        "target": made.target,
        "unit": made.unit,
        "weight": made.weight,
    }
    audit.record(ask.db, ask.workspace_id, ask.person.id, action, made.code, ask.now, after=after)
