"""Following over HTTP: who is told of what changes, when, and who is not."""

from datetime import timedelta

from tests.e2e.chat import seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

TEN = MONDAY + timedelta(hours=2)
"""10:00 in Berlin, when everyone is at work."""


def told(here: World, who: str) -> list[str]:
    """The messages that somebody got because they follow something."""
    return [line for line in here.lines(who) if "because you follow this" in line]


async def test_a_follower_is_told_of_a_check_in_and_its_owner_is_not(product: World) -> None:
    assert "You follow *KR-1* Obtain pre-orders." in await product.say("jo", "/okr follow KR-1")
    await product.say("ben", "/okr follow KR-1")

    await product.say("ben", "/okr update KR-1 1250 The fair was good --confidence 7")
    await product.forward_to(TEN)

    (message,) = told(product, "jo")
    assert message.startswith("*KR-1* Obtain pre-orders\n")
    assert "1,250 of 3,000 orders, the first value · confidence 7, was not said" in message
    assert "<@U0BEN>: The fair was good" in message
    assert told(product, "ben") == []


async def test_before_work_begins_nobody_is_told(product: World) -> None:
    await product.say("jo", "/okr follow KR-1")

    await product.say("ben", "/okr update KR-1 1250")
    await product.forward_to(MONDAY + timedelta(minutes=10))
    assert told(product, "jo") == []

    await product.forward_to(TEN)
    assert len(told(product, "jo")) == 1


async def test_changes_of_one_hour_come_together(product: World) -> None:
    await product.forward_to(TEN)
    await product.say("jo", "/okr follow O-1")
    for minute, value in enumerate((100, 200, 300)):
        await product.say("ben", f"/okr update KR-1 {value}")
        await product.forward_to(TEN + timedelta(minutes=minute + 1))
    assert len(told(product, "jo")) == 1

    await product.forward_to(TEN + timedelta(hours=2))

    first, second = told(product, "jo")
    assert "100 of 3,000 orders" in first
    assert "200 of 3,000 orders, was 100" in second
    assert "300 of 3,000 orders, was 200" in second


async def test_the_button_in_the_message_ends_it(product: World) -> None:
    await product.say("jo", "/okr follow KR-1")
    await product.say("ben", "/okr update KR-1 1250")
    await product.forward_to(TEN)

    await product.press("jo", product.chat.messages("jo")[-1], "Unfollow")
    assert "You do not follow *KR-1* Obtain pre-orders any more." in seen(product.whisper("jo"))

    await product.say("ben", "/okr update KR-1 1300")
    await product.forward_to(TEN + timedelta(hours=2))
    assert len(told(product, "jo")) == 1


async def test_unfollow_is_typed_too(product: World) -> None:
    await product.say("jo", "/okr follow KR-1")

    assert "You do not follow *KR-1* Obtain pre-orders any more." in await product.say("jo", "/okr unfollow KR-1")
    assert "You do not follow *KR-1* Obtain pre-orders." in await product.say("jo", "/okr unfollow KR-1")


async def test_handing_over_dropping_and_publishing_are_told(product: World) -> None:
    await product.say("ana", "/okr new Bake at home --draft")
    for code in ("KR-1", "KR-2", "O-2"):
        await product.say("jo", f"/okr follow {code}")

    await product.say("ben", "/okr hand-over KR-1 @goran")
    await product.say("ana", "/okr drop KR-2 --reason Nobody counts it")
    await product.say("ana", "/okr publish O-2")
    await product.forward_to(TEN)

    (message,) = told(product, "jo")
    assert message.startswith("*3 things* that you follow have changed.")
    assert "<@U0BEN> handed it over from <@U0BEN> to <@U0GORAN>." in message
    assert "<@U0ANA> dropped it. Reason: Nobody counts it" in message
    assert "<@U0ANA> published it: it counts from now on." in message


async def test_a_reader_of_something_private_is_told_and_nobody_else_can_follow_it(product: World) -> None:
    await product.say("ana", "/okr new Sell the firm --private --readers @ben")
    await product.say("ana", "/okr kr O-2 Find buyers from 0 to 3")
    await product.say("ben", "/okr follow O-2")
    assert "There is no objective O-2." in await product.say("jo", "/okr follow O-2")

    await product.say("ana", "/okr update KR-3 1")
    await product.forward_to(TEN)

    assert "*KR-3* Find buyers" in told(product, "ben")[0]
    assert told(product, "jo") == []
