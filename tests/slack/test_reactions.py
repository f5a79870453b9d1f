"""Reactions as Slack tells them: twice, in any order, in any colour, and of things that are no praise."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.playground.residents import Install, Resident
from bot.slack import reactions
from storage.people import people
from storage.reactions import reactions as kept
from tests.e2e.chat import Message, seen
from tests.e2e.world import World

JO = "U0JO"
CHANNEL = "C0PRODUCT"


@pytest.fixture
async def post(town: World) -> AsyncIterator[Message]:
    """Ana's praise of ben in #product."""
    await town.say("ines", "/rungs team new Product @ana @ben --channel #product")
    await town.say("ana", "/praise @ben For the night shift")
    yield town.chat.messages("product")[-1]
    assert town.chat.faults == []


async def tell(town: World, post: Message, at: str, kind: str = "reaction_added", **news: Any) -> None:
    """Deliver an event of a reaction to the post, jo's raised hands unless something else is said."""
    told = {
        "type": kind,
        "user": JO,
        "reaction": "raised_hands",
        "item": {"type": "message", "channel": post.place, "ts": post.id},
        "item_user": Install().bot.user_id,
        "event_ts": at,
        **news,
    }
    ack = await town.slack.dispatch.event(town.slack.payloads.event(told))
    assert ack.ok, ack
    await town.settle()


def text(town: World, post: Message) -> str:
    return seen(town.chat.current(post))


async def count(town: World, column: Any) -> int:
    return int(await town.app.database.read(lambda db: db.execute(select(func.count(column))).scalar_one()))


async def test_a_hand_of_any_colour_adds_to_praise(town: World, post: Message) -> None:
    await tell(town, post, "100.000100", reaction="raised_hands::skin-tone-2")

    assert "*1 more* joins in" in text(town, post)


async def test_a_thumb_is_a_like(town: World, post: Message) -> None:
    await tell(town, post, "100.000100", reaction="+1")

    assert "*1 more* joins in" in text(town, post)


async def test_news_in_the_wrong_order_and_told_again_ends_as_the_latest_says(town: World, post: Message) -> None:
    await tell(town, post, "100.000200", "reaction_removed")
    await tell(town, post, "100.000100")
    assert "join" not in text(town, post)

    await tell(town, post, "100.000300")
    await tell(town, post, "100.000300")
    await tell(town, post, "100.000200", "reaction_removed")
    assert "*1 more* joins in" in text(town, post)


async def test_an_event_delivered_again_edits_nothing(town: World, post: Message) -> None:
    await tell(town, post, "100.000100")
    said = len(town.slack.state.wire.exchanges)

    await town.slack.deliver_again()
    await town.settle()

    later = [one.name for one in list(town.slack.state.wire.exchanges)[said:]]
    assert "chat.update" not in later


async def test_somebody_who_was_never_seen_is_made_known(town: World, post: Message) -> None:
    town.slack.workspace.set_person(Resident("U0ZOE", "zoe", "Zoe Hart", "zoe@company-x.example", "UTC"))

    await tell(town, post, "100.000100", user="U0ZOE")

    assert "*1 more* joins in" in text(town, post)
    named = select(func.count(people.c.id)).where(people.c.name == "Zoe Hart")
    assert await town.app.database.read(lambda db: db.execute(named).scalar_one()) == 1


@pytest.mark.parametrize(
    "news",
    [
        {"user": Install().bot.user_id},
        {"user": ""},
        {"reaction": "eyes"},
        {"reaction": ""},
        {"item": {"type": "file", "file": "F1"}},
        {"item": {"type": "message", "channel": CHANNEL, "ts": "1.000001"}},
        {"item": None},
        {"item": "C0PRODUCT"},
    ],
    ids=[
        "our own",
        "nobody's",
        "another reaction",
        "none",
        "to a file",
        "to another message",
        "to nothing",
        "to a word",
    ],
)
async def test_what_is_no_reaction_to_praise_is_taken_and_left_alone(
    town: World, post: Message, news: dict[str, Any]
) -> None:
    await tell(town, post, "100.000100", **news)

    assert await count(town, kept.c.id) == 0
    assert "join" not in text(town, post)


async def test_nobody_is_made_known_for_a_reaction_to_anything_else(town: World, post: Message) -> None:
    before = await count(town, people.c.id)

    await tell(town, replace(post, id="1.000001"), "100.000100", user="U0NOBODY")

    assert await count(town, people.c.id) == before


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("1700000000.000100", 1_700_000_000_000_100),
        ("2", 2_000_000),
        ("2.5", 2_500_000),
        ("", None),
        ("soon", None),
        ("9" * 20, None),
    ],
)
def test_the_time_is_in_millionths_of_a_second(stamp: str, at: int | None) -> None:
    assert reactions.happened_at({"event_ts": stamp}) == at
