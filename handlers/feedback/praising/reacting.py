"""People add to praise by a reaction to its post, and take that back."""

from collections.abc import Iterable

from handlers.chat.outgoing import Scene
from handlers.feedback.praising import posts
from storage import reactions
from storage.reactions import News, Posted


def react(scene: Scene, posted: Posted, news: Iterable[News]) -> bool:
    """Keep the news of reactions to the praise that stands there; whether its post is to say another number."""
    emojis = scene.company.praise_reactions
    changed = [reactions.record(scene.db, scene.workspace_id, posted, one, emojis) for one in news]
    message_id = next((one for one in changed if one is not None), None)
    if message_id is None:
        return False
    posts.refresh(scene, message_id)
    return True
