"""What of the objectives and key results the writer may see, and who besides sees them."""

from handlers import policy
from handlers.chat.ask import Ask
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.sight import sees_key_result, sees_objective


def sees_open(ask: Ask) -> bool:
    """Whether the writer sees also what does not name them."""
    return policy.sight(ask).reach == "open"


def sees(ask: Ask, line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether the writer may read it. Asks the database only about what is not open to them anyway."""
    sight = policy.sight(ask)
    if sight.reach == "open" and not is_private(line):
        return True
    if isinstance(line, KeyResultLine):
        return sees_key_result(ask.db, sight, line.id)
    return sees_objective(ask.db, sight, line.id)


def is_private(line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether not everyone in the company may see it."""
    return line.objective_is_private if isinstance(line, KeyResultLine) else line.is_private
