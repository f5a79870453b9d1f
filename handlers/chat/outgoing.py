"""How handlers and rules say something elsewhere: rows of the outbox, in the transaction that they are part of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import datetime

from handlers.chat.ask import Ask, Place
from handlers.chat.card import Card, dump
from handlers.chat.due import Occasion
from handlers.chat.hours import held_until
from handlers.chat.reply import Attachment
from storage import direct, messages, outbox, reach, reminders
from storage.direct import DirectMessage
from storage.messages import Revision, Spot
from storage.outbox import Draft

Scene = Ask | Occasion
"""Who says it: somebody who acted, or the clock. What people wait for goes first."""

Attached = Attachment | None


@dataclass(frozen=True, slots=True)
class Note:
    """A direct message. One whose `key` was used before is not sent again.

    It waits until the business clock has reached `held_until`: the person's working hours.
    """

    person_id: int
    card: Card
    key: str | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A direct message that may change later: it shows `subject` ("feedback:F-3") to that person, in the way `kind`."""

    person_id: int
    subject: str
    kind: str
    card: Card


@dataclass(frozen=True, slots=True)
class Line:
    """A line in the thread of a message that show() made. One whose `key` was used before is not sent again.

    Under a direct message it waits until the business clock has reached `held_until`: the working hours of its reader.
    """

    message_id: int
    card: Card
    key: str | None = None
    held_until: datetime | None = None


def tell(
    scene: Scene,
    person_id: int,
    card: Card,
    key: str | None = None,
    *,
    platform: str = "",
    held_until: datetime | None = None,
    attachment: Attached = None,
) -> None:
    """Write to a person directly, at once or when the business clock has reached `held_until`.

    Where no `platform` is named, it is the one that they last used.
    """
    draft = Draft(
        workspace_id=scene.workspace_id,
        queue=f"@{person_id}",
        lane=_lane(scene),
        card=dump(card),
        created_at=scene.now,
        key=key,
        platform=platform,
        person_id=person_id,
        held_until=held_until,
        attachment=attachment.content if attachment else None,
        attachment_name=attachment.name if attachment else "",
    )
    outbox.enqueue(scene.db, [draft])


def answer(ask: Ask, card: Card, *, attachment: Attached = None) -> None:
    """Write to the asker directly, on the platform on which they asked."""
    tell(ask, ask.person.id, card, platform=ask.place.platform, attachment=attachment)


def tell_many(scene: Scene, notes: Iterable[Note]) -> None:
    """Write to many people directly, in one statement. Somebody without an account on a platform is left out."""
    written = [DirectMessage(note.person_id, dump(note.card), note.key, note.held_until) for note in notes]
    if written:
        direct.tell(scene.db, scene.workspace_id, _lane(scene), written, scene.now)


def post_in(scene: Scene, place: Place, card: Card, key: str | None = None, *, attachment: Attached = None) -> None:
    """Post in a channel, or in the thread that the place names."""
    spot = _spot(place)
    draft = Draft(
        workspace_id=scene.workspace_id,
        queue=spot.queue,
        lane=_lane(scene),
        card=dump(card),
        created_at=scene.now,
        key=key,
        platform=spot.platform,
        conversation=spot.conversation,
        thread=spot.thread,
        attachment=attachment.content if attachment else None,
        attachment_name=attachment.name if attachment else "",
    )
    outbox.enqueue(scene.db, [draft])


def under(scene: Scene, message_id: int, card: Card, key: str | None = None) -> None:
    """Say a line in the thread of a message that show() made; it waits until that message was sent."""
    under_many(scene, [Line(message_id, card, key)])


def under_many(scene: Scene, lines: Iterable[Line]) -> None:
    """Say many lines in threads, in one statement."""
    drafts = [
        Draft(
            workspace_id=scene.workspace_id,
            queue=f"#{line.message_id}",
            lane=_lane(scene),
            card=dump(line.card),
            created_at=scene.now,
            key=line.key,
            thread_of=line.message_id,
            held_until=line.held_until,
        )
        for line in lines
    ]
    outbox.enqueue(scene.db, drafts)


def unsay_below(scene: Scene, message_id: int) -> None:
    """Leave unsaid what waits to be said in the thread of a message: its reader is not to read it any more."""
    messages.unsay_below(scene.db, message_id)


def show(scene: Scene, subject: str, kind: str, place: Place, card: Card) -> int:
    """Post the message that shows `subject`, or bring the posted one up to date; return its id, for under().

    A message stays where it was first shown. It is a state card: sending it twice does no harm.
    """
    revision = Revision(
        workspace_id=scene.workspace_id,
        subject=subject,
        kind=kind,
        spot=_spot(place),
        card=dump(card),
        lane=_lane(scene),
        now=scene.now,
    )
    return messages.show(scene.db, revision)


def show_to(scene: Scene, shown: Iterable[Shown]) -> None:
    """Write to people directly what a colleague caused, or bring it up to date where they have it already.

    It keeps to their working hours. Somebody whom nothing reaches is left out.
    """
    letters = list(shown)
    known = reach.recipients(scene.db, [one.person_id for one in letters]) if letters else {}
    for one in letters:
        recipient = known.get(one.person_id)
        if recipient is None or not recipient.platform:
            continue
        revision = Revision(
            workspace_id=scene.workspace_id,
            subject=one.subject,
            kind=one.kind,
            spot=Spot(recipient.platform, ""),
            card=dump(one.card),
            lane=_lane(scene),
            now=scene.now,
            person_id=one.person_id,
            held_until=held_until(scene.company, recipient, scene.now),
        )
        messages.show(scene.db, revision)


def tell_in_hours(scene: Scene, notes: Iterable[Note]) -> None:
    """Write to people directly what a colleague caused, once, in their working hours."""
    written = list(notes)
    known = reach.recipients(scene.db, [note.person_id for note in written]) if written else {}
    tell_many(
        scene,
        [
            replaced(note, held_until=held_until(scene.company, known[note.person_id], scene.now))
            for note in written
            if note.person_id in known
        ],
    )


def reply(ask: Ask, reply_url: str, card: Card) -> None:
    """Answer the asker alone, by the platform's one-time address."""
    outbox.enqueue(ask.db, [_by_address(ask, "reply", reply_url, card)])


def replace(ask: Ask, reply_url: str, card: Card) -> None:
    """Put the card in place of the one whose button was pressed, by the platform's one-time address."""
    outbox.enqueue(ask.db, [_by_address(ask, "replace", reply_url, card)])


def share(ask: Ask, reply_url: str, card: Card) -> None:
    """Say the card to everyone where the button was pressed, by the platform's one-time address.

    That works in private channels too, in which Rungs is no member.
    """
    outbox.enqueue(ask.db, [_by_address(ask, "share", reply_url, card)])


def within_budget(scene: Scene, budgets: Mapping[int, int], week: str) -> frozenset[int]:
    """Spend one nudge for each person; return who had one left.

    `budgets` is how many each person may get in the ISO week ("2026-W47"); a statement for each different number.
    """
    return reminders.spend_nudges(scene.db, budgets, week)


def _by_address(ask: Ask, action: outbox.Action, reply_url: str, card: Card) -> Draft:
    return Draft(
        workspace_id=ask.workspace_id,
        queue=reply_url,
        lane=outbox.INTERACTIVE,
        card=dump(card),
        created_at=ask.now,
        action=action,
        platform=ask.place.platform,
        person_id=ask.person.id,
        reply_url=reply_url,
    )


def _spot(place: Place) -> Spot:
    return Spot(place.platform, place.conversation, place.thread)


def _lane(scene: Scene) -> int:
    return outbox.INTERACTIVE if isinstance(scene, Ask) else outbox.SCHEDULED
