"""Approving somebody's goals, as they were shown and with weights that come to 100; and looking at them first."""

from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import WordKind
from handlers.chat.form import Form
from handlers.chat.reply import Refused, ReplaceCard, Reply, Whisper
from handlers.goals import rights
from handlers.goals.approving import cards, lines, sending
from handlers.goals.approving.cards import Submitted
from handlers.goals.approving.plans import approves, goals_for, is_own, known, locked
from handlers.goals.approving.seal import since
from handlers.goals.formula import WHOLE_WEIGHT, adds_up, attainment, weights_text
from storage import audit, goal_plans
from storage.goal_plans import PlanLine


class Approve(Form, command="goal approve", title="Approve goals", submit="Approve", listed=False):
    """Approve somebody's goals of a cycle."""

    plan: Annotated[str, WordKind()]
    seen: Annotated[str, WordKind(1000)] = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("plan", "seen")


class LookAt(Form, command="goal plan", title="Goals to approve", submit="Show", reads=True, listed=False):
    """See the goals that wait for your approval."""

    plan: Annotated[str, WordKind()]

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("plan",)


def look_at(ask: Ask, form: LookAt) -> Reply:
    """The card of the goals, for the two whom they concern. It cannot be shared."""
    rights.refuse_guests(ask)
    plan = known(ask, form.plan)
    one = Submitted(plan, goals_for(ask, plan, ask.person.id), ask.company)
    return Whisper(cards.for_approver(one) if approves(ask, plan) else cards.for_owner(one))


def approve(ask: Ask, form: Approve) -> Reply:
    """Approve the goals, if they are still those that were shown; once, whoever else presses."""
    rights.refuse_guests(ask)
    plan = locked(ask, form.plan)
    if not approves(ask, plan):
        raise Refused(f"{plan.manager_name} approves your goals. You may change them, or talk about them.")
    one = Submitted(plan, goals_for(ask, plan, ask.person.id), ask.company)
    if plan.state == "approved":
        return ReplaceCard(cards.for_approver(one), is_private=True)
    changes = since(one.goals, form.seen)
    if changes:
        above = cards.changed_meanwhile(changes if form.seen else ())
        return ReplaceCard(cards.for_approver(one, above), is_private=True)
    refuse_unless_whole(ask, one)
    approved = approved_by(ask, one)
    if approved.owner_id != ask.person.id:
        sending.show(ask, approved, plan.approver_id)
        sending.say_to_owner(ask, approved, lines.approved_line(approved, ask.writer))
    return ReplaceCard(cards.for_approver(Submitted(approved, one.goals, ask.company)), is_private=True)


def refuse_unless_whole(ask: Ask, one: Submitted) -> None:
    """Refuse to approve nothing at all, and weights that do not come to 100 where the company asks for that."""
    found = attainment(one.goals)
    if not one.goals:
        raise Refused(f"There is no goal in {one.plan.cycle} any more, so there is nothing to approve.")
    if adds_up(found, one.company):
        return
    whose = "Your" if is_own(ask, one.plan) else f"{one.plan.owner_name}'s"
    raise Refused(
        f"The weights come to {weights_text(found, one.company)}, so these goals cannot be approved yet. "
        f"{whose} weights have to be changed until they come to {WHOLE_WEIGHT}."
    )


def approved_by(ask: Ask, one: Submitted) -> PlanLine:
    """Keep that the writer approved it, and return the plan as it is then. The plan is locked."""
    plan = one.plan
    if not goal_plans.approve(ask.db, plan, ask.person.id, ask.now):
        raise Refused("These goals were changed a moment ago. Look at them again: /goal list.")
    found = attainment(one.goals)
    after = {"state": "approved", "weights": found.total, "goals": [line.code for line in one.goals]}
    before = {"state": plan.state}
    audit.record(
        ask.db, ask.workspace_id, ask.person.id, "approve goals", f"goal_plan:{plan.id}", ask.now, before, after
    )
    return goal_plans.plan_by_id(ask.db, ask.workspace_id, plan.id) or plan
