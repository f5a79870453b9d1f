"""Making objectives and key results."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Keyword, Label, Number, ShortText, TickKind, Word
from handlers.chat.form import Form
from handlers.chat.number import Quantity
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Mention
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs import news
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.options import COMPANY, CycleToCome, DayToCome, TeamOrCompany, Weight
from handlers.okrs.rights import ask_owner, may_edit
from handlers.okrs.seeing import Show
from handlers.people.fields import PersonRef, TeamRef
from storage import audit
from storage.cycles import cycle_of
from storage.okr_changes import NewKeyResult, NewObjective, add_key_result, add_objective
from storage.okrs import (
    KeyResultLine,
    ObjectiveLine,
    key_results_of_objectives,
    known_key_result,
    known_objective,
    lock_objective,
    recompute_objective,
)
from storage.progress import Flat, Metric, refuse_flat
from storage.teams import TeamLine

USUAL_WEIGHT = Decimal(1)

_PRIVATE = re.compile(r"(?:^|\s)(?:--|[—–])(?:private|readers)\b", re.IGNORECASE)


class New(Form, command="okr new", title="Set an objective", submit="Set", example="/okr new Win new customers"):
    """Set an objective: what you or your team want to reach this quarter."""

    title: Annotated[ShortText, Label("Title", "What will be better in the end, in one sentence without a number.")]
    team: Annotated[TeamOrCompany | None, Label("Team", "Leave it empty for an objective of your own.")] = None
    owner: Annotated[PersonRef | None, Label("Owner", "You, unless you name somebody.")] = None
    cycle: Annotated[CycleToCome | None, Label("Cycle", "The quarter that runs now, unless you say.")] = None
    parent: Annotated[ObjectiveRef | None, Label("Parent", "The objective that this one helps.")] = None
    by: Annotated[DayToCome | None, Label("By", "When it is due; the end of the cycle, unless you say.")] = None
    aspirational: Annotated[bool, TickKind("Aspirational: 70 % is a good result")] = False

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(news.SEEN_BY_ALL),)


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
        return (Note.of(news.SEEN_BY_ALL),)


def new(ask: Ask, form: New) -> Reply:
    """Set an objective; tell its owner where that is somebody else."""
    _refuse_hidden(form.title)
    if not policy.may_create_objective(ask):
        raise Refused("Guests cannot set objectives. Ask a colleague of the company to set it for you.")
    code = add_objective(ask.db, _objective(ask, form))
    made = known_objective(ask.db, ask.workspace_id, code)
    _record(ask, "set objective", made)
    if made.owner_id != ask.person.id:
        outgoing.tell(ask, made.owner_id, news.objective_given(made, _writer(ask)))
    return Whisper(news.objective_set(made), share=Show.asked(thing=code))


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
    return Whisper(news.key_result_set(made, progress, _readings(form)), share=Show.asked(thing=code))


def _objective(ask: Ask, form: New) -> NewObjective:
    cycle = form.cycle or cycle_of(ask.company_today)
    team = form.team if isinstance(form.team, TeamLine) else None
    return NewObjective(
        workspace_id=ask.workspace_id,
        title=form.title,
        owner_id=form.owner.id if form.owner else ask.person.id,
        level="team" if team else "company" if form.team == COMPANY else "person",
        team_id=team.id if team else None,
        parent_id=form.parent.id if form.parent else None,
        cycle=cycle.label,
        starts_on=cycle.starts_on,
        due_on=form.by or cycle.ends_on,
        ambition="aspirational" if form.aspirational else "committed",
        created_by=ask.person.id,
        created_at=ask.now,
    )


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


def _refuse_hidden(title: str) -> None:
    """Whoever asks for a private objective must not get an open one with the wish in its title."""
    if _PRIVATE.search(title):
        raise Refused(
            "Private objectives are not there yet, and everyone in the company would see this one. "
            "Nothing is stored; leave out --private to set it for everyone."
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


def _record(ask: Ask, action: str, made: ObjectiveLine | KeyResultLine) -> None:
    after = {"title": made.title, "owner": made.owner_id, "due": made.due_on}
    if isinstance(made, KeyResultLine):
        after |= {"start": made.start, "target": made.target, "unit": made.unit, "weight": made.weight}
    audit.record(ask.db, ask.workspace_id, ask.person.id, action, made.code, ask.now, after=after)
