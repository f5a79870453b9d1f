"""What a conversation needs of a chat, whichever it is: to speak, to press, to fill in, and to read what stands there.

What people see is written in one notation: `*bold*`, `<@U0ANA>` for a mention, `<https://…|label>` for a link, code
between backticks; a fact is its label and its value, a line each; a row of a table is "*first* · Column: cell".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from tests.e2e.tally import Tally

HOME = "home"
"""The place of what somebody sees as their Home."""
INVISIBLE = str.maketrans("", "", "\u200b\u2060")
"""What keeps marks from formatting, and nobody sees."""

Attached = tuple[str, bytes]
"""A file's name and its bytes."""


class Incomplete(ValueError):
    """The chat's own window would not send the form: something required is missing."""


@dataclass(frozen=True)
class Message:
    """Something that was said. `place` and `id` are the platform's own names for where and what it is."""

    place: str
    id: str
    read: Callable[[], str] = field(repr=False, compare=False)

    @cached_property
    def text(self) -> str:
        """Every text in it, a line each, as it stood when it was looked at."""
        return self.read()


@dataclass(frozen=True, slots=True)
class Form:
    """The window that somebody sees, a form or a card.

    `text` is every text in it, complaints first; `errors` and `values`, what stands in it, are by the field's name.
    """

    id: str
    title: str
    text: str
    errors: Mapping[str, str]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ping:
    """Somebody was notified by a message of the bot's: an account such as "U0ANA", or all of "!channel"."""

    target: str
    place: str


class Chat(Protocol):
    """A company's chat with Rungs in it. People and channels are named by handle: "ana", "product".

    A place is a channel, or a person's handle for the conversation between them and Rungs.
    """

    tally: Tally

    async def command(self, who: str, words: str, channel: str = "") -> None:
        """Type a command in a channel, or where one does without."""

    async def answer(self, who: str) -> str:
        """What the writer was shown for what they typed or pressed last; a form that is offered is open then."""

    async def direct(self, who: str, words: str, files: Sequence[Attached] = ()) -> None:
        """Write to Rungs directly."""

    async def mention(
        self, who: str, channel: str, words: str, thread: str = "", files: Sequence[Attached] = ()
    ) -> str:
        """Mention Rungs in a channel, or in a thread there; return the id of the thread's first message."""

    async def write(self, who: str, channel: str, words: str, thread: str = "") -> Message:
        """Write to colleagues. Rungs hears it only where it is mentioned as @rungs."""

    async def aloud(self, who: str, words: str, channel: str) -> None:
        """Have what a command answers said in a channel, for everybody there."""

    async def press(self, who: str, target: Message | Form, label: str, beside: str = "") -> None:
        """Press a button; of several that are called so, the one in the row with that text."""

    async def choose(self, who: str, target: Message, option: str) -> None:
        """Choose from the only menu of a message."""

    async def submit(self, who: str, values: Mapping[str, Any]) -> None:
        """Fill in the form that is open, by label or by name, and send it. Raises Incomplete."""

    async def close(self, who: str) -> None:
        """Close the window that is open."""

    async def suggest(self, who: str, label: str, query: str) -> list[str]:
        """What a field of the open form offers for these letters."""

    async def use(self, who: str, action: str, message: Message) -> None:
        """Use what is in the menu of a message, such as "Save as evidence"."""

    async def react(self, who: str, message: Message, emoji: str) -> None:
        """Put a reaction under a message, as its author and everybody else sees it."""

    async def unreact(self, who: str, message: Message, emoji: str) -> None:
        """Take a reaction back."""

    def shut(self, channel: str) -> None:
        """Let Rungs say nothing in a channel any more."""

    async def home(self, who: str) -> Message:
        """Open one's Home."""

    async def received(self, who: str) -> list[Attached]:
        """The files that Rungs sent somebody, all accepted."""

    async def welcome(self, handle: str, name: str, email: str) -> None:
        """A guest of another company comes in."""

    def form(self, who: str) -> Form | None:
        """The window that somebody sees."""

    def messages(self, place: str) -> list[Message]:
        """What Rungs said in a place, oldest first, without threads and without what only one person sees there."""

    def thread(self, place: str, root: str) -> list[Message]:
        """What Rungs said in a thread."""

    def heard(self, channel: str) -> list[Message]:
        """All that Rungs said in a channel, threads included."""

    def whisper(self, who: str) -> Message:
        """The latest message that only this person sees."""

    def current(self, message: Message) -> Message:
        """The message as it stands now."""

    def primary(self, message: Message) -> list[str]:
        """What its primary buttons are called."""

    def address(self, message: Message) -> str:
        """How a link to the message goes on after the chat's own address."""

    @property
    def fetched(self) -> int:
        """How many files Rungs has fetched."""

    @property
    def faults(self) -> list[str]:
        """What Rungs did that the platform would not have put up with."""

    @property
    def pings(self) -> list[Ping]:
        """Every notification that Rungs caused."""


def seen(shown: Message | Form) -> str:
    """Every text in a message or window."""
    return shown.text
