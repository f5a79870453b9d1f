"""A request whose answer was taken back."""

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.feedback.asking.ask import shown
from storage import feedback_requests as requests
from storage.feedback import FeedbackLine


def reopen(ask: Ask, taken_back: FeedbackLine) -> None:
    """Let the request wait for another answer, where what its author takes back answered one."""
    if taken_back.request_id is None:
        return
    requests.reopen(ask.db, taken_back.request_id, taken_back.author_id)
    line = requests.put_to(ask.db, ask.workspace_id, taken_back.request_id, taken_back.author_id)
    if line is not None:
        outgoing.show_to(ask, [shown(line)])
