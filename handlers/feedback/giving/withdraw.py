"""Taking feedback back in the first ten minutes."""

from dataclasses import replace
from typing import Annotated

from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.reply import Refused, ReplaceCard, Reply
from handlers.feedback.asking.reopen import reopen
from handlers.feedback.giving import cards
from handlers.feedback.giving.edit import require_in_time
from handlers.feedback.giving.reference import FeedbackRef, require_author
from handlers.feedback.giving.telling import all_of_it, take_back, take_back_additions
from storage import audit, feedback_changes


class WithdrawFeedback(
    Form,
    command="feedback withdraw",
    title="Withdraw feedback",
    submit="Withdraw",
    example="/feedback withdraw F-3",
):
    """Withdraw what you gave as feedback, in its first 10 minutes."""

    feedback: Annotated[FeedbackRef, Label("Code", "One of those that you gave.")]


def withdraw(ask: Ask, form: WithdrawFeedback) -> Reply:
    """Take it out of every list; who has it in a direct message finds only that it was taken back."""
    line = form.feedback
    require_author(ask, line, "withdraw")
    require_in_time(ask, line)
    lines = all_of_it(ask, line)
    if not feedback_changes.withdraw(ask.db, ask.workspace_id, line, ask.now):
        raise Refused(f"{line.code} was changed meanwhile. Try again: /feedback withdraw {line.code}.")
    audit.record(ask.db, ask.workspace_id, ask.person.id, "withdraw feedback", line.code, ask.now)
    left = take_back(ask, replace(line, text="", withdrawn_at=ask.now))
    take_back_additions(ask, lines)
    reopen(ask, line)
    return ReplaceCard(cards.withdrawn(line, left), is_private=True)
