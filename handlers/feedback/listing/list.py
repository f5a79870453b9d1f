"""Listing feedback: what one received, what one gave, and what one may read of somebody's."""

from dataclasses import replace
from typing import Annotated, Final
from zoneinfo import ZoneInfo

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import Label, Number
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.feedback.asking.rows import asked_rows
from handlers.feedback.giving.entries import whole
from handlers.feedback.giving.readers import as_seen_by
from handlers.feedback.giving.reference import FeedbackRef
from handlers.feedback.listing import cards
from handlers.feedback.listing.fields import RECEIVED, Whose, WhoseKind
from storage import feedback_lists, reactions
from storage.feedback import FeedbackLine

FURTHEST: Final = 10_000
"""Pages that can be turned to."""


class ListFeedback(Form, command="feedback list", title="Feedback", reads=True, submit="List"):
    """List the feedback that you received or gave, or what you may read of somebody's."""

    page: Number | None = None
    whose: Annotated[
        Whose, WhoseKind(longest=200, many_lines=False), Label("Whose", "received, given, or @somebody.")
    ] = RECEIVED

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("page",)


class ShowFeedback(Form, command="feedback show", title="Feedback", reads=True, submit="Show", listed=False):
    """Read one feedback in full."""

    feedback: FeedbackRef


def list_feedback(ask: Ask, form: ListFeedback) -> Reply:
    """A page of it, newest first. It is for its reader alone, and cannot be shared."""
    number = min(max(1, int(form.page.amount)), FURTHEST) if form.page else 1
    # One more than is shown tells whether there is another page.
    lines = _lines(ask, form.whose, cards.PAGE + 1, (number - 1) * cards.PAGE)
    shown = _with_joined(ask, lines[: cards.PAGE])
    page = cards.Page(
        form.whose, shown, number, has_older=len(lines) > cards.PAGE, may_give=policy.may_give_feedback(ask)
    )
    card = cards.listed(page, ask.person.id, ZoneInfo(ask.person.time_zone))
    if form.whose == RECEIVED and number == 1:
        card = card.plus(*asked_rows(ask))
    return Whisper(card)


def show_feedback(ask: Ask, form: ShowFeedback) -> Reply:
    """All of it, with what was added."""
    (line,) = _with_joined(ask, (as_seen_by(ask, form.feedback),))
    return Whisper(whole(line, ask.person.id, ZoneInfo(ask.person.time_zone)))


def _lines(ask: Ask, whose: Whose, most: int, skipped: int) -> tuple[FeedbackLine, ...]:
    sight = policy.sight(ask)
    if whose.person is not None:
        return feedback_lists.of_person(ask.db, sight, whose.person.id, most, skipped)
    read = feedback_lists.given_by if whose.kind == "given" else feedback_lists.received
    return read(ask.db, sight, most, skipped)


def _with_joined(ask: Ask, lines: tuple[FeedbackLine, ...]) -> tuple[FeedbackLine, ...]:
    """With how many people add to praise; asks the database only where there is some."""
    posts = {line.message_id for line in lines if line.is_praise and line.message_id is not None}
    if not posts:
        return lines
    counts = reactions.joined(ask.db, posts, ask.company.praise_reactions)
    return tuple(replace(line, joined=counts.get(line.message_id or 0, 0)) for line in lines)
