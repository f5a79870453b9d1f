"""A team's week, for the examples of the screens."""

from dataclasses import replace
from decimal import Decimal

from handlers.digests.news import Course, KeyResultNews, News, ObjectiveNews
from storage.progress import Status

ORDERS = KeyResultNews(
    5, "KR-5", "Obtain 3,000 pre-orders", 2, "Ben Okafor", Course(Decimal("0.42"), 42, 10), Status.AT_RISK
)
DAYS = KeyResultNews(6, "KR-6", "Deliver within 45 days", 1, "Ana Ruiz", Course(Decimal("0.5"), 50, 0), Status.STALE)
TEAM = KeyResultNews(1, "KR-1", "Assemble the team", 3, "Hugo Silva", Course(Decimal(1), 100, 20), Status.DONE)
PRICES = KeyResultNews(8, "KR-8", "Agree prices with 12 shops", 2, "Ben Okafor", None, Status.NOT_STARTED)
SELL = ObjectiveNews(
    id=2,
    code="O-2",
    title="Win customers for the self-buttering toaster",
    level="team",
    owner_id=1,
    owner_name="Ana Ruiz",
    course=Course(Decimal("0.46"), 46, 6),
    before=Decimal("0.4"),
    status=Status.AT_RISK,
    stale=1,
    of=2,
    lines=(ORDERS, DAYS),
)
SHOPS = replace(
    SELL,
    id=4,
    code="O-4",
    title="Be on the shelf in 12 shops",
    level="company",
    course=Course(Decimal("0.5"), 50, 10),
    status=Status.NOT_STARTED,
    stale=0,
    lines=(PRICES, TEAM),
)
A_WEEK = News(
    course=Course(Decimal("0.48"), 48, 8),
    objectives=(SELL, SHOPS),
    counts={Status.AT_RISK: 1, Status.STALE: 1, Status.DONE: 1},
    silent=1,
)
"""Something of everything."""
