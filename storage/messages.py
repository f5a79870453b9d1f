"""Messages that change later: put in once, revised from then on, never two edits waiting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, exists, or_, select, update

from storage.outbox import Draft, enqueue, messages, outbox
from storage.upsert import Upsert


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a message stands, in the platform's own ids."""

    platform: str
    conversation: str
    thread: str = ""

    @property
    def queue(self) -> str:
        return f"{self.platform}:{self.conversation}:{self.thread}"


@dataclass(frozen=True, slots=True)
class Revision:
    """What the message of (workspace, subject, kind) shows from now on. `card` is the card as JSON.

    A direct message has a `person_id` and a spot that names only the platform; delivery finds out the conversation. Its
    first sending waits until the business clock has reached `held_until`.
    """

    workspace_id: int
    subject: str
    kind: str
    spot: Spot
    card: str
    lane: int
    now: datetime
    person_id: int | None = None
    held_until: datetime | None = None


_TOUCH: Upsert[Any] = Upsert(
    lambda into: (
        into(messages)
        .on_conflict_do_update(
            index_elements=["workspace_id", "subject", "kind"], set_={"version": messages.c.version + 1}
        )
        .returning(
            messages.c.id,
            messages.c.version,
            messages.c.external_id,
            messages.c.platform,
            messages.c.conversation,
            messages.c.thread,
        )
    )
)
_REPLACE_WAITING = (
    update(outbox).where(outbox.c.message_id == bindparam("m"), outbox.c.state == "waiting").values(card=bindparam("c"))
)
_SHOWN = select(messages.c.id).where(
    messages.c.workspace_id == bindparam("w"), messages.c.subject == bindparam("s"), messages.c.kind == bindparam("k")
)
_UNSENT = delete(outbox).where(
    outbox.c.message_id.in_(_SHOWN.where(messages.c.external_id == "")),
    outbox.c.action == "post",
    outbox.c.state == "waiting",
)
_UNSAID = delete(outbox).where(outbox.c.thread_of == bindparam("m"), outbox.c.state == "waiting")
_OF_SUBJECTS = select(messages.c.id, messages.c.subject, messages.c.kind).where(
    messages.c.workspace_id == bindparam("w"), messages.c.subject.in_(bindparam("subjects", expanding=True))
)
_WITHHELD = delete(outbox).where(
    or_(
        outbox.c.message_id.in_(bindparam("ids", expanding=True)),
        outbox.c.thread_of.in_(bindparam("ids", expanding=True)),
    ),
    outbox.c.state == "waiting",
)
_ON_ITS_WAY = select(exists().where(outbox.c.message_id == bindparam("m"), outbox.c.state == "sending"))


def show(db: Connection, revision: Revision) -> int:
    """Post the message, or bring it up to date where it stands; return its id.

    Before the first send the waiting card is replaced; afterwards one edit waits at most. A message that could not be
    posted is tried anew.
    """
    row = {
        "workspace_id": revision.workspace_id,
        "subject": revision.subject,
        "kind": revision.kind,
        "platform": revision.spot.platform,
        "conversation": revision.spot.conversation,
        "thread": revision.spot.thread,
        "external_id": "",
        "version": 1,
        "created_at": revision.now,
    }
    # Its row makes two who show the same wait for each other.
    message_id, version, external_id, *where = db.execute(_TOUCH.of(db), row).one()
    spot = Spot(*where)
    if version == 1:
        _put(db, revision, spot, message_id, "post")
        return int(message_id)
    if db.execute(_REPLACE_WAITING, {"m": message_id, "c": revision.card}).rowcount:
        return int(message_id)
    posted = external_id or db.execute(_ON_ITS_WAY, {"m": message_id}).scalar_one()
    _put(db, revision, spot, message_id, "edit" if posted else "post")
    return int(message_id)


def shown(db: Connection, workspace_id: int, subject: str, kind: str) -> int | None:
    """The id of the message that shows `subject` in that way, sent or not; None where there is none."""
    found: int | None = db.execute(_SHOWN, {"w": workspace_id, "s": subject, "k": kind}).scalar_one_or_none()
    return found


def unsend(db: Connection, workspace_id: int, subject: str, kind: str) -> bool:
    """Drop the message where it waits to be sent for the first time; whether it did, so that nobody has seen it."""
    return db.execute(_UNSENT, {"w": workspace_id, "s": subject, "k": kind}).rowcount > 0


def unsay_below(db: Connection, message_id: int) -> None:
    """Drop the lines in the thread of the message that have not been sent."""
    db.execute(_UNSAID, {"m": message_id})


def withhold(db: Connection, workspace_id: int, shown_as: Collection[tuple[str, str]]) -> None:
    """Drop what waits to be sent of the messages of these (subject, kind): themselves and the lines in their threads.

    Two statements.
    """
    subjects = {subject for subject, _ in shown_as}
    found = db.execute(_OF_SUBJECTS, {"w": workspace_id, "subjects": list(subjects)}).all()
    ids = [message_id for message_id, *which in found if tuple(which) in shown_as]
    if ids:
        db.execute(_WITHHELD, {"ids": ids})


def _put(db: Connection, revision: Revision, spot: Spot, message_id: int, action: Any) -> None:
    draft = Draft(
        workspace_id=revision.workspace_id,
        queue=spot.queue if revision.person_id is None else f"@{revision.person_id}",
        lane=revision.lane,
        card=revision.card,
        created_at=revision.now,
        action=action,
        platform=spot.platform,
        conversation=spot.conversation,
        person_id=revision.person_id,
        thread=spot.thread,
        message_id=message_id,
        state_card=True,
        held_until=revision.held_until if action == "post" else None,
    )
    enqueue(db, [draft])
