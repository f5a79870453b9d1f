"""The message of a shortcut as screens quote it."""

from handlers.chat.card import Paragraph
from handlers.chat.text import Italic, Mention, Plain, Span
from handlers.feedback.kept import KeptMessage

LONGEST_QUOTE = 600
"""Characters of a message that are shown; the link leads to the rest."""


def quoted(text: str) -> Italic:
    """The message, cut where it is long."""
    if not text:
        return Italic("no text")
    return Italic(text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…")


def quotation(kept: KeptMessage) -> Paragraph:
    """The message and who said it."""
    author: Span = Mention(kept.said_by, kept.said_by_name) if kept.said_by else Plain(kept.said_by_name)
    return Paragraph.of("“", quoted(kept.text), "” – ", author)
