"""SlackSender against the local Slack: what arrives there, and what comes of Slack's refusals."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.playground.limits import Rate, RateLimits
from bot.playground.responses import Origin
from bot.playground.server import Playground
from bot.readers import Readers
from bot.sender import Blocked, Sent, TryLater, Unknown
from bot.slack.send import SlackSender
from handlers.chat.card import Card, Paragraph, dump
from handlers.chat.text import Mention
from storage.database import Database, open_database
from storage.dispatch import Letter
from tests.playground.clock import Clock
from tests.playground.company import local_slack
from tests.serving import listening

HELLO = Card("Hello", (Paragraph.of("Hello"),))
TIGHT = RateLimits(channel=Rate(60, 1), posting=None, tiers={})


@dataclass
class Wire:
    """A sender, what it sends with, and the Slack on the other side."""

    sender: SlackSender
    slack: Playground
    session: aiohttp.ClientSession


def a_letter(card: Card = HELLO, *, action: str = "post", conversation: str = "C1GEN", **changes: object) -> Letter:
    """A claimed row, a post in #general unless said otherwise."""
    known: dict[str, object] = {
        "id": 41,
        "workspace_id": 1,
        "queue": "q",
        "lane": 0,
        "platform": "slack",
        "person_id": None,
        "account": "",
        "locale": "",
        "time_zone": "",
        "thread": "",
        "message_id": None,
        "message": "",
        "reply_url": "",
        "attachment": None,
        "attachment_name": "",
        "state_card": False,
        "attempts": 0,
    }
    return Letter(**(known | {"action": action, "conversation": conversation, "card": dump(card)} | changes))  # type: ignore[arg-type]


def a_sender(database: Database, session: aiohttp.ClientSession, base_url: str, token: str) -> SlackSender:
    client = AsyncWebClient(token=token, base_url=base_url, session=session)
    readers = Readers(database, SystemClock(), "slack", "https://x.slack.example/")
    return SlackSender(client, session, readers, locale="en-US", time_zone="UTC")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    """Which database it is makes no difference here."""
    opened = open_database(sqlite_url)
    await opened.start()
    yield opened
    await opened.close()


async def wired(database: Database, slack: Playground) -> AsyncIterator[Wire]:
    async with slack, aiohttp.ClientSession() as session:
        token = slack.workspace.install.token
        yield Wire(a_sender(database, session, slack.base_url, token), slack, session)


@pytest.fixture
async def wire(database: Database, clock: Clock) -> AsyncIterator[Wire]:
    async for wire in wired(database, local_slack(clock, more_scopes=frozenset(("files:write",)))):
        yield wire


@pytest.fixture
async def tight_wire(database: Database, clock: Clock) -> AsyncIterator[Wire]:
    async for wire in wired(database, local_slack(clock, limits=TIGHT)):
        yield wire


async def test_a_post_arrives_with_its_text_and_the_row_s_id(wire: Wire) -> None:
    outcome = await wire.sender.send(a_letter())

    (message,) = wire.slack.messages("general")
    assert outcome == Sent(message.ts, "C1GEN")
    assert message.text == "Hello"
    assert message.metadata == {"event_type": "rungs_outbox", "event_payload": {"outbox_id": 41}}


async def test_a_direct_message_goes_to_the_account_and_tells_where_it_stands(wire: Wire) -> None:
    outcome = await wire.sender.send(a_letter(conversation="", account="U2BEN", person_id=2))

    (message,) = wire.slack.messages("ben")
    assert outcome == Sent(message.ts, message.channel)


async def test_somebody_without_an_account_is_not_written_to(wire: Wire) -> None:
    outcome = await wire.sender.send(a_letter(conversation="", person_id=2))

    assert outcome == Blocked("no account on Slack")


async def test_a_line_stands_in_the_thread(wire: Wire) -> None:
    root = await wire.sender.send(a_letter())
    assert isinstance(root, Sent)

    await wire.sender.send(a_letter(Card("Ana: 42", ()), thread=root.external_id))

    assert [message.text for message in wire.slack.thread("general", root.external_id)] == ["Hello", "Ana: 42"]


async def test_an_edit_changes_the_message_in_place(wire: Wire) -> None:
    sent = await wire.sender.send(a_letter())
    assert isinstance(sent, Sent)

    outcome = await wire.sender.send(a_letter(Card("4 of 9 in", ()), action="edit", message=sent.external_id))

    assert outcome == sent
    assert [message.text for message in wire.slack.messages("general")] == ["4 of 9 in"]


async def test_what_is_shared_by_its_address_is_seen_by_all(wire: Wire) -> None:
    url = wire.slack.state.responses.give(Origin("C1GEN", "U1ANA"))

    outcome = await wire.sender.send(a_letter(action="share", conversation="", reply_url=url))

    assert outcome == Sent()
    assert [message.text for message in wire.slack.messages("general")] == ["Hello"]


async def test_an_answer_by_its_address_is_seen_by_one_person(wire: Wire) -> None:
    url = wire.slack.state.responses.give(Origin("C1GEN", "U1ANA"))

    outcome = await wire.sender.send(a_letter(action="reply", conversation="", reply_url=url))

    assert outcome == Sent()
    assert [message.text for message in wire.slack.ephemerals("ana")] == ["Hello"]
    assert wire.slack.messages("general") == []


async def test_a_card_is_replaced_by_its_address(wire: Wire) -> None:
    sent = await wire.sender.send(a_letter())
    assert isinstance(sent, Sent)
    url = wire.slack.state.responses.give(Origin("C1GEN", "U1ANA", sent.external_id))

    await wire.sender.send(a_letter(Card("Done", ()), action="replace", conversation="", reply_url=url))

    assert [message.text for message in wire.slack.messages("general")] == ["Done"]


async def test_an_address_that_has_expired_is_given_up(wire: Wire, clock: Clock) -> None:
    url = wire.slack.state.responses.give(Origin("C1GEN", "U1ANA"))
    clock.forward(31 * 60)

    outcome = await wire.sender.send(a_letter(action="reply", conversation="", reply_url=url))

    assert outcome == Blocked("expired_url")


async def test_a_file_comes_with_its_message(wire: Wire) -> None:
    await wire.sender.send(a_letter(attachment=b"code,title\n", attachment_name="okrs.csv"))

    said, shared = wire.slack.messages("general")
    assert said.text == "Hello"
    assert [file["name"] for file in shared.files] == ["okrs.csv"]


@pytest.mark.parametrize(
    ("conversation", "reason"), [("C0NOWHERE", "channel_not_found"), ("C4BOARD", "channel_not_found")]
)
async def test_a_channel_that_cannot_be_reached_is_given_up(wire: Wire, conversation: str, reason: str) -> None:
    assert await wire.sender.send(a_letter(conversation=conversation)) == Blocked(reason)


async def test_an_edit_of_a_message_that_is_gone_is_given_up(wire: Wire) -> None:
    outcome = await wire.sender.send(a_letter(action="edit", message="1700000000.000100"))

    assert outcome == Blocked("message_not_found")


async def test_too_much_is_tried_again_after_the_pause_that_slack_asks_for(tight_wire: Wire) -> None:
    await tight_wire.sender.send(a_letter())

    assert await tight_wire.sender.send(a_letter()) == TryLater("limited", 1.0)
    assert len(tight_wire.slack.messages("general")) == 1


async def test_user_text_pings_nobody(wire: Wire) -> None:
    await wire.sender.send(a_letter(Card("<!channel> <@U1ANA>", (Paragraph.of("<!channel> and <@U1ANA>"),))))

    assert wire.slack.pings == []


async def test_somebody_without_an_account_is_named_and_not_mentioned(wire: Wire) -> None:
    await wire.sender.send(a_letter(Card("Ask", (Paragraph.of(Mention(999, "Cleo")),))))

    (message,) = wire.slack.messages("general")
    assert "Cleo" in str(message.blocks)


async def test_nothing_listening_is_out_of_reach(database: Database) -> None:
    async with aiohttp.ClientSession() as session:
        sender = a_sender(database, session, "http://127.0.0.1:9/api/", "xoxb-1")

        assert await sender.send(a_letter()) == TryLater("out of reach")


class Broken:
    """A server that behaves in one way only."""

    def __init__(self) -> None:
        self.requests = 0
        self.status = 503

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        if self.status == 0:
            assert request.transport is not None
            request.transport.close()
        return web.Response(status=self.status or 200, text="<html>Sorry</html>", content_type="text/html")


@pytest.fixture
async def broken() -> AsyncIterator[tuple[Broken, str]]:
    server, app = Broken(), web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    async with listening(app) as origin:
        yield server, f"{origin}/"


@pytest.mark.parametrize("action", ["post", "reply"])
async def test_trouble_at_slack_s_is_tried_again_later(
    database: Database, broken: tuple[Broken, str], action: str
) -> None:
    _, url = broken
    async with aiohttp.ClientSession() as session:
        sender = a_sender(database, session, f"{url}api/", "xoxb-1")

        assert await sender.send(a_letter(action=action, reply_url=f"{url}r")) == TryLater("failed")


async def test_a_connection_that_breaks_leaves_it_unknown_and_is_not_tried_again_by_itself(
    database: Database, broken: tuple[Broken, str]
) -> None:
    server, url = broken
    server.status = 0
    async with aiohttp.ClientSession() as session:
        sender = a_sender(database, session, f"{url}api/", "xoxb-1")

        assert isinstance(await sender.send(a_letter()), Unknown)
    assert server.requests == 1
