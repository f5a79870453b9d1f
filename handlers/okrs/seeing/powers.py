"""What the writer may do with what is shown to them, and whether they follow it."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers import policy
from handlers.chat.ask import Ask
from handlers.okrs.fields import Thing
from handlers.okrs.rights import permits
from storage.involvements import WHOLE_OBJECTIVE, own_parts
from storage.okr_lines import KeyResultLine, ObjectiveLine


@dataclass(frozen=True, slots=True)
class Powers:
    """What one may do with an objective, or with a key result: read it, if nothing else.

    `updatable` are the ids of the key results beneath it that one may check in; `follows` is None where it is one's
    own, which is told of anyway.
    """

    may_change: bool = False
    may_clone: bool = False
    updatable: frozenset[int] = frozenset()
    follows: bool | None = None


def powers(ask: Ask, line: Thing, beneath: Sequence[KeyResultLine] = ()) -> Powers:
    """What the writer may do with it and with the key results beneath it. Asks the database once about what is
    not theirs anyway.

    What others will read does not tell what the writer follows.
    """
    objective_id, own_id = (
        (line.objective_id, line.id) if isinstance(line, KeyResultLine) else (line.id, WHOLE_OBJECTIVE)
    )
    is_own = line.owner_id == ask.person.id
    parts = frozenset() if is_own else own_parts(ask.db, objective_id, ask.person.id)

    return Powers(
        may_change=permits(ask, line, parts),
        may_clone=isinstance(line, ObjectiveLine) and policy.may_create_objective(ask),
        updatable=frozenset(one.id for one in beneath if permits(ask, one, parts)),
        follows=False if ask.is_aloud else None if is_own else ("follower", own_id) in parts,
    )
