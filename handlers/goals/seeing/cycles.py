"""Which cycle's goals are shown: the one that was asked for, else the usual one, else another that is not over."""

from collections.abc import Mapping, Sequence

from handlers import policy
from handlers.chat.ask import Ask
from storage.cycles import Cycle, cycle_of
from storage.goal_lines import GoalLine, current_of

ByCycle = Mapping[str, Sequence[GoalLine]]


def shown_cycle(ask: Ask, owner_id: int, asked: Cycle | None = None) -> tuple[str, ByCycle]:
    """The label of the cycle that is shown, and somebody's goals of it and of all others that are not over.

    One statement. Whoever asks must see that the reader may see the owner's goals.
    """
    usual = (asked or cycle_of(ask.company_today, ask.company.cycles)).label
    grouped: dict[str, list[GoalLine]] = {}
    for line in current_of(ask.db, policy.sight(ask), owner_id, usual, ask.company_today):
        grouped.setdefault(line.cycle, []).append(line)
    chosen = usual if asked or usual in grouped else next(iter(grouped), usual)
    return chosen, grouped
