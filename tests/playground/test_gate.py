"""The gate: nothing of the local Slack is read or written from another page, and answers are what they say they are."""

import aiohttp
import pytest

from bot.playground.server import Playground
from tests.playground.company import Bot

TOKEN = "xoxb-local-playground"
ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:1"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


async def status(slack: Playground, path: str, headers: dict[str, str], method: str = "GET") -> int:
    """How a request of a browser is answered."""
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"{slack.url}{path}", headers=headers) as response,
    ):
        return response.status


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize(
    "path", ["/", "/ui/changes?since=", "/static/page.js", f"/api/users.list?token={TOKEN}", "/files/F1", "/link/"]
)
async def test_another_page_reads_nothing(slack: Playground, path: str, headers: dict[str, str]) -> None:
    assert await status(slack, path, headers) == 403


@pytest.mark.parametrize("headers", ELSEWHERE)
async def test_another_page_writes_nothing_though_it_knows_the_token(
    slack: Playground, headers: dict[str, str]
) -> None:
    path = f"/api/chat.postMessage?token={TOKEN}&channel=C1GEN&text=hi"

    assert (await status(slack, path, headers), await status(slack, path, headers, "POST")) == (403, 403)
    assert slack.messages("general") == []


async def test_a_link_to_the_page_may_be_followed_and_to_nothing_else(slack: Playground) -> None:
    assert await status(slack, "/", FOLLOWED) == 200
    assert await status(slack, f"/api/chat.postMessage?token={TOKEN}&channel=C1GEN&text=hi", FOLLOWED) == 403


async def test_the_page_does_not_show_in_the_frame_of_another(slack: Playground) -> None:
    assert await status(slack, "/", {**FOLLOWED, "Sec-Fetch-Dest": "iframe"}) == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_the_page_itself_and_the_address_bar_are_let_in(slack: Playground, site: str) -> None:
    assert await status(slack, "/", {"Sec-Fetch-Site": site, "Origin": slack.url}) == 200


@pytest.mark.parametrize("host", ["evil.example", "[", "127.0.0.1.evil.example"])
async def test_another_name_of_this_machine_is_turned_away(slack: Playground, host: str) -> None:
    assert await status(slack, "/", {"Host": host}) in (400, 403)


@pytest.mark.parametrize("path", ["/", "/static/page.js", "/ui/changes?since=", "/api/api.test", "/nowhere"])
async def test_every_answer_is_taken_for_what_it_says_it_is(slack: Playground, path: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}{path}") as response:
        found = response.headers["X-Content-Type-Options"], response.headers["Cross-Origin-Resource-Policy"]

    assert found == ("nosniff", "same-origin")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "1",
        "[" * 100_000,
        b"\xff",
        '{"as": ["U1ANA"], "in": "C1GEN", "text": "x"}',
        '{"as": "U1ANA", "in": {}, "text": "x"}',
        '{"as": "U1ANA", "in": "C1GEN"}',
        '{"as": "U1ANA", "in": "C1GEN", "text": "x", "typed": []}',
    ],
    ids=range(10),
)
async def test_what_no_script_of_the_page_sends_is_refused(slack: Playground, bot: Bot, body: str | bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.url}/ui/say", data=body, headers=headers) as response,
    ):
        assert response.status == 400

    assert bot.requests == []
