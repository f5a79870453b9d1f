"""What others read, too, is said with the eyes of all; what is for one reader reaches nobody else."""

import pytest

from handlers.chat.card import Button, Call, load
from tests.handlers.chat.front import DIRECT, PRIVATE, PUBLIC, Front

REPLY = {"whisper": "reply_url", "reply_url": "https://reply.example"}
SHARE = Button("Share", Call("look", shared=True))


async def test_one_reader_sees_all_that_they_may_and_can_share_what_everyone_may(front: Front) -> None:
    assert (await front.answer("look")).card == PRIVATE.plus(SHARE)


async def test_a_shared_answer_holds_what_everyone_may_see(front: Front) -> None:
    await front.answer(Call("look", shared=True), **REPLY)

    (row,) = await front.waiting()
    assert (row["action"], load(row["card"])) == ("share", PUBLIC)


async def test_by_mention_in_a_channel_the_answer_holds_what_everyone_may_see(front: Front) -> None:
    await front.answer("look", whisper="person", can_open=False)

    (row,) = await front.waiting()
    assert (row["conversation"], load(row["card"])) == ("C1", PUBLIC)


async def test_a_direct_message_is_for_one_reader(front: Front) -> None:
    await front.answer("look", place=DIRECT, whisper="place", can_open=False)

    (row,) = await front.waiting()
    assert load(row["card"]) == PRIVATE


async def test_a_card_that_others_see_is_replaced_by_what_they_may_see(front: Front) -> None:
    await front.answer(Call("turn"), is_in_public=True, **REPLY)

    (row,) = await front.waiting()
    assert (row["action"], load(row["card"])) == ("replace", PUBLIC)


async def test_a_card_of_ones_own_is_replaced_by_what_one_may_see(front: Front) -> None:
    await front.answer(Call("turn"), **REPLY)

    (row,) = await front.waiting()
    assert (row["action"], load(row["card"])) == ("replace", PRIVATE)


@pytest.mark.parametrize(("is_in_public", "action"), [(True, "reply"), (False, "replace")])
async def test_a_private_card_takes_no_place_that_others_see(front: Front, is_in_public: bool, action: str) -> None:
    await front.answer(Call("hide"), is_in_public=is_in_public, **REPLY)

    (row,) = await front.waiting()
    assert (row["action"], load(row["card"])) == (action, PRIVATE)
