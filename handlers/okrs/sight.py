"""What of the objectives and key results the writer may see, and who besides sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from handlers import policy
from handlers.chat.ask import Ask
from storage.database import Connection
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.sight import Sight, key_results_in_sight, sees_key_result, sees_objective

READERS = "its owners, the owner's managers, the readers named and the owners of its key results"


def sees_open(ask: Ask) -> bool:
    """Whether the writer sees also what does not name them."""
    return policy.sight(ask).reach == "open"


def sees(ask: Ask, line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether the writer may read it. Asks the database only about what is not open to them anyway."""
    return in_sight(ask.db, policy.sight(ask), line)


def in_sight(db: Connection, sight: Sight, line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether it is in sight of whoever that is."""
    if sight.is_aloud and is_private(line):
        return False
    if sight.reach == "open" and not is_private(line):
        return True
    if isinstance(line, KeyResultLine):
        return sees_key_result(db, sight, line.id)
    return sees_objective(db, sight, line.id)


def visible(ask: Ask, key_results: Sequence[KeyResultLine]) -> list[KeyResultLine]:
    """Those that the writer may read, of objectives that are in sight. Asks the database once, and only for a guest."""
    sight = policy.sight(ask)
    if sight.reach == "open" or not key_results:
        return list(key_results)
    seen = key_results_in_sight(ask.db, sight, [line.id for line in key_results])
    return [line for line in key_results if line.id in seen]


def within_sight(ask: Ask, line: ObjectiveLine) -> ObjectiveLine:
    """The objective without its parent where the writer may not see that. Asks the database only about such a one."""
    if line.parent_id is None or (sees_open(ask) and not line.parent_is_private):
        return line
    if sees_objective(ask.db, policy.sight(ask), line.parent_id):
        return line
    return replace(line, parent_id=None, parent_code=None, parent_is_private=None)


def is_private(line: ObjectiveLine | KeyResultLine) -> bool:
    """Whether not everyone in the company may see it."""
    return line.objective_is_private if isinstance(line, KeyResultLine) else line.is_private


def seen_by(line: ObjectiveLine | KeyResultLine) -> str:
    """Who besides the reader sees it, as a sentence."""
    return f"Private: {READERS} see it." if is_private(line) else "Everyone in the company can see it."


def all_seen_by(lines: Iterable[ObjectiveLine | KeyResultLine]) -> str:
    """Who besides the reader sees what stands in a list, as a sentence."""
    if any(is_private(line) for line in lines):
        return "Everyone in the company can see it, but what is marked as private: that, only who it names."
    return "Everyone in the company can see it."
