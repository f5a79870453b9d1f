"""What people see after a check-in: what was recorded, what was taken back, and how the bulk form ends."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph, Row
from handlers.chat.number import Quantity, plain
from handlers.chat.text import Bold, Command, Date, Number, Spans, joined, spans
from handlers.check_ins.figures import told
from handlers.check_ins.values import Value
from handlers.okrs.lines import bar_of, confidence, named, short
from handlers.okrs.measuring.phrases import measured, money, recorded_value, steps_done
from handlers.okrs.samples import PRE_ORDERS
from handlers.okrs.shares import percent, percent_text, share, share_since
from storage.key_result_states import State
from storage.okr_lines import KeyResultLine
from storage.progress import Metric
from storage.recording import Recorded
from storage.steps import StepLine

AS_ITS_OBJECTIVE = "Each is read by whoever sees its objective: everyone in the company, unless it is private."
HOW_SURE = "How sure you are that it will be reached: 10 is certain, 1 is hopeless."
CHECK_IN = Call("checkin")
_NOTHING = "You have no key results to check in."


def recorded(line: KeyResultLine, one: Recorded, typed: Value | None, zone: ZoneInfo) -> Card:
    """The answer to a check-in: `line` as it was before, `typed` as it was read, days by the reader's `zone`."""
    after = one.after
    said = figures(one)
    body: list[Element] = [
        Paragraph.of(share(after.progress), " · ", *named(line)),
        Paragraph(said),
        Facts(
            (
                Fact("Confidence", confidence(after, zone)),
                Fact(
                    "Objective",
                    spans(percent(one.objective_progress), f" · {line.objective_code} {short(line.objective_title)}"),
                ),
            )
        ),
    ]
    if isinstance(typed, Quantity) and typed.other is not None and line.metric != Metric.YES_NO:
        body.append(Paragraph.of("I read this as ", Bold(plain(typed.amount)), f", not as {plain(typed.other)}."))
    body.append(Button("Undo", Call("okr undo", {"check_in": str(one.check_in_id)})))
    point = "" if after.progress is None else f" is at {percent_text(after.progress)}"
    return Card(f"{line.code}{point}: {told(said)}.", tuple(body))


def figures(one: Recorded) -> Spans:
    """How it stands after the check-in, and what that changed: "1,250 of 3,000 orders, was 940"."""
    now = stands_now(one)
    if one.moved:
        return spans(*now, ": ", *joined((_moved(step) for step in one.moved), ", "))
    if one.unchanged or one.before.current_value == one.after.current_value:
        return spans(*now, ", unchanged")
    if one.before.current_value is None:
        return now if one.after.metric == Metric.YES_NO else spans(*now, ", the first value")
    return spans(*now, ", was ", *earlier_value(one))


def stands_now(one: Recorded) -> Spans:
    """How it stands after the check-in."""
    return steps_done(one.steps) if one.steps else measured(one.after)


def earlier_value(one: Recorded) -> Spans:
    """The value before the check-in; the unit stands at the new one, unless it is a sign of money."""
    before = one.before
    if before.current_value is not None and before.metric not in (Metric.YES_NO, Metric.STEPS):
        return (Number(before.current_value, money(before.unit)),)
    return recorded_value(before, before.current_value)


def _moved(step: StepLine) -> Spans:
    """A step that was ticked off or opened again."""
    return spans(f"{step.position} {short(step.title)}, ", "done" if step.is_done else "open again")


def taken_back(line: KeyResultLine, one: Recorded) -> Card:
    """The answer to Undo."""
    now = stands_now(one)
    return Card(
        f"Taken back. {line.code} stands as before: {told(now)}.",
        (
            Paragraph.of(share_since(one.after.progress, one.after.last_check_in_at), " · ", *named(line)),
            Paragraph.of("Taken back. It stands as before: ", *now, "."),
            Button("Check in", Call("okr update", {"key_result": line.code}), "primary"),
        ),
    )


def checked_in(stored: Sequence[KeyResultLine], still_waiting: int) -> Card:
    """The end of the bulk form: what was stored, each with a way to mend it."""
    if not stored:
        return _nothing_stored(still_waiting)
    text = f"{_counted(len(stored))} checked in."
    rows = (Row(_one_line(line), Button("Edit", Call("checkin edit", {"key_result": line.code}))) for line in stored)
    return Card(text, (Paragraph.of(Bold(_counted(len(stored))), " checked in."), *rows, *_rest(still_waiting)))


def nothing_to_check_in() -> Card:
    """What /checkin says to people without key results."""
    return Card(
        f"{_NOTHING} Set an objective first: /okr new TITLE.",
        (
            Paragraph.of(f"{_NOTHING} Set an objective first: ", Command("/okr new TITLE")),
            Button("Set an objective", Call("okr new"), "primary"),
        ),
    )


def nothing_of_a_guest() -> Card:
    """The same to who may set no objective: what names them is all that there is to see."""
    return Card(_NOTHING, (Paragraph.of(f"{_NOTHING} What names you: ", Command("/okr list")),))


def reminder_set(day: date) -> Card:
    """The answer to "Remind me tomorrow"."""
    text = "You will be reminded on your next working day."
    return Card(
        text,
        (Paragraph.of(Date(day), ": I will remind you then, if it is still needed."), Button("Check in", CHECK_IN)),
    )


def row_heading(line: KeyResultLine, steps: Sequence[StepLine] = ()) -> Element:
    """One line above the inputs of a key result; `steps` are its own, where they are known."""
    now = steps_done(steps) if steps else measured(line)
    return bar_of(line, spans(Bold(line.code), f" {short(line.title)} · ", *now))


def _one_line(line: KeyResultLine) -> Spans:
    return spans(share(line.progress), " · ", Bold(line.code), f" {short(line.title)} · ", *measured(line))


def _nothing_stored(still_waiting: int) -> Card:
    text = "Nothing was recorded: every row was left empty."
    return Card(text, (Paragraph.of(text, " Whenever you are ready: ", Command("/checkin")), *_rest(still_waiting)))


def _rest(still_waiting: int) -> tuple[Element, ...]:
    if not still_waiting:
        return (Note.of(AS_ITS_OBJECTIVE),)
    verb = "waits" if still_waiting == 1 else "wait"
    return (Note.of(f"{_counted(still_waiting)} still {verb} for you."), Button("Check in the rest", CHECK_IN))


def _counted(count: int) -> str:
    return "1 key result" if count == 1 else f"{count} key results"


SAMPLE = replace(PRE_ORDERS, current_value=Decimal(940), progress=Decimal("0.313333"))
_SAMPLE_BEFORE = State(
    id=5,
    objective_id=2,
    rolls_up=False,
    weight=Decimal(1),
    metric="increase",
    start=Decimal(0),
    target=Decimal(3000),
    band_low=None,
    band_high=None,
    unit=PRE_ORDERS.unit,
    current_value=Decimal(940),
    progress=Decimal("0.313333"),
    confidence=None,
    confidence_at=None,
    last_check_in_at=PRE_ORDERS.last_check_in_at,
)
_SAMPLE_AFTER = replace(
    _SAMPLE_BEFORE,
    current_value=PRE_ORDERS.current_value,
    progress=PRE_ORDERS.progress,
    confidence=PRE_ORDERS.confidence,
    confidence_at=PRE_ORDERS.confidence_at,
)
SAMPLE_RECORDED = Recorded(
    11, _SAMPLE_BEFORE, _SAMPLE_AFTER, unchanged=False, confidence=7, note="", objective_progress=Decimal("0.46")
)

EXAMPLES: dict[str, Callable[[], Card]] = {
    "a check-in": lambda: recorded(SAMPLE, SAMPLE_RECORDED, Quantity(Decimal(1250), Decimal("1.25")), ZoneInfo("UTC")),
    "a check-in taken back": lambda: taken_back(
        SAMPLE, replace(SAMPLE_RECORDED, before=_SAMPLE_AFTER, after=_SAMPLE_BEFORE)
    ),
    "the end of the bulk form": lambda: checked_in([SAMPLE, replace(SAMPLE, code="KR-6")], 1),
    "the end of an empty bulk form": lambda: checked_in([], 2),
    "nothing to check in": nothing_to_check_in,
    "nothing to check in as a guest": nothing_of_a_guest,
    "a reminder for tomorrow": lambda: reminder_set(date(2026, 11, 24)),
}
