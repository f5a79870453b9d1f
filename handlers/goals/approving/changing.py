"""Goals that were approved are changed with a reason, and the manager is asked again."""

from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.text import Command, Mention, Spans
from handlers.goals.approving import lines, sending
from handlers.goals.approving.plans import has_approver
from handlers.goals.approving.submit import send
from storage.goal_plans import PlanLine


def needs_reason(plan: PlanLine | None) -> bool:
    """Whether goals of the plan are changed only with a reason: it was approved at least once."""
    return plan is not None and plan.approved_at is not None


def changed(ask: Ask, plan: PlanLine | None, what: Spans, reason: str = "") -> tuple[Element, ...]:
    """Ask the manager again and say below their card what changed; return what to tell the owner.

    Call it when the change is written, with the plan that storage.goal_plans.locked_plan_of returned before. `what`
    goes on after the owner's name: "changed G-3: weight 30 → 40". Nothing happens while the goals were never submitted.
    """
    if plan is None or plan.state == "open":
        return ()
    if plan.manager_id is None or not has_approver(plan):
        send(ask, plan, None)
        return (Note.of("Your goals wait to be approved anew, and nobody is asked yet: ", Command("/goal submit")),)
    waiting = plan
    if plan.state == "approved" or plan.approver_id != plan.manager_id:
        waiting = send(ask, plan, plan.manager_id)
    sending.show(ask, waiting, plan.approver_id)
    sending.say_to_approver(ask, waiting, lines.changed_line(waiting, what, reason))
    manager = Mention(plan.manager_id, plan.manager_name)
    if plan.approved_at is None:
        return (Note.of(manager, " has not approved your goals yet, and was told of the change."),)
    return (Note.of(manager, " was told why, and asked to approve your goals again."),)
