"""Who sees and who changes goals, asked of the policy with at most one statement."""

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.reply import Refused
from storage.goal_lines import GoalLine
from storage.goal_sight import GoalSight, readers_of

WHO_SEES = "Only you, your managers up the line and HR see it."
FOR_MEMBERS = "Goals are for people of the company. As a guest you have none here; ask whoever invited you."


def refuse_guests(ask: Ask) -> None:
    """Raises Refused for whoever is no member."""
    if not policy.may_have_goals(ask):
        raise Refused(FOR_MEMBERS)


def eyes(ask: Ask) -> GoalSight:
    """What the writer sees of goals, for lists."""
    place = policy.looks_after(ask)
    if place is None:
        return GoalSight(policy.sight(ask))
    return GoalSight(policy.sight(ask), looks_after_all=not place.teams, teams=place.teams)


def may_see(ask: Ask, owner_id: int) -> bool:
    """Whether the writer may see somebody's goals. Asks the database once, and not about one's own."""
    if ask.is_aloud or not policy.may_have_goals(ask):
        return False
    if policy.may_see_goals(ask, owner_id, (), is_looked_after=False):
        return True
    place = policy.looks_after(ask)
    readers = readers_of(ask.db, owner_id, place.teams if place else ())
    looked_after = place is not None and (not place.teams or readers.is_in)
    return policy.may_see_goals(ask, owner_id, readers.above, is_looked_after=looked_after)


def own(ask: Ask, line: GoalLine, deed: str) -> None:
    """Refuse what only the owner does, to whoever sees the goal. Raises Refused."""
    if policy.may_change_goals(ask, line.owner_id):
        return
    raise Refused(f"You cannot {deed} {line.code}: a goal is changed by its owner alone. Ask @{line.owner_name}.")
