"""Over real requests: whoever may not see an objective meets no trace of it, whatever they type, press or open."""

import logging
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY, SLACK_ONLY
from tests.e2e.world import World

TRACES = ("zebra", "okapi", "O-2", "KR-3", "4,711", "4711")
"""What would give away ana's private objective O-2 with KR-3 of ben's, which jo may read."""
OTHERS = ("goran", "ines", "emil")
"""A colleague of the same team, the super user, and somebody else."""


@pytest.fixture
async def secret(product: World) -> World:
    for who, words in (
        ("ana", "/okr new Buy the zebra --team Product --private --readers @jo"),
        ("ana", "/okr kr O-2 Feed the okapi from 0 to 4711 --unit bales --owner @ben"),
    ):
        said = await product.say(who, words)
        assert "is set" in said
        assert "Private: its owners" in said
    for who in OTHERS:
        # Whoever comes for the first time is welcomed beside the answer.
        await product.say(who, "/okr list")
    return product


def traces(said: str) -> list[str]:
    return [trace for trace in TRACES if trace in said]


async def in_the_thread(here: World, who: str, words: str) -> list[str]:
    """Mention the bot in #product; return what it has answered there."""
    return [seen(message) for message in await here.mention(who, words)]


async def home(here: World, who: str) -> str:
    return seen(await here.chat.home(who))


@pytest.mark.parametrize("words", ["show O-{}", "why O-{}", "show KR-{}", "why KR-{}", "update KR-{} 5", "coach O-{}"])
async def test_a_code_out_of_sight_is_answered_word_for_word_like_one_that_there_is_not(
    secret: World, words: str
) -> None:
    number = 3 if "KR" in words else 2
    for who in OTHERS:
        hidden = await secret.say(who, f"/okr {words.format(number)}")
        unknown = await secret.say(who, f"/okr {words.format(99)}")

        assert "There is no" in hidden
        assert hidden == unknown.replace("-99", f"-{number}")


async def test_whom_it_names_sees_it_and_whoever_is_above_the_owner(secret: World) -> None:
    for who in ("ana", "ben", "jo"):
        assert "zebra" in await secret.say(who, "/okr show O-2")
    assert "zebra" not in await secret.say("emil", "/okr show O-2")

    await secret.say("ines", "/rungs manager @goran --is @emil")
    await secret.say("ines", "/rungs manager @ana --is @goran")

    for who in ("goran", "emil"):
        assert "zebra" in await secret.say(who, "/okr show O-2")
        assert "private" in await secret.say(who, "/okr list all")


@pytest.mark.parametrize(
    "words", ["/okr list all", "/okr list @ana", "/okr list team Product", "/digest", "/digest company"]
)
async def test_lists_and_digests_count_it_for_nobody_else(secret: World, words: str) -> None:
    for who in OTHERS:
        said = await secret.say(who, words)

        assert not traces(said)
        assert "O-1" in said


async def test_typeahead_offers_it_to_nobody_else(secret: World) -> None:
    offered = {}
    for who in ("jo", *OTHERS):
        await secret.say(who, "/okr new")
        offered[who] = str(await secret.chat.suggest(who, "Parent", "zebra"))
        await secret.close(who)

    assert "O-2 Buy the zebra" in offered.pop("jo")
    assert set(offered.values()) == {"[]"}


async def test_home_shows_it_to_nobody_else(secret: World) -> None:
    assert "zebra" in await home(secret, "ana")
    assert "KR-3" in await home(secret, "ben")

    for who in OTHERS:
        assert not traces(await home(secret, who))


class TestInAChannel:
    async def test_what_is_private_is_told_to_who_asked_alone(self, secret: World) -> None:
        for words in ("okr show O-2", "okr why KR-3", "okr update KR-3 5"):
            before = len(secret.lines("ben"))

            assert await in_the_thread(secret, "ben", words) == []
            assert "okapi" in "\n".join(secret.lines("ben")[before:])

    async def test_a_list_is_said_there_as_everyone_sees_it(self, secret: World) -> None:
        (said,) = await in_the_thread(secret, "ana", "okr list")

        assert "O-1" in said
        assert not traces(said)

    async def test_a_card_has_no_share_button(self, secret: World) -> None:
        for words in ("/okr show O-2", "/okr why O-2", "/okr show KR-3", "/okr update KR-3 7"):
            await secret.say("ben", words, channel="product")
            assert "Share" not in seen(secret.whisper("ben")).splitlines()

    async def test_a_list_is_shared_as_everyone_sees_it(self, secret: World) -> None:
        assert "zebra" in await secret.say("ana", "/okr list")

        shared = seen(await secret.aloud("ana", "/okr list", "product"))

        assert "O-1" in shared
        assert not traces(shared)

    @SLACK_ONLY
    async def test_what_has_become_private_meanwhile_is_shared_no_more(self, secret: World) -> None:
        await secret.say("ana", "/okr show O-1", channel="product")
        card = secret.whisper("ana")
        assert "Private: its owners" in await secret.say("ana", "/okr edit O-1 --private yes")

        await secret.press("ana", card, "Share")

        assert secret.lines("product") == []
        assert "toaster" in seen(secret.whisper("ana"))

    async def test_whoever_presses_a_button_of_a_shared_card_acts_with_their_own_eyes(self, secret: World) -> None:
        shared = await secret.aloud("ana", "/okr show O-1", "product")
        await secret.say("ana", "/okr edit O-1 --private yes")

        await secret.press("emil", shared, "Why")

        assert seen(secret.whisper("emil")) == "There is no objective O-1. /okr list shows yours."
        assert "toaster" in seen(secret.chat.current(shared))

    async def test_a_shared_tree_stays_without_what_is_private_whoever_turns_its_pages(self, secret: World) -> None:
        assert "O-1" in await secret.say("ana", "/okr align O-2 --parent O-1")
        assert "zebra" in await secret.say("ana", "/okr tree O-1")
        shared = await secret.aloud("ana", "/okr tree O-1", "product")
        assert not traces(seen(shared))

        await secret.press("ana", shared, "Up")

        turned = seen(secret.chat.current(shared))
        assert "O-1" in turned
        assert not traces(turned)


class TestByTheClock:
    async def test_posts_threads_and_digests_know_nothing_of_it(self, secret: World) -> None:
        await secret.forward_to(MONDAY + timedelta(hours=2))
        (post,) = secret.chat.messages("product")
        assert "0 of 2 in" in seen(post)

        await secret.say("ben", "/okr update KR-3 1200 The okapi was hungry")
        await secret.forward_to(MONDAY + timedelta(days=6))

        lines = [*secret.lines("product"), *_thread(secret, post)]
        assert not traces("\n".join(lines))
        assert "0 of 2 in" in seen(secret.chat.current(post))
        assert any("Product" in line and "toaster" in line for line in lines)

    async def test_one_who_owns_nothing_else_is_not_awaited_in_the_channel(self, secret: World) -> None:
        await secret.say("ana", "/okr hand-over KR-1 @ana")

        await secret.forward_to(MONDAY + timedelta(hours=2))

        (post,) = secret.chat.messages("product")
        assert "0 of 1 in" in seen(post)


class TestWhoHasLostSight:
    async def test_takes_no_check_in_back(self, secret: World) -> None:
        await secret.say("ben", "/okr update KR-3 5")
        card = secret.whisper("ben")
        await secret.say("ana", "/okr edit KR-3 --owner @jo")

        await secret.press("ben", card, "Undo")

        assert "This check-in is not yours to take back" in seen(secret.whisper("ben"))
        assert "There is no key result KR-3" in await secret.say("ben", "/okr show KR-3")

    async def test_finds_no_suggestion(self, secret: World) -> None:
        await secret.say("ana", "/okr new Sell the zebra --private --draft --readers @jo")
        await secret.say("jo", "/okr suggest O-3 --comment Sell the okapi, too")

        answers = [await secret.say("goran", f"/okr take-over {number}") for number in (1, 99)]

        assert answers[0] == answers[1]
        assert "not there any more" in answers[0]


def _thread(here: World, root: Message) -> list[str]:
    return [seen(message) for message in here.chat.thread("product", root.id)]


WORDS = ("pangolin", "F-1", "G-1")
"""What would give away what ben was told, saved, wants to reach and has on an agenda."""


@pytest.fixture
async def among_few(product: World) -> World:
    """Ana gives ben feedback and puts something on their agenda; ben sets a goal and saves a message of his."""
    for who, words, answer in (
        ("ana", "/feedback @ben Feed the pangolin, then count it", "*F-1* is given to <@U0BEN>"),
        ("ana", "/oneonone topic @ben Where the pangolin sleeps", "Where the pangolin sleeps · from you"),
        ("ben", "/goal new Tame the pangolin --weight 30 from 0 to 10", "*G-1* is set: *Tame the pangolin*"),
    ):
        assert answer in await product.say(who, words)
    message = await product.chat.write("goran", "product", "The pangolin eats from his hand")
    await product.chat.use("ben", "Save as evidence", message)
    await product.submit("ben")
    for who in ("ben", *OTHERS):
        await product.say(who, "/okr list")
    return product


def of_few(said: str) -> list[str]:
    return [word for word in WORDS if word in said]


class TestAmongFew:
    @pytest.mark.parametrize("words", ["feedback list", "goal list", "oneonone @ana", "rungs evidence"])
    async def test_asked_by_mention_it_is_told_to_who_asked_alone(self, among_few: World, words: str) -> None:
        before = {who: len(among_few.lines(who)) for who in ("ana", "ben", *OTHERS, "product")}

        assert await in_the_thread(among_few, "ben", words) == []

        told = {who: "\n".join(among_few.lines(who)[count:]) for who, count in before.items()}
        assert "pangolin" in told.pop("ben")
        assert not any(told.values())

    async def test_asked_by_mention_by_others_it_is_not_there(self, among_few: World) -> None:
        for who in OTHERS:
            for words in (
                "feedback show F-1",
                "goal show G-1",
                "goal list @ben",
                "feedback list @ben",
                "oneonone @ben",
            ):
                before = len(among_few.lines(who))

                assert await in_the_thread(among_few, who, words) == []
                assert "pangolin" not in "\n".join(among_few.lines(who)[before:])
        assert not of_few("\n".join(among_few.lines("product")))

    async def test_no_log_holds_a_word_of_it(
        self, among_few: World, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        with capture_logs() as lines:
            for words in (
                "feedback show F-1",
                "goal why G-1",
                "feedback edit F-1 Feed it",
                "goal update G-1 4 pangolin",
            ):
                for who in ("ana", "ben", "goran"):
                    await among_few.say(who, f"/{words}")
            await among_few.forward_to(MONDAY + timedelta(days=2))

        assert "pangolin" in "\n".join(among_few.lines("ben"))
        for logged in (repr(lines), caplog.text, *capsys.readouterr()):
            assert "pangolin" not in logged

    async def test_home_and_typeahead_of_others_know_nothing_of_it(self, among_few: World) -> None:
        for who in OTHERS:
            assert not of_few(await home(among_few, who))
            await among_few.say(who, "/goal show")
            assert await among_few.chat.suggest(who, "Which", "pangolin") == []
            await among_few.close(who)
