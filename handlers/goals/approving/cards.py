"""Goals on their way to approval: the card of whoever approves, the owner's own, and the answers to the owner."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Date, Mention, Spans, spans
from handlers.company import Company
from handlers.goals import phrases
from handlers.goals.approving.samples import APPROVED, PLAN
from handlers.goals.approving.seal import sealed
from handlers.goals.approving.words import ASK_FOR_A_CHANGE, approved_said, state_said, submitted_said, talk_button
from handlers.goals.cards import formula_row
from handlers.goals.formula import Attainment, adds_up, attainment, weights, weights_text
from handlers.goals.samples import GOALS, TALKS
from handlers.okrs.lines import short
from storage.goal_lines import GoalLine
from storage.goal_plans import PlanLine


@dataclass(frozen=True, slots=True)
class Submitted:
    """A plan with its goals as one reader sees them."""

    plan: PlanLine
    goals: Sequence[GoalLine]
    company: Company

    @property
    def attainment(self) -> Attainment:
        return attainment(self.goals)

    @property
    def counted(self) -> str:
        """How many there are and what their weights come to: "3 goals, weights 100 of 100"."""
        return f"{phrases.counted(len(self.goals))}, weights {weights_text(self.attainment, self.company)}"


def for_approver(one: Submitted, first: Sequence[Element] = ()) -> Card:
    """The card of whoever approves: to be approved, or approved already. `first` stands above it."""
    plan = one.plan
    owner = Mention(plan.owner_id, plan.owner_name)
    if plan.state == "approved":
        text = f"{one.counted}: {plan.owner_name}'s goals of {plan.cycle} are approved."
        head = spans(Bold(one.counted), " · ", owner, f"'s goals of {plan.cycle}. ", *approved_said(one.company, plan))
        return Card(text, (*first, Paragraph(head), *_goals_part(one), talk_button(plan), _seen_by_approver(plan)))
    text = f"{one.counted}: {plan.owner_name}'s goals of {plan.cycle} wait for your approval."
    waits = "were changed, and wait for your approval again." if plan.approved_at else "wait for your approval."
    head = spans(Bold(one.counted), " · ", owner, f"'s goals of {plan.cycle} {waits}")
    given = {"plan": str(plan.id), "seen": sealed(one.goals)}
    actions = (Button("Approve", Call("goal approve", given), "primary"), talk_button(plan, ASK_FOR_A_CHANGE))
    return Card(text, (*first, Paragraph(head), *_goals_part(one), *actions, _seen_by_approver(plan)))


def changed_meanwhile(changes: Sequence[str]) -> tuple[Element, ...]:
    """What stands above the card where it is not what was shown before."""
    if not changes:
        return (Paragraph.of(Bold("Nothing is approved yet."), " Look at the goals as they are now."),)
    said = ", ".join(changes)
    return (
        Paragraph.of(
            Bold("Nothing is approved yet."), f" Since you looked, {said}. Look at the goals as they are now."
        ),
    )


def for_owner(one: Submitted) -> Card:
    """The owner's card: who is asked, or who approved and when."""
    plan = one.plan
    said = approved_said(one.company, plan) if plan.state == "approved" else submitted_said(one.company, plan)
    text = f"{one.counted}: your goals of {plan.cycle} are {state_said(plan)}."
    head = spans(Bold(one.counted), f" · your goals of {plan.cycle}. ", *said)
    actions = (talk_button(plan), Button("See my goals", _list_call(plan)))
    return Card(text, (Paragraph(head), *_goals_part(one), *actions, _seen_by_owner(plan)))


def handed_over(plan: PlanLine) -> Card:
    """What the card of a former manager becomes: it names no goal any more."""
    text = f"{plan.owner_name}'s goals of {plan.cycle} are approved by somebody else now."
    if plan.manager_id is None:
        return Card(text, (Paragraph.of(text),))
    new, owner = Mention(plan.manager_id, plan.manager_name), Mention(plan.owner_id, plan.owner_name)
    return Card(
        text, (Paragraph.of(new, " is the manager of ", owner, f" now, and approves the goals of {plan.cycle}."),)
    )


def submitted(one: Submitted) -> Card:
    """The answer to the owner: with whom the goals are now, and what is still missing."""
    plan = one.plan
    manager = Mention(plan.manager_id or 0, plan.manager_name)
    text = f"{one.counted}: your goals of {plan.cycle} are with {plan.manager_name} now."
    head = Paragraph.of(Bold(one.counted), f" · your goals of {plan.cycle} are with ", manager, " now.")
    how = Note.of("Each of you gets a card of them from Rungs, in working hours; comments stand below it.")
    return Card(text, (head, *lacking(one), how, talk_button(plan), _seen_by_owner(plan)))


def approved_alone(one: Submitted) -> Card:
    """The answer to an owner who has no manager."""
    text = f"{one.counted}: your goals of {one.plan.cycle} are approved."
    why = Note.of(
        "You have no manager in Rungs, so they count as approved at once. From now on a change needs a reason."
    )
    head = Paragraph.of(Bold(one.counted), f" · your goals of {one.plan.cycle} are approved.")
    return Card(text, (head, why, Button("See my goals", _list_call(one.plan))))


def nothing_new(one: Submitted) -> Card:
    """The answer to whoever submits what is with the manager, or approved, already."""
    plan = one.plan
    is_approved = plan.state == "approved"
    said = approved_said(one.company, plan) if is_approved else submitted_said(one.company, plan)
    text = f"{one.counted}: your goals of {plan.cycle} are {state_said(plan)} already."
    next_step = (
        "Change one, and you approve anew." if plan.manager_id is None else "Change one, and they are asked again."
    )
    head = Paragraph(spans(Bold(one.counted), f" · your goals of {plan.cycle}. ", *said))
    return Card(text, (head, *(() if is_approved else lacking(one)), Note.of(next_step), talk_button(plan)))


def lacking(one: Submitted) -> tuple[Element, ...]:
    """What keeps them from being approved: weights that do not come to the whole."""
    found = one.attainment
    if adds_up(found, one.company):
        return ()
    said = spans("The weights come to ", *weights(found, one.company), ". They can be approved once they come to 100.")
    return (Paragraph(said),)


def _goals_part(one: Submitted) -> list[Element]:
    rows = [Paragraph(_goal(line)) for line in one.goals]
    return [*rows, formula_row(one.goals), *lacking(one)]


def _goal(line: GoalLine) -> Spans:
    """A goal in one line: what it is measured by, and its day."""
    name = (Bold(line.code), f" {short(line.title)} · ")
    return spans(*name, *phrases.weight(line), " · ", *phrases.agreed(line), " · due ", Date(line.due_on))


def _list_call(plan: PlanLine) -> Call:
    return Call("goal list", {"cycle": plan.cycle})


def _seen_by_approver(plan: PlanLine) -> Note:
    return Note.of(phrases.seen_by(0, plan.owner_id, plan.owner_name))


def _seen_by_owner(plan: PlanLine) -> Note:
    return Note.of(phrases.seen_by(plan.owner_id, plan.owner_id, plan.owner_name))


def _one(plan: PlanLine, *goals: GoalLine) -> Submitted:
    return Submitted(plan, goals or GOALS, Company())


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goals to approve": lambda: for_approver(_one(PLAN)),
    "goals to approve, weights missing": lambda: for_approver(_one(PLAN, TALKS)),
    "goals to approve, changed meanwhile": lambda: for_approver(_one(PLAN), changed_meanwhile(("G-2 was changed",))),
    "goals to approve again": lambda: for_approver(_one(replace(PLAN, approved_at=PLAN.submitted_at))),
    "goals approved, for the approver": lambda: for_approver(_one(APPROVED)),
    "own goals, submitted": lambda: for_owner(_one(PLAN)),
    "own goals, approved": lambda: for_owner(_one(APPROVED)),
    "goals of a former report": lambda: handed_over(PLAN),
    "goals submitted": lambda: submitted(_one(PLAN)),
    "goals approved by oneself": lambda: approved_alone(_one(APPROVED)),
    "goals submitted already": lambda: nothing_new(_one(PLAN)),
}
