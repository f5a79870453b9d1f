"""Bad input through signed HTTP: each gets an answer that says what to do, and nothing is lost or half-stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.e2e.chat import Incomplete, seen
from tests.e2e.conftest import MONDAY, SLACK_ONLY
from tests.e2e.world import World

EVERYBODY = {"!channel", "!here", "!everyone"}


class TestNumbers:
    @pytest.mark.parametrize("typed", ["NaN", "Infinity", "-inf", "∞", "1e309", "0x10", "lots", "12..5", "--5"])
    async def test_what_is_no_number_is_answered_with_an_example(self, product: World, typed: str) -> None:
        answer = await product.say("ben", f"/okr update KR-1 {typed}")

        assert answer.startswith(f"“{typed}” is not a number. Write it like 1250, 52.5, 3k or 40 %. Nothing is stored")
        assert "No check-ins yet" in await product.history()

    @pytest.mark.parametrize("typed", ["1" * 40, "0." + "3" * 40, "1234567890123"])
    async def test_what_is_too_long_is_answered_with_the_limit(self, product: World, typed: str) -> None:
        answer = await product.say("ben", f"/okr update KR-1 {typed}")

        assert "a number has at most 12 digits before the point and 6 after" in answer
        assert "No check-ins yet" in await product.history()

    async def test_a_form_says_it_at_the_field_and_keeps_the_note(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")

        await product.submit("ben", {"Value": "lots", "Note": "Finally"})
        form = product.form("ben")
        assert list(form.errors.values()) == ["“lots” is not a number. Write it like 1250, 52.5, 3k or 40 %."]
        assert "No check-ins yet" in await product.history()

        assert "*KR-1* Obtain pre-orders" in await product.submit("ben", {"Value": "12"})
        assert "Note: Finally" in await product.history()

    async def test_a_bulk_form_with_one_wrong_row_stores_none(self, product: World) -> None:
        await product.say("ana", "/okr kr O-1 Second number from 0 to 10")
        await product.say("ana", "/checkin")

        await product.submit("ana", {"rows.KR-2.value": "50", "rows.KR-3.value": "NaN"})

        assert list(product.form("ana").errors) == ["rows.KR-3.value"]
        assert "No check-ins yet" in await product.history("KR-2")


class TestNames:
    @pytest.mark.parametrize(
        ("words", "answer"),
        [
            ("/okr update KR-99 5", "There is no key result KR-99. /okr list shows yours."),
            ("/okr show O-77", "There is no objective O-77. /okr list shows yours."),
            ("/okr show KPI-3", "There is no objective or key result “KPI-3”"),
            ("/okr kr O-77 Something from 0 to 5", "There is no objective O-77"),
            ("/okr drop O-77 --reason gone", "There is no objective O-77"),
            ("/okr show KR-" + "9" * 60, "There is no"),
            ("/okr list --team Nowhere", "Nowhere"),
        ],
    )
    async def test_what_does_not_exist_is_said_so(self, product: World, words: str, answer: str) -> None:
        assert answer in await product.say("ana", words)

    async def test_an_empty_title_opens_the_form_and_the_form_insists(self, product: World) -> None:
        await product.say("ana", "/okr new    ")

        with pytest.raises(Incomplete, match="required"):
            await product.submit("ana", {"Title": ""})
        await product.submit("ana", {"Title": " \u200b "})
        assert len(product.form("ana").errors) == 1
        assert "1 objective " in await product.say("ana", "/okr list")

    async def test_a_title_of_10_000_characters_is_counted_and_stores_nothing(self, product: World) -> None:
        answer = await product.say("ana", f"/okr new {'Win ' * 2500}")

        assert answer.startswith("This text has 9,999 characters and 200 fit. Shorten it, please. Nothing is stored")
        assert "1 objective " in await product.say("ana", "/okr list")

    async def test_a_title_of_10_000_characters_opens_the_form(self, product: World) -> None:
        await product.say("ana", f"/okr new {'Win ' * 2500}")

        form = product.form("ana")
        assert form.title == "Set an objective"
        assert "This text has 9,999 characters and 200 fit." in form.text
        assert form.values["title"] == "Win " * 50

    async def test_control_characters_and_overrides_are_left_out(self, product: World) -> None:
        await product.say("ana", "/okr new Win\u202e new\x00 cus\x07tomers\u2066")

        assert "*O-2* Win new customers ·" in await product.say("ana", "/okr show O-2")

    async def test_nothing_that_people_write_calls_everybody(self, product: World) -> None:
        loud = "<!channel> @here @channel @everyone <!here|here> &lt;!everyone&gt;"
        await product.forward_to(MONDAY + timedelta(hours=1))
        await product.say("ana", f"/okr new {loud}")
        await product.say("ana", f"/okr kr O-2 {loud} from 0 to 5 --owner @ben")
        await product.say("ben", f"/okr update KR-3 2 {loud}", channel="product")
        shared = await product.aloud("ben", "/okr show KR-3", "product")
        await product.chat.home("ben")

        assert "<!channel> @here @channel @everyone" in seen(shared)
        assert {ping.target for ping in product.chat.pings} & EVERYBODY == set()


class TestPeople:
    @SLACK_ONLY
    async def test_who_left_is_asked_for_nothing_and_offered_nowhere(self, product: World) -> None:
        ben = product.slack.workspace.person("ben")
        await product.slack.change(replace(ben, deleted=True))

        await product.forward_to(MONDAY + timedelta(days=2))

        assert not [line for line in product.lines("ben") if "for your check-in" in line]
        assert product.lines("product")[0].startswith("*0 of 1 in*")
        await product.say("ana", "/okr new")
        assert await product.chat.suggest("ana", "Owner", "ben") == []

    @SLACK_ONLY
    async def test_who_left_is_given_nothing(self, product: World) -> None:
        ben = product.slack.workspace.person("ben")
        await product.slack.change(replace(ben, deleted=True))

        answer = await product.say("ana", "/okr new Win new customers --owner @ben")

        assert "Ben Okafor" in answer
        assert "Nothing is stored yet" in answer

    async def test_a_guest_sets_nothing_and_sees_what_names_them(self, product: World) -> None:
        await product.chat.welcome("gus", "Gus Guest", "gus@y.example")

        assert "Guests cannot set objectives. Ask a colleague" in await product.say("gus", "/okr new Sneak in")
        assert "Sell the first" not in await product.say("gus", "/okr list all")
        assert "Sell the first" not in await product.say("gus", "/okr show O-1")
        assert "Digests are for members" in await product.say("gus", "/digest")
        assert "*KR-2*" not in await product.say("gus", "/okr show KR-2")
