"""Requests that Slack did not make, made more than once, or in a bad hour: none is trouble, and none counts twice."""

import asyncio
import hashlib
import hmac
import json
from datetime import timedelta
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.playground.residents import Install
from handlers.company import Company
from tests.e2e.conftest import MONDAY, SLACK_ONLY, found_product
from tests.e2e.slack_town import Watch, seen
from tests.e2e.weather import Weather
from tests.e2e.world import World, world

pytestmark = SLACK_ONLY

FORM = "application/x-www-form-urlencoded"


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
        assert "No check-ins yet" in await product.history()

    async def test_a_request_signed_with_another_secret_is_turned_away(self, product: World) -> None:
        headers = signed(self.COMMAND, secret="another", at=int(Watch()()))

        assert await posted(product, self.COMMAND, FORM, headers) == 401
        assert "No check-ins yet" in await product.history()

    async def test_a_signature_of_ten_minutes_ago_is_turned_away(self, product: World) -> None:
        headers = signed(self.COMMAND, secret=self.SECRET, at=int(Watch()()) - 600)

        assert await posted(product, self.COMMAND, FORM, headers) == 401
        assert "No check-ins yet" in await product.history()

    async def test_the_same_request_signed_rightly_is_taken(self, product: World) -> None:
        headers = signed(self.COMMAND, secret=self.SECRET, at=int(Watch()()))

        assert await posted(product, self.COMMAND, FORM, headers) == 200
        assert "Value: 5" in await product.history()

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
        assert "*KR-1*" in await product.history()


class TestRepeats:
    async def test_a_form_sent_twice_is_one_check_in(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")
        await product.submit("ben", {"Value": "12"})
        sent = next(one for one in reversed(product.slack.deliveries) if one.kind == "view_submission")

        again = await product.slack.dispatch.interaction(sent.payload)

        assert again.ok
        assert (await product.history()).count("Value: 12") == 1

    async def test_a_form_sent_again_with_another_value_is_another_check_in(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")
        await product.submit("ben", {"Value": "lots"})

        await product.submit("ben", {"Value": "12"})

        assert (await product.history()).count("Value: 12") == 1

    async def test_a_command_delivered_twice_gets_the_same_word_and_is_one_check_in(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 12")
        sent = product.slack.deliveries[-1]

        again = await product.slack.dispatch.command(sent.payload)

        assert again.ok
        assert (await product.history()).count("Value: 12") == 1

    async def test_a_button_pressed_twice_in_one_go_takes_back_once(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1 5")
        await product.say("ben", "/okr update KR-1 12")
        await product.press("ben", product.whisper("ben"), "Undo")
        sent = product.slack.deliveries[-1]

        assert (await product.slack.dispatch.interaction(sent.payload)).ok

        assert "5 of 3,000 orders" in await product.history()

    async def test_a_message_delivered_three_times_has_one_effect_and_one_answer(self, product: World) -> None:
        await product.slack.dm("ben", "okr update KR-1 55")
        for number in (1, 2):
            assert (await product.slack.deliver_again(number)).ok
        await product.settle()

        assert (await product.history()).count("Value: 55") == 1
        assert len([line for line in product.lines("ben") if "55 of 3,000 orders" in line]) == 1

    async def test_two_people_at_once_both_count(self, product: World) -> None:
        rounds = range(1, 5)

        await asyncio.gather(
            *(product.slack.command("ben", "/okr", f"update KR-1 {number} ben") for number in rounds),
            *(product.slack.command("ana", "/okr", f"update KR-1 {number * 100} ana") for number in rounds),
            *(product.slack.command("ana", "/okr", "update KR-2 45 done") for _ in range(1)),
        )

        shown = await product.history()
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

        assert product.form("ben").values["confidence"] == "7"
        await product.submit("ben", {"Value": "12"})
        assert "Value: 12 orders · Confidence: 7" in await product.history()

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
        message = product.slack.ephemerals("ben")[-1]
        for value in ("okr fly", json.dumps({"c": "okr fly", "g": {}}), "{", "☃" * 500):
            block = message.blocks[-1]
            action = {"type": "button", "action_id": "call", "block_id": block["block_id"], "value": value}
            payload = product.slack.payloads.message_press(
                product.slack.workspace.person("ben"), message, action | {"action_ts": "1.1"}, {}
            )

            assert (await product.slack.dispatch.interaction(payload)).ok
            await product.settle()
            assert "older version of Rungs. Type /rungs help" in product.whisper("ben").text

    @pytest.mark.parametrize("metadata", ["", "{}", "from another time", json.dumps({"command": "okr fly"})])
    async def test_a_form_of_an_older_version_is_answered(self, product: World, metadata: str) -> None:
        await product.say("ben", "/okr update KR-1")
        form = product.slack.open_view("ben")
        assert form is not None
        payload = product.slack.payloads.view_submission(product.slack.workspace.person("ben"), form)
        payload["view"]["private_metadata"] = metadata

        ack = await product.slack.dispatch.interaction(payload)

        assert ack.ok
        assert "No check-ins yet" in await product.history()

    async def test_a_form_whose_command_is_gone_says_what_there_is_now(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")
        form = product.slack.open_view("ben")
        assert form is not None
        payload = product.slack.payloads.view_submission(product.slack.workspace.person("ben"), form)
        payload["view"]["private_metadata"] = form.private_metadata.replace("okr update", "okr fly")

        ack = await product.slack.dispatch.interaction(payload)

        assert ack.ok
        assert "older version of Rungs. Type /rungs help" in str(ack.body)
