"""How people point at goals, by code or by enough of the title, and how weights and measures of goals are typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Keyword, Label, NumberKind, PickKind, TextKind, Unreadable
from handlers.chat.number import Quantity
from handlers.chat.titled import Shelf, choices, shown, span, the_titled
from handlers.goals import rights
from handlers.goals.formula import WHOLE_WEIGHT
from handlers.okrs.measuring.fields import Amount, AmountKind
from handlers.people.fields import PERSON
from storage.goal_lines import GoalLine, by_code, find_goals
from storage.people import Somebody

_CODE = re.compile(r"#?g[-–‑ ]?([0-9]{1,9})[?.,:;]*", re.IGNORECASE)
_MINE = frozenset({"mine", "my", "me", "my own", "my goals"})
_OF_MANY = frozenset({"all", "everyone", "everything", "company", "team"})
LONGEST_NAME = 200


def code_in(text: str) -> str | None:
    """The code that the whole text is: "G-3" for "g-3", "G3" or "G-3?"."""
    found = _CODE.fullmatch(text.strip())
    return f"G-{int(found[1])}" if found else None


def find_goal(ask: Ask, text: str) -> GoalLine:
    """The live goal that the text names, among those that the writer may see. Raises Unreadable, or Ambiguous."""
    if not policy.may_have_goals(ask):
        raise Unreadable(rights.FOR_MEMBERS)
    code = code_in(text)
    return _coded(ask, code) if code else the_titled(ask, _GOALS, text)


def _coded(ask: Ask, code: str) -> GoalLine:
    """The goal of that code. Raises Unreadable where the writer finds none, or it was dropped."""
    line = by_code(ask.db, policy.sight(ask), code)
    if line is None or not rights.may_see(ask, line.owner_id):
        raise Unreadable(f"There is no goal {code}. /goal list shows yours.")
    if line.dropped_at is not None:
        raise Unreadable(f"{code} was dropped: {line.drop_reason.rstrip('.')}. /goal list shows what is running.")
    return line


def _searched(ask: Ask, text: str, limit: int) -> Sequence[GoalLine]:
    return find_goals(ask.db, rights.eyes(ask), text, limit)


def _own(ask: Ask, text: str, limit: int) -> Sequence[GoalLine]:
    """Own ones come first, so that no other takes the place of one."""
    return [line for line in _searched(ask, text, limit) if policy.may_change_goals(ask, line.owner_id)]


def find_own_goal(ask: Ask, text: str) -> GoalLine:
    """The same by code; by words of its title only one of the writer's own. Raises Unreadable, or Ambiguous."""
    return find_goal(ask, text) if code_in(text) or not policy.may_have_goals(ask) else the_titled(ask, _OWN, text)


def goal_given(ask: Ask, given: Mapping[str, str]) -> GoalLine | None:
    """The goal that a form is opened for; None where it names none that the writer may see."""
    try:
        return find_goal(ask, given.get("goal", "")) if given.get("goal") else None
    except Unreadable:
        return None


def _is_code(text: str) -> bool:
    return code_in(text) is not None


_GOALS: Shelf[GoalLine] = Shelf("goal", "goals", _searched, "/goal list")
_OWN: Shelf[GoalLine] = Shelf("goal of yours", "goals of yours", _own, "/goal list")
GOAL = PickKind(find_goal, choices(_GOALS, _is_code, find_goal), span(_GOALS, _is_code), shown(find_goal))
OWN_GOAL = PickKind(find_own_goal, choices(_OWN, _is_code, find_goal), span(_OWN, _is_code), shown(find_own_goal))


@dataclass(frozen=True, slots=True)
class GoalWeightKind(NumberKind):
    """How much of the attainment a goal is, from 0 to 100."""

    def read(self, ask: Ask, text: str) -> Quantity:
        weight = NumberKind.read(self, ask, text)
        if not 0 <= weight.amount <= WHOLE_WEIGHT:
            raise Unreadable("A goal's weight is a number from 0 to 100, its share of all your goals in the cycle.")
        return weight


@dataclass(frozen=True, slots=True)
class OwnerKind(TextKind):
    """Whose goals: mine, or a person's."""

    longest: int = LONGEST_NAME
    many_lines: bool = False

    def read(self, ask: Ask, text: str) -> Somebody | None:  # type: ignore[override]
        said = " ".join(text.split())
        if said.lower() in _MINE:
            return None
        if said.lower() in _OF_MANY or said.lower().startswith("team "):
            raise Unreadable("Goals are people's own: say mine, or @somebody whose goals you may see.")
        found: Somebody = PERSON.find(ask, said)
        return found


GoalRef = Annotated[GoalLine, GOAL]
OwnGoalRef = Annotated[GoalLine, OWN_GOAL]
"""A goal that is to be changed."""
GoalWeight = Annotated[Quantity, GoalWeightKind()]
StartSaid = Annotated[
    Amount | None, AmountKind(), Keyword("from"), Label("From", "The number today; nothing for one that follows.")
]
TargetSaid = Annotated[
    Amount | None, AmountKind(), Keyword("to"), Label("To", "The number to reach, lower than From to count down.")
]
WhoseSaid = Annotated[
    Somebody | None, OwnerKind(), Label("Whose", "Mine, or @somebody whose goals you may see; yours, unless you say.")
]
