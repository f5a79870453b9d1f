"""Bad input through signed HTTP: each gets an answer that says what to do, and nothing is lost or half-stored."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.playground.inputs import Incomplete
from bot.playground.residents import Install, Resident
from handlers.company import Company
from tests.e2e.conftest import MONDAY, found_product
from tests.e2e.weather import Weather
from tests.e2e.world import Watch, World, seen, world

EVERYBODY = {"!channel", "!here", "!everyone"}
FORM = "application/x-www-form-urlencoded"


async def history(here: World, code: str = "KR-1") -> str:
    """The key result with its check-ins, as anybody sees it."""
    return await here.say("jo", f"/okr show {code}")


class TestNumbers:
    @pytest.mark.parametrize("typed", ["NaN", "Infinity", "-inf", "∞", "1e309", "0x10", "lots", "12..5", "--5"])
    async def test_what_is_no_number_is_answered_with_an_example(self, product: World, typed: str) -> None:
        answer = await product.say("ben", f"/okr update KR-1 {typed}")

        assert answer.startswith(f"“{typed}” is not a number. Write it like 1250, 52.5, 3k or 40 %. Nothing is stored")
        assert "No check-ins yet" in await history(product)

    @pytest.mark.parametrize("typed", ["1" * 40, "0." + "3" * 40, "1234567890123"])
    async def test_what_is_too_long_is_answered_with_the_limit(self, product: World, typed: str) -> None:
        answer = await product.say("ben", f"/okr update KR-1 {typed}")

        assert "a number has at most 12 digits before the point and 6 after" in answer
        assert "No check-ins yet" in await history(product)

    async def test_a_form_says_it_at_the_field_and_keeps_the_note(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")

        await product.submit("ben", {"Value": "lots", "Note": "Finally"})
        form = product.form("ben")
        assert list(form.errors.values()) == ["“lots” is not a number. Write it like 1250, 52.5, 3k or 40 %."]
        assert "No check-ins yet" in await history(product)

        assert "*KR-1* Obtain pre-orders" in await product.submit("ben", {"Value": "12"})
        assert "Note: Finally" in await history(product)

    async def test_a_bulk_form_with_one_wrong_row_stores_none(self, product: World) -> None:
        await product.say("ana", "/okr kr O-1 Second number from 0 to 10")
        await product.say("ana", "/checkin")

        await product.submit("ana", {"rows.KR-2.value": "50", "rows.KR-3.value": "NaN"})

        assert [name.partition("~")[0] for name in product.form("ana").errors] == ["rows.KR-3.value"]
        assert "No check-ins yet" in await history(product, "KR-2")


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

    async def test_a_title_of_10_000_characters_is_counted_and_opens_the_form(self, product: World) -> None:
        answer = await product.say("ana", f"/okr new {'Win ' * 2500}")

        assert answer.startswith("This text has 9,999 characters and 200 fit. Shorten it, please. Nothing is stored")
        assert product.form("ana").title == "Set an objective"
        assert "1 objective " in await product.say("ana", "/okr list")

    async def test_control_characters_and_overrides_are_left_out(self, product: World) -> None:
        await product.say("ana", "/okr new Win\u202e new\x00 cus\x07tomers\u2066")

        assert "*O-2* Win new customers ·" in await product.say("ana", "/okr show O-2")

    async def test_nothing_that_people_write_calls_everybody(self, product: World) -> None:
        loud = "<!channel> @here @channel @everyone <!here|here> &lt;!everyone&gt;"
        await product.forward_to(MONDAY + timedelta(hours=1))
        await product.say("ana", f"/okr new {loud}")
        await product.say("ana", f"/okr kr O-2 {loud} from 0 to 5 --owner @ben")
        await product.say("ben", f"/okr update KR-3 2 {loud}", channel="product")
        await product.say("ben", "/okr show KR-3", channel="product")
        await product.press("ben", product.whisper("ben"), "Share")
        await product.slack.open_home("ben")

        assert "&lt;!channel&gt;" in product.lines("product")[-1]
        assert {ping.target for ping in product.slack.pings} & EVERYBODY == set()


def signed(body: bytes, *, secret: str, at: int) -> dict[str, str]:
    """The headers with which Slack signs a request."""
    base = b"v0:" + str(at).encode() + b":" + body
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}


async def posted(here: World, body: bytes, kind: str, headers: dict[str, str]) -> int:
    """The status that the bot's endpoint answers with."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(here.slack.dispatch.endpoint, data=body, headers={"Content-Type": kind, **headers}) as answer,
    ):
        return answer.status


class TestRequests:
    SECRET = Install().signing_secret
    COMMAND = urlencode(
        {
            "command": "/okr",
            "text": "update KR-1 5",
            "user_id": "U0BEN",
            "team_id": Install().team_id,
            "channel_id": "C0GENERAL",
            "trigger_id": "1.2",
            "response_url": "http://127.0.0.1:9/",
        }
    ).encode()

    async def test_an_unsigned_request_is_turned_away(self, product: World) -> None:
        assert await posted(product, self.COMMAND, FORM, {}) == 401
        assert "No check-ins yet" in await history(product)

    async def test_a_request_signed_with_another_secret_is_turned_away(self, product: World) -> None:
        headers = signed(self.COMMAND, secret="another", at=int(Watch()()))

        assert await posted(product, self.COMMAND, FORM, headers) == 401
        assert "No check-ins yet" in await history(product)

    async def test_a_signature_of_ten_minutes_ago_is_turned_away(self, product: World) -> None:
        headers = signed(self.COMMAND, secret=self.SECRET, at=int(Watch()()) - 600)

        assert await posted(product, self.COMMAND, FORM, headers) == 401
        assert "No check-ins yet" in await history(product)

    async def test_the_same_request_signed_rightly_is_taken(self, product: World) -> None:
        headers = signed(self.COMMAND, secret=self.SECRET, at=int(Watch()()))

        assert await posted(product, self.COMMAND, FORM, headers) == 200
        assert "Value: 5" in await history(product)

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"\xff\xfe\xfa", FORM),
            (b"\xff\xfe\xfa", "application/json"),
            (b'{"type": "event_callback", ', "application/json"),
            (b"", FORM),
            (b"", "application/json"),
            (b"[]", "application/json"),
            (b"null", "application/json"),
            (b"7", "application/json"),
            (b"payload=%7Bnot+json", FORM),
            (b"payload=%5B%5D", FORM),
            (b"payload=7", FORM),
            (b"command=%2Fokr", FORM),
            (urlencode({"payload": json.dumps({"type": "block_actions"})}).encode(), FORM),
            (urlencode({"payload": json.dumps({"type": "view_submission", "view": {}})}).encode(), FORM),
            (b'{"type": "event_callback", "event": {"type": "app_mention"}}', "application/json"),
            (b'{"type": "event_callback", "event": 7}', "application/json"),
            (b'{"type": "block_actions", "user": {"id": "U0BEN"}, "actions": 7}', "application/json"),
        ],
    )
    async def test_a_signed_body_of_nonsense_is_no_trouble_of_ours(
        self, product: World, body: bytes, kind: str
    ) -> None:
        headers = signed(body, secret=self.SECRET, at=int(Watch()()))

        assert await posted(product, body, kind, headers) in (200, 400, 404)
        assert await posted(product, body, kind, {}) in (400, 401)
        assert "*KR-1*" in await history(product)


class TestRepeats:
    async def test_a_form_sent_twice_is_one_check_in(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")
        await product.submit("ben", {"Value": "12"})
        sent = next(one for one in reversed(product.slack.deliveries) if one.kind == "view_submission")

        again = await product.slack.dispatch.interaction(sent.payload)

        assert again.ok
        assert (await history(product)).count("Value: 12") == 1

    async def test_a_form_sent_again_with_another_value_is_another_check_in(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")
        await product.submit("ben", {"Value": "lots"})

        await product.submit("ben", {"Value": "12"})

        assert (await history(product)).count("Value: 12") == 1

    async def test_a_message_delivered_three_times_has_one_effect_and_one_answer(self, product: World) -> None:
        await product.slack.dm("ben", "okr update KR-1 55")
        for number in (1, 2):
            assert (await product.slack.deliver_again(number)).ok
        await product.settle()

        assert (await history(product)).count("Value: 55") == 1
        assert len([line for line in product.lines("ben") if "55 of 3,000 orders" in line]) == 1

    async def test_two_people_at_once_both_count(self, product: World) -> None:
        rounds = range(1, 5)

        await asyncio.gather(
            *(product.slack.command("ben", "/okr", f"update KR-1 {number} ben") for number in rounds),
            *(product.slack.command("ana", "/okr", f"update KR-1 {number * 100} ana") for number in rounds),
            *(product.slack.command("ana", "/okr", "update KR-2 45 done") for _ in range(1)),
        )

        shown = await history(product)
        assert [shown.count(f"Note: {who}") for who in ("ben", "ana")] == [4, 4]
        last = int(shown.partition("Value: ")[2].partition(" ")[0])
        share = round((last / 3000 + 2) / 3 * 100)
        assert f"{share} %  *O-1*" in await product.say("jo", "/okr show O-1")


class TestTrouble:
    async def test_a_form_that_could_not_open_in_time_comes_as_a_card_that_opens_it(self, product: World) -> None:
        watch = product.slack.workspace.now
        assert isinstance(watch, Watch)
        watch.haste = 4.0
        await product.say("ben", "/okr update KR-1 --confidence 7")
        watch.haste = 0.0
        assert product.slack.open_view("ben") is None

        await product.press("ben", product.whisper("ben"), "Check in")

        assert "7" in str(product.form("ben").body)
        await product.submit("ben", {"Value": "12"})
        assert "Value: 12 orders · Confidence: 7" in await history(product)

    async def test_what_slack_refuses_for_now_arrives_later_and_once(self, sqlite_url: str, company: Company) -> None:
        weather = Weather()
        async with world(sqlite_url, MONDAY, company, weather.line) as here:
            await found_product(here)
            weather.coming["chat.postMessage"] = [500, 429]
            weather.coming["chat.update"] = [429]
            await here.forward_to(MONDAY + timedelta(hours=1))
            await here.say("ben", "/okr update KR-1 12")

            (post,) = here.slack.messages("product")
            assert seen(post).startswith("*1 of 2 in*")
            assert len(here.slack.thread("product", post.ts)[1:]) == 1
            assert weather.coming == {"chat.postMessage": [], "chat.update": []}

    async def test_a_button_of_an_older_version_says_what_there_is_now(self, product: World) -> None:
        await product.say("ben", "/okr show KR-1")
        message = product.whisper("ben")
        for value in ("okr fly", json.dumps({"c": "okr fly", "g": {}}), "{", "☃" * 500):
            block = message.blocks[-1]
            action = {"type": "button", "action_id": "call", "block_id": block["block_id"], "value": value}
            payload = product.slack.payloads.message_press(
                product.slack.workspace.person("ben"), message, action | {"action_ts": "1.1"}, {}
            )

            assert (await product.slack.dispatch.interaction(payload)).ok
            await product.settle()
            assert "older version of Rungs. Type /rungs help" in seen(product.whisper("ben"))


class TestPeople:
    GUEST = Resident("U0GUEST", "gus", "Gus Guest", "gus@y.example", "Europe/Berlin", is_restricted=True)

    async def test_who_left_is_asked_for_nothing_and_offered_nowhere(self, product: World) -> None:
        ben = product.slack.workspace.person("ben")
        await product.slack.change(replace(ben, deleted=True))

        await product.forward_to(MONDAY + timedelta(days=2))

        assert not [line for line in product.lines("ben") if "for your check-in" in line]
        assert seen(product.slack.messages("product")[0]).startswith("*0 of 1 in*")
        await product.say("ana", "/okr new")
        assert await product.slack.suggest("ana", product.form("ana"), "Owner", "ben") == []

    async def test_who_left_is_given_nothing(self, product: World) -> None:
        ben = product.slack.workspace.person("ben")
        await product.slack.change(replace(ben, deleted=True))

        answer = await product.say("ana", "/okr new Win new customers --owner @ben")

        assert "Ben Okafor" in answer
        assert "Nothing is stored yet" in answer

    async def test_a_guest_sets_nothing_and_sees_what_names_them(self, product: World) -> None:
        await product.slack.arrive(self.GUEST)
        general = product.slack.workspace.place("general")
        product.slack.workspace.join(general, self.GUEST.id)

        assert "Guests cannot set objectives. Ask a colleague" in await product.say("gus", "/okr new Sneak in")
        assert "Sell the first" not in await product.say("gus", "/okr list all")
        assert "Sell the first" not in await product.say("gus", "/okr show O-1")
        assert "Digests are for members" in await product.say("gus", "/digest")
        assert "*KR-2*" not in await product.say("gus", "/okr show KR-2")
