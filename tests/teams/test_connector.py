"""The Connector's calls over real HTTP: what is sent, and what becomes of every kind of answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote

import aiohttp
import pytest

from bot.teams.connector import Connector, NoBearer, Refusal, Unanswered, Unreached
from bot.teams.token import Token
from tests.bot.clocks import HandClock
from tests.teams.gates import address_of
from tests.teams.service import TeamsService
from tests.teams.shapes import APP_ID, HANG_UP, TENANT, Person, person

CHANNEL = "19:aBc_d-e@thread.tacv2"
THREAD = f"{CHANNEL};messageid=1700000000001"
HELLO = {"type": "message", "text": "hello"}


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def connector(microsoft: TeamsService, session: aiohttp.ClientSession, clock: HandClock) -> Connector:
    microsoft.add_conversation(CHANNEL)
    return Connector(session, Token(session, address_of(microsoft), clock), clock, APP_ID)


async def refusal(call: Awaitable[object]) -> tuple[int, str, float]:
    """What the Connector refused it with."""
    with pytest.raises(Refusal) as caught:
        await call
    return caught.value.status, caught.value.code, caught.value.retry_after


class TestCalls:
    async def test_a_message_is_posted_edited_and_taken_back(
        self, connector: Connector, microsoft: TeamsService, ann: Person
    ) -> None:
        url, chat = microsoft.service_url, microsoft.chat_with(ann.id)

        number = await connector.post(url, chat, HELLO)
        await connector.put(url, chat, number, {"type": "message", "text": "hello again"})
        (message,) = microsoft.conversations[chat]
        assert (message.id, message.activity["text"], message.edits) == (number, "hello again", 1)
        await connector.delete(url, chat, number)

        assert microsoft.conversations[chat] == []

    @pytest.mark.parametrize("conversation", [CHANNEL, THREAD])
    async def test_an_id_goes_as_the_sdk_writes_it(
        self, connector: Connector, microsoft: TeamsService, conversation: str
    ) -> None:
        await connector.post(microsoft.service_url, conversation, HELLO)

        (call,) = microsoft.calls
        assert call.raw_path == f"/emea/v3/conversations/{quote(conversation, safe='')}/activities"
        assert call.path == f"/v3/conversations/{conversation}/activities"
        assert len(microsoft.conversations[conversation]) == 1

    async def test_an_id_cannot_lead_to_another_address(self, connector: Connector, microsoft: TeamsService) -> None:
        await refusal(connector.member(microsoft.service_url, CHANNEL, "../../x?y#z%2F"))

        assert microsoft.calls[0].raw_path.endswith("/members/..%2F..%2Fx%3Fy%23z%252F")

    async def test_a_service_url_may_end_with_a_slash_or_without(
        self, connector: Connector, microsoft: TeamsService
    ) -> None:
        for url in (microsoft.service_url, microsoft.service_url.rstrip("/")):
            await connector.post(url, CHANNEL, HELLO)

        assert len(microsoft.conversations[CHANNEL]) == 2

    async def test_a_personal_chat_is_opened_by_tenant_and_person(
        self, connector: Connector, microsoft: TeamsService, ann: Person
    ) -> None:
        chat = await connector.open_personal(microsoft.service_url, TENANT, ann.id)

        assert await connector.post(microsoft.service_url, chat, HELLO)
        assert microsoft.calls[0].body == {
            "isGroup": False,
            "bot": {"id": f"28:{APP_ID}"},
            "members": [{"id": ann.id}],
            "tenantId": TENANT,
            "channelData": {"tenant": {"id": TENANT}},
        }

    async def test_a_member_is_read(self, connector: Connector, microsoft: TeamsService, ann: Person) -> None:
        assert await connector.member(microsoft.service_url, CHANNEL, ann.id) == ann.member()

    async def test_members_are_read_page_by_page(self, connector: Connector, microsoft: TeamsService) -> None:
        microsoft.roster = [person(f"No{number} Body", number) for number in range(5)]
        microsoft.page = 2
        pages, token = [], ""
        for _ in range(3):
            page, token = await connector.members(microsoft.service_url, THREAD, token)
            pages.append([member["name"] for member in page])

        assert pages == [["No0 Body", "No1 Body"], ["No2 Body", "No3 Body"], ["No4 Body"]]
        assert token == ""
        assert {call.path for call in microsoft.calls} == {f"/v3/conversations/{CHANNEL}/pagedmembers"}

    async def test_a_text_in_any_script_goes_in_utf_8(self, connector: Connector, microsoft: TeamsService) -> None:
        text = "Ж" * 39_000

        await connector.post(microsoft.service_url, CHANNEL, {"type": "message", "text": text})

        assert microsoft.calls[0].body["text"] == text
        assert int(microsoft.calls[0].headers["Content-Length"]) < 80_000

    async def test_half_a_surrogate_pair_does_no_harm(self, connector: Connector, microsoft: TeamsService) -> None:
        await connector.post(microsoft.service_url, CHANNEL, {"type": "message", "text": "\ud800!"})

        assert microsoft.calls[0].body["text"] == "?!"

    async def test_one_connection_does_for_all(self, connector: Connector, microsoft: TeamsService) -> None:
        await connector.post(microsoft.service_url, CHANNEL, HELLO)
        before = microsoft.connections
        for _ in range(20):
            await connector.post(microsoft.service_url, CHANNEL, HELLO)

        assert microsoft.connections == before


class TestRefusals:
    @pytest.mark.parametrize(
        ("status", "body", "code"),
        [
            (403, {"error": {"code": "BotNotInConversationRoster", "message": "no"}}, "BotNotInConversationRoster"),
            (502, "<html><h1>Bad Gateway</h1></html>", ""),
            (429, "", ""),
            (400, {"error": "odd"}, ""),
            (400, {"error": {"code": 5}}, ""),
            (400, {"error": {"code": "“Tell Ana that …” is not allowed"}}, ""),
            (400, "[1]", ""),
            (302, "", ""),
        ],
    )
    async def test_no_is_told_by_its_status_and_its_own_word(
        self, connector: Connector, microsoft: TeamsService, status: int, body: str, code: str
    ) -> None:
        microsoft.fail_next(status, body, matching="/emea")

        assert await refusal(connector.post(microsoft.service_url, CHANNEL, HELLO)) == (status, code, 0)
        assert len(microsoft.calls) == 1

    async def test_what_is_too_long_is_refused_by_name(self, connector: Connector, microsoft: TeamsService) -> None:
        long = {"type": "message", "text": "x" * 50_001}

        assert (await refusal(connector.post(microsoft.service_url, CHANNEL, long)))[:2] == (413, "MessageSizeTooBig")

    async def test_who_removed_the_bot_is_told_by_name(
        self, connector: Connector, microsoft: TeamsService, ann: Person
    ) -> None:
        chat = microsoft.chat_with(ann.id)
        microsoft.gone.add(ann.id)

        said = await refusal(connector.post(microsoft.service_url, chat, HELLO))

        assert said[:2] == (403, "BotNotInConversationRoster")

    async def test_a_conversation_or_a_message_that_is_not_there(
        self, connector: Connector, microsoft: TeamsService
    ) -> None:
        url = microsoft.service_url

        assert (await refusal(connector.post(url, "a:nobody", HELLO)))[:2] == (404, "ConversationNotFound")
        assert (await refusal(connector.put(url, CHANNEL, "1", HELLO)))[:2] == (404, "ActivityNotFoundInConversation")
        assert (await refusal(connector.delete(url, CHANNEL, "1")))[0] == 404

    @pytest.mark.parametrize(
        ("said", "seconds"),
        [
            ("3", 3),
            ("1.5", 1.5),
            ("0", 0),
            ("-5", 0),
            ("soon", 0),
            ("", 0),
            ("9" * 400, 3600),
            ("99999", 3600),
            ("nan", 0),
        ],
    )
    async def test_a_pause_is_told_in_seconds(
        self, connector: Connector, microsoft: TeamsService, said: str, seconds: float
    ) -> None:
        microsoft.fail_next(429, headers={"Retry-After": said}, matching="/emea")

        assert (await refusal(connector.post(microsoft.service_url, CHANNEL, HELLO)))[2] == seconds

    @pytest.mark.parametrize(("ahead", "seconds"), [(30, 30), (-30, 0)])
    async def test_a_pause_that_ends_at_an_hour_counts_from_now(
        self, connector: Connector, microsoft: TeamsService, clock: HandClock, ahead: int, seconds: float
    ) -> None:
        end = datetime.fromtimestamp(clock.at, UTC) + timedelta(seconds=ahead)
        microsoft.fail_next(503, headers={"Retry-After": format_datetime(end, usegmt=True)}, matching="/emea")

        assert (await refusal(connector.post(microsoft.service_url, CHANNEL, HELLO)))[2] == seconds

    @pytest.mark.parametrize(
        "url",
        [
            "http://smba.example/emea/",
            "http://127.0.0.1.example/",
            "http://127.0.0.1@smba.example/",
            "http://127.0.0.1:99999/",
            "ftp://127.0.0.1/",
            "https:///emea",
            "https://xn--/",
            "file:///etc",
            "http://[",
            "",
        ],
    )
    async def test_nothing_goes_where_others_could_listen(
        self, connector: Connector, microsoft: TeamsService, url: str
    ) -> None:
        assert (await refusal(connector.post(url, CHANNEL, HELLO)))[:2] == (400, "ServiceUrlNotAllowed")
        assert microsoft.logins == 0

    async def test_a_chat_without_an_id_is_none(
        self, connector: Connector, microsoft: TeamsService, ann: Person
    ) -> None:
        microsoft.fail_next(201, "{}", matching="/v3/conversations")

        said = await refusal(connector.open_personal(microsoft.service_url, TENANT, ann.id))

        assert said[1] == "NoConversation"


class TestTrouble:
    @pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://a..b/"])
    async def test_where_nobody_listens_it_was_surely_not_sent(self, session: aiohttp.ClientSession, url: str) -> None:
        with pytest.raises(Unreached):
            await Connector(session, NoBearer(), HandClock(), "").post(url, CHANNEL, HELLO)

    async def test_without_a_token_it_was_surely_not_sent(self, connector: Connector, microsoft: TeamsService) -> None:
        microsoft.fail_next(500, matching="/login")

        with pytest.raises(Unreached):
            await connector.post(microsoft.service_url, CHANNEL, HELLO)
        assert microsoft.calls == []

    async def test_a_message_that_nothing_came_back_for_is_not_sent_again(
        self, connector: Connector, microsoft: TeamsService
    ) -> None:
        await connector.post(microsoft.service_url, CHANNEL, HELLO)
        microsoft.fail_next(HANG_UP, matching="/emea")

        with pytest.raises(Unanswered):
            await connector.post(microsoft.service_url, CHANNEL, HELLO)
        assert len(microsoft.conversations[CHANNEL]) == 1

    @pytest.mark.parametrize("body", ["", "<html>", "[]", '{"id": 5}'])
    async def test_what_was_sent_is_sent_though_its_answer_says_nothing(
        self, connector: Connector, microsoft: TeamsService, body: str
    ) -> None:
        microsoft.fail_next(201, body, matching="/emea")

        assert await connector.post(microsoft.service_url, CHANNEL, HELLO) == ""

    async def test_a_connector_that_is_slow_was_perhaps_reached(self, session: aiohttp.ClientSession) -> None:
        async with silent() as url:
            connector = Connector(session, NoBearer(), HandClock(), "", timeout=aiohttp.ClientTimeout(total=0.05))

            with pytest.raises(Unanswered, match="TimeoutError"):
                await connector.post(url, CHANNEL, HELLO)


class TestToken:
    async def test_a_call_without_a_token_that_was_given_out_is_refused(
        self, session: aiohttp.ClientSession, microsoft: TeamsService
    ) -> None:
        microsoft.add_conversation(CHANNEL)
        connector = Connector(session, NoBearer(), HandClock(), APP_ID)

        assert (await refusal(connector.post(microsoft.service_url, CHANNEL, HELLO)))[0] == 401

    async def test_a_token_that_is_taken_no_more_is_replaced_and_the_call_made_once_more(
        self, connector: Connector, microsoft: TeamsService
    ) -> None:
        await connector.post(microsoft.service_url, CHANNEL, HELLO)
        microsoft.revoke()

        await connector.post(microsoft.service_url, CHANNEL, HELLO)

        assert [call.status for call in microsoft.calls] == [201, 401, 201]
        assert microsoft.logins == 2

    async def test_a_connector_that_takes_no_token_is_not_asked_for_ever(
        self, connector: Connector, microsoft: TeamsService
    ) -> None:
        microsoft.fail_next(401, times=99, matching="/emea")

        for _ in range(3):
            assert (await refusal(connector.post(microsoft.service_url, CHANNEL, HELLO)))[0] == 401
        assert (len(microsoft.calls), microsoft.logins) == (4, 2)

    async def test_in_anonymous_mode_none_is_sent(
        self, session: aiohttp.ClientSession, microsoft: TeamsService
    ) -> None:
        microsoft.add_conversation(CHANNEL)
        microsoft.is_open = True

        await Connector(session, NoBearer(), HandClock(), "").post(microsoft.service_url, CHANNEL, HELLO)

        assert "Authorization" not in microsoft.calls[0].headers


@asynccontextmanager
async def silent() -> AsyncIterator[str]:
    """An address that takes everything and says nothing until the block ends."""
    end = asyncio.Event()

    async def wait(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await end.wait()
        writer.close()

    server = await asyncio.start_server(wait, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        end.set()
