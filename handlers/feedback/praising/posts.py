"""The post of praise, kept as it now is: after a reaction, a change, or when it was taken back."""

from handlers.chat import outgoing
from handlers.chat.ask import Place
from handlers.chat.outgoing import Scene
from handlers.feedback.praising import cards
from storage import feedback, messages, praise, reactions


def subject(code: str) -> str:
    """What the post of that praise shows; `code` is the first that it has."""
    return f"praise:{code}"


def unsend(scene: Scene, message_id: int) -> bool:
    """Drop the post where it waits to be sent; whether it did, so that nobody has seen it."""
    praise.hold(scene.db, message_id)
    lines = feedback.of_message(scene.db, message_id)
    return messages.unsend(scene.db, scene.workspace_id, subject(lines[0].code), reactions.PRAISE)


def refresh(scene: Scene, message_id: int) -> None:
    """Show the post as it now is. Whoever changes it at the same time waits, and counts this too."""
    praise.hold(scene.db, message_id)
    lines = feedback.of_message(scene.db, message_id)
    if not lines:
        return
    emojis = scene.company.praise_reactions
    count = reactions.joined(scene.db, [message_id], emojis).get(message_id, 0)
    # It stays where it stands, so that its place is not asked for.
    outgoing.show(scene, subject(lines[0].code), reactions.PRAISE, Place(""), cards.shown(lines, count, emojis))
