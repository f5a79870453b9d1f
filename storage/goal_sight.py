"""Whose goals somebody sees, as a condition on statements: the one way to it.

It mirrors policy.may_see_goals: one's own, those of everybody below in the line of managers, and those of whom one
looks after as HR.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, and_, bindparam, exists, literal, or_, select, union_all

from storage.aliases import alias
from storage.columns import BigId
from storage.goals import goals
from storage.people import people
from storage.sight import Sight
from storage.teams import memberships, name_key, teams


@dataclass(frozen=True, slots=True)
class GoalSight:
    """The eyes of a person. They look after everybody, or after the members of `teams`, or after nobody."""

    sight: Sight
    looks_after_all: bool = False
    teams: Collection[str] = ()

    @property
    def given(self) -> dict[str, Any]:
        """The parameters of GOAL_IN_SIGHT and of what GoalLine asks of the objectives."""
        sees = self.sight.reach == "open" and not self.sight.is_aloud
        return self.sight.given | {
            "goals_of": self.sight.person_id if sees else 0,
            "sees_all_goals": self.looks_after_all and sees,
            "goals_of_teams": [name_key(name) for name in self.teams] if sees else [],
        }


@dataclass(frozen=True, slots=True)
class Readers:
    """Who stands above somebody in the line of managers, and whether they are in one of the teams asked about."""

    above: frozenset[int]
    is_in: bool


_EYES: Any = bindparam("goals_of", type_=BigId)
_TEAMS = teams.c.dropped_at.is_(None) & teams.c.name_key.in_(bindparam("goals_of_teams", expanding=True))
_whose = alias(people, "goal_owner_above", "id", "manager_id")
_manager = alias(people, "goal_manager_above", "id", "manager_id")
# From the owner upward, for that is a few steps, where below somebody there may be thousands.
_line = (
    select(_whose.c.manager_id.label("id"))
    .where(_whose.c.id == goals.c.owner_id)
    .correlate(goals)
    .cte("above_goal_owner", recursive=True, nesting=True)
)
# A union drops whom it met before, so that a ring of managers ends.
_line = _line.union(select(_manager.c.manager_id).join(_line, _manager.c.id == _line.c.id))
_LOOKED_AFTER = (
    select(memberships.c.person_id)
    .join(teams, teams.c.id == memberships.c.team_id)
    .where(_TEAMS, teams.c.workspace_id == bindparam("workspace_id"))
)
GOAL_IN_SIGHT: ColumnElement[bool] = and_(
    _EYES != 0,
    or_(
        goals.c.owner_id == _EYES,
        bindparam("sees_all_goals", type_=Boolean),
        goals.c.owner_id.in_(_LOOKED_AFTER),
        exists(select(_line.c.id).where(_line.c.id == _EYES)),
    ),
)
"""A condition on `goals`, with the parameters of GoalSight.given and the workspace's id."""

_of = alias(people, "of_person", "id", "manager_id")
_above_it = alias(people, "above_person", "id", "manager_id")
_up = (
    select(_of.c.manager_id.label("id")).where(_of.c.id == bindparam("owner")).cte("above_person_line", recursive=True)
)
_up = _up.union(select(_above_it.c.manager_id).join(_up, _above_it.c.id == _up.c.id))
_READERS = union_all(
    select(_up.c.id, literal(False)).where(_up.c.id.is_not(None)),
    select(memberships.c.person_id, literal(True))
    .join(teams, teams.c.id == memberships.c.team_id)
    .where(memberships.c.person_id == bindparam("owner"), _TEAMS),
)


def readers_of(db: Connection, owner_id: int, team_names: Collection[str]) -> Readers:
    """Who stands above the person, and whether they are a member of one of the teams; one statement."""
    keys = [name_key(name) for name in team_names]
    rows = db.execute(_READERS, {"owner": owner_id, "goals_of_teams": keys}).all()
    return Readers(frozenset(row[0] for row in rows if not row[1]), any(row[1] for row in rows))
