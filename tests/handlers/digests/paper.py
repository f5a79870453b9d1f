"""What the tests about digests share: the week of it, its clock and what is posted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from handlers.chat.card import Card, load
from handlers.chat.due import Due, Occasion
from handlers.company import Company
from handlers.digests.reminders import REMINDERS
from handlers.digests.schedule import DIGEST
from storage.database import Connection, Database
from storage.outbox import outbox
from tests.builders import company as build
from tests.builders.check_ins import Cast

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
"""The digest of week 48, in the company's zone, which is UTC."""
EARLIER = FRIDAY - timedelta(days=9)
LATELY = FRIDAY - timedelta(days=2)
COMPANY = Company(name="Company X")


def a_product_team(db: Connection, cast: Cast) -> int:
    return build.a_team(db, cast.workspace, "Product", (cast.ana, cast.ben, cast.cleo), channel="C0PRODUCT")


def ring(db: Connection, cast: Cast, team_ids: list[int], at: datetime = FRIDAY) -> Mapping[int, datetime | None]:
    """The digests of these teams are due; returns when each is due next, by the team's id."""
    due = [Due(number, cast.workspace, DIGEST, f"team:{number}", number, FRIDAY) for number in team_ids]
    return REMINDERS[DIGEST](Occasion(db, at, COMPANY, cast.workspace, due))


def posts(db: Connection) -> list[tuple[str, Card]]:
    """What is posted: the channel and the card."""
    rows = db.execute(select(outbox.c.conversation, outbox.c.card).where(outbox.c.action == "post"))
    return [(row.conversation, load(row.card)) for row in rows if row.conversation]


async def posted(database: Database, cast: Cast, team_id: int, at: datetime = FRIDAY) -> Card:
    """The only digest that is posted."""
    await database.write(lambda db: ring(db, cast, [team_id], at))
    ((_, card),) = await database.read(posts)
    return card
