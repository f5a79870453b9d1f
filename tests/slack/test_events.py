"""What Slack sends, and what becomes of it: what is answered, what is only acknowledged, what is left alone."""

import hashlib
import hmac
import json
import re
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import func, select

from bot.clock import MachineClock
from bot.demo.company_x import PEOPLE
from bot.playground.carriers import Ack
from bot.playground.residents import Install, Resident
from bot.playground.workspace import Message
from handlers.chat.card import Call
from storage.arrivals import PLACEHOLDER
from storage.check_ins import check_ins
from storage.outbox import outbox
from storage.people import people
from tests.e2e.slack_town import as_message, seen, shown
from tests.e2e.world import World

BOT = Install().bot
BEN = next(colleague.account for colleague in PEOPLE if colleague.handle == "ben")


async def sent(
    town: World, body: bytes, content_type: str = "application/x-www-form-urlencoded", retry: str = "0"
) -> tuple[int, str]:
    """Status and body of the answer to a signed request of any shape; `retry` says which delivery after the first."""
    now = str(int(MachineClock().seconds()))
    secret = Install().signing_secret.encode()
    signature = hmac.new(secret, b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={signature}",
        "X-Slack-Retry-Num": retry,
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(town.slack.dispatch.endpoint, data=body, headers=headers) as response,
    ):
        return response.status, await response.text()


async def event(town: World, **event: Any) -> Ack:
    """Deliver an event, and let what comes of it arrive."""
    ack = await town.slack.dispatch.event(town.slack.payloads.event(event))
    await town.settle()
    return ack


async def count(town: World, column: Any) -> int:
    return int(await town.app.database.read(lambda db: db.execute(select(func.count(column))).scalar_one()))


async def stored(town: World) -> tuple[int, int, int]:
    """How many people, check-ins and messages there are."""
    return await count(town, people.c.id), await count(town, check_ins.c.id), await count(town, outbox.c.id)


class TestShake:
    async def test_slack_s_ssl_check_is_acknowledged(self, town: World) -> None:
        assert (await sent(town, urlencode({"ssl_check": "1", "token": "x"}).encode()))[0] == 200

    async def test_the_challenge_of_a_new_address_is_given_back(self, town: World) -> None:
        body = json.dumps({"type": "url_verification", "challenge": "c-42", "token": "x"}).encode()
        status, answer = await sent(town, body, "application/json")

        assert (status, json.loads(answer)) == (200, {"challenge": "c-42"})

    async def test_a_time_of_sending_that_is_none_is_refused(self, town: World) -> None:
        headers = {"X-Slack-Request-Timestamp": "now", "X-Slack-Signature": "v0=0"}
        form = {"command": "/okr", "text": "list", "user_id": BEN, "trigger_id": "1.2"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(town.slack.dispatch.endpoint, data=form, headers=headers) as response,
        ):
            assert response.status == 400


class TestMessages:
    @pytest.mark.parametrize(
        "words",
        [
            "{bot} okr list",
            "{bot}, okr list",
            "{bot} /okr list",
            "okr list {bot}",
            "hey {bot} okr list",
            "hey {bot}: okr list",
            "Who knows? {bot} okr list {bot}",
        ],
    )
    async def test_what_follows_a_mention_is_read_or_else_what_precedes_it(self, orders: World, words: str) -> None:
        text = words.format(bot=f"<@{BOT.user_id}>")
        asked = orders.slack.workspace.put(Message("C0GENERAL", "1795.0001", BEN, text))
        await event(orders, type="app_mention", user=BEN, text=text, ts=asked.ts, channel=asked.channel)

        thread = orders.slack.workspace.thread(asked.channel, asked.ts)
        assert "Win the small shops" in "\n".join(map(seen, thread))

    async def test_a_mention_without_words_is_answered_with_help(self, orders: World) -> None:
        await event(orders, type="app_mention", user=BEN, text=f"<@{BOT.user_id}>", ts="1795.0001", channel="C0GENERAL")

        assert "/okr" in "\n".join(orders.lines("ben"))

    async def test_a_direct_message_is_answered_beside_it(self, orders: World) -> None:
        await orders.slack.dm("ben", "okr update KR-1 1710 the fair was good")
        await orders.settle()

        assert await count(orders, check_ins.c.id) == 1
        assert "1,710" in orders.lines("ben")[-1]

    @pytest.mark.parametrize(
        "change",
        [
            {"bot_id": BOT.bot_id, "user": BOT.user_id},
            {"subtype": "bot_message", "bot_id": "B0OTHER", "user": None},
            {"subtype": "message_changed", "message": {"user": BEN, "text": "okr update KR-1 5"}},
            {"subtype": "message_deleted", "previous_message": {"user": BEN, "text": "okr update KR-1 5"}},
            {"subtype": "channel_join"},
            {"channel": "C0GENERAL", "channel_type": "channel"},
        ],
        ids=["own", "another bot's", "edited", "deleted", "joined", "in a channel"],
    )
    async def test_what_nobody_said_to_the_bot_is_left_alone(self, orders: World, change: dict[str, Any]) -> None:
        before = await stored(orders)
        said = {"type": "message", "channel": f"D{BEN[1:]}", "channel_type": "im", "user": BEN, "ts": "1795.0001"}
        ack = await event(orders, **(said | {"text": "okr update KR-1 5"} | change))

        assert (ack.status, await stored(orders)) == (200, before)

    @pytest.mark.parametrize(
        "what",
        [
            {"type": "app_home_opened", "user": "U0FRESH", "tab": "messages"},
            {"type": "reaction_added", "user": BEN, "reaction": "tada", "item": {}},
            {"type": "something_of_next_year"},
        ],
        ids=["messages tab", "reaction", "unknown"],
    )
    async def test_events_that_mean_nothing_to_us_are_acknowledged(self, orders: World, what: dict[str, Any]) -> None:
        before = await stored(orders)
        ack = await event(orders, **what)

        assert (ack.status, await stored(orders)) == (200, before)

    async def test_a_token_that_is_taken_back_is_the_operator_s_business(
        self, town: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await event(town, type="tokens_revoked", tokens={"bot": [BOT.user_id]})

        assert "install the app again and set SLACK_BOT_TOKEN anew" in "".join(capsys.readouterr())


class TestNewsOfPeople:
    async def test_somebody_new_is_known_before_they_say_a_word(self, town: World) -> None:
        await town.slack.arrive(Resident("U0JO", "jo", "Jo Long", "jo@company-x.example", "Asia/Tokyo"))

        assert "Jo Long" in await town.app.database.read(lambda db: list(db.scalars(select(people.c.name))))

    async def test_who_leaves_is_kept_and_no_longer_a_member(self, town: World) -> None:
        jo = Resident("U0JO", "jo", "Jo Long", "jo@company-x.example")
        await town.slack.arrive(jo)
        await town.slack.change(Resident("U0JO", "jo", "Jo Long", "jo@company-x.example", deleted=True))

        standing = select(people.c.standing).where(people.c.name == "Jo Long")
        assert await town.app.database.read(lambda db: db.scalars(standing).all()) == ["deactivated"]


class TestButtons:
    async def message(self, town: World, *elements: dict[str, Any]) -> Message:
        """A message of the bot's with these buttons."""
        words = {"type": "plain_text", "text": "Go"}
        made = tuple(
            {"type": "button", "text": words, "action_id": f"call.{n}", **one} for n, one in enumerate(elements)
        )
        block = {"type": "actions", "block_id": "b", "elements": made}
        return town.slack.workspace.put(Message("C0GENERAL", "1795.0001", BOT.user_id, "Look", (block,)))

    async def test_a_link_is_acknowledged_and_does_nothing(self, town: World) -> None:
        message = await self.message(town, {"action_id": "link.0", "url": "https://x.example"})
        before = await stored(town)

        assert (await town.slack.press("ben", message, "Go")).ok
        assert (await stored(town))[1:] == before[1:]

    async def test_a_call_that_nobody_can_read_is_answered_like_one_of_an_older_version(self, town: World) -> None:
        await town.press("ben", as_message(await self.message(town, {"value": "{not ours"})), "Go")

        assert "older version" in town.whisper("ben").text

    async def test_the_same_press_delivered_twice_is_one(self, orders: World) -> None:
        value = Call("okr update", {"key_result": "KR-1", "value": "5"}).encoded()
        message = await self.message(orders, {"value": value})
        await orders.press("ben", as_message(message), "Go")
        pressed = orders.slack.deliveries[-1].payload
        again = await orders.slack.dispatch.interaction(pressed)

        assert again.ok
        assert await count(orders, check_ins.c.id) == 1


class TestShortcuts:
    def payload(self, town: World, callback: str, **more: Any) -> dict[str, Any]:
        person = town.slack.workspace.person("ben")
        message = town.slack.workspace.put(Message("C0GENERAL", "1795.0001", "U0ROBOT", "Released 4.2"))
        return town.slack.payloads.message_action(person, callback, message) | more

    async def test_one_that_we_do_not_have_is_acknowledged(self, town: World) -> None:
        ack = await town.slack.dispatch.interaction(self.payload(town, "of_another_app"))

        assert (ack.status, town.slack.open_view("ben")) == (200, None)

    async def test_one_without_a_message_is_acknowledged(self, town: World) -> None:
        payload = self.payload(town, town.slack.shortcuts[0][0])
        del payload["message"]

        assert (await town.slack.dispatch.interaction(payload | {"type": "shortcut"})).status == 200

    async def test_a_message_of_a_bot_without_a_user_can_be_saved(self, town: World) -> None:
        payload = self.payload(town, town.slack.shortcuts[0][0])
        payload["message"] = {"type": "message", "text": "Released 4.2", "ts": "1795.0001", "bot_id": "B0DEPLOY"}
        ack = await town.slack.dispatch.interaction(payload)

        assert ack.ok
        assert "Released 4.2" in town.form("ben").text
        assert PLACEHOLDER not in await town.app.database.read(lambda db: list(db.scalars(select(people.c.name))))


class TestOptions:
    async def test_a_form_that_is_closed_offers_nothing(self, town: World) -> None:
        person = town.slack.workspace.person("ben")
        message = town.slack.workspace.put(Message("C0GENERAL", "1795.0001", BOT.user_id, "Look"))
        ack = await town.slack.dispatch.interaction(town.slack.payloads.suggestion(person, message, "b", "people", "a"))

        assert (ack.status, ack.body) == (200, {"options": []})

    async def test_a_picker_offers_our_own_people(self, town: World) -> None:
        await town.say("ben", "/okr new")
        offered = await town.chat.suggest("ben", "Owner", "ana")

        assert [re.sub(" .*", "", name) for name in offered] == ["Ana"]


class TestTrouble:
    async def test_a_command_that_fails_before_its_handler_gets_a_sentence_with_a_number(
        self, town: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        await town.app.database.close()
        ack = await town.slack.command("ben", "/okr", "new A secret plan")

        number = re.search(r"whoever runs Rungs: ([0-9a-f]{8})\.", shown(ack))
        logged = "".join(capsys.readouterr())
        assert ack.status == 200
        assert number is not None
        assert number.group(1) in logged
        assert "secret plan" not in logged

    async def test_a_button_that_fails_is_answered_where_it_was_pressed(self, orders: World) -> None:
        await orders.say("ben", "/okr show KR-1")
        card = orders.slack.ephemerals("ben")[-1]
        await orders.app.database.close()
        pressed = next(block for block in card.blocks if block["type"] == "actions")["elements"][0]
        ack = await orders.slack.press("ben", card, pressed["text"]["text"])

        assert ack.status == 200
        assert "give this number to whoever runs Rungs" in orders.whisper("ben").text

    async def test_a_form_that_fails_stays_open_and_says_so(self, orders: World) -> None:
        await orders.say("ben", "/okr new")
        await orders.app.database.close()
        await orders.chat.submit("ben", {"Title": "Win"})

        assert "give this number" in orders.form("ben").text

    async def test_an_event_that_fails_is_left_for_slack_to_deliver_again(self, town: World) -> None:
        await town.app.database.close()
        body = json.dumps(town.slack.payloads.event({"type": "team_join", "user": {"id": "U0JO"}})).encode()

        assert (await sent(town, body, "application/json"))[0] == 500


class TestFiles:
    async def test_a_message_whose_file_does_not_come_is_left_for_slack_to_deliver_again_and_at_last_told_of(
        self, town: World
    ) -> None:
        town.slack.preparing = "As long as it says so, the page answers with 503."
        ines = town.slack.workspace.person("ines").id
        said: dict[str, Any] = {
            "type": "message",
            "channel_type": "im",
            "subtype": "file_share",
            "user": ines,
            "text": "",
            "channel": town.slack.workspace.direct(ines).id,
            "ts": "1795.0001",
            "files": [{"name": "okrs.csv", "size": 10, "url_private_download": f"{town.slack.url}/"}],
        }
        body = json.dumps(town.slack.payloads.event(said)).encode()

        assert (await sent(town, body, "application/json"))[0] == 500
        await town.settle()
        assert town.lines("ines") == []

        assert (await sent(town, body, "application/json", retry="3"))[0] == 200
        await town.settle()
        assert "okrs.csv: it did not come. Send it again in a moment." in town.lines("ines")[-1]
