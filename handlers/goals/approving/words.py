"""What is said of a plan of goals in half a sentence or a button, wherever it stands."""

from typing import Final

from handlers.chat.card import Button, Call
from handlers.chat.text import Date, Mention, Span, Spans, spans
from handlers.company import Company
from storage.goal_plans import PlanLine

ASK_FOR_A_CHANGE: Final = "Ask for a change"


def submitted_said(company: Company, plan: PlanLine) -> Spans:
    """With whom they are and since when, as a sentence."""
    if plan.approver_id is None:
        return spans("Changed, and not submitted again.")
    when: tuple[str | Span, ...] = (
        (" since ", Date(company.day_of(plan.submitted_at), plan.submitted_at)) if plan.submitted_at else ()
    )
    return spans("With ", Mention(plan.approver_id, plan.approver_name), " for approval", *when, ".")


def approved_said(company: Company, plan: PlanLine) -> Spans:
    """Who approved and when, as a sentence."""
    when: tuple[str | Span, ...] = (
        (" ", Date(company.day_of(plan.approved_at), plan.approved_at)) if plan.approved_at else ()
    )
    return spans("Approved by ", Mention(plan.approver_id or 0, plan.approver_name), *when, ".")


def look_call(plan: PlanLine) -> Call:
    return Call("goal plan", {"plan": str(plan.id)})


def talk_button(plan: PlanLine, label: str = "Comment") -> Button:
    """Opens the form for a comment."""
    return Button(label, Call("goal comment", {"plan": str(plan.id)}))


def state_said(plan: PlanLine) -> str:
    """How it stands, in a plain sentence's half."""
    return "approved" if plan.state == "approved" else f"with {plan.approver_name}"
