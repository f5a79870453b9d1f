"""Asking for feedback over HTTP: who is asked and told, who reads the answers, and the one reminder."""

from datetime import timedelta

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

TEN = MONDAY + timedelta(hours=2)
"""10:00 in Berlin, when everyone is at work."""
QUESTION = "How did the launch go?"


async def ask(here: World, words: str) -> Message:
    """Ana asks; what Ben is shown of it once he is at work."""
    said = await here.say("ana", f"/feedback ask {words}")
    assert "for feedback" in said, said
    await here.forward_to(TEN)
    return here.chat.messages("ben")[-1]


async def answer(here: World, asked: Message, **values: str) -> str:
    """Ben presses Answer, fills the form in and sends it."""
    await here.press("ben", asked, "Answer")
    return await here.submit("ben", {"Feedback": "Calm and clear.", **values})


async def test_each_is_asked_alone_when_they_are_at_work(product: World) -> None:
    said = await product.say("ana", f"/feedback ask @ben @goran {QUESTION}")
    assert "Asked <@U0BEN> and <@U0GORAN> for feedback." in said
    assert not [line for line in product.lines("ben") if QUESTION in line]

    await product.forward_to(TEN)

    for who in ("ben", "goran"):
        (asked,) = [line for line in product.lines(who) if QUESTION in line]
        assert asked.startswith("<@U0ANA> asks for your feedback.")
    for who in ("jo", "ines", "product"):
        assert not [line for line in product.lines(who) if QUESTION in line]


async def test_the_answer_reaches_who_asked_and_nobody_else(product: World) -> None:
    asked = await ask(product, f"@ben {QUESTION}")

    await product.press("ben", asked, "Answer")
    form = product.form("ben")
    assert "*private*: <@U0ANA>, who asks, and nobody else" in seen(form)
    await product.submit("ben", {"Feedback": "Calm and clear."})

    assert "You answered <@U0ANA>: *F-1*." in seen(product.chat.current(asked))
    (told,) = [line for line in product.lines("ana") if "Calm and clear." in line]
    assert told.startswith("<@U0BEN> gave you feedback:")
    for who in ("goran", "jo", "ines", "product"):
        assert not [line for line in product.lines(who) if "Calm and clear." in line]


async def test_about_a_report_the_report_hears_nothing_unless_the_answer_is_for_them(product: World) -> None:
    await product.say("ines", "/rungs manager @goran --is @ana")
    said = await product.say("ana", "/feedback ask @ben @jo How does Goran do? --about @goran")
    assert "is not told that you ask." in said
    await product.forward_to(TEN)

    await answer(product, product.chat.messages("ben")[-1])
    assert not [line for line in product.lines("goran") if "Calm" in line or "How does" in line]
    assert [line for line in product.lines("ana") if "gave you feedback about <@U0GORAN>" in line]

    await product.press("jo", product.chat.messages("jo")[-1], "Answer")
    assert "and <@U0ANA> as their manager" in seen(product.form("jo"))
    await product.submit("jo", {"Feedback": "Always on time.", "Who can read it": "manager"})
    (told,) = [line for line in product.lines("goran") if "Always on time." in line]
    assert "How does" not in told
    assert [line for line in product.lines("ana") if "<@U0JO> answered you about <@U0GORAN>: *F-2*." in line]


async def test_not_now_is_told_plainly_and_may_be_followed_by_an_answer(product: World) -> None:
    asked = await ask(product, f"@ben {QUESTION}")

    await product.press("ben", asked, "Not now")
    assert [line for line in product.lines("ana") if "<@U0BEN> cannot answer your question now." in line]
    declined = product.chat.current(asked)
    assert "You told <@U0ANA> that you cannot answer now." in seen(declined)

    await product.press("ben", declined, "Answer after all")
    await product.submit("ben", {"Feedback": "Calm and clear."})

    assert [line for line in product.lines("ana") if "Calm and clear." in line]


async def test_home_has_the_request_until_it_is_answered(product: World) -> None:
    await ask(product, f"@ben {QUESTION}")

    home = await product.chat.home("ben")
    assert "<@U0ANA> asks for your feedback" in seen(home)
    assert QUESTION not in seen(await product.chat.home("goran"))
    await product.press("ben", home, "Answer")
    await product.submit("ben", {"Feedback": "Calm and clear."})

    assert QUESTION not in seen(await product.chat.home("ben"))


async def test_an_old_button_leads_to_adding(product: World) -> None:
    asked = await ask(product, f"@ben {QUESTION} --by friday")
    await product.forward_to(MONDAY + timedelta(days=3, hours=4))
    (reminder,) = [one for one in product.chat.messages("ben") if "waits for your feedback" in seen(one)]
    await answer(product, asked)

    await product.press("ben", reminder, "Answer")

    assert product.form("ben").title == "Add to feedback"


async def test_one_reminder_comes_the_day_before_and_none_to_who_has_answered(product: World) -> None:
    asked = await ask(product, f"@ben @goran {QUESTION} --by friday")
    await answer(product, asked)
    reminded = "waits for your feedback, due"

    await product.forward_to(MONDAY + timedelta(days=3, minutes=30))
    assert not [line for line in product.lines("goran") if reminded in line]
    await product.forward_to(MONDAY + timedelta(days=3, hours=1))
    (reminder,) = [line for line in product.lines("goran") if reminded in line]
    assert "You get this because they asked you for feedback by a day that is near." in reminder
    await product.forward_to(MONDAY + timedelta(days=9))

    assert len([line for line in product.lines("goran") if reminded in line]) == 1
    assert not [line for line in product.lines("ben") if reminded in line]


async def test_the_reminder_may_come_again_the_next_day(product: World) -> None:
    await product.say("ana", f"/feedback ask @goran {QUESTION} --by friday")
    await product.forward_to(MONDAY + timedelta(days=3, hours=1))
    (reminder,) = [one for one in product.chat.messages("goran") if "waits for your feedback" in seen(one)]

    await product.choose("goran", reminder, "Remind me tomorrow")
    assert "I will remind you then, if it is still needed." in seen(product.chat.current(reminder))
    await product.forward_to(MONDAY + timedelta(days=4, hours=1))

    (again,) = [line for line in product.lines("goran") if "you asked to be reminded today" in line]
    assert QUESTION in again


async def test_who_asked_finds_who_has_answered(product: World) -> None:
    asked = await ask(product, f"@ben @goran {QUESTION} --by friday")
    await answer(product, asked)

    listed = await product.say("ana", "/feedback list")

    assert "Answered: <@U0BEN> (F-1)" in listed
    assert "Waiting: <@U0GORAN>" in listed
    assert "You asked" not in await product.say("ben", "/feedback list")


async def test_asked_by_mention_it_is_answered_to_who_asked_alone(product: World) -> None:
    assert await product.mention("ana", f"feedback ask @ben {QUESTION}") == []

    assert "Others here have read your question." in product.lines("ana")[-1]
