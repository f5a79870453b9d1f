"""What of the objectives and key results the writer may see."""

from handlers import policy
from handlers.chat.ask import Ask
from storage.okr_search import Seeker
from storage.okrs import KeyResultLine, ObjectiveLine, key_results_of_objectives


def sees_all(ask: Ask) -> bool:
    """Whether the writer sees also what does not name them."""
    return policy.may_see_objective(ask, ())


def seeker(ask: Ask) -> Seeker:
    """The writer as one who looks for something."""
    return Seeker(ask.workspace_id, ask.person.id, sees_all(ask))


def sees(ask: Ask, line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether the writer may read it. Asks the database only for those who do not see all."""
    if sees_all(ask):
        return True
    if isinstance(line, KeyResultLine):
        return policy.may_see_objective(ask, (line.owner_id, line.objective_owner_id))
    parts = key_results_of_objectives(ask.db, (line.id,))
    return policy.may_see_objective(ask, (line.owner_id, *(part.owner_id for part in parts)))
