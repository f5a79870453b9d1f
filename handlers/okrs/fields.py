"""How people point at objectives and key results: by code in any case, or by enough of the title to be unique."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Ambiguous, PickKind, Unreadable
from handlers.chat.titled import MOST_CHOICES, Shelf, choice, choices, shown, span, the_titled
from handlers.okrs.sight import sees
from storage.okr_lines import (
    KeyResultLine,
    ObjectiveLine,
    key_result_by_code,
    key_results_of_objectives,
    objective_by_code,
)
from storage.okr_search import find_key_results, find_objectives

Thing = ObjectiveLine | KeyResultLine
Prefix = Literal["O", "KR"]

_CODE = re.compile(r"#?(kr|o)[-–‑ ]?([0-9]{1,9})[?.,:;]*", re.IGNORECASE)


def code_in(text: str) -> tuple[Prefix, str] | None:
    """The code that the whole text is: ("KR", "KR-5") for "kr-5", "KR5" or "KR-5?"."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    prefix: Prefix = "KR" if found[1].lower() == "kr" else "O"
    return prefix, f"{prefix}-{int(found[2])}"


def _objectives(ask: Ask, text: str, limit: int) -> Sequence[Thing]:
    return find_objectives(ask.db, policy.sight(ask), text, limit)


def _key_results(ask: Ask, text: str, limit: int) -> Sequence[Thing]:
    return find_key_results(ask.db, policy.sight(ask), text, limit)


def _either(ask: Ask, text: str, limit: int) -> Sequence[Thing]:
    return [*_objectives(ask, text, limit), *_key_results(ask, text, limit)][:limit]


_OBJECTIVES: Shelf[Thing] = Shelf("objective", "objectives", _objectives, "/okr list")
_KEY_RESULTS: Shelf[Thing] = Shelf("key result", "key results", _key_results, "/okr list")
_EITHER: Shelf[Thing] = Shelf("objective or key result", "objectives and key results", _either, "/okr list")


def _coded(ask: Ask, prefix: Prefix, code: str) -> Thing:
    """What has that code. Raises Unreadable where the writer finds none, or it was dropped."""
    by_code = objective_by_code if prefix == "O" else key_result_by_code
    line = by_code(ask.db, ask.workspace_id, code)
    if line is None or not sees(ask, line):
        noun = _OBJECTIVES.noun if prefix == "O" else _KEY_RESULTS.noun
        raise Unreadable(f"There is no {noun} {code}. /okr list shows yours.")
    if line.dropped_at is not None:
        raise Unreadable(f"{code} was dropped: {line.drop_reason.rstrip('.')}. /okr list shows what is running.")
    return line


def find_objective(ask: Ask, text: str) -> ObjectiveLine:
    """The objective that the text names. Raises Unreadable, or Ambiguous."""
    line = find_thing(ask, text) if code_in(text) else the_titled(ask, _OBJECTIVES, text)
    if isinstance(line, KeyResultLine):
        raise Unreadable(f"{line.code} is a key result; its objective is {line.objective_code}.")
    return line


def find_key_result(ask: Ask, text: str) -> KeyResultLine:
    """The key result that the text names; an objective offers its own. Raises Unreadable, or Ambiguous."""
    line = find_thing(ask, text) if code_in(text) else the_titled(ask, _KEY_RESULTS, text)
    if isinstance(line, KeyResultLine):
        return line
    own = [key_result for key_result in key_results_of_objectives(ask.db, (line.id,)) if sees(ask, key_result)]
    if not own:
        raise Unreadable(f"{line.code} has no key results yet. Add one: /okr kr {line.code} TITLE from 0 to 100.")
    sentence = f"{line.code} is an objective. Which of its key results do you mean?"
    raise Ambiguous(sentence, tuple(choice(key_result) for key_result in own[:MOST_CHOICES]))


def find_thing(ask: Ask, text: str) -> Thing:
    """The objective or key result that the text names. Raises Unreadable, or Ambiguous."""
    code = code_in(text)
    return _coded(ask, *code) if code else the_titled(ask, _EITHER, text)


def _is_code(text: str) -> bool:
    return code_in(text) is not None


def _kind(shelf: Shelf[Thing], find: Callable[[Ask, str], Thing]) -> PickKind:
    return PickKind(find, choices(shelf, _is_code, find_thing), span(shelf, _is_code), shown(find))


OBJECTIVE = _kind(_OBJECTIVES, find_objective)
KEY_RESULT = _kind(_KEY_RESULTS, find_key_result)
THING = _kind(_EITHER, find_thing)

ObjectiveRef = Annotated[ObjectiveLine, OBJECTIVE]
KeyResultRef = Annotated[KeyResultLine, KEY_RESULT]
ThingRef = Annotated[ObjectiveLine | KeyResultLine, THING]
