"""What a cell says: a text, a number, a day, a person. What cannot be read is noted with its line and its reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar

from handlers.chat.dates import NotADay, parse_day
from handlers.chat.fields import LONGEST_TITLE, Unreadable
from handlers.chat.number import NotANumber, parse_number, plain
from handlers.transfer.reading.sheets import Line, Problem
from storage.people import folded
from storage.transfer.portable import Key

T = TypeVar("T")

NONE: Final = "none"
"""The word for what is to be empty; an empty cell says nothing."""
YES: Final = frozenset({"yes", "true", "x", "1", "y"})
NO: Final = frozenset({"no", "false", "0", "n", NONE})
_ADDRESS = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
_ACCOUNT = re.compile(r"[a-z]+:[A-Za-z0-9_.:-]+")


class Directory:
    """Whom files may name: by address, by account, or by a name that one person alone has."""

    def __init__(self, people: Mapping[Key, str]) -> None:
        """`people` are names by Key."""
        self._keys = {key.casefold(): key for key in people}
        self._named: dict[str, list[Key]] = {}
        for key, name in people.items():
            self._named.setdefault(folded(name), []).append(key)

    def find(self, said: str) -> Key:
        """The person who is meant. Raises Unreadable."""
        key = self._keys.get(said.casefold())
        if key is not None:
            return key
        if _ADDRESS.fullmatch(said) or _ACCOUNT.fullmatch(said):
            raise Unreadable(f"nobody here has the address {said}. Import people first, or correct it.")
        found = self._named.get(folded(said), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Unreadable(f"{len(found)} people are called {said}. Write the e-mail address instead.")
        raise Unreadable(f"“{said}” is nobody's address or name here. Write the person's e-mail address.")


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one line. What a method cannot read is added to `problems`, and it returns None.

    None also stands for an empty cell: it says nothing, and leaves what is there. `notes` are what was read in one of
    two ways.
    """

    sheet: str
    line: Line
    problems: list[Problem]
    notes: list[str]
    today: date

    def wrong(self, column: str, said: str) -> None:
        """Note that the line cannot be imported like this."""
        self.problems.append(Problem(self.sheet, self.line.number, column, said))

    def read(self, column: str, how: Callable[[str], T]) -> T | None:
        """The cell as `how` reads it; what that raises as Unreadable is why it cannot be."""
        text = self.line.cell(column)
        if not text:
            return None
        try:
            return how(text)
        except (Unreadable, NotANumber, NotADay) as problem:
            self.wrong(column, str(problem))
            return None

    def text(self, column: str, longest: int = LONGEST_TITLE) -> str | None:
        """One line of text."""
        return self.read(column, lambda text: _short_enough(" ".join(text.split()), longest))

    def number(self, column: str) -> Decimal | None:
        """A number in any spelling that people use in chat."""
        quantity = self.read(column, parse_number)
        if quantity is not None and quantity.other is not None:
            read, other = plain(quantity.amount), plain(quantity.other)
            where = f"{self.sheet}: line {self.line.number}: {column}"
            self.notes.append(f"{where}: {self.line.cell(column)} was read as {read}, not as {other}")
        return None if quantity is None else quantity.amount

    def day(self, column: str) -> date | None:
        """A day, as 2026-12-31."""
        return self.read(column, lambda text: parse_day(text, self.today))

    def flag(self, column: str) -> bool | None:
        """Yes or no."""
        return self.read(column, _flag)

    def one_of(self, column: str, words: Sequence[str]) -> str | None:
        """One of the words, with blanks, hyphens or underscores."""
        return self.read(column, lambda text: _one_of(text, words))

    def person(self, column: str, directory: Directory) -> Key | None:
        """A person's Key; "" for none."""
        return self.read(column, lambda text: "" if text.lower() == NONE else directory.find(text))

    def people(self, column: str, directory: Directory) -> tuple[Key, ...] | None:
        """People, separated by semicolons or commas, in order."""
        found = self.read(column, lambda text: [directory.find(one) for one in _parts(text, ";,")])
        return None if found is None else tuple(sorted(set(found)))

    def names(self, column: str) -> tuple[str, ...] | None:
        """Names, separated by semicolons."""
        return self.read(column, lambda text: tuple(_parts(text, ";\n")))


def is_address(text: str) -> bool:
    """Whether it is an e-mail address by its looks."""
    return _ADDRESS.fullmatch(text) is not None


def _short_enough(text: str, longest: int) -> str:
    if len(text) > longest:
        raise Unreadable(f"it has {len(text):,} characters, and {longest:,} fit. Shorten it.")
    return text


def _flag(text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise Unreadable(f"“{text[:30]}” is neither yes nor no. Write one of them.")


def _one_of(text: str, words: Sequence[str]) -> str:
    said = "_".join(re.split(r"[\s/_-]+", text.strip().lower()))
    if said in words:
        return said
    raise Unreadable(f"“{text[:30]}” is not one of {', '.join(words)}.")


def _parts(text: str, separators: str) -> list[str]:
    if text.lower() == NONE:
        return []
    parts = re.split(f"[{re.escape(separators)}]", text)
    return [tidy for part in parts if (tidy := " ".join(part.split()))]
