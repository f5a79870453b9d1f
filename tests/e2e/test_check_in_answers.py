"""Answering a check-in from its line in the thread, as a manager does."""

from datetime import timedelta

import pytest

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

TEN = MONDAY + timedelta(hours=2)
"""10:00 in Berlin, when everyone is at work."""


async def checked_in(here: World) -> tuple[Message, Message]:
    """Ben checks KR-1 in under this week's post; return the post and his line."""
    await here.forward_to(TEN)
    post = here.chat.messages("product")[-1]
    await here.say("ben", "/okr update KR-1 1250 The fair was good --confidence 7")
    return post, here.chat.thread("product", post.id)[-1]


async def test_the_line_in_the_thread_is_answered_there(product: World) -> None:
    post, line = await checked_in(product)
    assert "The fair was good\nAnswer" in seen(line)
    before = len(product.chat.pings)

    await product.press("ana", line, "Answer")
    form = product.form("ana")
    assert form.title == "Answer"
    assert "*Ben Okafor* on *KR-1* Obtain pre-orders · 1,250 orders: The fair was good" in seen(form)
    assert "Rungs says it in this thread. Everyone in the company can read it with KR-1." in seen(form)
    told = await product.submit("ana", {"Answer": "Which dealers came by? <!channel>"})

    answer = product.chat.thread("product", post.id)[-1]
    assert seen(answer).startswith("<@U0BEN>: *Ana Ruiz* on *KR-1*: Which dealers came by?")
    assert [ping.target for ping in product.chat.pings[before:]] == ["U0BEN"]
    assert "Your answer stands in the thread." in told


async def test_it_is_shown_with_the_key_result(product: World) -> None:
    _, line = await checked_in(product)
    await product.press("ana", line, "Answer")
    await product.submit("ana", {"Answer": "Which dealers came by?"})

    shown = (await product.say("jo", "/okr show KR-1")).splitlines()

    (answer,) = (number for number, one in enumerate(shown) if "Which dealers came by?" in one)
    assert shown[answer].startswith("↳ <@U0ANA> today (5 Oct): ")
    assert "The fair was good" in shown[answer - 1]


async def test_a_check_in_that_was_taken_back_is_answered_no_more(product: World) -> None:
    post, line = await checked_in(product)
    await product.press("ben", product.whisper("ben"), "Undo")
    assert "Answer" not in seen(product.chat.thread("product", post.id)[-1]).splitlines()

    await product.press("ana", line, "Answer")
    said = await product.submit("ana", {"Answer": "Well done"})

    assert "This check-in of KR-1 was taken back." in said
    assert len(product.chat.thread("product", post.id)) == 2


async def test_from_elsewhere_whoever_checked_in_is_told_directly(product: World) -> None:
    post, _ = await checked_in(product)

    assert "Ben Okafor is told of your answer." in await product.say("ana", "/checkin answer 1 Well done")

    assert product.lines("ben")[-1].startswith("<@U0ANA> answers your check-in of *KR-1*")
    assert "Well done" in product.lines("ben")[-1]
    assert len(product.chat.thread("product", post.id)) == 1


@pytest.mark.parametrize("who", ["jo", "goran"])
async def test_any_colleague_may_and_each_answer_is_kept(product: World, who: str) -> None:
    post, line = await checked_in(product)
    for one in ("ana", who):
        await product.press(one, line, "Answer")
        await product.submit(one, {"Answer": f"Thanks, says {one}"})

    assert [f"Thanks, says {one}" in (await product.history()) for one in ("ana", who)] == [True, True]
    assert len(product.chat.thread("product", post.id)) == 3
