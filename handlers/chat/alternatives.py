"""A word in place of a picked thing: "none" empties a field, "company" stands for all teams."""

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

from handlers.chat.ask import Ask
from handlers.chat.fields import PickKind
from handlers.chat.screen import Choice

NONE: Final = "none"

MOST_CHOICES: Final = 15

Nothing = Literal["none"]


def or_word(kind: PickKind, word: str, label: Callable[[Ask], str]) -> PickKind:
    """The same, and a word; `label` is how it stands among the choices, "" where it does not."""

    def is_said(text: str) -> bool:
        return text.strip().lower() == word

    def offered(ask: Ask) -> tuple[Choice, ...]:
        shown = label(ask)
        return (Choice(shown, word),) if shown else ()

    def find(ask: Ask, text: str) -> Any:
        return word if is_said(text) else kind.find(ask, text)

    def choices(ask: Ask, query: str) -> tuple[Choice, ...]:
        first = offered(ask) if word.startswith(query.strip().lower()) else ()
        return (*first, *kind.choices(ask, query))[:MOST_CHOICES]

    def span(ask: Ask, ahead: Sequence[str]) -> int:
        return 1 if ahead and is_said(ahead[0]) else kind.span(ask, ahead)

    def shown(ask: Ask, text: str) -> tuple[Choice, ...]:
        return offered(ask) if is_said(text) else kind.shown(ask, text)

    return PickKind(find, choices, span, shown)


def or_none(kind: PickKind, offered: str = "") -> PickKind:
    """The same, and the word "none" for nothing: typed, or picked where it is `offered` under that label."""
    return or_word(kind, NONE, lambda _: offered)
