"""Who asks, where, when, and the open transaction: all that a handler knows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from handlers.chat.files import File
from handlers.chat.text import Mention
from handlers.company import Company
from storage.database import Connection
from storage.people import Profile

if TYPE_CHECKING:
    from handlers.chat.spec import FormSpec


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was asked. `conversation`, `thread` and `message` are the platform's and opaque to handlers.

    `name` is the channel's, for people; empty where the platform does not tell it.
    """

    platform: str
    conversation: str = ""
    thread: str = ""
    message: str = ""
    kind: Literal["channel", "direct", "home", "none"] = "none"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """The message on which a message shortcut was used. `author_id` is ours, None for nobody we know."""

    place: Place
    text: str
    author_id: int | None
    author_name: str
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """`now` is aware UTC, by the business clock; `catalogue` is every command there is, for help.

    `is_aloud` says that others will read the answer too, so that nothing private may be in it; `is_overheard` that they
    have read what was asked: it was written to Rungs in a channel.
    """

    db: Connection
    now: datetime
    person: Profile
    place: Place
    company: Company
    message: Message | None = None
    catalogue: tuple["FormSpec", ...] = ()
    is_aloud: bool = False
    files: tuple[File, ...] = ()
    is_overheard: bool = False

    @property
    def workspace_id(self) -> int:
        return self.person.workspace_id

    @property
    def writer(self) -> Mention:
        """Who asks, as others read it."""
        return Mention(self.person.id, self.person.name)

    @property
    def today(self) -> date:
        """The writer's own day."""
        return self.now.astimezone(ZoneInfo(self.person.time_zone)).date()

    @property
    def company_today(self) -> date:
        """The company's day: cycles and due dates are counted in it."""
        return self.company.day_of(self.now)
