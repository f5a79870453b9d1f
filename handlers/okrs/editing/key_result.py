"""What an edit does to a key result: the checks, the measure, the columns, the people, and who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Card, Element
from handlers.chat.outgoing import Note
from handlers.chat.reply import FormErrors, OpenForm, Reply, Whisper
from handlers.chat.text import spans
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs.coaching.cards import beside_key_result
from handlers.okrs.drafting.drafts import show_draft
from handlers.okrs.editing import cards as editing_cards
from handlers.okrs.editing.differences import Difference, Entries, compared, people_in, people_of, sealed, texts, told
from handlers.okrs.editing.key_result_form import (
    LABELS,
    MEASURE,
    EditKeyResult,
    measure_entries,
    measure_wanted,
    standing,
    wanted,
)
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.measuring.eased import EASED
from handlers.okrs.measuring.easing import eases, eases_steps
from handlers.okrs.measuring.fields import as_typed
from handlers.okrs.measuring.measures import NewMeasure, Unmeasurable, made_of
from handlers.okrs.measuring.phrases import measure_of
from handlers.okrs.refusals import ask_owner, changed_meanwhile
from handlers.okrs.rights import may_change
from handlers.okrs.seeing.show import sharing
from handlers.okrs.setting import cards as setting_cards
from handlers.okrs.shares import percent_text
from handlers.okrs.standing import due_days
from storage import audit
from storage.involvements import set_involved
from storage.okr_changes import change_key_result, set_steps
from storage.okr_lines import (
    KeyResultLine,
    key_result_by_code,
    key_results_of_objectives,
    known_key_result,
    known_objective,
)
from storage.progress import NOTHING, Metric
from storage.recounting import recount
from storage.rollups import lock_objective
from storage.steps import StepLine, steps_of
from storage.teams import TeamLine

Changes = Mapping[str, Difference]

COACHED: Final = frozenset({"title", *MEASURE})
"""What of a key result the coach looks at."""

_COUNTED = frozenset(
    {Metric.INCREASE, Metric.DECREASE, Metric.AT_LEAST, Metric.AT_MOST, Metric.BETWEEN, Metric.BASELINE}
)
"""The kinds whose check-ins are numbers of the same sort."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """One edit: the key result with its steps as they stand, and what is to change of it."""

    form: EditKeyResult
    line: KeyResultLine
    steps: tuple[StepLine, ...]
    measure: NewMeasure | None
    changes: Changes


def edit_key_result(ask: Ask, form: EditKeyResult) -> Reply:
    """Change what differs from what stands; the form opens again where somebody else was faster with the same field."""
    if not may_change(ask, form.key_result):
        raise ask_owner(form.key_result, "edit")
    line = _held(ask, form)
    steps = steps_of(ask.db, line.id)
    stands = standing(ask, line, steps)
    try:
        measure = _measure(form, stands)
    except Unmeasurable as problem:
        return FormErrors(problem.problems)
    said = {**wanted(form), **_measure_entries(line, measure)}
    found = compared(LABELS, stands, said, form.seen or _as_read(ask, form, line, steps))
    if found.clashes:
        given = {"key_result": line.code, "reason": form.reason, **texts(said)}
        return OpenForm(EditKeyResult.asked(**given), found.clashes, " ".join(found.clashes.values()))
    if not found.changed:
        return Whisper(editing_cards.unchanged(line))
    edit = _Edit(form, line, steps, measure, found.changed)
    if errors := _errors(ask, edit):
        return FormErrors(errors)
    _write(ask, edit)
    after = known_key_result(ask.db, ask.workspace_id, line.code)
    _record(ask, edit, after)
    _tell(ask, edit, after)
    card = editing_cards.edited(after, tuple(found.changed.values()), _remarks(edit, after))
    card = card.plus(*_advice(ask, edit, after))
    return Whisper(card, share=sharing(after))


def _held(ask: Ask, form: EditKeyResult) -> KeyResultLine:
    """The key result as it stands now; nobody else changes it, or its objective's total, before we commit."""
    lock_objective(ask.db, form.key_result.objective_id)
    line = key_result_by_code(ask.db, ask.workspace_id, form.key_result.code)
    if line is None or line.dropped_at is not None:
        raise changed_meanwhile(ask, form.key_result)
    return line


def _as_read(ask: Ask, form: EditKeyResult, line: KeyResultLine, steps: Sequence[StepLine]) -> str:
    """What stood there when the words were read, where somebody else has written meanwhile."""
    return "" if form.key_result.version == line.version else sealed(standing(ask, form.key_result, steps))


def _measure(form: EditKeyResult, stands: Entries) -> NewMeasure | None:
    """The new measure; None where it stays. Raises Unmeasurable."""
    said = measure_wanted(form, stands)
    return None if said is None else made_of(said)


def _measure_entries(line: KeyResultLine, new: NewMeasure | None) -> Entries:
    if new is None:
        return {}
    one = new.measure
    measured = replace(
        line,
        metric=one.metric,
        start=one.start,
        target=one.target,
        band_low=one.band_low,
        band_high=one.band_high,
        unit=new.unit,
    )
    steps = [StepLine(place, step.title, step.weight, None) for place, step in enumerate(new.steps, start=1)]
    return measure_entries(as_typed(measured, steps))


def _errors(ask: Ask, edit: _Edit) -> dict[str, str]:
    """Why the changes cannot be made, by field."""
    form, line, changes = edit.form, edit.line, edit.changes
    errors: dict[str, str] = {}
    if "by" in changes and form.by is not None and form.by < ask.today:
        errors["by"] = f"{form.by} is over. Name today or a later day."
    elif "by" in changes and form.by is not None and form.by < line.starts_on:
        errors["by"] = f"It would be due on {form.by}, before it begins on {line.starts_on}. Name a later day."
    if edit.measure is not None and not _may_count_so(line, edit.measure):
        errors["kind"] = f"{line.code} has check-ins that say something else. Drop it, and add one of the new kind."
    if "weight" in changes and form.weight is not None and not form.weight.amount:
        others = key_results_of_objectives(ask.db, (line.objective_id,))
        if not any(one.weight for one in others if one.id != line.id):
            errors["weight"] = f"A key result of {line.objective_code} has to weigh something. Leave this one above 0."
    if not form.reason and not line.is_draft and _is_easier(edit):
        errors["reason"] = (
            f"{line.code} would be easier to reach than it was. Say in a few words why; the old target stays on record."
        )
    return errors


def _may_count_so(line: KeyResultLine, new: NewMeasure) -> bool:
    """Whether what was checked in so far means the same in the new kind."""
    if line.last_check_in_at is None or line.metric == new.measure.metric:
        return True
    return line.metric in _COUNTED and new.measure.metric in _COUNTED


def _is_easier(edit: _Edit) -> bool:
    """Whether the target comes nearer, a step goes, or it is due later."""
    if edit.form.by is not None and edit.form.by > edit.line.due_on:
        return True
    return _eases(edit)


def _eases(edit: _Edit) -> bool:
    """Whether it is easier to reach by what is measured."""
    if edit.measure is None:
        return False
    return eases(measure_of(edit.line), edit.measure.measure) or eases_steps(edit.steps, edit.measure.steps)


def _write(ask: Ask, edit: _Edit) -> None:
    form, line = edit.form, edit.line
    if not change_key_result(ask.db, line.id, line.version, _columns(edit)):
        raise changed_meanwhile(ask, line)
    if edit.measure is not None and "steps" in edit.changes:
        set_steps(ask.db, line.id, edit.steps, edit.measure.steps)
    if "co_owners" in edit.changes:
        people = [one.id for one in people_in(form.co_owners)]
        set_involved(ask.db, line.objective_id, "co_owner", people, ask.now, line.id)
    if "owner" in edit.changes and form.owner is not None:
        reschedule_people(ask.db, ask.company, ask.workspace_id, [line.owner_id, form.owner.id], ask.now)
    recount(ask.db, (line.objective_id,), ask.now, due_days(ask.company))


def _columns(edit: _Edit) -> dict[str, object]:
    form, line = edit.form, edit.line
    values: dict[str, dict[str, object]] = {
        "title": {"title": form.title},
        "owner": {"owner_id": form.owner.id if form.owner else line.owner_id},
        "team": {"team_id": form.team.id if isinstance(form.team, TeamLine) else None},
        "by": {"due_on": form.by},
        "weight": {"weight": form.weight.amount if form.weight else line.weight},
    }
    found = {column: value for name in edit.changes if name in values for column, value in values[name].items()}
    return found if edit.measure is None else found | _measure_columns(edit.measure, edit.changes)


def _measure_columns(new: NewMeasure, changes: Changes) -> dict[str, object]:
    one = new.measure
    columns: dict[str, object] = {
        "metric": one.metric,
        "target": one.target,
        "band_low": one.band_low,
        "band_high": one.band_high,
        "unit": new.unit,
    }
    # A start that the first check-in gave is that check-in's, until somebody says another one.
    return columns | ({"start": one.start, "start_is_measured": False} if "start" in changes else {})


def _record(ask: Ask, edit: _Edit, after: KeyResultLine) -> None:
    before = {name: one.before.text for name, one in edit.changes.items()} | {"progress": edit.line.progress}
    now = {name: one.after.text for name, one in edit.changes.items()} | {"progress": after.progress}
    reason = {"reason": edit.form.reason} if edit.form.reason else {}
    eased = {EASED: True} if _eases(edit) and not edit.line.is_draft else {}
    after_it = {**now, **reason, **eased}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "edit", edit.line.code, ask.now, before, after_it)


def _tell(ask: Ask, edit: _Edit, after: KeyResultLine) -> None:
    """Tell whom it was given or taken from, the owner of the rest, the followers, and who talks about the draft."""
    said = tuple(edit.changes.values())
    cards: dict[int, Card] = {}
    if "co_owners" in edit.changes:
        one = edit.changes["co_owners"]
        cards |= dict.fromkeys(
            people_of(one.after) - people_of(one.before), editing_cards.made_co_owner(after, ask.writer)
        )
    cards[after.owner_id] = editing_cards.edit_told(after, said, edit.form.reason, ask.writer)
    if after.owner_id != edit.line.owner_id:
        cards[edit.line.owner_id] = setting_cards.key_result_taken(after, ask.writer)
        cards[after.owner_id] = setting_cards.key_result_given(after, ask.writer)
    outgoing.tell_many(ask, [Note(person, card) for person, card in cards.items() if person != ask.person.id])
    tell_followers(ask, after, spans(ask.writer, " changed the ", *told(said), "."))
    if after.is_draft:
        show_draft(ask, known_objective(ask.db, ask.workspace_id, after.objective_code))


def _advice(ask: Ask, edit: _Edit, after: KeyResultLine) -> tuple[Element, ...]:
    """What the coach says of it now, where something changed that the coach looks at."""
    if not COACHED & edit.changes.keys():
        return ()
    objective = known_objective(ask.db, ask.workspace_id, after.objective_code)
    return beside_key_result(objective, after, objective.key_result_count)


def _remarks(edit: _Edit, after: KeyResultLine) -> list[str]:
    """What the writer may not have thought of."""
    remarks = list(edit.measure.understood) if edit.measure else []
    if edit.line.progress != after.progress:
        was, now = (percent_text(share or NOTHING) for share in (edit.line.progress, after.progress))
        remarks.append(f"By what was checked in so far it is at {now} now; it was at {was}.")
    if edit.form.reason:
        remarks.append(f"Reason: {edit.form.reason}")
    return remarks
