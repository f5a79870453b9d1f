"""Talking about goals: what owner and manager say stands below both their cards, and is kept."""

from collections.abc import Mapping
from typing import Annotated, Final

from handlers.chat.ask import Ask
from handlers.chat.card import Element, Note
from handlers.chat.fields import Label, LongText, WordKind
from handlers.chat.form import Form
from handlers.chat.number import row_number
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Mention
from handlers.goals import rights
from handlers.goals.approving import lines, sending
from handlers.goals.approving.plans import has_approver, is_own, locked, refuse_without_manager
from storage import goal_plans
from storage.goal_plans import PlanLine

_KEPT: Final = "It is kept with them, for whoever sees them: the owner, the managers up the line and HR."


class Comment(Form, command="goal comment", title="Talk about goals", submit="Say", listed=False):
    """Say something about goals that are to be approved, or were."""

    plan: Annotated[str, WordKind()]
    text: Annotated[LongText, Label("Comment", "What you think, or what you would change.")]

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("plan",)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        plan = _concerning(ask, given.get("plan", ""))
        if plan is None:
            return ()
        other = plan.manager_name if is_own(ask, plan) else plan.owner_name
        return (Note.of(f"{other} finds it below the card of the goals. {_KEPT}"),)


def comment(ask: Ask, form: Comment) -> Reply:
    """Keep it and say it below both cards."""
    rights.refuse_guests(ask)
    plan = locked(ask, form.plan)
    if plan.manager_id is None:
        raise Refused("You have no manager in Rungs, so there is nobody to talk with about your goals here.")
    if not has_approver(plan):
        refuse_without_manager(ask)
    goal_plans.comment(ask.db, ask.workspace_id, plan.id, ask.person.id, form.text, ask.now)
    sending.say_to_both(ask, plan, lines.commented(plan, ask.writer, form.text))
    manager, owner = Mention(plan.manager_id, plan.manager_name), Mention(plan.owner_id, plan.owner_name)
    return Whisper(lines.comment_kept(plan, manager if is_own(ask, plan) else owner))


def _concerning(ask: Ask, text: str) -> PlanLine | None:
    """The plan that the form is about, where the writer is one of the two."""
    plan = goal_plans.plan_by_id(ask.db, ask.workspace_id, row_number(text))
    return plan if plan is not None and ask.person.id in (plan.owner_id, plan.manager_id) else None
