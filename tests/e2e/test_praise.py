"""Praise stands in the team's channel, and others add to it by a reaction."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.company import Company
from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY, SLACK_ONLY
from tests.e2e.world import World

WELL_DONE = "/praise @ben @goran The launch went like clockwork"


@pytest.fixture
def company() -> Company:
    """Company X, which has said what it stands for."""
    return Company("Company X", ZoneInfo("Europe/Berlin"), values=("Customer first", "We say what is"))


async def praised(town: World, words: str = WELL_DONE) -> Message:
    """The post of what ana praises."""
    answer = await town.say("ana", words)
    assert "in #product." in answer, answer
    return town.chat.messages("product")[-1]


async def now(town: World, post: Message) -> str:
    """What the post says when all has arrived."""
    await town.settle()
    return seen(town.chat.current(post))


async def test_it_is_posted_in_the_channel_of_the_team(product: World) -> None:
    post = await praised(product, f"{WELL_DONE} --company-value customer")

    text = seen(post)
    assert text.startswith("<@U0ANA> praises <@U0BEN> and <@U0GORAN> · *Customer first*")
    assert "The launch went like clockwork" in text
    assert "React to add to it: raised hands, clap, heart or like." in text


async def test_a_reaction_adds_to_it_and_taken_back_it_goes(product: World) -> None:
    post = await praised(product)

    await product.chat.react("jo", post, "heart")
    assert "*1 more* joins in" in await now(product, post)

    await product.chat.react("ines", post, "heart")
    await product.chat.react("ines", post, "clap")
    assert "*2 more* join in" in await now(product, post)

    await product.chat.unreact("jo", post, "heart")
    assert "*1 more* joins in" in await now(product, post)


async def test_who_praises_and_who_is_praised_add_nothing(product: World) -> None:
    post = await praised(product)

    for who in ("ana", "ben", "goran"):
        await product.chat.react(who, post, "heart")

    assert "join" not in await now(product, post)


async def test_other_emojis_and_other_messages_are_left_alone(product: World) -> None:
    post = await praised(product)
    board = await product.aloud("ana", "/okr list", "product")

    await product.chat.react("jo", post, "eyes")
    await product.chat.react("jo", board, "heart")

    assert "join" not in await now(product, post)


async def test_changed_in_time_the_post_changes(product: World) -> None:
    post = await praised(product)

    await product.press("ana", product.chat.whisper("ana"), "Edit")
    await product.submit("ana", {"Feedback": "Two days of calls"})

    text = await now(product, post)
    assert "Two days of calls" in text
    assert "clockwork" not in text


async def test_taken_back_in_time_nothing_of_it_is_left(product: World) -> None:
    post = await praised(product)
    await product.chat.react("jo", post, "heart")

    await product.press("ana", product.chat.whisper("ana"), "Withdraw")
    await product.chat.react("ines", post, "heart")

    assert await now(product, post) == "<@U0ANA> took back what was here."


async def test_typed_in_a_thread_it_stands_in_the_channel_and_its_writer_is_told(product: World) -> None:
    root = await product.chat.write("goran", "product", "We shipped it.")
    before = len(product.chat.messages("ana"))

    said = await product.mention("ana", "praise @ben For the night shift", thread=root.id)

    assert said == []
    assert "For the night shift" in seen(product.chat.messages("product")[-1])
    assert "Praised <@U0BEN> in #product." in seen(product.chat.messages("ana")[before])


async def test_mentioned_elsewhere_it_says_where_it_stands(product: World) -> None:
    (answer,) = await product.mention("ana", "praise @ben For the night shift", channel="general")

    assert seen(answer) == "Praised Ben Okafor in #product."


async def test_of_several_shared_teams_the_form_asks_which(product: World) -> None:
    await product.say("ines", "/rungs team new Launch @ana @ben --channel #marketing")

    answer = await product.say("ana", "/praise @ben For the night shift")
    assert "You share Launch and Product with them. Choose in whose channel it is posted." in answer
    await product.submit("ana", {"Team": "Launch"})

    assert "For the night shift" in seen(product.chat.messages("marketing")[-1])
    assert "For the night shift" not in "\n".join(product.lines("product"))


async def test_what_cannot_be_posted_reaches_whom_it_praises_and_its_writer_learns_of_it(product: World) -> None:
    await product.forward_to(MONDAY + timedelta(hours=2))
    product.chat.shut("product")

    await product.say("ana", WELL_DONE)
    await product.forward_to(MONDAY + timedelta(hours=2, minutes=1))

    told = product.lines("ana")[-1]
    assert told.startswith("Your praise of <@U0BEN> and <@U0GORAN> could not be posted in #product, so they get it")
    assert "For the next to be posted, add Rungs to #product." in told
    for who in ("ben", "goran"):
        assert "The launch went like clockwork" in product.lines(who)[-1]


async def test_what_was_told_instead_of_posted_can_be_taken_back(product: World) -> None:
    await product.forward_to(MONDAY + timedelta(hours=2))
    product.chat.shut("product")
    await product.say("ana", "/praise @ben The launch went like clockwork")
    await product.forward_to(MONDAY + timedelta(hours=2, minutes=1))

    await product.say("ana", "/feedback withdraw F-1")

    assert product.lines("ben")[-1] == "<@U0ANA> took back what was here."


@SLACK_ONLY
async def test_from_a_private_channel_it_goes_to_whom_it_praises(product: World) -> None:
    answer = await product.say("ben", "/praise @ines For the night shift", channel="board")

    assert "Praised <@U0INES>, directly: there is no channel to post it in." in answer
    await product.forward_to(MONDAY + timedelta(hours=2))
    assert "<@U0BEN> praises <@U0INES>\nFor the night shift" in product.lines("ines")[-1]


async def test_nobody_is_named_so_the_form_asks(product: World) -> None:
    await product.say("ana", "/praise")

    assert "Everyone in the company can read praise." in product.form("ana").text
    await product.submit("ana", {"People": ["Ben Okafor"], "Text": "For the night shift"})

    assert "For the night shift" in seen(product.chat.messages("product")[-1])
