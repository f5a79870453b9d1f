"""Goals on their way to approval over HTTP: a card for each of the two, what they say below it, and what changes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

NOON = MONDAY + timedelta(hours=4)


async def with_manager(here: World) -> World:
    """Ana manages Ben; both are at work."""
    await here.forward_to(NOON)
    assert "is the manager of" in await here.say("ines", "/rungs manager @ben --is @ana")
    return here


async def submitted(here: World) -> World:
    """Ben's two goals are with Ana: one has numbers of its own, the other follows KR-1."""
    await with_manager(here)
    assert "G-1" in await here.say("ben", "/goal new Speak at fairs --weight 30 from 0 to 10 --unit talks")
    assert "G-2" in await here.say("ben", "/goal new Bring in the orders --weight 70 --follows KR-1")
    assert "are with <@U0ANA> now." in await here.say("ben", "/goal submit")
    return here


def card_of(here: World, who: str) -> Message:
    """The card of the goals in somebody's messages, as it stands now."""
    found = [one for one in here.chat.messages(who) if "goals of 2026-Q4" in seen(one) and "Attainment" in seen(one)]
    return here.chat.current(found[0])


def below(here: World, who: str) -> list[str]:
    """What stands below the card."""
    return [seen(message) for message in here.chat.thread(who, card_of(here, who).id)]


async def test_goals_are_submitted_talked_about_approved_and_changed_with_a_reason(product: World) -> None:
    await submitted(product)
    theirs = card_of(product, "ana")
    assert "*2 goals, weights 100 of 100* · <@U0BEN>'s goals of 2026-Q4 wait for your approval." in seen(theirs)
    assert "*G-1* Speak at fairs · weight 30 · from 0 to 10 talks" in seen(theirs)
    assert "*G-2* Bring in the orders · weight 70 · follows *KR-1* Obtain pre-orders" in seen(theirs)
    assert "With <@U0ANA> for approval" in seen(card_of(product, "ben"))

    await product.press("ana", theirs, "Ask for a change")
    assert "Ben Okafor finds it below the card of the goals." in seen(product.form("ana"))
    said = await product.submit("ana", {"Comment": "Eight talks are enough."})
    assert "<@U0BEN> finds it below the card" in said
    for who in ("ana", "ben"):
        assert any("<@U0ANA> on Ben Okafor's goals" in line and "Eight talks" in line for line in below(product, who))

    await product.press("ben", card_of(product, "ben"), "Comment")
    await product.submit("ben", {"Comment": "Then I take eight."})
    for who in ("ana", "ben"):
        assert any("on my goals of 2026-Q4:" in line and "I take eight" in line for line in below(product, who))

    await product.press("ana", theirs, "Approve")
    assert "Approved by <@U0ANA>" in seen(card_of(product, "ana"))
    assert "Approved by <@U0ANA>" in seen(card_of(product, "ben"))
    assert any("<@U0ANA> approved your goals of 2026-Q4." in line for line in below(product, "ben"))
    listed = await product.say("ben", "/goal list")
    assert "Approved by <@U0ANA>" in listed
    assert "Eight talks are enough." in listed

    await product.say("ben", "/goal edit G-1 --to 8")
    assert "approved, so a change needs a reason" in seen(product.form("ben"))
    await product.close("ben")
    await product.say("ben", "/goal edit G-1 --to 8 --reason As we agreed")
    assert any("changed G-1" in line and "Reason: As we agreed" in line for line in below(product, "ana"))
    again = card_of(product, "ana")
    assert "were changed, and wait for your approval again." in seen(again)
    assert "from 0 to 8 talks" in seen(again)

    await product.press("ana", again, "Approve")
    assert "Approved by <@U0ANA>" in seen(card_of(product, "ana"))
    assert len([one for one in product.chat.messages("ana") if "2 goals, weights 100 of 100" in seen(one)]) == 1


async def test_what_changed_since_the_card_was_shown_is_not_approved(product: World) -> None:
    await submitted(product)
    await product.say("ben", "/goal edit G-1 --weight 20")

    await product.press("ana", card_of(product, "ana"), "Approve")

    assert "The weights come to 90 of 100" in seen(product.whisper("ana"))
    assert "wait for your approval" in seen(card_of(product, "ana"))


async def test_the_card_keeps_to_the_managers_working_hours(product: World) -> None:
    await with_manager(product)
    await product.forward_to(MONDAY + timedelta(hours=15))
    await product.say("ben", "/goal new Speak at fairs --weight 100 from 0 to 10")

    await product.say("ben", "/goal submit")
    assert not [line for line in product.lines("ana") if "wait for your approval" in line]
    await product.forward_to(MONDAY + timedelta(hours=26))

    assert [line for line in product.lines("ana") if "wait for your approval" in line]


async def by_command(here: World) -> None:
    """Goran becomes Ben's manager by a command."""
    assert "is the manager of" in await here.say("ines", "/rungs manager @ben --is @goran")


async def by_file(here: World) -> None:
    """Goran becomes Ben's manager by a file."""
    people = b"name,email,manager_email\nBen Okafor,ben@companyx.example,goran@companyx.example\n"
    await here.chat.direct("ines", "", [("people.csv", people)])
    await here.settle()
    await here.press("ines", here.chat.messages("ines")[-1], "Apply")
    assert "Stored: 0 new, 1 changed" in seen(here.chat.messages("ines")[-1])


@pytest.mark.parametrize("replaced", [by_command, by_file])
async def test_who_is_replaced_overnight_gets_none_of_it_in_the_morning(
    product: World, replaced: Callable[[World], Awaitable[None]]
) -> None:
    await with_manager(product)
    await product.forward_to(MONDAY + timedelta(hours=15))
    await product.say("ben", "/goal new Speak at fairs --weight 100 from 0 to 10")
    await product.say("ben", "/goal submit")
    await replaced(product)

    await product.forward_to(MONDAY + timedelta(hours=26))

    assert not [line for line in product.lines("ana") if "Speak at fairs" in line]
    assert "Speak at fairs" in await product.say("goran", "/goal list @ben")


async def test_a_super_user_sets_a_switch_and_everybody_sees_who_did(product: World) -> None:
    await product.say("ines", "/rungs settings")
    shown = product.whisper("ines")

    await product.press("ines", shown, "Switch on", beside="OKR results in reviews")

    assert "*OKR results in reviews*: on, set by <@U0INES>" in await product.say("ana", "/rungs settings")
    assert "Switch" not in seen(product.whisper("ana"))
