"""What a guest sees where nothing names them: they set nothing themselves, so it says who can show them something."""

from collections.abc import Callable

from handlers.chat.card import Card, Paragraph
from handlers.chat.text import Command, spans

NOTHING = "Nothing here names you, and guests see only what names them."
ASK = "Ask a colleague to share what you need in a channel that you are in; each answer has a Share button."


def nothing_names_you() -> Card:
    """The answer to a guest who looks where nothing is in their sight."""
    return Card(NOTHING, (Paragraph.of(NOTHING), nothing_to_set()))


def nothing_to_set() -> Paragraph:
    """What a guest can do about it."""
    return Paragraph(spans(f"{ASK} What names you stands here: ", Command("/okr list")))


EXAMPLES: dict[str, Callable[[], Card]] = {"nothing for a guest": nothing_names_you}
