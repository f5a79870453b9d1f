"""Listing somebody's goals in a cycle, with what they come to."""

from dataclasses import dataclass
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.goals import rights
from handlers.goals.approving.standing import plan_part
from handlers.goals.fields import WhoseSaid
from handlers.goals.seeing import list_cards
from handlers.goals.seeing.cycles import shown_cycle
from handlers.goals.seeing.list_cards import Listed
from handlers.okrs.options import AnyCycle
from storage.goal_plans import plan_of


class List(Form, command="goal list", also=("goal",), title="Goals", reads=True, submit="List"):
    """List your goals, or those of somebody who reports to you, with what they come to."""

    cycle: Annotated[AnyCycle | None, Label("Cycle", "Like 2026-Q4 or next quarter; what runs now, unless said.")] = (
        None
    )
    whose: WhoseSaid = None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose goals are listed."""

    id: int
    name: str


def list_them(ask: Ask, form: List) -> Reply:
    """The goals of one cycle with the formula; never shared, for goals are not for everybody."""
    rights.refuse_guests(ask)
    owner = Whose(form.whose.id, form.whose.name) if form.whose else Whose(ask.person.id, ask.person.name)
    if not rights.may_see(ask, owner.id):
        raise Refused(
            f"You cannot see the goals of {owner.name}: only their owner, the managers up the line and HR do."
        )
    cycle, by_cycle = shown_cycle(ask, owner.id, form.cycle)
    listed = Listed(
        reader_id=ask.person.id,
        owner_id=owner.id,
        owner_name=owner.name,
        cycle=cycle,
        lines=by_cycle.get(cycle, ()),
        others={label: len(lines) for label, lines in by_cycle.items() if label != cycle},
    )
    if not listed.lines:
        return Whisper(list_cards.nothing_listed(listed))
    plan = plan_of(ask.db, ask.workspace_id, owner.id, cycle)
    return Whisper(list_cards.goals_listed(listed, ask.company, plan_part(ask, plan, owner.id, cycle)))
