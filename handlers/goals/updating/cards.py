"""What people see when they record how far a goal has come, and when that cannot be recorded."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Paragraph
from handlers.chat.number import Quantity, plain
from handlers.chat.text import Bold, Command, Number, Spans, spans
from handlers.check_ins.figures import told
from handlers.goals import cards, phrases
from handlers.goals.formula import attainment, formula
from handlers.goals.samples import ORDERS, TALKS
from handlers.okrs.measuring.phrases import money
from handlers.okrs.shares import percent, percent_text
from storage.goal_lines import GoalLine


@dataclass(frozen=True, slots=True)
class Change:
    """An update: the goal as it was and as it is, among all goals of its owner in the cycle as they are now."""

    update_id: int
    before: GoalLine
    after: GoalLine
    lines: tuple[GoalLine, ...]


def updated(change: Change, typed: Quantity) -> Card:
    """The answer to an update: the goal's number first, then what it does to the attainment."""
    after = change.after
    said = _figures(change)
    body: list[Element] = [
        Paragraph.of(percent(after.progress), " · ", *phrases.named(after)),
        Paragraph(said),
        _effect(change),
    ]
    if typed.other is not None:
        body.append(Paragraph.of("I read this as ", Bold(plain(typed.amount)), f", not as {plain(typed.other)}."))
    body.append(Button("Undo", Call("goal undo", {"update": str(change.update_id)})))
    body.append(cards.list_all())
    return Card(f"{after.code} is at {percent_text(after.progress)}: {told(said)}.", tuple(body))


def taken_back(change: Change) -> Card:
    """In place of the answer to an update that was taken back."""
    after = change.after
    said = phrases.stands(after)
    return Card(
        f"{after.code} stands as before: {told(said)}.",
        (
            Paragraph.of(*phrases.named(after), ": taken back. It stands as before: ", *said, "."),
            _effect(change),
            Button("Update it", Call("goal update", {"goal": after.code})),
        ),
    )


def follows(line: GoalLine) -> Card:
    """Why a goal that follows something takes no value, and where its value is recorded."""
    if not line.follows_in_sight:
        text = f"{line.code} {phrases.FOLLOWS_UNSEEN}, so its value comes by itself."
        return Card(text, (Paragraph.of(text), cards.show(line)))
    code = line.follows_code
    if line.follows_dropped_at is not None:
        otherwise = Command(f"/goal edit {line.code} --follows none from 0 to 10")
        text = f"{line.code} follows {code}, which was dropped, so its value stays."
        return Card(
            text, (Paragraph.of(text), Paragraph.of("Give it numbers of its own: ", otherwise), cards.show(line))
        )
    value = "VALUE" if line.key_result_id is not None else ""
    instead = Command(f"/okr update {code} {value}".strip())
    text = f"{line.code} follows {code}, so its value comes by itself. Update {code} instead: {instead.text}"
    return Card(
        text,
        (
            Paragraph.of(f"{line.code} follows ", Bold(code), ", so its value comes by itself."),
            Paragraph.of(f"Update {code} instead: ", instead),
            Button(f"Update {code}", Call("okr update", {"key_result": code}), "primary"),
        ),
    )


def _figures(change: Change) -> Spans:
    """How it stands, and what that changed: "4 of 10 talks, was 1"."""
    before, after = change.before, change.after
    now = phrases.stands(after)
    if before.current_value is None:
        return spans(*now, ", the first value")
    if before.current_value == after.current_value:
        return spans(*now, ", unchanged")
    return spans(*now, ", was ", Number(before.current_value, money(after.unit)))


def _effect(change: Change) -> Element:
    """What it does to the attainment, and how that comes about now."""
    after = change.after
    stood = attainment([change.before if line.id == after.id else line for line in change.lines])
    stands = attainment(change.lines)
    if stood.share is None or stands.share is None:
        return cards.formula_row(change.lines)
    moved = (after.progress - change.before.progress) * 100
    by = Number(moved, "point" if abs(moved) == 1 else "points")
    effect = spans(percent(stood.share), " → ", percent(stands.share), " (", Number(after.weight), " × ", by, ")\n")
    return Paragraph.of(Bold("Attainment"), " ", *effect, *formula(stands))


def _example() -> Change:
    before = replace(TALKS, current_value=Decimal(1), progress=Decimal("0.1"))
    return Change(9, before, TALKS, (TALKS, ORDERS))


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goal updated": lambda: updated(_example(), Quantity(Decimal(4))),
    "goal updated, ambiguous": lambda: updated(_example(), Quantity(Decimal(1250), Decimal("1.25"))),
    "goal update taken back": lambda: taken_back(_example()),
    "goal follows": lambda: follows(ORDERS),
    "goal follows what was dropped": lambda: follows(replace(ORDERS, follows_dropped_at=ORDERS.created_at)),
    "goal follows what one cannot see": lambda: follows(replace(ORDERS, follows_in_sight=False, follows_code="")),
}
