"""What people see when a goal was edited."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handlers.chat.card import Card, Element, Fact, Facts, Note, Paragraph
from handlers.chat.text import Bold, spans
from handlers.company import Company
from handlers.goals import cards, rights
from handlers.goals.formula import attainment
from handlers.goals.samples import GOALS, TALKS
from handlers.okrs.editing.differences import Difference, number_entry
from storage.goal_lines import GoalLine


@dataclass(frozen=True, slots=True)
class Edited:
    """A goal as it is now among all of the cycle; `asked_again` says what comes of it where it was approved."""

    line: GoalLine
    differences: Sequence[Difference]
    lines: Sequence[GoalLine]
    reason: str = ""
    asked_again: Sequence[Element] = ()


def edited(one: Edited, company: Company) -> Card:
    """The answer to an edit, with what the goals weigh and come to now."""
    line = one.line
    changes = tuple(Fact(each.label, spans(*each.before.words, " → ", *each.after.words)) for each in one.differences)
    body: list[Element] = [Paragraph.of(Bold(line.code), " is changed: ", Bold(line.title))]
    body += [Facts(changes)] if changes else []
    body += [Paragraph.of(f"Reason: {one.reason}")] if one.reason else []
    body += [Paragraph(cards.summed_up(attainment(one.lines), company)), cards.formula_row(one.lines)]
    body += [*one.asked_again, cards.show(line), Note.of(rights.WHO_SEES)]
    said = ", ".join(each.label.lower() for each in one.differences) or "it has numbers of its own"
    return Card(f"{line.code} is changed: {said}", tuple(body))


def unchanged(line: GoalLine) -> Card:
    """The answer where all that was said stands there already."""
    text = f"Nothing to change: {line.code} stands like that already."
    return Card(text, (Paragraph.of(text), cards.show(line)))


_SAMPLE = (Difference("weight", "Weight", number_entry("20"), number_entry(str(Decimal(30)))),)
EXAMPLES: dict[str, Callable[[], Card]] = {
    "goal edited": lambda: edited(Edited(TALKS, _SAMPLE, GOALS, "One fair more"), Company()),
    "goal edited, nothing to change": lambda: unchanged(TALKS),
}
