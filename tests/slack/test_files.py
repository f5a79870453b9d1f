"""Fetching the files of a message: from Slack alone, a little at a time, and what is said of those that do not come."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.slack.files import Files, NotYet, offered
from handlers.chat.files import MOST_BYTES, File

TOKEN = "xoxb-test"
Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Slack:
    """A server that hands over files as a test says; `asked` are the tokens that came, by path."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answering: Answering = self.hand_over
        self.server = TestServer(self._app())

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{name:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        return await self.answering(request)

    async def hand_over(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=f"this is {request.path}".encode(), content_type="application/octet-stream")

    @property
    def url(self) -> str:
        return str(self.server.make_url("/")).rstrip("/")


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    here = Slack()
    await here.server.start_server()
    yield here
    await here.server.close()


async def fetched(slack: Slack, *told: dict[str, Any], is_last_try: bool = False, **more: Any) -> tuple[File, ...]:
    async with aiohttp.ClientSession() as session:
        files = Files(session, TOKEN, more.pop("api", f"{slack.url}/api/"))
        return await files.fetch({"files": list(told)}, is_last_try=is_last_try, **more)


def table(slack: Slack, name: str = "okrs.csv", **more: Any) -> dict[str, Any]:
    return {"name": name, "size": 10, "url_private_download": f"{slack.url}/{name}", **more}


async def test_tables_are_fetched_with_the_token_and_pictures_are_not(slack: Slack) -> None:
    found = await fetched(slack, table(slack), table(slack, "beach.png"), table(slack, "MAP.YAML"))

    assert found == (
        File("okrs.csv", "fetched", b"this is /okrs.csv"),
        File("beach.png"),
        File("MAP.YAML", "fetched", b"this is /MAP.YAML"),
    )
    assert slack.asked == [("/okrs.csv", f"Bearer {TOKEN}"), ("/MAP.YAML", f"Bearer {TOKEN}")]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/okrs.csv",
        "https://slack.com.evil.example/okrs.csv",
        "https://evilslack.com/okrs.csv",
        "http://files.slack.com/okrs.csv",
        "https://files.slack.com:444/okrs.csv",
        "https://user@files.slack.com/okrs.csv",
        "file:///etc/passwd",
        "https://[broken",
        "",
    ],
)
async def test_the_token_is_for_slack_alone(slack: Slack, address: str) -> None:
    told = {"name": "okrs.csv", "size": 10, "url_private_download": address}

    assert await fetched(slack, told, api="https://slack.com/api/") == (File("okrs.csv", "withheld"),)
    assert slack.asked == []


async def test_a_redirect_is_not_followed(slack: Slack) -> None:
    elsewhere = Slack()
    await elsewhere.server.start_server()

    async def away(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(f"{elsewhere.url}/okrs.csv")

    slack.answering = away
    try:
        assert await fetched(slack, table(slack)) == (File("okrs.csv", "withheld"),)
        assert elsewhere.asked == []
    finally:
        await elsewhere.server.close()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_what_slack_refuses_is_withheld(slack: Slack, status: int) -> None:
    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    slack.answering = refuse
    assert await fetched(slack, table(slack)) == (File("okrs.csv", "withheld"),)


async def test_a_page_to_sign_in_is_no_file(slack: Slack) -> None:
    async def sign_in(request: web.Request) -> web.StreamResponse:
        return web.Response(text="<!DOCTYPE html>", content_type="text/html")

    slack.answering = sign_in
    assert await fetched(slack, table(slack)) == (File("okrs.csv", "withheld"),)


async def test_a_file_that_says_it_is_too_large_is_not_asked_for(slack: Slack) -> None:
    assert await fetched(slack, table(slack, size=MOST_BYTES + 1)) == (File("okrs.csv", "too_large"),)
    assert slack.asked == []


async def test_one_that_is_larger_than_it_says_is_left(slack: Slack) -> None:
    async def pour(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * (MOST_BYTES + 1), content_type="application/octet-stream")

    slack.answering = pour
    assert await fetched(slack, table(slack)) == (File("okrs.csv", "too_large"),)


async def test_all_the_files_of_a_message_share_the_room(slack: Slack) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"x" * (MOST_BYTES // 2 + 1), content_type="application/octet-stream")

    slack.answering = half
    found = await fetched(slack, table(slack, "a.csv"), table(slack, "b.csv"))
    assert [file.fate for file in found] == ["fetched", "too_large"]


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_where_slack_fails_the_message_is_left_for_its_next_delivery_or_told_of(
    slack: Slack, status: int
) -> None:
    async def fail(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    slack.answering = fail
    with pytest.raises(NotYet):
        await fetched(slack, table(slack))
    assert await fetched(slack, table(slack), is_last_try=True) == (File("okrs.csv", "out_of_reach"),)


async def test_a_file_that_does_not_come_in_time_is_not_waited_for(slack: Slack) -> None:
    async def never(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        raise ConnectionResetError

    slack.answering = never
    with pytest.raises(NotYet):
        await fetched(slack, table(slack), patience=0.0)


def test_names_are_said_as_text_and_keep_their_end() -> None:
    told = [{"name": "a\u202e\nb.csv"}, {"name": f"{'x' * 200}.csv"}, {}, "nonsense"]

    names = [file.name for file in offered({"files": told})]

    assert names[0].endswith("b.csv")
    assert "\n" not in names[0]
    assert (len(names[1]), names[1][-4:]) == (81, ".csv")
    assert names[2:] == ["a file"]
