"""Who may change what of the objectives and key results."""

from collections.abc import Collection

from handlers import policy
from handlers.chat.ask import Ask
from handlers.okrs.fields import Thing
from storage.involvements import WHOLE_OBJECTIVE, Part, own_parts
from storage.okr_lines import KeyResultLine


def may_change(ask: Ask, line: Thing) -> bool:
    """Whether the writer may change it, drop it, check a key result in, or add one to an objective.

    Asks the database once, and only about what is not theirs anyway.
    """
    if permits(ask, line):
        return True
    objective_id = line.objective_id if isinstance(line, KeyResultLine) else line.id
    return permits(ask, line, own_parts(ask.db, objective_id, ask.person.id))


def permits(ask: Ask, line: Thing, parts: Collection[tuple[Part, int]] = ()) -> bool:
    """The same, as far as the line tells, and `parts`: what the writer has in its objective, by key result."""
    places = {WHOLE_OBJECTIVE, line.id} if isinstance(line, KeyResultLine) else {WHOLE_OBJECTIVE}
    co_owners = (ask.person.id,) if any(("co_owner", place) in parts for place in places) else ()
    if isinstance(line, KeyResultLine):
        return policy.may_update_key_result(
            ask, line.owner_id, line.objective_owner_id, line.team_lead_id, co_owner_ids=co_owners
        )
    return policy.may_edit_objective(ask, line.owner_id, line.team_lead_id, line.created_by, co_owner_ids=co_owners)
