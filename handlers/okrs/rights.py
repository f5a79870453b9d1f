"""Who may change what of the objectives and key results."""

from collections.abc import Sequence

from handlers import policy
from handlers.chat.ask import Ask
from storage.involvements import WHOLE_OBJECTIVE, co_owned
from storage.okr_lines import KeyResultLine, ObjectiveLine


def may_update(ask: Ask, line: KeyResultLine) -> bool:
    """Whether the writer may check in, change, hand over or drop the key result."""
    return line.id in updatable(ask, (line,))


def updatable(ask: Ask, lines: Sequence[KeyResultLine]) -> frozenset[int]:
    """The ids of those that the writer may update. Asks the database once, and only about what is not theirs anyway."""
    own = {line.id for line in lines if _may_update(ask, line, ())}
    others = [line for line in lines if line.id not in own]
    theirs = co_owned(ask.db, ask.person.id, {line.objective_id for line in others}) if others else {}
    co_owner = (ask.person.id,)
    return frozenset(own) | {
        line.id
        for line in others
        if theirs.get(line.objective_id, frozenset()) & {WHOLE_OBJECTIVE, line.id}
        if _may_update(ask, line, co_owner)
    }


def may_edit(ask: Ask, line: ObjectiveLine) -> bool:
    """Whether the writer may change or drop the objective, or add key results to it. Asks as `updatable` does."""
    if _may_edit(ask, line, ()):
        return True
    is_co_owner = WHOLE_OBJECTIVE in co_owned(ask.db, ask.person.id, (line.id,)).get(line.id, frozenset())
    return is_co_owner and _may_edit(ask, line, (ask.person.id,))


def may_change(ask: Ask, line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether the writer may edit, drop or delete it."""
    return may_update(ask, line) if isinstance(line, KeyResultLine) else may_edit(ask, line)


def _may_update(ask: Ask, line: KeyResultLine, co_owner_ids: Sequence[int]) -> bool:
    return policy.may_update_key_result(
        ask, line.owner_id, line.objective_owner_id, line.team_lead_id, co_owner_ids=co_owner_ids
    )


def _may_edit(ask: Ask, line: ObjectiveLine, co_owner_ids: Sequence[int]) -> bool:
    return policy.may_edit_objective(ask, line.owner_id, line.team_lead_id, line.created_by, co_owner_ids=co_owner_ids)
