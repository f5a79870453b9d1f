"""What people see when a goal was set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph
from handlers.chat.text import Bold, Date, Number, Spans, spans
from handlers.company import Company
from handlers.goals import phrases, rights
from handlers.goals.formula import Attainment, attainment, weights
from handlers.goals.samples import ORDERS, TALKS
from handlers.okrs.lines import short
from handlers.okrs.setting.cards import Reading
from storage.goal_lines import GoalLine


def goal_set(line: GoalLine, found: Attainment, company: Company, readings: Sequence[Reading] = ()) -> Card:
    """The answer to a new goal: its code first, what it weighs with the others, and the next step."""
    body: list[Element] = [
        Paragraph.of(Bold(line.code), " is set: ", Bold(line.title)),
        phrases.first_course(line),
        Facts(
            (
                Fact("Weight", spans(Number(line.weight), " · ", *weights(found, company, " with this one"))),
                Fact("Due", (Date(line.due_on),)),
                Fact("Cycle", spans(line.cycle)),
            )
        ),
    ]
    body += [Paragraph.of("Read as ", Number(one.taken), ", not as ", Number(one.other), ".") for one in readings]
    body.append(Button("Set another", Call("goal new"), "primary"))
    body.append(Button("My goals", Call("goal list")))
    if readings:
        reason = "A number was read as another"
        body.append(Button("Undo", Call("goal drop", {"goal": line.code, "reason": reason})))
    body.append(Note.of(rights.WHO_SEES))
    return Card(f"{line.code} is set: {short(line.title)}", tuple(body))


def what_is_new(line: GoalLine) -> Spans:
    """What the manager is told of it, behind the owner's name."""
    return spans("added ", *phrases.named(line), ", ", *phrases.weight(line))


def _example(line: GoalLine, readings: Sequence[Reading] = ()) -> Card:
    fresh = replace(line, current_value=None, last_update_at=None, progress=Decimal(0))
    return goal_set(fresh, attainment((fresh,)), Company(), readings)


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goal set": lambda: _example(TALKS),
    "goal set, ambiguous": lambda: _example(TALKS, (Reading(Decimal(10), Decimal("0.01")),)),
    "goal set, follows": lambda: _example(ORDERS),
}
