"""The bulk form: all of one's key results, twelve a screen, each screen saved by itself."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Confidence, Label, TextKind, TickKind, Unreadable, WordKind
from handlers.chat.form import Form, Row, RowView
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.check_ins import answers, posts, screens
from handlers.check_ins.schedule import last_prompt
from handlers.check_ins.trail import note_down
from handlers.check_ins.values import ValueField, hint, misfit, number_of, step_said
from handlers.okrs.sight import is_private, sees
from handlers.okrs.standing import due_days
from storage import recording
from storage.okr_lines import KeyResultLine, key_results_of_owner
from storage.progress import Metric
from storage.recording import GoneError, Said
from storage.steps import StepLine, Tick, steps_of_all

A_SCREEN = 12
"""Key results on one screen."""

Codes = Annotated[str, WordKind(longest=3000)]
"""Codes of key results with a space between them."""


class CheckInRow(Row):
    """One key result: a new value, or no change; untouched, it says nothing."""

    value: ValueField | None = None
    no_change: Annotated[bool, TickKind("No change"), Label("Same as before")] = False
    confidence: Confidence | None = None
    note: Annotated[str, TextKind(many_lines=False)] = ""


class CheckIn(Form, command="checkin", title="Check in", submit="Check in", example="/checkin"):
    """Check in all your key results in one form.

    `upcoming` are the key results of this screen and the next ones, `stored` those that earlier screens have stored.
    """

    rows: dict[str, CheckInRow]
    upcoming: Annotated[Codes, Label("Still to come")] = ""
    stored: Annotated[Codes, Label("Stored")] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("upcoming", "stored")

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        return (Note.of(f"What you leave empty stays as it is. {answers.AS_ITS_OBJECTIVE}"),)

    @classmethod
    def rows_shown(cls, ask: Ask, given: Mapping[str, str]) -> tuple[RowView, ...]:
        codes = given.get("upcoming", "").split()[:A_SCREEN]
        lines = recording.by_codes(ask.db, ask.workspace_id, codes)
        return tuple(_row(lines[code]) for code in codes if code in lines and lines[code].owner_id == ask.person.id)


def check_in(ask: Ask, form: CheckIn) -> Reply:
    """Open the form, or store its screen and go on with the next one; the last one lists what was stored."""
    if not form.upcoming and not form.rows:
        return _opened(ask)
    touched = {code: row for code, row in form.rows.items() if _says(row)}
    lines = recording.by_codes(ask.db, ask.workspace_id, list(touched))
    if errors := _errors(ask, touched, lines):
        return FormErrors(errors)
    said, errors = _what_is_said(ask, [(lines[code], row) for code, row in touched.items()])
    if errors:
        return FormErrors(errors)
    _store(ask, [lines[code] for code in touched], said)
    upcoming = form.upcoming.split()[A_SCREEN:]
    stored = [*form.stored.split(), *touched]
    if upcoming:
        return OpenForm(CheckIn.asked(upcoming=" ".join(upcoming), stored=" ".join(stored)))
    return _ended(ask, stored)


def _opened(ask: Ask) -> Reply:
    lines = _due_first(ask)
    if not lines:
        nothing = answers.nothing_to_check_in if policy.may_create_objective(ask) else answers.nothing_of_a_guest
        return Whisper(nothing())
    return OpenForm(CheckIn.asked(upcoming=" ".join(line.code for line in lines)))


def _due_first(ask: Ask) -> list[KeyResultLine]:
    """The writer's key results: those that wait for this week's check-in first, then by due date."""
    lines = key_results_of_owner(ask.db, ask.workspace_id, ask.person.id, ask.company_today)
    return sorted(lines, key=lambda line: (not _is_waiting(ask, line), line.due_on, line.id))


def _is_waiting(ask: Ask, line: KeyResultLine) -> bool:
    since = last_prompt(ask.company, ask.now)
    return line.last_check_in_at is None or line.last_check_in_at < since


def _says(row: CheckInRow) -> bool:
    return row.value is not None or row.no_change or row.confidence is not None or bool(row.note)


def _row(line: KeyResultLine) -> RowView:
    return RowView(line.code, (answers.row_heading(line),), {"value": hint(line)})


def _errors(ask: Ask, touched: Mapping[str, CheckInRow], lines: Mapping[str, KeyResultLine]) -> dict[str, str]:
    """What must be mended before anything of the screen is stored, by input."""
    found: dict[str, str] = {}
    for code, row in touched.items():
        line = lines.get(code)
        name = f"rows.{code}.value"
        if line is None or line.dropped_at is not None:
            found[name] = f"{code} was dropped meanwhile. Leave its row empty."
        elif line.owner_id != ask.person.id:
            found[name] = f"{code} {_whose(ask, line)} now. Leave its row empty."
        elif row.value is not None and row.no_change:
            found[name] = "Here are both a value and “No change”. Keep one of them."
        elif line.is_draft:
            found[name] = f"{line.objective_code} is a draft: it takes check-ins from its publishing on."
        elif row.value is not None and (sentence := misfit(line, row.value)):
            found[name] = sentence
    return found


def _what_is_said(ask: Ask, rows: Sequence[tuple[KeyResultLine, CheckInRow]]) -> tuple[list[Said], dict[str, str]]:
    """What the rows say, and what must be mended: a value of a key result with steps names one of them."""
    measured_by_steps = [line.id for line, row in rows if line.metric == Metric.STEPS and row.value is not None]
    steps = steps_of_all(ask.db, measured_by_steps) if measured_by_steps else {}
    said: list[Said] = []
    errors: dict[str, str] = {}
    for line, row in rows:
        try:
            said.append(_said(line, row, steps.get(line.id, ())))
        except Unreadable as problem:
            errors[f"rows.{line.code}.value"] = str(problem)
    return said, errors


def _said(line: KeyResultLine, row: CheckInRow, steps: Sequence[StepLine]) -> Said:
    if row.value is None:
        return Said(line.id, None, row.confidence, row.note)
    if line.metric == Metric.STEPS:
        step, note = step_said(line, steps, row.value, row.note)
        return Said(line.id, None, row.confidence, note, (Tick(step.position),))
    return Said(line.id, number_of(line, row.value), row.confidence, row.note)


def _whose(ask: Ask, line: KeyResultLine) -> str:
    return f"belongs to {line.owner_name}" if sees(ask, line) else "belongs to somebody else"


def _store(ask: Ask, lines: Sequence[KeyResultLine], said: Sequence[Said]) -> None:
    if not said:
        return
    objective_ids = {line.objective_id for line in lines}
    due = due_days(ask.company)
    try:
        recorded = recording.record(ask.db, ask.workspace_id, ask.person.id, objective_ids, said, ask.now, due)
    except GoneError as gone:
        raise Refused("An objective was dropped a moment ago, so nothing was stored. Type /checkin again.") from gone
    pairs = list(zip(lines, recorded, strict=True))
    note_down(ask, "check in", pairs)
    if said_aloud := [(line, one) for line, one in pairs if not is_private(line)]:
        posts.announce(ask, ask.person.id, lambda: screens.thread_line(ask.person.name, said_aloud))


def _ended(ask: Ask, stored: Sequence[str]) -> Reply:
    lines = _due_first(ask)
    by_code = {line.code: line for line in lines}
    waiting = sum(_is_waiting(ask, line) for line in lines)
    return Whisper(answers.checked_in([by_code[code] for code in stored if code in by_code], waiting))
