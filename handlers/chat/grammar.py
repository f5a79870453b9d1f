"""The grammar of commands: words after the verb become the fields of a form (docs/commands.md).

Nothing is stored from words that are left over, repeated or ambiguous: the form opens with what was understood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, takewhile

from handlers.chat.ask import Ask
from handlers.chat.fields import PicksKind, Unreadable
from handlers.chat.form import FieldSpec, FormSpec
from handlers.chat.words import Word, flatten, option_name, split

LONGEST_VALUE = 40
"""Words after a keyword that its value may have."""

_DASHES = ("-", "—", "–")


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as typed, and what could not be placed: `doubts` are sentences for the person."""

    given: Mapping[str, str]
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One pass over the words; `rest` are those that no option took, `breaks` where such a word follows an option."""

    ask: Ask
    spec: FormSpec
    raw: str
    given: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    rest: list[Word] = field(default_factory=list)
    breaks: set[int] = field(default_factory=set)

    def text(self, words: Sequence[Word]) -> str:
        """The words as they were typed, line breaks included; what an option took out of the middle is left out."""
        if not words:
            return ""
        if len(words) == 1:
            return words[0].text
        pieces: list[str] = []
        begins = words[0].start
        for left, right in pairwise(words) if self.breaks else ():
            if right.start in self.breaks:
                pieces += self.raw[begins : left.end], self._space(left, right)
                begins = right.start
        return "".join((*pieces, self.raw[begins : words[-1].end]))

    def run(self, words: Sequence[Word]) -> Sequence[Word]:
        """The words up to the first option or the end of the line."""
        if not self.breaks and "\n" not in self.raw:
            return words
        ends = (index for index in range(1, len(words)) if self._is_apart(words[index - 1], words[index]))
        return words[: next(ends, len(words))]

    def _is_apart(self, left: Word, right: Word) -> bool:
        return right.start in self.breaks or "\n" in self.raw[left.end : right.start]

    def _space(self, left: Word, right: Word) -> str:
        """What stands between two words when the option between them is gone: a line ends if it ended on a side."""
        gap = self.raw[left.end : right.start]
        taken = gap.strip()
        before, _, after = gap.partition(taken)
        return "\n" if "\n" in before + after else " "


def fill(ask: Ask, spec: FormSpec, raw: str) -> Filled:
    """Read `raw`, the words after the command, into the fields of `spec`."""
    reading = _Reading(ask, spec, raw)
    _take_options(reading, split(raw))
    _take_positionals(reading)
    return Filled(reading.given, tuple(reading.doubts))


def _take_options(reading: _Reading, words: Sequence[Word]) -> None:
    options = reading.spec.options
    asked = [_option(word, options) if word.text.startswith(_DASHES) else None for word in words]
    index = 0
    after_option = False
    while index < len(words):
        option = asked[index]
        if option is None:
            if after_option:
                reading.breaks.add(words[index].start)
            reading.rest.append(words[index])
            after_option = False
            index += 1
            continue
        end = index + 1 + sum(1 for _ in takewhile(lambda other: other is None, asked[index + 1 :]))
        index += 1 + _give_option(reading, words[index], option, words[index + 1 : end])
        after_option = True


def _option(word: Word, options: Mapping[str, FieldSpec]) -> FieldSpec | None:
    """The option that the word asks for; a word that asks for none of this command belongs to the text."""
    name = option_name(word)
    return options.get(name.replace("_", "-")) if name else None


def _give_option(reading: _Reading, word: Word, option: FieldSpec, ahead: Sequence[Word]) -> int:
    """Give the option its value; return how many words that took."""
    name = f"--{option_name(word)}"
    text, taken = _option_value(reading, option, ahead)
    if option.name in reading.given:
        reading.doubts.append(_twice(name, option, reading.given[option.name], text))
    elif text:
        reading.given[option.name] = text
    else:
        reading.doubts.append(f"{name} has nothing after it.")
    return taken


def _option_value(reading: _Reading, option: FieldSpec, ahead: Sequence[Word]) -> tuple[str, int]:
    """The option's value and how many words it has; in quotes, even a free text is one."""
    if option.is_tick:
        return "yes", 0
    text, taken = _taken(reading, option, ahead[:1] if option.is_text and ahead and ahead[0].quoted else ahead)
    return (ahead[0].text, 1) if ahead and not taken else (text, taken)


def _twice(name: str, option: FieldSpec, first: str, second: str) -> str:
    if option.is_tick or not second:
        return f"{name} is there twice."
    return f"{name} is there twice: I kept “{flatten(first)}” and left out “{flatten(second)}”."


def _taken(reading: _Reading, spec: FieldSpec, ahead: Sequence[Word]) -> tuple[str, int]:
    """The value that stands ahead, as text, and how many words it has. Several things are one a line."""
    if isinstance(spec.kind, PicksKind):
        return _several(reading, spec.kind, ahead)
    reach = ahead if spec.is_text else reading.run(ahead)
    count = min(max(spec.kind.take(reading.ask, [word.text for word in reach]), 0), len(reach))
    return reading.text(reach[:count]), count


def _several(reading: _Reading, kind: PicksKind, ahead: Sequence[Word]) -> tuple[str, int]:
    lines: list[str] = []
    taken = 0
    for count in kind.spans(reading.ask, [word.text for word in ahead]):
        lines.append(" ".join(reading.text(ahead[taken : taken + count]).split()))
        taken += count
    return "\n".join(lines), taken


def _take_positionals(reading: _Reading) -> None:
    rest: Sequence[Word] = reading.rest
    fields = reading.spec.positional
    for index, spec in enumerate(fields):
        if not rest:
            return
        rest = rest[_give_positional(reading, spec, fields[index + 1 :], rest) :]
    _give_rest(reading, rest)


def _give_positional(reading: _Reading, spec: FieldSpec, following: Sequence[FieldSpec], rest: Sequence[Word]) -> int:
    """Give the field its value; return how many words that took, its keyword included."""
    if spec.keyword:
        return _give_keyworded(reading, spec, rest)
    if spec.is_text and following and following[0].keyword:
        count = _keywords_at(reading, rest, tuple(takewhile(lambda other: other.keyword, following)))
        text = reading.text(rest[:count])
    else:
        text, count = _taken(reading, spec, rest)
    if count:
        reading.given[spec.name] = text
    return count


def _give_keyworded(reading: _Reading, spec: FieldSpec, rest: Sequence[Word]) -> int:
    if not _is_keyword(spec, rest):
        return 0
    text, count = _taken(reading, spec, rest[1 : 1 + LONGEST_VALUE])
    reading.given[spec.name] = text
    return 1 + count


def _is_keyword(spec: FieldSpec, rest: Sequence[Word]) -> bool:
    return len(rest) > 1 and not rest[0].quoted and rest[0].text.lower() == spec.keyword


def _keywords_at(reading: _Reading, rest: Sequence[Word], chain: Sequence[FieldSpec]) -> int:
    """Where the text ends: before the last place from which the keywords find the most values, if any finds one."""
    keywords = {spec.keyword for spec in chain}
    best, place = (0, 0), len(rest)
    for index in range(len(rest) - 1, -1, -1):
        if rest[index].text.lower() not in keywords:
            continue
        found = _values_from(reading, rest[index:], chain)
        if found[0] and found > best:
            best, place = found, index
    return place


def _values_from(reading: _Reading, rest: Sequence[Word], chain: Sequence[FieldSpec]) -> tuple[int, int]:
    """How many keywords find a value that can be read, and how many stand there at all."""
    readable = there = 0
    for spec in chain:
        if not _is_keyword(spec, rest):
            continue
        text, count = _taken(reading, spec, rest[1 : 1 + LONGEST_VALUE])
        there += 1
        readable += _is_readable(reading.ask, spec, text)
        rest = rest[1 + count :]
    return readable, there


def _is_readable(ask: Ask, spec: FieldSpec, text: str) -> bool:
    try:
        spec.kind.read(ask, text)
    except Unreadable:
        return False
    return True


def _give_rest(reading: _Reading, rest: Sequence[Word]) -> None:
    if not rest:
        return
    trailing = reading.spec.trailing_text
    if trailing is not None and trailing.name not in reading.given:
        reading.given[trailing.name] = reading.text(rest)
        return
    reading.doubts.append(f"I could not place “{flatten(reading.text(rest))}”.")
