"""Cards as Teams' messages and dialogs without inputs. It never fails: what is too much is paged or shortened."""

from dataclasses import dataclass
from typing import Any

from bot.teams.surface import Surface
from bot.wording import Reader
from handlers.chat.card import Card

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message: `text` for notifications, never blank; `card` is the content of its attachment, Adaptive Card 1.5."""

    text: str
    card: Json


def pages(card: Card, reader: Reader, surface: Surface) -> tuple[Rendered, ...]:
    """The card as one message, or as several where it is too long for one; the buttons at the end stay on the last."""
    return (render(card, reader, surface),)


def render(card: Card, reader: Reader, surface: Surface) -> Rendered:
    """The card as one message, for edits and answers to invokes; what is left out is counted in its last line."""
    body = [{"type": "TextBlock", "text": card.text, "wrap": True}]
    return Rendered(card.text or "Rungs", {"type": "AdaptiveCard", "version": "1.5", "body": body})


def render_dialog_card(card: Card, reader: Reader, surface: Surface) -> Json:
    """The card for a dialog, with live buttons and nothing to submit."""
    return render(card, reader, surface).card


def activity(rendered: Rendered) -> Json:
    """The message as an activity, without address."""
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": rendered.card}
    return {"type": "message", "summary": rendered.text, "attachments": [attachment]}
