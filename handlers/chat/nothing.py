"""The word "none": it empties a field where it is typed; in a form the input is emptied, or it is picked."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from handlers.chat.ask import Ask
from handlers.chat.fields import PickKind
from handlers.chat.screen import Choice

NONE: Final = "none"

MOST_CHOICES: Final = 15

Nothing = Literal["none"]


def or_none(kind: PickKind, offered: str = "") -> PickKind:
    """The same, and the word "none" for nothing; `offered` is how nothing stands among the choices, if it does."""
    nothing = (Choice(offered, NONE),) if offered else ()

    def find(ask: Ask, text: str) -> Any:
        return NONE if _is_none(text) else kind.find(ask, text)

    def choices(ask: Ask, query: str) -> tuple[Choice, ...]:
        fits = NONE.startswith(query.strip().lower())
        return ((*nothing, *kind.choices(ask, query)) if fits else kind.choices(ask, query))[:MOST_CHOICES]

    def span(ask: Ask, ahead: Sequence[str]) -> int:
        return 1 if ahead and _is_none(ahead[0]) else kind.span(ask, ahead)

    def shown(ask: Ask, text: str) -> tuple[Choice, ...]:
        return nothing if _is_none(text) else kind.shown(ask, text)

    return PickKind(find, choices, span, shown)


def _is_none(text: str) -> bool:
    return text.strip().lower() == NONE
