"""What the receiver of feedback is told, and when."""

from collections.abc import Sequence

from handlers.chat import outgoing
from handlers.chat.outgoing import Note, Scene, Shown
from handlers.feedback.giving import cards
from handlers.feedback.giving.readers import as_seen_by_receivers
from handlers.feedback.praising import posts
from storage import messages
from storage.feedback import FeedbackLine

RECEIVED = "received"
"""The kind of the direct message in which somebody gets feedback."""


def tell_receiver(scene: Scene, line: FeedbackLine) -> None:
    """Write to the receiver what they were given, in their working hours, or bring it up to date."""
    tell_receivers(scene, [line])


def tell_receivers(scene: Scene, lines: Sequence[FeedbackLine]) -> None:
    """The same of several."""
    outgoing.show_to(
        scene,
        [
            Shown(line.receiver_id, subject_of(line.code), RECEIVED, cards.received(line, line.receiver_id))
            for line in as_seen_by_receivers(scene, lines)
        ],
    )


def bring_up_to_date(scene: Scene, line: FeedbackLine) -> None:
    """Change what was said of it: the post of praise, or a direct message where the receiver got one."""
    if line.is_praise and line.message_id is not None:
        posts.refresh(scene, line.message_id)
    elif messages.shown(scene.db, scene.workspace_id, subject_of(line.code), RECEIVED) is not None:
        tell_receiver(scene, line)


def tell_of_addition(scene: Scene, line: FeedbackLine, text: str) -> None:
    """Write to the receiver what was added, once, in their working hours."""
    key = f"{subject_of(line.code)}:addition:{len(line.additions)}"
    outgoing.tell_in_hours(scene, [Note(line.receiver_id, cards.added_for_receiver(line, text), key)])


def subject_of(code: str) -> str:
    """What messages about it show."""
    return f"feedback:{code}"
