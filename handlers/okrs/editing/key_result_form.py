"""The form that edits a key result: it opens with how the key result stands, and tells what of that is to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from handlers.chat.ask import Ask
from handlers.chat.card import Element
from handlers.chat.card import Note as Remark
from handlers.chat.fields import Day, Keyword, Label, WordKind
from handlers.chat.form import Form
from handlers.chat.number import plain
from handlers.okrs.editing.differences import (
    Entries,
    Entry,
    day_entry,
    left_alone,
    number_entry,
    people_entry,
    people_in,
    person_entry,
    sealed,
    text_entry,
    texts,
)
from handlers.okrs.editing.fields import NewReason, NewTitle, OwnTeamOrNone, PeopleOrNone, emptied
from handlers.okrs.fields import KeyResultRef
from handlers.okrs.measuring.fields import (
    Amount,
    KindSaid,
    StartSaid,
    StepsSaid,
    TargetSaid,
    as_typed,
    parse_amount,
    parse_steps,
    steps_text,
)
from handlers.okrs.measuring.measures import SaidMeasure, new_steps
from handlers.okrs.options import Weight
from handlers.okrs.sight import sees
from handlers.people.fields import PersonRef
from storage.involvements import involved
from storage.okr_lines import KeyResultLine, key_result_by_code
from storage.steps import StepLine, steps_of
from storage.teams import TeamLine

MEASURE: Final = ("kind", "start", "target", "steps", "unit")
_NUMBERS: Final = ("start", "target")
_HEIRS: Final[Mapping[str, frozenset[str]]] = {
    "from-to": frozenset({"from-to", "at-least", "at-most"}),
    "at-least": frozenset({"from-to", "at-least", "at-most"}),
    "at-most": frozenset({"from-to", "at-least", "at-most"}),
    "between": frozenset({"between"}),
}
"""The kinds whose numbers mean the same, so that a new kind may keep those that nobody says anew."""


class EditKeyResult(Form, command="okr edit-key-result", title="Edit the key result", listed=False):
    """Change a key result."""

    key_result: KeyResultRef
    seen: Annotated[str, WordKind(1000)] = ""
    title: Annotated[NewTitle | None, Label("Title")] = None
    kind: KindSaid = None
    start: StartSaid = None
    target: TargetSaid = None
    steps: StepsSaid = ()
    unit: Annotated[str, WordKind(), Label("Unit", "What is counted: orders, %, $.")] = ""
    owner: Annotated[PersonRef | None, Label("Owner", "Who gives it away and who gets it are told.")] = None
    co_owners: Annotated[PeopleOrNone, Label("Co-owners", "Who may do all that the owner may.")] = ()
    team: Annotated[OwnTeamOrNone | None, Label("Team", "Its lead may update it too; empty for the objective's.")] = (
        None
    )
    by: Annotated[Day | None, Label("By", "When it is due.")] = None
    weight: Annotated[Weight | None, Label("Weight", "How much it counts beside the others.")] = None
    reason: Annotated[
        NewReason, Keyword("because"), Label("Reason", "Needed where it gets easier to reach, or is due later.")
    ] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("key_result", "seen")

    def wanting(self) -> Mapping[str, str]:
        return emptied(self, ("title", "kind", "owner", "by", "weight")) if self.seen else {}

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        line = key_result_by_code(ask.db, ask.workspace_id, given.get("key_result", ""))
        if line is None or not sees(ask, line):
            return given
        stands = standing(ask, line, steps_of(ask.db, line.id))
        return {"seen": sealed(stands), **texts(stands), **given}

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Remark.of(f"{given.get('key_result', '')}. What you leave as it is stays as it is."),)


LABELS: Final = {field.name: field.label for field in EditKeyResult.spec.fields}


@dataclass(frozen=True, slots=True)
class _Typed:
    """How the measure is typed, field by field; empty for nothing."""

    values: Mapping[str, str]

    def measure(self) -> SaidMeasure:
        """The same as it is read; all of it was readable when it was stored or typed."""
        start, target, steps = (self.values.get(name, "") for name in ("start", "target", "steps"))
        return SaidMeasure(
            kind=self.values["kind"] or None,
            start=parse_amount(start) if start else None,
            target=parse_amount(target) if target else None,
            steps=parse_steps(steps) if steps else (),
            unit=self.values.get("unit", ""),
        )


def standing(ask: Ask, line: KeyResultLine, steps: Sequence[StepLine]) -> Entries:
    """How the key result stands, field by field."""
    parts = [one for one in involved(ask.db, line.objective_id, ("co_owner",)) if one.key_result_id == line.id]
    return {
        "title": text_entry(line.title),
        **measure_entries(as_typed(line, steps)),
        "owner": person_entry(line.owner_id, line.owner_name),
        "co_owners": people_entry([(one.person_id, one.person_name) for one in parts]),
        "team": text_entry(line.team_name or ""),
        "by": day_entry(line.due_on),
        "weight": number_entry(plain(line.weight)),
    }


def wanted(form: EditKeyResult) -> Entries:
    """What was said besides the measure: of a form that stood open all fields, of typed words those that were named."""
    was_open = bool(form.seen)
    entries: dict[str, Entry] = {}
    if form.title is not None:
        entries["title"] = text_entry(form.title)
    if form.owner is not None:
        entries["owner"] = person_entry(form.owner.id, form.owner.name)
    if form.co_owners or was_open:
        entries["co_owners"] = people_entry([(one.id, one.name) for one in people_in(form.co_owners)])
    if form.team is not None or was_open:
        entries["team"] = text_entry(form.team.name if isinstance(form.team, TeamLine) else "")
    if form.by is not None:
        entries["by"] = day_entry(form.by)
    if form.weight is not None:
        entries["weight"] = number_entry(plain(form.weight.amount))
    return entries


def measure_wanted(form: EditKeyResult, stands: Entries) -> SaidMeasure | None:
    """The measure with what was said of it; None where nothing of it is to change.

    What was not said stays, unless the kind that was said has no use for it.
    """
    said = {name: text for name, text in _said(form).items() if not left_alone(name, text, form.seen)}
    before = {name: stands[name].text for name in MEASURE}
    changed = {name: text for name, text in said.items() if text != before[name]}
    if not changed:
        return None
    kind = changed.get("kind") or _kind_of_numbers(before["kind"], changed)
    # An open form shows what it keeps: what the new kind has no use for is said there, and not left out in silence.
    keeps = bool(form.seen) or kind in _HEIRS.get(before["kind"], frozenset({before["kind"]}))
    kept = before if keeps else {"unit": before["unit"]}
    return _Typed({**kept, **changed, "kind": kind}).measure()


def measure_entries(values: Mapping[str, str]) -> Entries:
    """The measure as it is typed, field by field."""
    return {name: (number_entry if name in _NUMBERS else text_entry)(values[name]) for name in MEASURE}


def _kind_of_numbers(kind: str, changed: Mapping[str, str]) -> str:
    """Two numbers without a kind, where there were none before, lead from the one to the other."""
    if kind not in _HEIRS and {"start", "target"} <= changed.keys():
        return "from-to"
    return "steps" if "steps" in changed and kind not in _HEIRS else kind


def _said(form: EditKeyResult) -> dict[str, str]:
    """What was said of the measure, as it is typed. An open form says nothing where it is empty."""
    was_open = bool(form.seen)
    amounts = {"start": form.start, "target": form.target}
    said = {name: plain(one.quantity.amount) for name, one in amounts.items() if one is not None}
    if form.steps:
        said["steps"] = steps_text(new_steps(form.steps))
    if form.kind:
        said["kind"] = form.kind
    unit = form.unit or _unit_beside(form.start, form.target)
    if was_open:
        return {"start": "", "target": "", "steps": "", **said, "unit": unit}
    return said | ({"unit": unit} if unit else {})


def _unit_beside(*amounts: Amount | None) -> str:
    return next((one.unit for one in amounts if one is not None and one.unit), "")
