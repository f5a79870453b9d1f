"""What people see when a goal was set."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph
from handlers.chat.text import Bold, Date, Number, Spans, spans
from handlers.company import Company
from handlers.goals import cards, phrases, rights
from handlers.goals.formula import WHOLE_WEIGHT, Attainment, attainment, weights
from handlers.goals.samples import GOALS, ORDERS, TALKS
from handlers.okrs.lines import short
from handlers.okrs.setting.cards import Reading
from storage.goal_lines import GoalLine


def goal_set(
    line: GoalLine,
    found: Attainment,
    company: Company,
    readings: Sequence[Reading] = (),
    asked_again: Sequence[Element] = (),
) -> Card:
    """The answer to a new goal: its code first, what it weighs with the others, and the next step.

    `asked_again` says what comes of it where the goals were submitted before.
    """
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
    body += _next_step(line, found, company, is_submitted=bool(asked_again))
    body.append(cards.list_all())
    if readings:
        reason = "A number was read as another"
        body.append(Button("Undo", Call("goal drop", {"goal": line.code, "reason": reason})))
    body += [Note.of(rights.WHO_SEES), *asked_again]
    return Card(f"{line.code} is set: {short(line.title)}", tuple(body))


def what_is_new(line: GoalLine) -> Spans:
    """What the manager is told of it, behind the owner's name."""
    return spans("added ", *phrases.named(line), ", ", *phrases.weight(line))


def _next_step(line: GoalLine, found: Attainment, company: Company, *, is_submitted: bool) -> tuple[Button, ...]:
    """Another goal while there is weight left for one; then the manager, unless they were asked already."""
    if not company.goals_add_up or found.total < WHOLE_WEIGHT:
        return (Button("Set another", Call("goal new", {"cycle": line.cycle}), "primary"),)
    if found.total > WHOLE_WEIGHT or is_submitted:
        return ()
    return (Button("Submit", Call("goal submit", {"cycle": line.cycle}), "primary"),)


def _example(line: GoalLine, readings: Sequence[Reading] = ()) -> Card:
    fresh = replace(line, current_value=None, last_update_at=None, progress=Decimal(0))
    return goal_set(fresh, attainment((fresh,)), Company(), readings)


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goal set": lambda: _example(TALKS),
    "goal set, ambiguous": lambda: _example(TALKS, (Reading(Decimal(10), Decimal("0.01")),)),
    "goal set, follows": lambda: _example(ORDERS),
    "goal set, the weights come to 100": lambda: goal_set(ORDERS, attainment(GOALS), Company()),
}
