"""What the receiver of feedback is told, and when."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.chat import outgoing
from handlers.chat.outgoing import Scene, Shown
from handlers.feedback.giving import cards
from handlers.feedback.giving.cards import Left
from handlers.feedback.giving.readers import as_seen_by_receivers
from handlers.feedback.praising import posts
from storage import feedback, messages
from storage.feedback import AdditionLine, FeedbackLine

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


def take_back(scene: Scene, line: FeedbackLine) -> Left:
    """Let whatever shows it say that it was taken back, and send no more of it; return what is left to be seen.

    `line` is as it stands after that.
    """
    if line.is_praise and line.message_id is not None:
        if posts.unsend(scene, line.message_id):
            return "nothing"
        posts.refresh(scene, line.message_id)
        return "a word"
    if messages.unsend(scene.db, scene.workspace_id, subject_of(line.code), RECEIVED):
        return "nothing"
    if messages.shown(scene.db, scene.workspace_id, subject_of(line.code), RECEIVED) is None:
        return "what was said aloud"
    tell_receiver(scene, line)
    return "a word"


def tell_of_addition(scene: Scene, line: FeedbackLine, addition: AdditionLine) -> None:
    """Write to the receiver what was added, in their working hours."""
    outgoing.show_to(scene, [_added(line, addition)])


def all_of_it(scene: Scene, line: FeedbackLine) -> tuple[FeedbackLine, ...]:
    """The feedback, or all rows of the praise that one post shows: they are taken back together."""
    if line.is_praise and line.message_id is not None:
        return feedback.of_message(scene.db, line.message_id)
    return (line,)


def take_back_additions(scene: Scene, lines: Sequence[FeedbackLine]) -> None:
    """Let what said the additions to these say that it was taken back. `lines` are as they stood before."""
    gone = [replace(line, text="", withdrawn_at=scene.now) for line in lines]
    told = [_added(line, addition) for line in gone for addition in line.additions]
    outgoing.show_to(
        scene, [one for one in told if not messages.unsend(scene.db, scene.workspace_id, one.subject, one.kind)]
    )


def subject_of(code: str) -> str:
    """What messages about it show."""
    return f"feedback:{code}"


def _added(line: FeedbackLine, addition: AdditionLine) -> Shown:
    """The direct message that tells of an addition, as it stands now."""
    card = cards.added_for_receiver(line, addition)
    return Shown(line.receiver_id, subject_of(line.code), f"addition:{addition.id}", card)
