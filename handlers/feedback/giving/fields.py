"""To whom feedback goes, who may read it, and the company's own words for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from handlers.chat.ask import Ask
from handlers.chat.fields import OneOfKind, PickKind, PicksKind, Unreadable
from handlers.chat.screen import Choice, Input, SelectInput
from handlers.chat.words import flatten
from handlers.people.fields import AMONG_PEOPLE, members_at_once, person_choices, person_value
from storage.people import Somebody, folded

LONGEST_QUOTE: Final = 40
"""Characters of what was typed, as a sentence quotes it."""

_Words = Callable[[Ask], tuple[str, ...]]


def _another(ask: Ask, text: str) -> Somebody:
    found: Somebody = AMONG_PEOPLE.find(ask, text)
    if found.id == ask.person.id:
        raise Unreadable("That is you. Name a colleague.")
    return found


def _others_at_once(ask: Ask, lines: Sequence[str]) -> dict[str, Somebody]:
    return {line: found for line, found in members_at_once(ask, lines).items() if found.id != ask.person.id}


def _other_choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    oneself = person_value(ask.person.id)
    return tuple(choice for choice in person_choices(ask, query) if choice.value != oneself)


COLLEAGUE: Final = PickKind(_another, _other_choices, AMONG_PEOPLE.span, AMONG_PEOPLE.shown)

Colleagues = Annotated[tuple[Somebody, ...], PicksKind(COLLEAGUE, _others_at_once)]
"""Members, but not the writer."""


@dataclass(frozen=True, slots=True)
class CompanyWordKind:
    """One of the words that app.yaml lists; a word may be cut short while it stays unique.

    `noun` is what they are called; where none is set, no input is shown.
    """

    words: _Words
    noun: str

    def read(self, ask: Ask, text: str) -> str:
        offered = self.words(ask)
        said = " ".join(flatten(text).split())
        exact = [word for word in offered if folded(word) == folded(said)]
        near = exact or [word for word in offered if folded(word).startswith(folded(said))]
        if len(near) == 1:
            return near[0]
        if not offered:
            raise Unreadable(f"There are no {self.noun}s yet: whoever runs Rungs writes them into app.yaml.")
        shown = said if len(said) <= LONGEST_QUOTE else f"{said[: LONGEST_QUOTE - 1]}…"
        raise Unreadable(f"“{shown}” is no {self.noun}. Choose one of: {', '.join(offered)}.")

    def take(self, ask: Ask, ahead: Sequence[str]) -> int:
        """As many words as one of the company's has; else one, which is then told to be none."""
        offered = {folded(word) for word in self.words(ask)}
        longest = max((len(word.split()) for word in offered), default=1)
        counts = range(min(longest, len(ahead)), 0, -1)
        return next((count for count in counts if folded(" ".join(ahead[:count])) in offered), min(1, len(ahead)))

    def typed(self, ask: Ask, text: str) -> str:
        try:
            return self.read(ask, text) if text.strip() else ""
        except Unreadable:
            return ""

    def input(self, ask: Ask, text: str, hint: str) -> Input:
        return SelectInput(tuple(Choice(word, word) for word in self.words(ask)))


CompanyValue = Annotated[str, CompanyWordKind(lambda ask: ask.company.values, "company value")]
FeedbackKind = Annotated[str, CompanyWordKind(lambda ask: ask.company.feedback_kinds, "kind of feedback")]
Visible = Annotated[
    Literal["private", "manager", "public"],
    OneOfKind(
        (
            Choice("private: only whom you give it to", "private"),
            Choice("manager: their manager reads it, too", "manager"),
            Choice("public: everyone in the company", "public"),
        )
    ),
]
