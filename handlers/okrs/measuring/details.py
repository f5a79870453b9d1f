"""What lies beneath the number of a key result: its steps, or how often its band was kept. Read where it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Element, Menu, Note, Option, Row
from handlers.chat.text import Command, Date, Number, Span, Spans, spans
from handlers.company import Company
from handlers.okrs.lines import short
from handlers.okrs.measuring.eased import Easing, easings
from handlers.okrs.measuring.phrases import measure_of
from handlers.okrs.standing import due_days
from storage.okr_lines import KeyResultLine
from storage.progress import WHOLE, Metric, Tally, is_kept
from storage.steps import StepLine, steps_of
from storage.tallies import band_logs

MOST_ROWS = 15
"""Steps with a row of their own on a card; the others are counted."""
MOST_BUTTONS = 10
"""Steps done with a button of their own to open them again; more share a menu."""
LONGEST_TITLE = 120
"""Characters of a step's title in its row."""


@dataclass(frozen=True, slots=True)
class Details:
    """The steps of a key result that has any, and the tally of a band that was within from its start.

    `eased` are the last times that its target was.
    """

    steps: tuple[StepLine, ...] = ()
    tally: Tally | None = None
    eased: tuple[Easing, ...] = ()


def details(ask: Ask, line: KeyResultLine) -> Details:
    """What lies beneath it: one statement for steps and for bands that are to be kept, none for the other kinds.

    What was edited takes one more.
    """
    eased = easings(ask, line)
    if line.metric == Metric.STEPS:
        return Details(steps_of(ask.db, line.id), eased=eased)
    measure = measure_of(line)
    if not is_kept(measure):
        return Details(eased=eased)
    log = band_logs(ask.db, (line.id,))[line.id]
    return Details(tally=log.tally(measure, due_days(ask.company), ask.now), eased=eased)


def kept_in(tally: Tally) -> Spans:
    """How often the band was kept: "within in 3 of 4 check-ins"."""
    if not tally.of:
        return spans("no check-in was due yet")
    return spans(
        "within in ", Number(tally.reached), " of ", Number(tally.of, "check-in" if tally.of == 1 else "check-ins")
    )


def step_rows(line: KeyResultLine, steps: Sequence[StepLine], company: Company, may_update: bool) -> list[Element]:
    """A row for each step, those that are open first where there are many; who may, ticks them off here."""
    shown = list(steps)
    if len(steps) > MOST_ROWS:
        shown = sorted(steps, key=lambda step: (step.is_done, step.position))[:MOST_ROWS]
    done = [step for step in steps if step.is_done]
    has_menu = len(done) > MOST_BUTTONS
    rows: list[Element] = [
        Row(_said(step, company), _button(line, step) if may_update and not (step.is_done and has_menu) else None)
        for step in shown
    ]
    if more := len(steps) - len(shown):
        rows.append(Note.of(f"and {more} more; every open one: ", Command(f"/okr update {line.code}")))
    if may_update and has_menu:
        rows.append(Menu("Reopen", tuple(Option(_label(step), _call(line, step)) for step in done)))
    return rows


def _said(step: StepLine, company: Company) -> Spans:
    parts: list[str | Span] = [f"{step.position} · {short(step.title, LONGEST_TITLE)}"]
    if step.weight != WHOLE:
        parts += [" · weight ", Number(step.weight)]
    if step.done_at is not None:
        parts += [" · done ", Date(company.day_of(step.done_at), step.done_at)]
    return spans(*parts)


def _button(line: KeyResultLine, step: StepLine) -> Button:
    return Button("Reopen" if step.is_done else "Done", _call(line, step))


def _label(step: StepLine) -> str:
    return f"{step.position} {short(step.title, 60)}"


def _call(line: KeyResultLine, step: StepLine) -> Call:
    given = {"key_result": line.code, "step": str(step.position)}
    return Call("okr step", given if step.is_done else given | {"done": "yes"})
