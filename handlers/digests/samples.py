"""A team's week, for the examples of the screens."""

from handlers.digests.news import Course, KeyResultNews, News, ObjectiveNews
from storage.progress import Status

ORDERS = KeyResultNews(
    1, 5, "KR-5", "Obtain 3,000 pre-orders", 2, "Ben Okafor", Course(420_000, 42, 10), Status.AT_RISK, is_silent=False
)
DAYS = KeyResultNews(
    2, 6, "KR-6", "Deliver within 45 days", 1, "Ana Ruiz", Course(500_000, 50, 0), Status.STALE, is_silent=False
)
TEAM = KeyResultNews(
    5, 1, "KR-1", "Assemble the team", 3, "Hugo Silva", Course(1_000_000, 100, 20), Status.DONE, is_silent=False
)
PRICES = KeyResultNews(
    3, 8, "KR-8", "Agree prices with 12 shops", 2, "Ben Okafor", None, Status.NOT_STARTED, is_silent=True
)
SELL = ObjectiveNews(
    id=2,
    code="O-2",
    title="Win customers for the self-buttering toaster",
    level="team",
    owner_id=1,
    owner_name="Ana Ruiz",
    course=Course(460_000, 46, 6),
    before=400_000,
    status=Status.AT_RISK,
    stale=1,
    of=2,
    lines=(ORDERS, DAYS),
)
SHOPS = SELL._replace(
    id=4,
    code="O-4",
    title="Be on the shelf in 12 shops",
    level="company",
    course=Course(500_000, 50, 10),
    status=Status.NOT_STARTED,
    stale=0,
    lines=(PRICES, TEAM),
)
A_WEEK = News(
    course=Course(480_000, 48, 8),
    objectives=(SELL, SHOPS),
    counts={Status.AT_RISK: 1, Status.STALE: 1, Status.DONE: 1},
    silent=1,
)
"""Something of everything."""
