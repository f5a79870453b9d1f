"""Every screen of requests for feedback, as examples show it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

from handlers.chat.card import Card
from handlers.chat.text import Mention
from handlers.feedback.asking import asker_cards, cards, reminder_cards
from storage.feedback_requests import OwnRequest, RequestLine, Response
from storage.people import Somebody

_SAMPLE = RequestLine(
    id=5,
    asked_by=1,
    asker_name="Ana Ruiz",
    about_id=1,
    about_name="Ana Ruiz",
    manager_id=3,
    manager_name="Chen Wu",
    question="How did the launch go for you? What should I do differently next time?",
    due_on=date(2026, 11, 27),
    created_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
    person_id=2,
    state="waiting",
    is_open=True,
)
_OF_REPORT = replace(_SAMPLE, id=6, about_id=3, about_name="Chen Wu", manager_id=1, manager_name="Ana Ruiz")
_OWN = OwnRequest(
    5,
    1,
    "Ana Ruiz",
    _SAMPLE.question,
    _SAMPLE.due_on,
    (Response(2, "Ben Okafor", "answered", "F-7"), Response(3, "Chen Wu", "waiting", "")),
)
_BEN = Mention(2, "Ben Okafor")
_ASKED = (Somebody(2, "Ben Okafor", ""), Somebody(3, "Chen Wu", ""))


def _listed_sample() -> Card:
    return Card(
        "You asked.", tuple(asker_cards.asked((_OWN, replace(_OWN, about_id=3, about_name="Chen Wu", due_on=None)), 1))
    )


EXAMPLES: dict[str, Callable[[], Card]] = {
    "feedback asked for": lambda: asker_cards.put(_ASKED, _OWN, 1, is_overheard=False),
    "feedback asked for, about a report": lambda: asker_cards.put(
        _ASKED[:1], replace(_OWN, about_id=3, about_name="Chen Wu"), 1, is_overheard=True
    ),
    "a request for feedback": lambda: cards.request(_SAMPLE),
    "a request for feedback, about a report": lambda: cards.request(_OF_REPORT),
    "a request for feedback, answered": lambda: cards.request(replace(_SAMPLE, state="answered"), "F-7"),
    "a request for feedback, not now": lambda: cards.request(replace(_SAMPLE, state="declined")),
    "a request for feedback, over": lambda: cards.over(replace(_OF_REPORT, is_open=False)),
    "a request for feedback, answered before": lambda: cards.twice(_SAMPLE, "F-7"),
    "feedback that was asked for": lambda: asker_cards.given(_OF_REPORT, _BEN, "F-8"),
    "feedback that somebody cannot give": lambda: asker_cards.declined(_OF_REPORT, _BEN),
    "a reminder of a request": lambda: reminder_cards.reminder((_SAMPLE,), reminder_cards.BECAUSE_IT_IS_NEAR),
    "a reminder of several requests": lambda: reminder_cards.reminder(
        (_SAMPLE, _OF_REPORT), reminder_cards.BECAUSE_YOU_ASKED
    ),
    "a reminder of requests for tomorrow": lambda: reminder_cards.later(date(2026, 11, 27)),
    "what one asked": _listed_sample,
    "requests at Home": lambda: Card("Colleagues wait for you.", tuple(cards.waiting((_SAMPLE, _OF_REPORT)))),
}
