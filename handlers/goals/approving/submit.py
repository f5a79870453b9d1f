"""Submitting one's goals: the manager gets them as a card; who has no manager approves them by that."""

from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.goals import rights
from handlers.goals.approving import cards, sending
from handlers.goals.approving.approve import approved_by, refuse_unless_whole
from handlers.goals.approving.cards import Submitted
from handlers.goals.approving.plans import goals_for, has_approver, refuse_without_manager
from handlers.okrs.options import AnyCycle
from storage import audit, goal_plans
from storage.cycles import cycle_of
from storage.goal_plans import PlanLine


class Submit(Form, command="goal submit", title="Submit goals", submit="Submit", example="/goal submit"):
    """Send your goals of a cycle to your manager, who approves them."""

    cycle: Annotated[AnyCycle | None, Label("Cycle", "The one that runs now, unless you say.")] = None


def submit(ask: Ask, form: Submit) -> Reply:
    """Ask the manager of this moment to approve; to submit twice is to submit."""
    rights.refuse_guests(ask)
    cycle = (form.cycle or cycle_of(ask.company_today, ask.company.cycles)).label
    goal_plans.begin(ask.db, ask.workspace_id, ask.person.id, cycle)
    plan = _locked(ask, cycle)
    one = Submitted(plan, goals_for(ask, plan, ask.person.id), ask.company)
    _refuse_none(one)
    if plan.state == "approved":
        return Whisper(cards.nothing_new(one))
    if plan.manager_id is None:
        refuse_unless_whole(ask, one)
        return Whisper(cards.approved_alone(Submitted(approved_by(ask, one), one.goals, ask.company)))
    if not has_approver(plan):
        refuse_without_manager(ask)
    if plan.state == "submitted" and plan.approver_id == plan.manager_id:
        return Whisper(cards.nothing_new(one))
    sent = send(ask, plan, plan.manager_id)
    return Whisper(cards.submitted(sending.show(ask, sent, plan.approver_id)))


def send(ask: Ask, plan: PlanLine, approver_id: int | None) -> PlanLine:
    """Let the plan wait for that person, and return it as it is then. The plan is locked."""
    if not goal_plans.submit(ask.db, plan, approver_id, ask.now):
        raise Refused("These goals were changed a moment ago. Look at them again: /goal list.")
    before = {"state": plan.state, "approver": plan.approver_id}
    after = {"state": "submitted", "approver": approver_id}
    audit.record(
        ask.db, ask.workspace_id, ask.person.id, "submit goals", f"goal_plan:{plan.id}", ask.now, before, after
    )
    return goal_plans.plan_by_id(ask.db, ask.workspace_id, plan.id) or plan


def _locked(ask: Ask, cycle: str) -> PlanLine:
    plan = goal_plans.locked_plan_of(ask.db, ask.workspace_id, ask.person.id, cycle)
    if plan is None:
        raise LookupError("the plan was begun in this transaction")
    return plan


def _refuse_none(one: Submitted) -> None:
    if not one.goals:
        raise Refused(
            f"You have no goals in {one.plan.cycle} to submit. "
            "Write the first: /goal new Give talks --weight 30 from 0 to 10."
        )
