"""Feedback as examples show it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.chat.card import Card
from handlers.feedback.giving.cards import (
    added,
    added_for_receiver,
    changed,
    given,
    received,
    said_aloud,
    too_late,
    unchanged,
    withdrawn,
)
from handlers.feedback.giving.entries import whole
from storage.feedback import AdditionLine, FeedbackLine


def sample(**changes: object) -> FeedbackLine:
    """What Ben said to Ana, for examples."""
    line = FeedbackLine(
        code="F-7",
        author_id=2,
        author_name="Ben Okafor",
        receiver_id=1,
        receiver_name="Ana Ruiz",
        about_id=1,
        about_name="Ana Ruiz",
        manager_id=None,
        manager_name="",
        visibility="private",
        is_praise=False,
        kind="Suggestion",
        company_value="Customer first",
        text="Clear demo. Next time show the numbers first: they are what the customer came for.",
        objective_id=None,
        key_result_id=5,
        thing_code="KR-5",
        thing_is_private=False,
        request_id=None,
        message_id=None,
        platform="slack",
        conversation="C0PRODUCT",
        message="1700000000.000100",
        thread="",
        created_at=datetime(2026, 11, 16, 10, 0, tzinfo=UTC),
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def _sample_addition() -> AdditionLine:
    return AdditionLine(
        1, "The numbers of the second demo came first. Thank you.", datetime(2026, 11, 17, 9, tzinfo=UTC)
    )


EXAMPLES: dict[str, Callable[[], Card]] = {
    "feedback received": lambda: received(sample(), 1),
    "feedback received, visible to the manager": lambda: received(
        sample(visibility="manager", manager_id=3, manager_name="Chen Wei"), 1
    ),
    "feedback received, public": lambda: received(sample(visibility="public", message=""), 1),
    "feedback about a report": lambda: received(sample(receiver_id=3, receiver_name="Chen Wei"), 3),
    "feedback received, taken back": lambda: received(sample(withdrawn_at=sample().created_at), 1),
    "feedback received, added to": lambda: added_for_receiver(sample(), _sample_addition()),
    "feedback received, addition taken back": lambda: added_for_receiver(
        sample(withdrawn_at=sample().created_at), _sample_addition()
    ),
    "feedback given": lambda: given([sample()], 2),
    "feedback given to several": lambda: given(
        [
            sample(visibility="manager", manager_id=3, manager_name="Chen Wei"),
            sample(code="F-8", receiver_id=3, receiver_name="Chen Wei", visibility="manager"),
        ],
        2,
    ),
    "feedback said aloud": lambda: said_aloud([sample(visibility="public")]),
    "feedback changed": lambda: changed(sample(), 2),
    "praise withdrawn": lambda: withdrawn(sample(is_praise=True, message_id=3, visibility="public"), "a word"),
    "feedback unchanged": lambda: unchanged(sample()),
    "feedback withdrawn": lambda: withdrawn(sample(), "a word"),
    "feedback withdrawn before it was sent": lambda: withdrawn(sample(), "nothing"),
    "feedback withdrawn that was said aloud": lambda: withdrawn(sample(visibility="public"), "what was said aloud"),
    "feedback added to": lambda: added(sample(), 2),
    "feedback too old to change": lambda: too_late("F-7"),
    "feedback in full": lambda: whole(sample(additions=(_sample_addition(),)), 2, ZoneInfo("UTC")),
}
