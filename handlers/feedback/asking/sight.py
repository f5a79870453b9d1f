"""A request as whoever was asked may see and answer it."""

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.number import row_number
from handlers.chat.reply import Refused
from handlers.feedback.asking import cards
from storage import feedback_requests as requests
from storage.feedback_requests import RequestLine

NOT_THERE = "This request for feedback is not there any more. To give feedback all the same: /feedback"


def found(ask: Ask, number: str) -> RequestLine | None:
    """The request of that number, if it was put to the writer."""
    return requests.put_to(ask.db, ask.workspace_id, row_number(number), ask.person.id)


def answerable(ask: Ask, number: str) -> RequestLine:
    """The request, if the writer may answer it. Raises Refused."""
    line = found(ask, number) if policy.may_give_feedback(ask) else None
    if line is None:
        raise Refused(NOT_THERE)
    if not line.is_open:
        card = cards.over(line)
        raise Refused(card.text, card)
    return line
