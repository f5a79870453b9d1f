"""How people point at objectives and key results: by code in any case, or by enough of the title to be unique."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Ambiguous, PickKind, Unreadable
from handlers.chat.number import number_words
from handlers.chat.screen import Choice
from handlers.chat.words import flatten
from handlers.okrs.sight import sees
from storage.okr_lines import (
    KeyResultLine,
    ObjectiveLine,
    key_result_by_code,
    key_results_of_objectives,
    objective_by_code,
)
from storage.okr_search import find_key_results, find_objectives
from storage.okrs import title_key

Thing = ObjectiveLine | KeyResultLine
Prefix = Literal["O", "KR"]

MOST_CHOICES = 15
MOST_COMPARED = 200
"""Titles that are compared with the words of a command to see where the title ends."""
LONGEST_NAME = 40
"""Words of a title that are looked at."""

_CODE = re.compile(r"#?(kr|o)[-–‑ ]?([0-9]{1,9})[?.,:;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Where one kind of thing stands: how it is called and how it is found by words of its title."""

    noun: str
    nouns: str
    search: Callable[[Ask, str, int], Sequence[Thing]]


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


_OBJECTIVES = _Shelf("objective", "objectives", _objectives)
_KEY_RESULTS = _Shelf("key result", "key results", _key_results)
_EITHER = _Shelf("objective or key result", "objectives and key results", _either)


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


def _titled(ask: Ask, shelf: _Shelf, text: str) -> Thing:
    """The only one whose title holds the text, or is it. Raises Unreadable, or Ambiguous with what it may be."""
    name = " ".join(flatten(text).split())
    found = shelf.search(ask, name, MOST_CHOICES + 1)
    exact = [line for line in found if title_key(line.title) == title_key(name)]
    fitting = exact if len(exact) == 1 else found
    if len(fitting) == 1:
        return fitting[0]
    if not found:
        raise Unreadable(f"There is no {shelf.noun} “{name[:80]}”. /okr list shows yours.")
    sentence = f"“{name[:80]}” fits several {shelf.nouns}. Which one do you mean?"
    raise Ambiguous(sentence, tuple(choice(line) for line in found[:MOST_CHOICES]))


def find_objective(ask: Ask, text: str) -> ObjectiveLine:
    """The objective that the text names. Raises Unreadable, or Ambiguous."""
    line = find_thing(ask, text) if code_in(text) else _titled(ask, _OBJECTIVES, text)
    if isinstance(line, KeyResultLine):
        raise Unreadable(f"{line.code} is a key result; its objective is {line.objective_code}.")
    return line


def find_key_result(ask: Ask, text: str) -> KeyResultLine:
    """The key result that the text names; an objective offers its own. Raises Unreadable, or Ambiguous."""
    line = find_thing(ask, text) if code_in(text) else _titled(ask, _KEY_RESULTS, text)
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
    return _coded(ask, *code) if code else _titled(ask, _EITHER, text)


def choice(line: Thing) -> Choice:
    """The thing as one of several to choose from; its code is what is sent back."""
    return Choice(f"{line.code} {line.title}", line.code)


def _span(shelf: _Shelf) -> Callable[[Ask, Sequence[str]], int]:
    """A code or a quoted title is one word; else the words that some title holds; else all before the first number."""

    def span(ask: Ask, ahead: Sequence[str]) -> int:
        if not ahead:
            return 0
        if code_in(ahead[0]) or " " in ahead[0]:
            return 1
        words = ahead[:LONGEST_NAME]
        titles = [title_key(line.title) for line in shelf.search(ask, words[0], MOST_COMPARED)]
        for count in range(len(words), 0, -1):
            name = title_key(" ".join(words[:count]))
            if any(name in title for title in titles):
                return count
        numbers = (index for index in range(1, len(ahead)) if number_words(ahead[index:]))
        return next(numbers, len(ahead))

    return span


def _choices(shelf: _Shelf) -> Callable[[Ask, str], tuple[Choice, ...]]:
    def choices(ask: Ask, query: str) -> tuple[Choice, ...]:
        code = code_in(query)
        if code is None:
            return tuple(choice(line) for line in shelf.search(ask, query, MOST_CHOICES))
        try:
            return (choice(_coded(ask, *code)),)
        except Unreadable:
            return ()

    return choices


def _shown(find: Callable[[Ask, str], Thing]) -> Callable[[Ask, str], tuple[Choice, ...]]:
    def shown(ask: Ask, text: str) -> tuple[Choice, ...]:
        try:
            return (choice(find(ask, text)),)
        except Unreadable:
            return ()

    return shown


OBJECTIVE = PickKind(find_objective, _choices(_OBJECTIVES), _span(_OBJECTIVES), _shown(find_objective))
KEY_RESULT = PickKind(find_key_result, _choices(_KEY_RESULTS), _span(_KEY_RESULTS), _shown(find_key_result))
THING = PickKind(find_thing, _choices(_EITHER), _span(_EITHER), _shown(find_thing))

ObjectiveRef = Annotated[ObjectiveLine, OBJECTIVE]
KeyResultRef = Annotated[KeyResultLine, KEY_RESULT]
ThingRef = Annotated[ObjectiveLine | KeyResultLine, THING]
