"""Every kind of key result over real HTTP: checked in, taken back, and asked why."""

from datetime import timedelta

import pytest

from tests.e2e.chat import seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

WEEK = timedelta(weeks=1)
NOON = timedelta(hours=6)


@pytest.fixture
async def kinds(town: World) -> World:
    """Ana's O-1 in #product, with a key result of each kind beside numbers that rise and fall."""
    for words in (
        "/okr new Open a second bakery --team Product",
        '/okr kr O-1 Fit out the shop steps "Hire designers: 3; Hire engineers: 5; Sign the lease: 2"',
        "/okr kr O-1 Get the licence yes-no",
        "/okr kr O-1 Cost of a delivery at most 45 from 61.20 --unit USD",
        "/okr kr O-1 Keep the vats warm between 20 and 25 --unit °C",
        "/okr kr O-1 Find out how many come back baseline --unit %",
    ):
        if words.startswith("/okr new"):
            await town.say("ines", "/rungs team new Product @ana @ben --lead @ana --channel #product")
        said = await town.say("ana", words)
        assert "is set" in said, said
    return town


async def undone(here: World) -> str:
    """Press Undo on Ana's latest answer; return what stands there then."""
    answer = here.whisper("ana")
    await here.press("ana", answer, "Undo")
    return seen(here.chat.current(answer))


class TestSteps:
    async def test_a_step_is_ticked_off_by_its_number(self, kinds: World) -> None:
        said = await kinds.say("ana", "/okr update KR-1 2 The last one signed today")

        assert "50 % · *KR-1*" in said
        assert "1 of 3 steps, 5 of 10: 2 Hire engineers, done" in said
        assert "Note: The last one signed today" in await kinds.say("jo", "/okr show KR-1")

    async def test_a_step_is_ticked_off_by_words_of_its_title(self, kinds: World) -> None:
        said = await kinds.say("ana", "/okr update KR-1 lease Cheaper than feared")

        assert "1 of 3 steps, 2 of 10: 3 Sign the lease, done" in said
        assert "Note: Cheaper than feared" in await kinds.say("jo", "/okr show KR-1")

    async def test_words_that_several_share_store_nothing(self, kinds: World) -> None:
        said = await kinds.say("ana", "/okr update KR-1 Hire")

        assert "Several steps of KR-1 hold these words: 1 Hire designers, 2 Hire engineers." in said
        assert "No check-ins yet" in await kinds.say("ana", "/okr show KR-1")

    async def test_what_is_done_already_is_said_to_be(self, kinds: World) -> None:
        await kinds.say("ana", "/okr update KR-1 2")

        assert "“Hire engineers”, is done already." in await kinds.say("ana", "/okr update KR-1 2")

    async def test_undo_opens_exactly_that_step_again(self, kinds: World) -> None:
        await kinds.say("ana", "/okr update KR-1 1")
        await kinds.say("ana", "/okr update KR-1 2")

        assert "It stands as before: 1 of 3 steps, 3 of 10" in await undone(kinds)

    async def test_a_button_on_the_card_ticks_off_and_opens_again(self, kinds: World) -> None:
        await kinds.say("ana", "/okr show KR-1")
        card = kinds.whisper("ana")

        await kinds.press("ana", card, "Done", beside="1 · Hire designers")
        assert "1 of 3 steps, 3 of 10" in seen(kinds.chat.current(card))
        await kinds.press("ana", kinds.chat.current(card), "Reopen")

        assert "0 of 3 steps, 0 of 10" in seen(kinds.chat.current(card))

    async def test_who_may_not_check_in_sees_no_buttons_for_it(self, kinds: World) -> None:
        shown = await kinds.say("jo", "/okr show KR-1")

        assert "1 · Hire designers · weight 3" in shown
        assert "Done" not in shown.splitlines()

    async def test_the_form_has_a_tick_for_each_open_step(self, kinds: World) -> None:
        await kinds.say("ana", "/okr update KR-1 1")
        await kinds.say("ana", "/okr update KR-1")
        assert "Done already: 1 Hire designers." in seen(kinds.form("ana"))

        await kinds.submit("ana", {"2 · Hire engineers": ["yes"], "3 · Sign the lease": ["yes"]})

        assert "100 %" in await kinds.say("ana", "/okr show KR-1")

    async def test_why_shows_the_weights(self, kinds: World) -> None:
        await kinds.say("ana", "/okr update KR-1 2")

        why = await kinds.say("jo", "/okr why KR-1")

        assert "the weight of the steps done divided by the weight of all" in why
        assert "5 ÷ 10 = 50 %" in why


class TestYesNo:
    async def test_yes_is_done_and_no_is_not_yet(self, kinds: World) -> None:
        assert "100 % · *KR-2*" in await kinds.say("ana", "/okr update KR-2 yes It came by post")
        assert "not yet, was done" in await kinds.say("ana", "/okr update KR-2 no")
        assert "Note: It came by post" in await kinds.say("jo", "/okr show KR-2")

    async def test_another_number_is_refused(self, kinds: World) -> None:
        assert "KR-2 is done or not yet: say yes or no." in await kinds.say("ana", "/okr update KR-2 7")

    async def test_undo_and_why(self, kinds: World) -> None:
        await kinds.say("ana", "/okr update KR-2 done")
        assert "Progress* is 100 %: it is done." in await kinds.say("ana", "/okr why KR-2")
        await kinds.say("ana", "/okr update KR-2 no")

        assert "It stands as before: done" in await undone(kinds)


class TestBands:
    async def test_one_to_come_to_counts_the_way(self, kinds: World) -> None:
        said = await kinds.say("ana", "/okr update KR-3 52.40")

        assert "54 % · *KR-3*" in said
        assert "52.4 USD, at most 45 (from 61.2)" in said
        assert "(16.2 − 7.4) ÷ 16.2 = 54.321 %, shown as 54 %" in await kinds.say("jo", "/okr why KR-3")

    async def test_a_word_is_no_number(self, kinds: World) -> None:
        assert "KR-3 counts USD: say a number, such as 45." in await kinds.say("ana", "/okr update KR-3 yes")

    async def test_one_that_is_kept_counts_the_check_ins_that_were_due(self, kinds: World) -> None:
        first = await kinds.say("ana", "/okr update KR-4 22")
        assert "– · *KR-4*" in first
        assert "22 °C, within 20 to 25" in first

        for weeks, value in ((0, "23"), (1, "27"), (2, "21")):
            await kinds.forward_to(MONDAY + weeks * WEEK + NOON)
            await kinds.say("ana", f"/okr update KR-4 {value}")

        assert "21 °C, within 20 to 25 · within in 2 of 3 check-ins" in await kinds.say("jo", "/okr show KR-4")
        assert "2 ÷ 3 = 66.6667 %" in await kinds.say("jo", "/okr why KR-4")
        assert "It stands as before: 27 °C, outside 20 to 25" in await undone_update(kinds, "KR-4", "21")

    async def test_what_nobody_answers_is_missed_when_the_clock_goes_on(self, kinds: World) -> None:
        await kinds.say("ana", "/okr update KR-4 22")
        await kinds.forward_to(MONDAY + NOON)
        await kinds.say("ana", "/okr update KR-4 22")
        assert "1 ÷ 1 = 100 %" in await kinds.say("jo", "/okr why KR-4")

        await kinds.forward_to(MONDAY + WEEK + timedelta(days=4))

        assert "1 ÷ 2 = 50 %" in await kinds.say("jo", "/okr why KR-4")
        assert (await kinds.say("jo", "/okr show KR-4")).count("50 %") == 1


async def undone_update(here: World, code: str, value: str) -> str:
    """Check in once more and take both of the week's last check-ins back, the later one first."""
    answers = [here.whisper("ana")]
    await here.say("ana", f"/okr update {code} {value}")
    answers.append(here.whisper("ana"))
    for answer in reversed(answers):
        await here.press("ana", answer, "Undo")
    return seen(here.chat.current(answers[0]))


class TestABaseline:
    async def test_it_is_found_with_the_first_number(self, kinds: World) -> None:
        said = await kinds.say("ana", "/okr update KR-5 61")

        assert "61 %, found" in said
        assert "the number is found, 61 %" in await kinds.say("jo", "/okr why KR-5")
        assert "It stands as before: to be found" in await undone(kinds)


class TestTheBulkForm:
    async def test_it_takes_each_kind_by_its_own_words(self, kinds: World) -> None:
        await kinds.say("ana", "/checkin")
        values = {
            f"rows.{code}.value": value
            for code, value in (("KR-1", "2"), ("KR-2", "yes"), ("KR-3", "50"), ("KR-4", "22"), ("KR-5", "61"))
        }

        assert "*5 key results* checked in" in await kinds.submit("ana", values)
        shown = await kinds.say("ana", "/okr show O-1")
        for line in ("steps: 5 of 10", "done", "50 USD, at most 45", "22 °C, within 20 to 25", "61 %, found"):
            assert line in shown

    async def test_what_does_not_fit_is_said_at_its_row(self, kinds: World) -> None:
        await kinds.say("ana", "/checkin")

        left = await kinds.submit("ana", {"rows.KR-2.value": "7", "rows.KR-3.value": "yes", "rows.KR-1.value": "9"})

        assert "KR-2 is done or not yet: say yes or no." in left
        assert "KR-3 counts USD: say a number, such as 45." in left


async def test_a_draft_takes_no_check_ins(town: World) -> None:
    await town.say("ana", "/okr new Bake at night --draft")
    await town.say("ana", "/okr kr O-1 Loaves from 0 to 100")

    said = await town.say("ana", "/okr update KR-1 5")

    assert "O-1 is a draft and counts from" in said
    assert "/okr publish O-1" in said
