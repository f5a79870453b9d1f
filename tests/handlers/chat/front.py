"""A desk to ask at: forms whose handlers do one thing each, and a database behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from handlers.chat import outgoing
from handlers.chat.answer import Answer, Desk, RolledBack, sentence
from handlers.chat.ask import Ask, Place
from handlers.chat.card import Button, Call, Card, Element, Paragraph, load
from handlers.chat.fields import LongText, Number, ShortText
from handlers.chat.form import Form
from handlers.chat.reply import Attachment, Done, FormErrors, OpenForm, Refused, ReplaceCard, Reply, Say, Whisper
from handlers.chat.request import Request, Submitted, Typed
from handlers.chat.router import Router, on
from handlers.company import Company
from storage.database import Connection, Database
from storage.outbox import outbox
from tests.builders import NOW

CHANNEL = Place("slack", "C1", kind="channel")
DIRECT = Place("slack", "D1", kind="direct")
KEPT, PUBLIC, PRIVATE, LOUD, NEXT = (sentence(text) for text in ("Kept", "Public", "Private", "Loud", "Next"))
WELCOME: tuple[Element, ...] = (Paragraph.of("This is Rungs."), Button("Set my first objective", Call("keep")))


class Keep(Form, command="keep", title="Keep", example="/keep TITLE"):
    """Store a title, which is told to the writer."""

    title: ShortText
    count: Number | None = None
    note: LongText = ""


class Read(Form, command="read", title="Read", reads=True):
    """Show what everyone may see."""


class Secret(Form, command="secret", title="Secret", reads=True):
    """Show what the writer alone may see."""


class Look(Form, command="look", title="Look", reads=True):
    """Show what there is to see: to the writer more than to everyone."""


class Turn(Form, command="turn", title="Turn", reads=True):
    """The same in place of the card whose button was pressed."""


class Hide(Form, command="hide", title="Hide"):
    """Put a card in place that is for the writer alone."""


class Refuse(Form, command="refuse", title="Refuse"):
    """Store something and then refuse."""


class Mend(Form, command="mend", title="Mend"):
    """Store something and then find fault with the title, unless it is good."""

    title: ShortText


class Shout(Form, command="shout", title="Shout"):
    """Say something to everyone."""


class Swap(Form, command="swap", title="Swap"):
    """Put another card in place."""


class Follow(Form, command="follow", title="Follow"):
    """Go on with another form."""


class Quiet(Form, command="quiet", title="Quiet"):
    """Say nothing."""


class Send(Form, command="send", title="Send"):
    """Answer with a file."""


def keep(ask: Ask, form: Keep) -> Reply:
    outgoing.tell(ask, ask.person.id, sentence(form.title))
    return Whisper(KEPT, share=Read.asked())


def mend(ask: Ask, form: Mend) -> Reply:
    outgoing.tell(ask, ask.person.id, sentence(form.title))
    return Whisper(KEPT) if form.title == "good" else FormErrors({"title": "Say it better."})


def refuse(ask: Ask, form: Refuse) -> Reply:
    outgoing.tell(ask, ask.person.id, KEPT)
    raise Refused("Not now. Try tomorrow.")


ROUTER = Router(
    (
        on(Keep, keep),
        on(Mend, mend),
        on(Refuse, refuse),
        on(Read, lambda ask, form: Whisper(PUBLIC, share=Read.asked())),
        on(Secret, lambda ask, form: Whisper(PRIVATE)),
        on(Look, lambda ask, form: Whisper(PUBLIC if ask.is_aloud else PRIVATE, share=Look.asked())),
        on(Turn, lambda ask, form: ReplaceCard(PUBLIC if ask.is_aloud else PRIVATE)),
        on(Hide, lambda ask, form: ReplaceCard(PRIVATE, is_private=True)),
        on(Shout, lambda ask, form: Say(LOUD)),
        on(Swap, lambda ask, form: ReplaceCard(NEXT)),
        on(Follow, lambda ask, form: OpenForm(Keep.asked(title="Win"), {"count": "How many?"}, "Say how many.")),
        on(Quiet, lambda ask, form: Done()),
        on(Send, lambda ask, form: Whisper(KEPT, attachment=Attachment("a.csv", b"a,b"))),
    )
)


DESK = Desk(ROUTER, Company(), lambda ask: WELCOME, lambda ask: KEPT)


@dataclass(frozen=True, slots=True)
class Front:
    """A desk with a database behind it, and Ana before it."""

    database: Database
    workspace_id: int
    person_id: int
    desk: Desk = DESK

    def request(self, what: str | Call | Submitted, **changes: Any) -> Request:
        """Ana asks in a channel, by a slash command, a button or a form."""
        said = Typed(what) if isinstance(what, str) else what
        return replace(Request("key", self.person_id, CHANNEL, said), **changes)

    async def answer(self, what: str | Call | Submitted, **changes: Any) -> Answer:
        """The answer, whether anything was stored or not."""
        request = self.request(what, **changes)
        try:
            return await self.database.write(lambda db: self.desk.answer(db, request, NOW))
        except RolledBack as stopped:
            return stopped.answer

    async def waiting(self) -> list[Mapping[str, Any]]:
        """What waits in the outbox, in order."""

        def read(db: Connection) -> list[Mapping[str, Any]]:
            return [dict(row) for row in db.execute(select(outbox).order_by(outbox.c.id)).mappings()]

        return await self.database.read(read)

    async def told(self) -> list[tuple[str, Card]]:
        """To whom or where what is said."""
        return [(row["queue"], load(row["card"])) for row in await self.waiting()]

    @property
    def direct(self) -> str:
        return f"@{self.person_id}"
