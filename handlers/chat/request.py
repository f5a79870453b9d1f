"""What a person asked for, in the words of no platform: typed, pressed or sent as a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from handlers.chat.ask import Message, Place
from handlers.chat.card import Call
from handlers.chat.files import File


@dataclass(frozen=True, slots=True)
class Typed:
    """Words, mentions already marked as ours."""

    text: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent: its fields as text, by name."""

    command: str
    values: Mapping[str, str]


Whither = Literal["acknowledgement", "reply_url", "place", "person"]


@dataclass(frozen=True, slots=True)
class Request:
    """Something that a person asked for, in the words of no platform.

    `key` is empty where the platform never asks twice. `whisper` says by which way an answer reaches the writer alone,
    `can_open` whether a form can be opened at once, `is_in_public` whether others see the card of the button, too.
    `files` came along with the words.
    """

    key: str
    person_id: int
    place: Place
    what: Typed | Call | Submitted
    whisper: Whither = "acknowledgement"
    reply_url: str = ""
    can_open: bool = True
    message: Message | None = None
    is_in_public: bool = False
    files: tuple[File, ...] = ()
