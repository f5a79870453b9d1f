"""A message on which a shortcut was used, on its way through the form that asks what for."""

import json
from dataclasses import dataclass
from datetime import datetime

from handlers.chat.ask import Ask, Message
from handlers.chat.number import row_number
from handlers.chat.words import clean, flatten
from storage import drafts

_KIND = "message"


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """The message as plain text; `said_by` is empty where we do not know its author. `said_at` is aware UTC."""

    text: str
    said_by: int | None
    said_by_name: str
    said_at: datetime
    platform: str
    conversation: str
    message: str
    thread: str


def keep(ask: Ask, message: Message) -> str:
    """Put the message aside; return the name by which its form finds it again."""
    body = {
        "kind": _KIND,
        "text": clean(flatten(message.text)),
        "said_by": message.author_id,
        "said_by_name": message.author_name,
        "said_at": message.said_at.isoformat(),
        "platform": message.place.platform,
        "conversation": message.place.conversation,
        "message": message.place.message,
        "thread": message.place.thread,
    }
    return str(drafts.keep(ask.db, ask.workspace_id, ask.person.id, json.dumps(body, ensure_ascii=False), ask.now))


def found(ask: Ask, name: str) -> KeptMessage | None:
    """The message that the writer put aside; None where there is none any more."""
    return _read(drafts.resume(ask.db, row_number(name), ask.person.id)) if name else None


def taken(ask: Ask, name: str) -> KeptMessage | None:
    """The same; it is put aside no longer, for its words are not to be kept."""
    return _read(drafts.take(ask.db, row_number(name), ask.person.id)) if name else None


def _read(body: str | None) -> KeptMessage | None:
    parts = json.loads(body) if body else {}
    if parts.pop("kind", "") != _KIND:
        return None
    return KeptMessage(**parts | {"said_at": datetime.fromisoformat(parts["said_at"])})
