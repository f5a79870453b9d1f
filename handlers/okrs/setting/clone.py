"""Cloning an objective into another cycle: the same again, and nothing of it reached yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from handlers import policy
from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph
from handlers.chat.fields import Label, Needed, ShortText, TickKind
from handlers.chat.form import Form
from handlers.chat.reply import FormErrors, Refused, Reply, Whisper
from handlers.chat.text import Bold, Date, Mention, spans
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs.drafting.drafts import introduce
from handlers.okrs.fields import ObjectiveRef
from handlers.okrs.lines import named, owner, short
from handlers.okrs.measuring.phrases import measure_of
from handlers.okrs.options import CycleToCome
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS
from handlers.okrs.seeing.show import sharing
from handlers.okrs.sight import seen_by, sees
from storage import audit, people
from storage.cycles import Cycle
from storage.involvements import Involved, involve, involved
from storage.okr_changes import NewKeyResult, NewObjective, add_key_result, add_objective
from storage.okr_lines import (
    KeyResultLine,
    ObjectiveLine,
    key_results_of_objectives,
    known_objective,
    objective_by_code,
)
from storage.progress import BANDS, Measure, first_progress
from storage.rollups import lock_objectives, recompute_objectives
from storage.steps import NewStep, add_steps, steps_of_all
from storage.tallies import band_logs


class Clone(Form, command="okr clone", title="Clone", submit="Clone", example="/okr clone O-2 --cycle next"):
    """Set an objective with its key results again, in another cycle; what was reached stays with the old one."""

    objective: Annotated[ObjectiveRef, Label("Objective", "A code, or some words of the title.")]
    cycle: Annotated[CycleToCome | None, Needed(), Label("Cycle", "The one to clone it into.")] = None
    draft: Annotated[bool, TickKind("Draft: to be talked about first")] = False
    title: Annotated[ShortText, Label("Title", "The same, unless you say.")] = ""


@dataclass(frozen=True, slots=True)
class _Original:
    """What is cloned: the objective, those of its people who are still here, its key results with their measures."""

    line: ObjectiveLine
    here: frozenset[int]
    parts: tuple[Involved, ...]
    key_results: tuple[KeyResultLine, ...]

    def people(self, part: str, key_result_id: int | None = None) -> list[int]:
        """Who has that part in the objective, or in the one key result."""
        return [
            one.person_id
            for one in self.parts
            if one.part == part and one.key_result_id == key_result_id and one.person_id in self.here
        ]


def clone(ask: Ask, form: Clone) -> Reply:
    """Set the objective again in the other cycle, with its key results at their start; tell those who get something."""
    if not policy.may_create_objective(ask):
        raise Refused("Guests cannot set objectives. Ask a colleague of the company to clone it for you.")
    line, cycle = form.objective, form.cycle
    if cycle is None or cycle.label == line.cycle:
        return FormErrors({"cycle": f"{line.code} is in {line.cycle} already. Choose another cycle to clone it into."})
    original = _original(ask, line)
    parent = _parent(ask, line, cycle, form)
    lock_objectives(ask.db, [] if parent is None else [parent.id])
    code = add_objective(ask.db, _objective(ask, form, original, cycle, parent))
    made = known_objective(ask.db, ask.workspace_id, code)
    _involve(ask, original, made)
    copies = _add_key_results(ask, original, made)
    recompute_objectives(ask.db, [made.id] if parent is None else [made.id, parent.id])
    _record(ask, original, made, copies)
    _tell(ask, line, made, copies)
    if not made.is_draft:
        reschedule_people(ask.db, ask.company, ask.workspace_id, sorted({one.owner_id for one in copies}), ask.now)
    card = cloned(made, line, copies) if not made.is_draft else _drafted(ask, original, made)
    return Whisper(card, share=sharing(made))


def _original(ask: Ask, line: ObjectiveLine) -> _Original:
    parts = involved(ask.db, line.id, ("co_owner", "reader"))
    key_results = tuple(key_results_of_objectives(ask.db, (line.id,)))
    named_in_it = {line.owner_id, *(one.person_id for one in parts), *(one.owner_id for one in key_results)}
    known = people.by_ids(ask.db, sorted(named_in_it))
    here = frozenset(number for number, one in known.items() if one.standing != "deactivated")
    return _Original(line, here, parts, key_results)


def _parent(ask: Ask, line: ObjectiveLine, cycle: Cycle, form: Clone) -> ObjectiveLine | None:
    """The objective that it helps, if that still runs in the other cycle and the writer sees it."""
    found = objective_by_code(ask.db, ask.workspace_id, line.parent_code) if line.parent_code else None
    if found is None or found.due_on < cycle.starts_on or not sees(ask, found):
        return None
    return None if found.is_draft and not form.draft else found


def _objective(ask: Ask, form: Clone, original: _Original, cycle: Cycle, parent: ObjectiveLine | None) -> NewObjective:
    line = original.line
    return NewObjective(
        workspace_id=ask.workspace_id,
        title=form.title or line.title,
        owner_id=_still_here(ask, original, line.owner_id),
        level=line.level,
        team_id=line.team_id,
        parent_id=parent.id if parent else None,
        cycle=cycle.label,
        starts_on=cycle.starts_on,
        due_on=cycle.ends_on,
        ambition=line.ambition,
        created_by=ask.person.id,
        created_at=ask.now,
        published_at=None if form.draft else ask.now,
        is_private=line.is_private,
        roll_up=line.roll_up,
    )


def _still_here(ask: Ask, original: _Original, person_id: int) -> int:
    """Who has left leaves it to who clones it."""
    return person_id if person_id in original.here else ask.person.id


def _involve(ask: Ask, original: _Original, made: ObjectiveLine) -> None:
    """Whoever clones something private for somebody else may read what they made."""
    involve(ask.db, made.id, "co_owner", original.people("co_owner"), ask.now)
    readers = set(original.people("reader"))
    if made.is_private and made.owner_id != ask.person.id:
        readers.add(ask.person.id)
    involve(ask.db, made.id, "reader", sorted(readers), ask.now)


def _add_key_results(ask: Ask, original: _Original, made: ObjectiveLine) -> list[KeyResultLine]:
    """Add the key results at their start, steps not done; return them as they are now."""
    bands = [one.id for one in original.key_results if one.metric in BANDS]
    logs = band_logs(ask.db, bands) if bands else {}
    steps = steps_of_all(ask.db, [one.id for one in original.key_results])
    measured = {number for number, log in logs.items() if log.start_is_measured}
    for one in original.key_results:
        # A start that the first check-in gave is what was reached, not what was said.
        measure = replace(measure_of(one), start=None) if one.id in measured else measure_of(one)
        add_key_result(ask.db, _key_result(ask, original, made, one, measure))
    copies = key_results_of_objectives(ask.db, (made.id,))
    for one, copy in zip(original.key_results, copies, strict=True):
        involve(ask.db, made.id, "co_owner", original.people("co_owner", one.id), ask.now, copy.id)
        if one.id in steps:
            add_steps(ask.db, copy.id, [NewStep(step.title, step.weight) for step in steps[one.id]])
    return copies


def _key_result(
    ask: Ask, original: _Original, made: ObjectiveLine, one: KeyResultLine, measure: Measure
) -> NewKeyResult:
    return NewKeyResult(
        workspace_id=ask.workspace_id,
        objective_id=made.id,
        title=one.title,
        owner_id=_still_here(ask, original, one.owner_id),
        team_id=one.team_id,
        metric=one.metric,
        start=measure.start,
        target=measure.target,
        unit=one.unit,
        weight=one.weight,
        starts_on=max(made.starts_on, ask.company_today),
        due_on=made.due_on,
        created_by=ask.person.id,
        created_at=ask.now,
        band_low=measure.band_low,
        band_high=measure.band_high,
        progress=first_progress(measure),
    )


def _record(ask: Ask, original: _Original, made: ObjectiveLine, copies: Sequence[KeyResultLine]) -> None:
    after = {"from": original.line.code, "title": made.title, "owner": made.owner_id, "cycle": made.cycle}
    pairs = zip(original.key_results, copies, strict=True)
    changes = [audit.Change("clone", made.code, after=after)]
    changes += [
        audit.Change("clone", copy.code, after={"from": one.code, "owner": copy.owner_id}) for one, copy in pairs
    ]
    audit.record_all(ask.db, ask.workspace_id, ask.person.id, ask.now, changes)


def _tell(ask: Ask, line: ObjectiveLine, made: ObjectiveLine, copies: Sequence[KeyResultLine]) -> None:
    """One message for each who got something: the objective, key results of it, or both."""
    owners = {made.owner_id, *(one.owner_id for one in copies)} - {ask.person.id}
    notes = [
        outgoing.Note(person, cloned_told(made, line, [one for one in copies if one.owner_id == person], ask.writer))
        for person in sorted(owners)
    ]
    outgoing.tell_many(ask, notes)


def _drafted(ask: Ask, original: _Original, made: ObjectiveLine) -> Card:
    """Show the draft to those with whom it is talked about; return the answer."""
    here = set(original.people("reader"))
    readers = [Mention(one.person_id, one.person_name) for one in original.parts if one.person_id in here]
    return introduce(ask, made, readers if made.is_private else ()).plus(_from(original.line))


def cloned(line: ObjectiveLine, original: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Card:
    """The answer to a clone; `line` is the new objective."""
    facts = [Fact("Owner", (owner(line),)), Fact("Cycle", spans(line.cycle)), Fact("Due", (Date(line.due_on),))]
    if key_results:
        facts.append(Fact("Key results", spans(", ".join(one.code for one in key_results))))
    body: list[Element] = [
        Paragraph.of(Bold(line.code), " is set: ", Bold(line.title)),
        Facts(tuple(facts)),
        _from(original),
        Button("Edit", Call("okr edit", {"thing": line.code}), "primary"),
        Button("Show it", Call("okr show", {"thing": line.code})),
        Note.of(seen_by(line)),
    ]
    return Card(f"{line.code} is set: {short(line.title)}", tuple(body))


def cloned_told(
    line: ObjectiveLine, original: ObjectiveLine, key_results: Sequence[KeyResultLine], by: Mention
) -> Card:
    """To somebody who owns something of the clone: the objective, or those key results."""
    codes = ", ".join(one.code for one in key_results)
    return Card(
        f"{by.name} cloned {original.code} into {line.cycle}: {line.code} {short(line.title)}",
        (
            Paragraph.of(by, f" cloned {original.code} into {line.cycle}. It is ", *named(line), "."),
            *((Paragraph.of(f"Yours in it: {codes}."),) if codes else ()),
            Button("Show it", Call("okr show", {"thing": line.code})),
        ),
    )


def _from(original: ObjectiveLine) -> Paragraph:
    return Paragraph.of(f"Cloned from {original.code} in {original.cycle}, which keeps what was reached.")


_CLONE = replace(OBJECTIVE, code="O-9", cycle="2027-Q1", progress=OBJECTIVE.progress * 0)
EXAMPLES: dict[str, Callable[[], Card]] = {
    "cloned": lambda: cloned(_CLONE, OBJECTIVE, (PRE_ORDERS, DELIVERY_DAYS)),
    "cloned told": lambda: cloned_told(_CLONE, OBJECTIVE, (PRE_ORDERS,), Mention(1, "Ana Ruiz")),
}
