"""Ticking steps off: by their number or words, by a button each, and in a form with a tick for each open one."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Element, Note, Row
from handlers.chat.fields import Confidence, Label, LongText, TickKind, Unreadable, WordKind
from handlers.chat.form import Form, RowView
from handlers.chat.form import Row as FormRow
from handlers.chat.reply import FormErrors, Refused, ReplaceCard, Reply, Whisper
from handlers.chat.text import Spans, joined, spans
from handlers.check_ins import answers
from handlers.check_ins.answers import HOW_SURE
from handlers.check_ins.saving import refuse_unless_open_to, save
from handlers.check_ins.values import Value, step_said
from handlers.okrs.fields import KeyResultRef, find_key_result
from handlers.okrs.lines import short
from handlers.okrs.measuring.phrases import recording_of
from handlers.okrs.seeing.show import key_result_card, sharing
from handlers.okrs.sight import is_private, seen_by
from storage.calendar import zone_named
from storage.okr_lines import KeyResultLine, known_key_result
from storage.progress import Metric
from storage.recording import Recorded, Said
from storage.steps import StepLine, Tick, steps_of

LONGEST_LABEL = 100
"""Characters of a step's title beside its tick."""
MOST_NAMED = 5
"""Steps done that the form names; the others are counted."""


class TickRow(FormRow):
    """One open step."""

    done: Annotated[bool, TickKind("Done")] = False


class Ticks(Form, command="okr ticks", title="Check in", submit="Check in", listed=False):
    """Tick off the steps of a key result that are done."""

    key_result: KeyResultRef
    rows: dict[str, TickRow]
    confidence: Annotated[Confidence | None, Label("Confidence", HOW_SURE)] = None
    note: LongText = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("key_result",)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        line = named(ask, given)
        if line is None:
            return ()
        steps = steps_of(ask.db, line.id)
        done = [step for step in steps if step.is_done]
        said = (Note(spans("Done already: ", *_named(done), ".")),) if done else ()
        return (answers.row_heading(line, steps), *said, Note.of(seen_by(line)))

    @classmethod
    def rows_shown(cls, ask: Ask, given: Mapping[str, str]) -> tuple[RowView, ...]:
        line = named(ask, given)
        steps = steps_of(ask.db, line.id) if line else ()
        return tuple(_row(step) for step in steps if not step.is_done)


class SetStep(Form, command="okr step", title="Step", listed=False):
    """Tick one step off, or open it again."""

    key_result: KeyResultRef
    step: Annotated[str, WordKind()]
    done: Annotated[bool, TickKind("Done")] = False


def by_form(ask: Ask, form: Ticks) -> Reply:
    """Record which of the open steps are done; without any, that nothing has changed."""
    line = form.key_result
    if line.metric != Metric.STEPS:
        raise Refused(f"{line.code} has no steps to tick off. Check in its value: {recording_of(line).text}.")
    ticks = tuple(Tick(int(key)) for key, row in form.rows.items() if row.done and key.isdecimal())
    one = save(ask, line, Said(line.id, None, form.confidence, form.note, ticks))
    return _answered(ask, line, one)


def by_words(ask: Ask, line: KeyResultLine, value: Value, confidence: int | None, note: str) -> Reply:
    """Tick off the step that was named."""
    refuse_unless_open_to(ask, line)
    try:
        step, rest = step_said(line, steps_of(ask.db, line.id), value, note)
    except Unreadable as problem:
        return FormErrors({"value": str(problem)})
    if step.is_done:
        raise Refused(
            f"Step {step.position} of {line.code}, “{short(step.title)}”, is done already. "
            f"To open it again, press Reopen: /okr show {line.code}."
        )
    return _answered(ask, line, save(ask, line, Said(line.id, None, confidence, rest, (Tick(step.position),))))


def by_button(ask: Ask, form: SetStep) -> Reply:
    """Tick the step off or open it again, and show the key result as it is now in place of the card."""
    line = form.key_result
    refuse_unless_open_to(ask, line)
    steps = {str(step.position): step for step in steps_of(ask.db, line.id)}
    step = steps.get(form.step)
    if step is None or line.metric != Metric.STEPS:
        raise Refused(f"{line.code} has no such step any more. See what it has: /okr show {line.code}.")
    if step.is_done == form.done:
        return ReplaceCard(key_result_card(ask, line), is_private(line))
    one = save(ask, line, Said(line.id, ticks=(Tick(step.position, form.done),)))
    said = spans(f"Step {step.position} is {'done' if form.done else 'open again'}, as you just said.")
    undo = Button("Undo", Call("okr undo", {"check_in": str(one.check_in_id)}))
    card = key_result_card(ask, known_key_result(ask.db, ask.workspace_id, line.code)).plus(Row(said, undo))
    return ReplaceCard(card, is_private(line))


def instead_of_a_value(ask: Ask, given: Mapping[str, str]) -> Call | None:
    """The form with ticks where the key result that is given has steps."""
    line = named(ask, given)
    if line is None or line.metric != Metric.STEPS:
        return None
    kept = {name: given[name] for name in ("confidence", "note") if given.get(name)}
    return Ticks.asked(key_result=line.code, **kept)


def named(ask: Ask, given: Mapping[str, str]) -> KeyResultLine | None:
    """The key result that is in the form already."""
    name = given.get("key_result", "")
    try:
        return find_key_result(ask, name) if name else None
    except Unreadable:
        return None


def _answered(ask: Ask, line: KeyResultLine, one: Recorded) -> Reply:
    card = answers.recorded(line, one, None, zone_named(ask.person.time_zone))
    return Whisper(card, share=sharing(line))


def _row(step: StepLine) -> RowView:
    label = f"{step.position} · {short(step.title, LONGEST_LABEL)}"
    return RowView(str(step.position), (), {}, {"done": label})


def _named(done: Sequence[StepLine]) -> Spans:
    some = joined(spans(f"{step.position} {short(step.title, 40)}") for step in done[:MOST_NAMED])
    more = len(done) - MOST_NAMED
    return (*some, *spans(f" and {more} more")) if more > 0 else some
