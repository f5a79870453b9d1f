"""Requests as parts of other screens: what waits for the reader at Home, and what they asked in the list."""

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Element
from handlers.feedback.asking import asker_cards, cards, words
from storage import feedback_requests as requests


def waiting_rows(ask: Ask) -> tuple[Element, ...]:
    """What colleagues asked the reader and is not answered yet; at most one statement."""
    if not policy.may_give_feedback(ask):
        return ()
    return tuple(cards.waiting(requests.waiting_for(ask.db, ask.person.id, words.MOST_LISTED + 1)))


def asked_rows(ask: Ask) -> tuple[Element, ...]:
    """What the reader asked lately, and who has answered; one statement, nothing where they asked nothing."""
    latest = requests.own_requests(ask.db, ask.workspace_id, ask.person.id, words.MOST_LISTED)
    return tuple(asker_cards.asked(latest, ask.person.id))
