"""Numbers as people write them, read exactly: no float, no exponent, no guess that is not told."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from handlers.chat.words import clean, flatten

MOST_DIGITS_BEFORE = 12
MOST_DIGITS_AFTER = 6
MOST_WORDS = 6
"""A sign of money, four groups of three digits and a per cent sign; more would be over twelve digits."""

_SPACES = re.compile(r"[^\S\n]")
_MONEY_BEFORE = re.compile(r"([+-]?)[$€£¥] ?([+-]?)(?=[\d.,])", re.ASCII)
_UNIT_AFTER = re.compile(r"(?<=[\dkmbn]) ?[%$€£¥]\Z", re.ASCII | re.IGNORECASE)
_SHAPE = re.compile(r"([+-]?)([\d.,' ]*\d)(k|m|bn?)?", re.ASCII | re.IGNORECASE)
_PLAIN = re.compile(r"(\d*)(?:[.,](\d+))?", re.ASCII)
_GROUPED = re.compile(r"([1-9]\d{0,2}([.,' ])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?", re.ASCII)
_GROUP_MARKS = re.compile(r"[.,' ]")
_MEANT = re.compile(
    r"[+-]?(?:nan|inf(?:inity)?|0x[0-9a-f]+|\d+(?:[.,]\d+)?e[+-]?\d+|\d+(?:_\d+)+|\d{13,}(?:[.,]\d+)?|\d+[.,]\d{7,})",
    re.ASCII | re.IGNORECASE,
)
_ROW = re.compile("[0-9]{1,18}")
_TIMES = {"": Decimal(1), "k": Decimal(10**3), "m": Decimal(10**6), "b": Decimal(10**9), "bn": Decimal(10**9)}
_SAME = str.maketrans({"−": "-", "–": "-", "’": "'"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that was typed; `other` is what else it might have meant: 1,250 is 1250, or else 1.25."""

    amount: Decimal
    other: Decimal | None = None


def row_number(text: str) -> int:
    """The number of a row as a button or a form carries it; 0, which no row has, for anything else."""
    return int(text) if _ROW.fullmatch(text) else 0


class NotANumber(ValueError):
    """What was typed is no number that can be kept; `sentence` tells the person what to write."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _TooLong(ValueError):
    """More digits than are kept."""


def parse_number(text: str) -> Quantity:
    """The number that the whole text is, at most 12 digits before the point and 6 after. Raises NotANumber."""
    shown = clean(flatten(text))
    if not shown:
        raise NotANumber("Write a number, for example 1250, 52.5 or 3k.")
    try:
        quantity = _read(shown)
    except _TooLong as problem:
        raise NotANumber(
            f"“{_short(shown)}” is too long: a number has at most {MOST_DIGITS_BEFORE} digits before the point "
            f"and {MOST_DIGITS_AFTER} after. Write it shorter, for example 1250.5 or 3m."
        ) from problem
    if quantity is None:
        raise NotANumber(f"“{_short(shown)}” is not a number. Write it like 1250, 52.5, 3k or 40 %.")
    return quantity


def take_number(words: Sequence[str]) -> tuple[Quantity, int]:
    """The number at the beginning of the words and how many of them it takes: "1", "250", "orders" are 1250 and 2.

    Where fewer words would be another number, that is the other reading. Raises NotANumber.
    """
    longest = min(len(words), MOST_WORDS)
    readings = [(quantity, count) for count in range(1, longest + 1) if (quantity := _attempt(words[:count]))]
    if not readings:
        return parse_number(words[0] if words else ""), 1
    quantity, count = readings[-1]
    shortest = readings[0][0].amount
    return Quantity(quantity.amount, quantity.other if shortest == quantity.amount else shortest), count


def is_refused(text: str) -> bool:
    """Whether it begins with what can only be meant as a number, and is none here: NaN, 0x10, 1e9, too many digits."""
    first, *_ = clean(flatten(text)).split() or [""]
    return _MEANT.fullmatch(first) is not None


def number_words(words: Sequence[str]) -> int:
    """How many words at the beginning form one number; 0 where none do."""
    try:
        return take_number(words)[1]
    except NotANumber:
        return 0


def plain(value: Decimal) -> str:
    """The shortest exact text, without exponent or grouping: "1250", "61.2"."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _attempt(words: Sequence[str]) -> Quantity | None:
    try:
        return _read(" ".join(words))
    except _TooLong:
        return None


def _read(text: str) -> Quantity | None:
    """The quantity, or None for what is no number. Raises _TooLong."""
    found = _SHAPE.fullmatch(_without_unit(_same_signs(text)))
    if found is None:
        return None
    sign, digits, scale = found[1], found[2], (found[3] or "").lower()
    times = -_TIMES[scale] if sign == "-" else _TIMES[scale]
    readings = _readings(digits)
    if not readings:
        return None
    amount, *others = (_scaled(whole, part, times) for whole, part in readings)
    if amount is None:
        raise _TooLong
    return Quantity(amount, next(iter(others), None))


def _same_signs(text: str) -> str:
    """One kind of space, minus, apostrophe and digit, whatever keyboard they came from."""
    spaced = _SPACES.sub(" ", text.strip()).translate(_SAME)
    if spaced.isascii():
        return spaced
    return "".join(str(unicodedata.decimal(character, character)) for character in spaced)


def _without_unit(text: str) -> str:
    if found := _MONEY_BEFORE.match(text):
        return found[1] + found[2] + text[found.end() :]
    return _UNIT_AFTER.sub("", text)


def _readings(digits: str) -> tuple[tuple[str, str], ...]:
    """The possible (whole, part) of the digits, the likelier first: a lone comma groups, a lone point does not."""
    plainly = _PLAIN.fullmatch(digits)
    grouped = _GROUPED.fullmatch(digits)
    as_plain = [(plainly[1], plainly[2] or "")] if plainly else []
    as_grouped = [(_GROUP_MARKS.sub("", grouped[1]), grouped[3] or "")] if grouped else []
    pointed = grouped is not None and grouped[2] == "."
    return tuple(as_plain + as_grouped if pointed else as_grouped + as_plain)


def _scaled(whole: str, part: str, times: Decimal) -> Decimal | None:
    """The value, or None where it has more digits than are kept. A zero has no sign."""
    if len(whole) > MOST_DIGITS_BEFORE or len(part) > MOST_DIGITS_AFTER:
        return None
    value = Decimal(f"{whole or '0'}.{part}") * times
    return None if abs(value) >= 10**MOST_DIGITS_BEFORE else value or Decimal(0)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 30 else flat[:29] + "…"
