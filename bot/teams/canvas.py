"""What elements are drawn on, and the parts that they are drawn as."""

from dataclasses import dataclass

from bot.teams import limits
from bot.teams.buttons import Press
from bot.teams.text import Json, Mentions, markdown
from bot.wording import Reader
from handlers.chat.text import Spans


@dataclass(frozen=True, slots=True)
class Canvas:
    """For whom a card is drawn, whom it mentions so far, and how its buttons are pressed."""

    reader: Reader
    mentions: Mentions
    press: Press

    def markdown(self, said: Spans, limit: int = limits.TEXT) -> str:
        """The spans as markdown; "" where there is nothing to read."""
        return markdown(said, self.reader, self.mentions, limit)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A part of a card, and how many things of it that shows: what leaving it out would hide.

    Parts of the same `group` that follow each other become one: rows a table, facts a set, buttons stand side by side.
    """

    block: Json
    things: int = 1
    group: str = ""


def text(said: str, **style: object) -> Json:
    """A TextBlock that wraps, of text that is markdown already."""
    return {"type": "TextBlock", "text": said, "wrap": True, **style}
