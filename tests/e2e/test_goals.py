"""Goals over HTTP: set, recorded, taken back, listed; and nobody else meets a trace of them."""

from datetime import timedelta

import pytest

from tests.e2e.chat import seen
from tests.e2e.conftest import MONDAY
from tests.e2e.world import World

TRACES = ("zebra", "G-1", "G-2", "4711")


@pytest.fixture
async def goals(product: World) -> World:
    """Ben has a goal with numbers and one that follows KR-1."""
    said = await product.say("ben", "/goal new Ride the zebra --weight 30 from 0 to 10 --unit rides")
    assert "*G-1* is set: *Ride the zebra*" in said
    assert "It follows *KR-1* Obtain pre-orders" in await product.say(
        "ben", "/goal new Bring in the orders --weight 70 --follows KR-1"
    )
    for who in ("jo", "emil", "ines"):
        # Whoever comes for the first time is welcomed beside the answer.
        await product.say(who, "/okr list")
    return product


def traces(said: str) -> list[str]:
    return [trace for trace in TRACES if trace in said]


async def test_a_goal_is_set_in_the_form_that_says_who_will_see_it(product: World) -> None:
    await product.say("ben", "/goal new Ride the zebra from 0 to 10")
    form = product.form("ben")
    assert "Only you, your managers up the line and HR see it." in seen(form)
    assert form.values["title"] == "Ride the zebra"

    said = await product.submit("ben", {"Weight": "30", "Unit": "rides"})

    assert "30 of 100 with this one, 70 left" in said


async def test_an_update_says_what_it_changes_and_is_taken_back_by_its_button(goals: World) -> None:
    await goals.say("ben", "/okr update KR-1 300")

    said = await goals.say("ben", "/goal update G-1 4 rode in Lyon")
    assert "40 % · *G-1* Ride the zebra" in said
    assert "7 % → 19 % (30 × 40 points)" in said
    assert "30 × 40 % + 70 × 10 % = 19, ÷ 100 = 19 %" in said

    await goals.press("ben", goals.whisper("ben"), "Undo")

    listed = await goals.say("ben", "/goal")
    assert "30 × 0 % + 70 × 10 % = 7, ÷ 100 = 7 %" in listed
    assert "follows *KR-1* Obtain pre-orders" in listed


async def test_what_follows_is_updated_where_it_is_recorded(goals: World) -> None:
    refused = await goals.say("ben", "/goal update G-2 4")
    assert "G-2 follows *KR-1*, so its value comes by itself." in refused

    await goals.press("ben", goals.whisper("ben"), "Update KR-1")
    await goals.submit("ben", {"Value": "1500"})

    assert "70 × 50 %" in await goals.say("ben", "/goal why bring in")


async def test_it_is_edited_in_the_form_and_dropped_with_a_reason(goals: World) -> None:
    await goals.say("ben", "/goal edit G-1")
    assert goals.form("ben").values["title"] == "Ride the zebra"
    await goals.submit("ben", {"Title": "Ride two zebras", "Weight": "40"})
    shown = await goals.say("ben", "/goal show two zebras")
    assert "*G-1* Ride two zebras · weight 40" in shown

    await goals.say("ben", "/goal drop G-1")
    await goals.submit("ben", {"Reason": "No zebras left"})

    assert "zebra" not in await goals.say("ben", "/goal list")


async def test_the_line_of_managers_sees_it_and_nobody_else(goals: World) -> None:
    await goals.say("ines", "/rungs manager @ben --is @ana")
    await goals.say("ines", "/rungs manager @ana --is @goran")

    for who in ("ana", "goran"):
        assert "Ride the zebra" in await goals.say(who, "/goal list @ben")
        assert "a goal is changed by its owner alone" in await goals.say(who, "/goal update G-1 4")
    for who in ("jo", "emil", "ines"):
        assert "You cannot see the goals of Ben Okafor" in await goals.say(who, "/goal list @ben")
        hidden = await goals.say(who, "/goal show G-1")
        assert hidden == (await goals.say(who, "/goal show G-99")).replace("G-99", "G-1")


@pytest.mark.parametrize(
    "words",
    ["/okr search zebra", "/okr list @ben", "/okr tree", "/digest", "/digest Product", "/okr show KR-1", "/goal list"],
)
async def test_no_other_screen_tells_of_it(goals: World, words: str) -> None:
    for who in ("jo", "emil", "ines"):
        assert not traces((await goals.say(who, words)).replace("“zebra”", "")), who


async def test_the_export_knows_nothing_of_it(goals: World) -> None:
    await goals.say("ines", "/rungs export")
    await goals.forward_to(MONDAY + timedelta(minutes=1))

    files = dict(await goals.chat.received("ines"))
    assert "okrs.csv" in files
    assert not [name for name, content in files.items() if b"zebra" in content or b"G-1" in content]


async def test_home_tells_of_one_s_own_goals_alone(goals: World) -> None:
    assert "*Goals* 0 % · 2 goals, weights 100 of 100" in seen(await goals.chat.home("ben"))
    for who in ("jo", "emil", "ines", "ana"):
        assert not traces(seen(await goals.chat.home(who)))
        assert "2 goals, weights 100 of 100" not in seen(await goals.chat.home(who))


async def test_in_a_channel_it_is_answered_to_the_writer_alone(goals: World) -> None:
    for words in ("goal", "goal show G-1", "goal why zebra", "goal update G-1 4", "goal update G-2 4"):
        before = len(goals.lines("ben"))

        assert await goals.mention("ben", words) == []
        assert traces("\n".join(goals.lines("ben")[before:])), words

    assert await goals.mention("ben", "goal drop G-1") == []
    assert "Drop" in goals.lines("ben")[-1]

    await goals.say("ben", "/goal list", channel="product")
    assert "Share" not in seen(goals.whisper("ben")).splitlines()
    assert goals.lines("product") == []
