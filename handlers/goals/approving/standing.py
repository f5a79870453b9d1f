"""How far the approval of goals is, for lists and for Home."""

from typing import Final

from handlers.chat.ask import Ask
from handlers.chat.card import Button, Call, Element, Heading, Paragraph, Row
from handlers.chat.text import Spans, spans
from handlers.goals.approving import lines
from handlers.goals.approving.plans import approves, is_own
from handlers.goals.approving.words import approved_said, look_call, submitted_said, talk_button
from storage.goal_plans import PlanLine, last_comments, waiting_for

MOST_COMMENTS: Final = 5
MOST_WAITING: Final = 3


def plan_part(ask: Ask, plan: PlanLine | None, owner_id: int, cycle: str) -> tuple[Element, ...]:
    """How the plan stands, what was said last, and what the reader can do; for whoever sees the goals.

    One statement, none while the goals were never submitted. `plan` is that of the owner's goals in the cycle.
    """
    if plan is None or plan.state == "open":
        if owner_id != ask.person.id:
            return (Paragraph.of("Not submitted for approval yet."),)
        return (Row(spans("Not submitted for approval yet."), _submit(cycle)),)
    said = approved_said(ask.company, plan) if plan.state == "approved" else submitted_said(ask.company, plan)
    comments = last_comments(ask.db, plan.id, MOST_COMMENTS)
    heading = (Heading("Said last"),) if comments else ()
    return (_standing(ask, plan, said), *heading, *lines.said_last(ask.company, comments), *_talking(ask, plan))


def waiting_rows(ask: Ask) -> tuple[Element, ...]:
    """The goals that wait for the reader's approval, a row each, for Home; one statement."""
    plans = waiting_for(ask.db, ask.workspace_id, ask.person.id, MOST_WAITING + 1)
    more = (Paragraph.of("and more that wait for your approval."),) if len(plans) > MOST_WAITING else ()
    return (*(lines.waiting_row(plan) for plan in plans[:MOST_WAITING]), *more)


def _standing(ask: Ask, plan: PlanLine, said: Spans) -> Element:
    if plan.state == "submitted" and not is_own(ask, plan) and approves(ask, plan):
        return Row(said, Button("Look and approve", look_call(plan), "primary"))
    if plan.state == "submitted" and is_own(ask, plan) and plan.approver_id != (plan.manager_id or plan.owner_id):
        # Whoever was asked is not the manager any more.
        return Row(said, _submit(plan.cycle))
    return Paragraph(said)


def _submit(cycle: str) -> Button:
    return Button("Submit", Call("goal submit", {"cycle": cycle}))


def _talking(ask: Ask, plan: PlanLine) -> tuple[Element, ...]:
    """A way to say something, for the two whom it concerns."""
    concerned = plan.manager_id is not None and ask.person.id in (plan.owner_id, plan.manager_id)
    return (talk_button(plan),) if concerned else ()
