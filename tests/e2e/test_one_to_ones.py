"""One-to-ones as two people have them: an agenda for both, what each is told, and the reminder of an action."""

from datetime import timedelta

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

TEN = MONDAY + timedelta(hours=2)
"""10:00 in Berlin, when everyone is at work."""
FRIDAY = MONDAY + timedelta(days=4, hours=1)
"""09:00 in Berlin, when work begins."""


async def opened(here: World, who: str, other: str) -> Message:
    """The agenda as somebody sees it."""
    assert f"one-to-one with <@U0{other.upper()}>" in await here.say(who, f"/oneonone @{other}")
    return here.whisper(who)


async def test_both_add_to_one_agenda_and_each_is_told_by_one_message(product: World) -> None:
    await product.forward_to(TEN)
    agenda = await opened(product, "ana", "ben")
    before = [len(product.lines(who)) for who in ("ana", "ben")]

    for topic in ("How the launch went", "Who talks to the dealers"):
        await product.press("ana", agenda, "Add a topic")
        assert "Only the two of you see the agenda" in seen(product.form("ana"))
        assert topic in await product.submit("ana", {"Topic": topic})

    (message,) = product.lines("ben")[before[1] :]
    assert message.startswith("*2 open* in your one-to-one with <@U0ANA>.")
    assert "Topic: How the launch went" in message
    assert "Topic: Who talks to the dealers" in message
    assert len(product.lines("ana")) == before[0]

    await product.press("ben", product.chat.messages("ben")[-1], "Open the agenda")
    assert "Who talks to the dealers · from <@U0ANA>" in seen(product.whisper("ben"))


async def test_an_action_reminds_its_owner_on_its_morning_and_is_done_from_there(product: World) -> None:
    await product.forward_to(TEN)
    agenda = await opened(product, "ana", "ben")
    await product.press("ana", agenda, "Add an action")
    shown = await product.submit("ana", {"Action": "Call the dealers in Lyon", "By": "2026-10-09"})
    assert "You: Call the dealers in Lyon" in shown

    await product.forward_to(FRIDAY - timedelta(minutes=1))
    assert not [line for line in product.lines("ana") if "Call the dealers" in line]
    await product.forward_to(FRIDAY)
    await product.forward_to(FRIDAY + timedelta(hours=1))

    (reminder,) = (one for one in product.chat.messages("ana") if "Call the dealers" in seen(one))
    assert seen(reminder).startswith("*Due* today (9 Oct): Call the dealers in Lyon")
    assert "because it is yours in your one-to-one with <@U0BEN>" in seen(reminder)

    await product.press("ana", reminder, "Done")
    assert "Done · You: Call the dealers in Lyon" in seen(product.chat.current(reminder))
    assert "Done · <@U0ANA>: Call the dealers in Lyon" in seen(await opened(product, "ben", "ana"))


async def test_they_meet_and_go_on_with_what_is_open(product: World) -> None:
    await product.forward_to(TEN)
    await product.say("ana", "/oneonone topic @ben The launch")
    await product.say("ben", "/oneonone topic @ana The fair")
    agenda = await opened(product, "ana", "ben")

    await product.press("ana", agenda, "Done", beside="The launch")
    agenda = product.chat.current(agenda)
    assert "Done · The launch" in seen(agenda)
    await product.press("ana", agenda, "We met")

    after = seen(await opened(product, "ben", "ana"))
    assert "last met today (5 Oct)" in after
    assert ("The launch" in after, "The fair · from you" in after) == (False, True)


async def test_nobody_else_finds_a_trace_of_it(product: World) -> None:
    await product.forward_to(TEN)
    await product.say("ines", "/rungs manager @ben --is @goran")
    await product.say("ana", "/oneonone topic @ben A word of secret")

    for who in ("ines", "goran", "jo"):
        for words in (
            "/oneonone @ana",
            "/oneonone @ben",
            "/oneonone done 1 --done",
            "/rungs home",
            "/okr search secret",
        ):
            assert "A word" not in await product.say(who, words), (who, words)
        assert not [line for line in product.lines(who) if "A word" in line]
    assert not [message for message in product.chat.heard("product") if "A word" in seen(message)]


async def test_by_mention_it_is_answered_directly(product: World) -> None:
    await product.say("ana", "/oneonone topic @ben A word of secret")

    assert await product.mention("ana", "oneonone @ben") == []

    assert "A word of secret" in product.lines("ana")[-1]
