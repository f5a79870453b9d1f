"""Things that have a code and a title: the ways to name one that all of them share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from handlers.chat.ask import Ask
from handlers.chat.fields import Ambiguous, Unreadable
from handlers.chat.number import number_words
from handlers.chat.screen import Choice
from handlers.chat.words import flatten
from storage.people import folded

MOST_CHOICES: Final = 15
MOST_COMPARED: Final = 200
"""Titles that are compared with the words of a command to see where the title ends."""
LONGEST_NAME: Final = 40
"""Words of a title that are looked at."""


class Titled(Protocol):
    """A thing that people name by its code or its title."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=Titled)
T_co = TypeVar("T_co", bound=Titled, covariant=True)

Choices = Callable[[Ask, str], tuple[Choice, ...]]


@dataclass(frozen=True, slots=True)
class Shelf(Generic[T_co]):
    """Where one kind of thing stands: how it is called, how it is found by words of its title, what lists it."""

    noun: str
    nouns: str
    search: Callable[[Ask, str, int], Sequence[T_co]]
    listing: str


def the_titled(ask: Ask, shelf: Shelf[T], text: str) -> T:
    """The only one whose title holds the text, or is it. Raises Unreadable, or Ambiguous with what it may be."""
    name = " ".join(flatten(text).split())
    found = shelf.search(ask, name, MOST_CHOICES + 1)
    exact = [line for line in found if folded(line.title) == folded(name)]
    fitting = exact if len(exact) == 1 else found
    if len(fitting) == 1:
        return fitting[0]
    if not found:
        raise Unreadable(f"There is no {shelf.noun} “{name[:80]}”. {shelf.listing} shows yours.")
    sentence = f"“{name[:80]}” fits several {shelf.nouns}. Which one do you mean?"
    raise Ambiguous(sentence, tuple(choice(line) for line in found[:MOST_CHOICES]))


def choice(line: Titled) -> Choice:
    """The thing as one of several to choose from; its code is what is sent back."""
    return Choice(f"{line.code} {line.title}", line.code)


def span(shelf: Shelf[T], is_code: Callable[[str], bool]) -> Callable[[Ask, Sequence[str]], int]:
    """A code or a quoted title is one word; else the words that some title holds; else all before the first number."""

    def spanned(ask: Ask, ahead: Sequence[str]) -> int:
        if not ahead:
            return 0
        if is_code(ahead[0]) or " " in ahead[0]:
            return 1
        words = ahead[:LONGEST_NAME]
        titles = [folded(line.title) for line in shelf.search(ask, words[0], MOST_COMPARED)]
        for count in range(len(words), 0, -1):
            name = folded(" ".join(words[:count]))
            if any(name in title for title in titles):
                return count
        numbers = (index for index in range(1, len(ahead)) if number_words(ahead[index:]))
        return next(numbers, len(ahead))

    return spanned


def choices(shelf: Shelf[T], is_code: Callable[[str], bool], coded: Callable[[Ask, str], T]) -> Choices:
    """What matches while somebody types: the thing of that code, or those whose title holds the words."""

    def matching(ask: Ask, query: str) -> tuple[Choice, ...]:
        if is_code(query):
            return shown(coded)(ask, query)
        return tuple(choice(line) for line in shelf.search(ask, query, MOST_CHOICES))

    return matching


def shown(find: Callable[[Ask, str], T]) -> Choices:
    """How what is picked stands in its input; nothing where it cannot be read."""

    def standing(ask: Ask, text: str) -> tuple[Choice, ...]:
        try:
            return (choice(find(ask, text)),)
        except Unreadable:
            return ()

    return standing
