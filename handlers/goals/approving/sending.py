"""What the two whom a plan concerns have of it in their messages: a card each, and below it what is said."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Card
from handlers.chat.hours import held_until
from handlers.chat.outgoing import Line, Shown
from handlers.goals.approving import cards
from handlers.goals.approving.cards import Submitted
from handlers.goals.approving.plans import goals_for, has_approver
from storage import goal_plans, messages, reach
from storage.database import Connection
from storage.goal_lines import GoalLine
from storage.goal_plans import PlanLine

OWNER = "owner"
"""The kind of the owner's card; an approver's says whose it is, so that a new manager gets one of their own."""


def show(ask: Ask, plan: PlanLine, asked_before: int | None = None) -> Submitted:
    """Show the plan as it is now to its owner and to the manager; return it as the owner sees it.

    Whoever was asked before and is not the manager any more keeps a card that names no goal, and gets no more lines.
    """
    own = Submitted(plan, goals_for(ask, plan, plan.owner_id), ask.company)
    shown = [Shown(plan.owner_id, _subject(plan), OWNER, cards.for_owner(own))]
    if plan.manager_id is not None and has_approver(plan):
        theirs = replace(own, goals=_seen_by(ask, own, plan.manager_id))
        shown.append(Shown(plan.manager_id, _subject(plan), _kind(plan.manager_id), cards.for_approver(theirs)))
    if asked_before not in (None, plan.manager_id, plan.owner_id):
        shown.append(Shown(asked_before, _subject(plan), _kind(asked_before), cards.handed_over(plan)))
        _leave_unsaid(ask, plan, asked_before)
    outgoing.show_to(ask, shown)
    return own


def say_to_owner(ask: Ask, plan: PlanLine, card: Card) -> None:
    """Say a line below the owner's card."""
    _say(ask, plan, card, ((plan.owner_id, OWNER),))


def say_to_approver(ask: Ask, plan: PlanLine, card: Card) -> None:
    """Say a line below the manager's card."""
    if plan.manager_id is not None:
        _say(ask, plan, card, ((plan.manager_id, _kind(plan.manager_id)),))


def say_to_both(ask: Ask, plan: PlanLine, card: Card) -> None:
    """Say a line below both cards; a manager who has none yet gets it first."""
    if plan.manager_id is None:
        return
    sides = ((plan.owner_id, OWNER), (plan.manager_id, _kind(plan.manager_id)))
    if any(_message(ask, plan, kind) is None for _, kind in sides):
        show(ask, plan, plan.approver_id)
    _say(ask, plan, card, sides)


def withhold(db: Connection, workspace_id: int, owner_ids: Collection[int]) -> None:
    """Send nothing more that waits for whoever was asked about these people's goals: they get another manager."""
    asked = {(_shown_as(plan_id), _kind(approver_id)) for plan_id, approver_id in goal_plans.asked(db, owner_ids)}
    if asked:
        messages.withhold(db, workspace_id, asked)


def _say(ask: Ask, plan: PlanLine, card: Card, sides: Sequence[tuple[int, str]]) -> None:
    """Say it below the cards of these people, to others than the writer in their working hours."""
    known = reach.recipients(ask.db, [person_id for person_id, _ in sides])
    lines: list[Line] = []
    for person_id, kind in sides:
        message_id = _message(ask, plan, kind)
        if message_id is None or person_id not in known:
            continue
        held = None if person_id == ask.person.id else held_until(ask.company, known[person_id], ask.now)
        lines.append(Line(message_id, card, held_until=held))
    outgoing.under_many(ask, lines)


def _leave_unsaid(ask: Ask, plan: PlanLine, asked_before: int) -> None:
    """Say no line that still waits below the card of a former manager."""
    message_id = _message(ask, plan, _kind(asked_before))
    if message_id is not None:
        outgoing.unsay_below(ask, message_id)


def _seen_by(ask: Ask, own: Submitted, reader_id: int) -> Sequence[GoalLine]:
    """The goals as the reader sees them. Asks the database only where one follows something."""
    if not any(line.follows for line in own.goals):
        return own.goals
    return goals_for(ask, own.plan, reader_id)


def _message(ask: Ask, plan: PlanLine, kind: str) -> int | None:
    return messages.shown(ask.db, ask.workspace_id, _subject(plan), kind)


def _subject(plan: PlanLine) -> str:
    return _shown_as(plan.id)


def _shown_as(plan_id: int) -> str:
    return f"goal_plan:{plan_id}"


def _kind(person_id: int) -> str:
    return f"approver:{person_id}"
