"""The grammar of commands: words after the verb become the fields of a form (docs/commands.md).

Nothing is stored from words that are left over, repeated or ambiguous: the form opens with what was understood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from handlers.chat.ask import Ask
from handlers.chat.form import FieldSpec, FormSpec
from handlers.chat.words import Word, option_name, split


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as typed, and what could not be placed: `doubts` are sentences for the person."""

    given: Mapping[str, str]
    doubts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """One pass over the words; `rest` are those that no option took."""

    ask: Ask
    spec: FormSpec
    raw: str
    given: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    rest: list[Word] = field(default_factory=list)

    def text(self, words: Sequence[Word]) -> str:
        """The words as they were typed, line breaks included; what an option took out of the middle is left out."""
        if len(words) == 1:
            return words[0].text
        pieces: list[str] = []
        start = 0
        for index in range(1, len(words) + 1):
            broken = index == len(words) or self._option_between(words[index - 1], words[index])
            if broken:
                pieces.append(self.raw[words[start].start : words[index - 1].end])
                start = index
        return " ".join(pieces)

    def _option_between(self, left: Word, right: Word) -> bool:
        return bool(self.raw[left.end : right.start].strip())


def fill(ask: Ask, spec: FormSpec, raw: str) -> Filled:
    """Read `raw`, the words after the command, into the fields of `spec`."""
    reading = _Reading(ask, spec, raw)
    _take_options(reading, list(split(raw)))
    _take_positionals(reading)
    return Filled(reading.given, tuple(reading.doubts))


def _take_options(reading: _Reading, words: list[Word]) -> None:
    options = reading.spec.options
    index = 0
    while index < len(words):
        word = words[index]
        name = option_name(word)
        option = options.get(name) if name else None
        index += 1
        if option is None or name is None:
            reading.rest.append(word)
            continue
        ahead = _until_option(words[index:], options)
        taken = option.kind.take(reading.ask, [word.text for word in ahead]) if ahead or option.is_tick else 0
        taken = min(taken, len(ahead))
        _give_option(reading, name, option, ahead[:taken])
        index += taken


def _until_option(words: Sequence[Word], options: Mapping[str, FieldSpec]) -> list[Word]:
    ahead: list[Word] = []
    for word in words:
        if (name := option_name(word)) and name in options:
            break
        ahead.append(word)
    return ahead


def _give_option(reading: _Reading, name: str, option: FieldSpec, taken: Sequence[Word]) -> None:
    if option.name in reading.given:
        reading.doubts.append(f"--{name} is there twice.")
        return
    if option.is_tick:
        reading.given[option.name] = "yes"
        return
    if not taken:
        reading.doubts.append(f"--{name} has nothing after it.")
        return
    reading.given[option.name] = _value(reading, option, taken)


def _value(reading: _Reading, spec: FieldSpec, words: Sequence[Word]) -> str:
    several = hasattr(spec.kind, "one")
    return "\n".join(word.text for word in words) if several else reading.text(words)


def _take_positionals(reading: _Reading) -> None:
    rest = reading.rest
    fields = reading.spec.positional
    for index, spec in enumerate(fields):
        if not rest:
            return
        following = fields[index + 1 :]
        if spec.keyword:
            rest = _take_keyworded(reading, spec, rest)
            continue
        if spec.is_text and following and following[0].keyword:
            at = _keyword_at(reading, rest, following)
            if at:
                reading.given[spec.name] = reading.text(rest[:at])
            rest = rest[at:]
            continue
        taken = min(max(spec.kind.take(reading.ask, [word.text for word in rest]), 0), len(rest))
        if taken:
            reading.given[spec.name] = _value(reading, spec, rest[:taken])
        rest = rest[taken:]
    _take_rest(reading, rest)


def _take_keyworded(reading: _Reading, spec: FieldSpec, rest: list[Word]) -> list[Word]:
    if rest[0].text.lower() != spec.keyword or len(rest) == 1:
        return rest
    taken = min(spec.kind.take(reading.ask, [word.text for word in rest[1:]]), len(rest) - 1)
    reading.given[spec.name] = reading.text(rest[1 : 1 + taken])
    return rest[1 + taken :]


def _keyword_at(reading: _Reading, rest: Sequence[Word], following: Sequence[FieldSpec]) -> int:
    """Where the text ends: before the last place from which every keyword finds its value, else at its last keyword."""
    for index in range(len(rest) - 1, -1, -1):
        if _chain_holds(reading, rest[index:], following):
            return index
    return len(rest)


def _chain_holds(reading: _Reading, rest: Sequence[Word], following: Sequence[FieldSpec]) -> bool:
    for spec in following:
        if not spec.keyword:
            break
        if len(rest) < 2 or rest[0].quoted or rest[0].text.lower() != spec.keyword:
            return False
        taken = spec.kind.take(reading.ask, [word.text for word in rest[1:]])
        try:
            spec.kind.read(reading.ask, reading.text(rest[1 : 1 + taken]))
        except ValueError:
            return False
        rest = rest[1 + taken :]
    return True


def _take_rest(reading: _Reading, rest: Sequence[Word]) -> None:
    if not rest:
        return
    trailing = reading.spec.trailing_text
    if trailing is not None and trailing.name not in reading.given:
        reading.given[trailing.name] = reading.text(rest)
        return
    reading.doubts.append(f"I could not place “{reading.text(rest)[:200]}”.")
