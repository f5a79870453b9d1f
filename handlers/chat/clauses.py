"""Keywords with their values, and phrases, behind the positional fields: "from 0 to 10", "at least 95", "yes-no".

A text before them may have the same words in it, so it ends at the place from which most can be read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handlers.chat.reading import Reading
from handlers.chat.spec import Clause
from handlers.chat.words import Word

LONGEST_VALUE = 40
"""Words after a keyword that are looked at to find its value; a text goes on from there."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Clauses that follow one another: how many they are, and the fields that can be read from them.

    A text before them may end where `may_begin`; `is_whole` when no word is left behind them and all has its value.
    """

    clause: Clause
    may_begin: bool
    is_whole: bool
    readable: frozenset[str]
    count: int


@dataclass(frozen=True, slots=True)
class _Standing:
    """A clause as it was typed."""

    clause: Clause
    text: str
    words: Sequence[Word]


def text_before(reading: Reading, words: Sequence[Word]) -> int:
    """How many words the text has before the clauses: all, unless something can be read from some place on.

    That is the place from which all is understood, before that from which most fields can be read; of several the last.
    """
    runs: dict[int, _Run] = {}
    best, place = (False, 0, 0), len(words)
    for index in range(len(words) - 1, -1, -1):
        clause = _clause_at(reading, words, index)
        run = None if clause is None else _run(reading, words, index, clause, runs)
        if run is None:
            continue
        runs[index] = run
        rank = (run.is_whole, len(run.readable), run.count)
        if run.may_begin and run.readable and rank > best:
            best, place = rank, index
    return place


def give_clauses(reading: Reading, words: Sequence[Word]) -> int:
    """Give the fields what the clauses at the beginning say; return how many words those have."""
    # Found before any is given: what an option gave takes a phrase's place, and what a clause gave contradicts it.
    standing = tuple(_standing(reading, words))
    for each in standing:
        _give(reading, each)
    return sum(len(each.words) for each in standing)


def _run(reading: Reading, words: Sequence[Word], index: int, clause: Clause, runs: dict[int, _Run]) -> _Run | None:
    """The run from the clause on; none where its value cannot be read and there is one behind it that can."""
    text, end = _value(reading, clause, words, index)
    following = runs.get(end)
    if following is not None and not _follows(following.clause, clause.words):
        following = None
    behind = following.readable if following else frozenset()
    names = frozenset([clause.field.name] if clause.field else clause.implies)
    is_readable = (
        clause.field is None or reading.is_readable(clause.field, text) or reading.is_refused(clause.field, text)
    )
    if not is_readable and names <= behind:
        return None
    is_placed = is_readable or (clause.field is not None and not clause.field.optional)
    is_last = end == len(words) or reading.spec.trailing_text is not None
    return _Run(
        clause=clause,
        may_begin=is_placed and not clause.after,
        is_whole=is_placed and (following.is_whole if following else is_last),
        readable=names | behind if is_readable else behind,
        count=following.count + 1 if following else 1,
    )


def _standing(reading: Reading, words: Sequence[Word]) -> Iterator[_Standing]:
    index = 0
    before: tuple[str, ...] = ()
    while (clause := _clause_at(reading, words, index)) is not None and _follows(clause, before):
        text, end = _value(reading, clause, words, index)
        yield _Standing(clause, text, words[index:end])
        index, before = end, clause.words


def _clause_at(reading: Reading, words: Sequence[Word], index: int) -> Clause | None:
    if index >= len(words):
        return None
    for clause in reading.spec.clauses.get(words[index].text.lower(), ()):
        if _stands_at(reading, clause, words, index):
            return clause
    return None


def _stands_at(reading: Reading, clause: Clause, words: Sequence[Word], index: int) -> bool:
    """Whether the clause's words are here, with something behind them; those of a phrase have nothing behind them."""
    end = index + len(clause.words)
    if any(word.quoted for word in words[index:end]):
        return False
    if tuple(word.text.lower() for word in words[index:end]) != clause.words:
        return False
    if clause.field is not None:
        return end < len(words)
    return end == len(words) and not clause.implies.keys() <= reading.given.keys()


def _follows(clause: Clause, before: tuple[str, ...]) -> bool:
    return clause.after in ((), before)


def _value(reading: Reading, clause: Clause, words: Sequence[Word], index: int) -> tuple[str, int]:
    """The clause's value as text, and the place behind it."""
    begins = index + len(clause.words)
    if clause.field is None:
        return "", begins
    at = words[begins].start, clause.field.name
    if at not in reading.values:
        reading.values[at] = reading.announced(clause.field, words[begins : begins + LONGEST_VALUE])
    text, count = reading.values[at]
    return text, len(words) if clause.field.is_text and count == LONGEST_VALUE else begins + count


def _give(reading: Reading, standing: _Standing) -> None:
    """Give what the clause says, all of it or, where it contradicts what is there, nothing."""
    clause = standing.clause
    typed = reading.quoted(standing.words)
    own = clause.field.name if clause.field else ""
    for name, text in {**clause.implies, own: ""}.items():
        if name in reading.given and (name == own or not reading.is_given(name, text)):
            first = reading.said.get(name, reading.given[name])
            reading.doubts.append(f"“{typed}” does not go with “{first}”: I left it out.")
            return
    gives = dict(clause.implies)
    if clause.field is not None:
        begins = len(clause.words)
        is_cut = clause.field.is_text and len(standing.words) - begins > LONGEST_VALUE
        gives[own] = reading.text(standing.words[begins:]) if is_cut else standing.text
    reading.given |= gives
    reading.said |= dict.fromkeys(gives, typed)
