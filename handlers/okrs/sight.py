"""What of the objectives and key results the writer may see: everyone all of it, guests what names them."""

from handlers.chat.ask import Ask
from storage.okr_search import Seeker
from storage.okrs import KeyResultLine, ObjectiveLine, key_results_of_objectives


def seeker(ask: Ask) -> Seeker:
    """The writer as one who looks for something."""
    return Seeker(ask.workspace_id, ask.person.id, all_seeing=not _is_guest(ask))


def sees(ask: Ask, line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether the writer may read it. Asks the database for guests alone."""
    if not _is_guest(ask) or line.owner_id == ask.person.id:
        return True
    if isinstance(line, KeyResultLine):
        return line.objective_owner_id == ask.person.id
    return any(own.owner_id == ask.person.id for own in key_results_of_objectives(ask.db, (line.id,)))


def _is_guest(ask: Ask) -> bool:
    return ask.person.standing == "guest"
