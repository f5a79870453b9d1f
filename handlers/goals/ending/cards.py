"""What people see when a goal was dropped."""

from collections.abc import Callable, Sequence

from handlers.chat.card import Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Command
from handlers.company import Company
from handlers.goals import cards
from handlers.goals.formula import attainment
from handlers.goals.samples import ORDERS, TALKS
from handlers.okrs.lines import short
from storage.goal_lines import GoalLine


def dropped(
    line: GoalLine, reason: str, left: Sequence[GoalLine], company: Company, asked_again: Sequence[Element] = ()
) -> Card:
    """The answer to the drop of a goal, with what the goals that are left weigh and come to."""
    body: list[Element] = [
        Paragraph.of(Bold(line.code), " is dropped: ", line.title),
        Paragraph.of(f"Reason: {reason}"),
        Paragraph.of("Left: ", *cards.summed_up(attainment(left), company)),
    ]
    body += [cards.formula_row(left)] if left else []
    body += [*asked_again, Note.of("Its history is kept; lists leave it out. See what runs: ", Command("/goal list"))]
    return Card(f"{line.code} is dropped: {short(line.title)}", tuple(body))


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goal dropped": lambda: dropped(TALKS, "No fairs any more", (ORDERS,), Company()),
}
