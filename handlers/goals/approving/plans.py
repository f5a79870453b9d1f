"""The plan that a button names, for whom it concerns, and who is asked about it."""

from typing import NoReturn

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.number import row_number
from handlers.chat.reply import Refused
from handlers.goals import rights
from handlers.people.rights import super_users
from storage import goal_lines, goal_plans
from storage.goal_lines import GoalLine
from storage.goal_plans import PlanLine


def known(ask: Ask, text: str) -> PlanLine:
    """The plan of that number. Raises Refused where there is none, or none for the writer."""
    return _for_writer(ask, goal_plans.plan_by_id(ask.db, ask.workspace_id, row_number(text)))


def locked(ask: Ask, text: str) -> PlanLine:
    """The same, and nobody else approves or changes these goals until the transaction ends."""
    return _for_writer(ask, goal_plans.locked_plan_by_id(ask.db, ask.workspace_id, row_number(text)))


def approves(ask: Ask, plan: PlanLine) -> bool:
    """Whether the writer is who approves it now."""
    return policy.may_approve_goals(ask, plan.owner_id, plan.manager_id)


def is_own(ask: Ask, plan: PlanLine) -> bool:
    return policy.may_change_goals(ask, plan.owner_id)


def has_approver(plan: PlanLine) -> bool:
    """Whether the owner has a manager who is still there to be asked."""
    return plan.manager_id is not None and plan.manager_standing == "member"


def goals_for(ask: Ask, plan: PlanLine, reader_id: int) -> list[GoalLine]:
    """The goals as that member sees them: what they follow has a title only where the reader may see it."""
    eyes = policy.sight_of(ask.workspace_id, reader_id, "member")
    return goal_lines.of_owner(ask.db, eyes, plan.owner_id, plan.cycle)


def refuse_without_manager(ask: Ask) -> NoReturn:
    """Refuse what would ask a manager who has left, and name who can set another one."""
    named = " or ".join(f"@{person.name}" for person in super_users(ask)) or "whoever runs Rungs"
    raise Refused(f"Your manager is not here any more, so nobody can approve your goals. Ask {named} to set another.")


def _for_writer(ask: Ask, plan: PlanLine | None) -> PlanLine:
    """Whoever may not see the goals learns no more than of a plan that there is not."""
    if plan is None:
        raise _gone()
    if is_own(ask, plan) or approves(ask, plan):
        return plan
    if ask.person.id == plan.approver_id:
        raise Refused(_handed_over(plan))
    if rights.may_see(ask, plan.owner_id):
        raise Refused(f"This is between {plan.owner_name} and {plan.manager_name or 'their manager'}. {_LOOK}")
    raise _gone()


def _handed_over(plan: PlanLine) -> str:
    if plan.manager_id is None:
        return f"You are not the manager of {plan.owner_name} any more, so these goals are not yours to approve."
    return f"{plan.manager_name} is the manager of {plan.owner_name} now, and approves these goals."


def _gone() -> Refused:
    return Refused("These goals are not there, or not for you. /goal list shows yours.")


_LOOK = "You can read the goals: /goal list and the owner's name."
