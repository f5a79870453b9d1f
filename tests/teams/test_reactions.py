"""Reactions as Teams tells them: of which message, in which order, and what is no news."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.teams import reactions
from bot.teams.activity import read
from handlers.company import Company
from storage.arrivals import PLACEHOLDER
from storage.people import accounts, people
from storage.reactions import Posted
from storage.reactions import reactions as kept
from tests.e2e.chat import Message, seen
from tests.e2e.teams_client import CHANNELS, member
from tests.e2e.world import World, world
from tests.teams.activities import CHANNEL, an_activity

MONDAY = datetime(2026, 10, 5, 6, tzinfo=UTC)
PRODUCT = CHANNELS["product"]


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[World]:
    """Ana and ben meet in #product."""
    async with world(sqlite_url, MONDAY, Company("Company X"), platform="teams") as here:
        await here.say("ines", "/rungs team new Product @ana @ben --channel #product")
        yield here
        assert here.chat.faults == []


@pytest.fixture
async def post(town: World) -> Message:
    """Ana's praise of ben in #product."""
    await town.say("ana", "/praise @ben For the night shift")
    return town.chat.messages("product")[-1]


async def tell(town: World, post: Message, who: str = "jo", place: str = PRODUCT, **news: Any) -> Any:
    """Deliver news of a reaction to the post; return what Rungs answered."""
    client = town.teams.client
    told = client.activity(who, place, **{"type": "messageReaction", "replyToId": post.id, **news})
    del told["text"], told["textFormat"]
    answer = await client.deliver(told)
    await town.settle()
    return answer


def added(*names: str, at: str = "2026-10-05T06:00:01.000Z") -> dict[str, Any]:
    return {"reactionsAdded": [{"type": name} for name in names], "timestamp": at}


def removed(*names: str, at: str = "2026-10-05T06:00:02.000Z") -> dict[str, Any]:
    return {"reactionsRemoved": [{"type": name} for name in names], "timestamp": at}


def text(town: World, post: Message) -> str:
    return seen(town.chat.current(post))


@pytest.mark.parametrize("place", [PRODUCT, f"{PRODUCT};messageid={{id}}"], ids=["channel", "thread"])
async def test_it_adds_to_praise_with_or_without_the_thread_in_its_address(
    town: World, post: Message, place: str
) -> None:
    assert await tell(town, post, place=place.format(id=post.id), **added("heart")) is None

    assert "*1 more* joins in" in text(town, post)


async def test_taken_back_it_is_gone_whichever_news_comes_first(town: World, post: Message) -> None:
    await tell(town, post, **removed("heart"))
    await tell(town, post, **added("heart"))
    await tell(town, post, **removed("heart"))

    assert "join" not in text(town, post)


async def test_one_reaction_in_place_of_another_is_told_at_once(town: World, post: Message) -> None:
    await tell(town, post, **added("like"))
    await tell(town, post, **removed("like"), reactionsAdded=[{"type": "heart"}])

    assert "*1 more* joins in" in text(town, post)


async def test_without_a_time_what_arrives_later_counts(town: World, post: Message) -> None:
    await tell(town, post, reactionsAdded=[{"type": "heart"}], timestamp="")
    await tell(town, post, who="ines", reactionsAdded=[{"type": "heart"}], timestamp="soon")

    assert "*2 more* join in" in text(town, post)


async def test_somebody_who_was_never_seen_is_made_known(town: World, post: Message) -> None:
    client = town.teams.client
    client.people["zoe"] = member("zoe", "Zoe Hart", "zoe@company-x.example")
    town.teams.client.service.roster.append(client.people["zoe"])

    await tell(town, post, who="zoe", **added("clap"))

    query = select(people.c.name).join(accounts).where(accounts.c.external_id == client.people["zoe"].aad)
    assert await town.app.database.read(lambda db: db.execute(query).scalar_one()) == "Zoe Hart"
    assert "*1 more* joins in" in text(town, post)


@pytest.mark.parametrize(
    "news",
    [
        {"replyToId": "1700000000000"},
        {"replyToId": ""},
        {"reactionsAdded": "heart"},
        {"reactionsAdded": [{"type": 7}, {}, None]},
        {"reactionsAdded": []},
        {"reactionsAdded": [{"type": "angry"}]},
        {"conversation": {"id": "19:elsewhere@thread.tacv2", "conversationType": "channel"}},
    ],
    ids=["another message", "no message", "no list", "no names", "nothing", "another reaction", "elsewhere"],
)
async def test_what_is_no_reaction_to_praise_is_taken_and_left_alone(
    town: World, post: Message, news: dict[str, Any]
) -> None:
    await tell(town, post, **{**added("heart"), **news})

    assert await town.app.database.read(lambda db: db.execute(select(func.count(kept.c.id))).scalar_one()) == 0
    assert "join" not in text(town, post)


async def test_nobody_is_made_known_for_a_reaction_to_anything_else(town: World, post: Message) -> None:
    town.teams.client.people["zoe"] = member("zoe", "Zoe Hart", "zoe@company-x.example")

    await tell(town, Message(PRODUCT, "1700000000000", str), who="zoe", **added("heart"))

    query = select(func.count(people.c.id)).where(people.c.name.in_(("Zoe Hart", PLACEHOLDER)))
    assert await town.app.database.read(lambda db: db.execute(query).scalar_one()) == 0


def test_the_message_is_named_without_the_thread() -> None:
    activity = read(an_activity(type="messageReaction", conversation=CHANNEL, replyToId="1700"))

    assert reactions.posted(activity) == Posted("teams", "19:product@thread.tacv2", "1700")


@pytest.mark.parametrize(
    ("timestamp", "at"),
    [
        ("1970-01-01T00:00:01.5Z", 1_500_000),
        ("1970-01-01T02:00:01.5000001+02:00", 1_500_000),
        ("1970-01-01T00:00:02", 2_000_000),
        ("", None),
        ("yesterday", None),
        (7, None),
    ],
)
def test_the_time_is_in_millionths_of_a_second(timestamp: object, at: int | None) -> None:
    assert reactions.happened_at({"timestamp": timestamp}) == at
