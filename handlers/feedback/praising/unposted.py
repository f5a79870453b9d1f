"""Praise that could not be posted: whom it praises get it directly, and its writer learns of that."""

from collections.abc import Mapping
from datetime import datetime

from handlers.chat import outgoing
from handlers.chat.due import Occasion
from handlers.chat.outgoing import Note, Shown
from handlers.chat.text import Mention
from handlers.feedback.giving.telling import RECEIVED, subject_of
from handlers.feedback.praising import cards
from handlers.feedback.praising.cards import Words
from storage import feedback, praise, unposted


def deliver(occasion: Occasion) -> Mapping[int, datetime | None]:
    """Bring each praise whose post was refused to the people in it. Rarely any, so one goes after the other."""
    for due in occasion.due:
        _deliver(occasion, due.subject_id)
    return dict.fromkeys((due.id for due in occasion.due), None)


def _deliver(occasion: Occasion, message_id: int) -> None:
    # Whoever changes or takes it back meanwhile waits, and finds it without a post.
    praise.hold(occasion.db, message_id)
    lines = [line for line in feedback.of_message(occasion.db, message_id) if line.withdrawn_at is None]
    found = unposted.look(occasion.db, message_id)
    if not lines or not found.is_lost:
        return
    unposted.detach(occasion.db, message_id)
    first = lines[0]
    praised = tuple(Mention(line.receiver_id, line.receiver_name) for line in lines)
    words = Words(Mention(first.author_id, first.author_name), praised, first.text, first.company_value)
    told = [Shown(line.receiver_id, subject_of(line.code), RECEIVED, cards.told(words)) for line in lines]
    outgoing.show_to(occasion, told)
    card = cards.unposted(praised, [line.code for line in lines], found.channel_name)
    outgoing.tell_many(occasion, [Note(first.author_id, card, f"{unposted.REMINDER}:{first.code}")])
