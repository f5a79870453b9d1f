"""What a handler may answer. The edge of each platform performs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handlers.chat.card import Call, Card


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Whisper:
    """An answer for the writer only. `share` is the reading call that says the same to everyone in place."""

    card: Card
    share: Call | None = None
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """An answer for everyone in the place where it was asked."""

    card: Card
    attachment: Attachment | None = None


@dataclass(frozen=True, slots=True)
class ReplaceCard:
    """The card whose button was pressed becomes this one; a private one only where nobody else sees it."""

    card: Card
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Open (or, in answer to a form, go on with) the form of `call`, with a message at each field that needs mending.

    `notice` is said beside it, in words that stand alone.
    """

    call: Call
    errors: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""


@dataclass(frozen=True, slots=True)
class FormErrors:
    """The form stays open with a message at each field; nothing is stored."""

    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing more to say: the form closes."""


Reply = Whisper | Say | ReplaceCard | OpenForm | FormErrors | Done


class Refused(Exception):
    """The only exception for people: rolls everything back and says why, and what to do, in plain words."""

    def __init__(self, sentence: str, card: Card | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.card = card
