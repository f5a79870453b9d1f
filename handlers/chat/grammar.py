"""The grammar of commands: words after the verb become the fields of a form (docs/commands.md).

Nothing is stored from words that are left over, repeated or ambiguous: the form opens with what was understood.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from handlers.chat.ask import Ask
from handlers.chat.clauses import give_clauses, text_before
from handlers.chat.reading import Reading
from handlers.chat.spec import FieldSpec, FormSpec
from handlers.chat.words import Word, flatten, option_name, split

_DASHES = ("-", "—", "–")


@dataclass(frozen=True, slots=True)
class Filled:
    """The fields as typed, and what could not be placed: `doubts` are sentences for the person."""

    given: Mapping[str, str]
    doubts: tuple[str, ...] = ()


def fill(ask: Ask, spec: FormSpec, raw: str) -> Filled:
    """Read `raw`, the words after the command, into the fields of `spec`."""
    reading = Reading(ask, spec, raw)
    _take_options(reading, split(raw))
    _take_positionals(reading)
    return Filled(reading.given, tuple(reading.doubts))


def _take_options(reading: Reading, words: Sequence[Word]) -> None:
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


def _give_option(reading: Reading, word: Word, option: FieldSpec, ahead: Sequence[Word]) -> int:
    """Give the option its value; return how many words that took."""
    name = f"--{option_name(word)}"
    text, taken = ("yes", 0) if option.is_tick else reading.announced(option, ahead)
    text = text or option.alone
    if option.name in reading.given:
        reading.doubts.append(_twice(name, option, reading.given[option.name], text))
    elif text:
        reading.given[option.name] = text
        reading.said[option.name] = f"{name} {flatten(text)}"
    else:
        reading.doubts.append(f"{name} has nothing after it.")
    return taken


def _twice(name: str, option: FieldSpec, first: str, second: str) -> str:
    if option.is_tick or not second:
        return f"{name} is there twice."
    return f"{name} is there twice: I kept “{flatten(first)}” and left out “{flatten(second)}”."


def _take_positionals(reading: Reading) -> None:
    rest: Sequence[Word] = reading.rest
    for spec in reading.spec.positional:
        if not rest:
            return
        rest = rest[_give_positional(reading, spec, rest) :]
    if reading.spec.clauses:
        rest = rest[give_clauses(reading, rest) :]
    _give_rest(reading, rest)


def _give_positional(reading: Reading, spec: FieldSpec, rest: Sequence[Word]) -> int:
    """Give the field its value; return how many words that took."""
    ahead = rest[: text_before(reading, rest)] if spec.is_text and reading.spec.clauses else rest
    text, count = reading.value(spec, ahead)
    if count:
        reading.given[spec.name] = text
    return count


def _give_rest(reading: Reading, rest: Sequence[Word]) -> None:
    if not rest:
        return
    trailing = reading.spec.trailing_text
    if trailing is not None and trailing.name not in reading.given:
        reading.given[trailing.name] = reading.text(rest)
        return
    reading.doubts.append(f"I could not place “{flatten(reading.text(rest))}”.")
