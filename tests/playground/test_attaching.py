"""Files that people attach: what the bot hears of them, who may fetch them, and what Slack would not take."""

import base64
from dataclasses import replace

import aiohttp
import pytest

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.company import Bot
from tests.playground.visits import page

TABLE = ("plan.csv", b"kind,code\n")


async def fetched(slack: Playground, address: str, token: str = "") -> tuple[int, str, bytes]:
    """Status, type and bytes of a file, for whoever shows that token."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_direct_message_with_a_file_comes_as_slack_sends_it(slack: Playground, bot: Bot) -> None:
    ack = await slack.dm("ana", files=[TABLE])

    assert ack.ok
    event: Json = bot.last["event"]
    assert (event["type"], event["subtype"], event["channel_type"], event["text"]) == (
        "message",
        "file_share",
        "im",
        "",
    )
    (file,) = event["files"]
    known = {name: file[name] for name in ("name", "filetype", "mimetype", "size", "user", "file_access")}
    assert known == {
        "name": "plan.csv",
        "filetype": "csv",
        "mimetype": "text/csv",
        "size": 10,
        "user": "U1ANA",
        "file_access": "visible",
    }


async def test_a_mention_carries_its_files_without_a_subtype(slack: Playground, bot: Bot) -> None:
    await slack.join("@rungs", "general")
    await slack.mention("ana", "general", "look", files=[TABLE])

    assert [file["name"] for file in bot.last["event"]["files"]] == ["plan.csv"]
    assert "subtype" not in bot.last["event"]


async def test_only_the_bots_token_with_the_right_scope_fetches_a_file(slack: Playground) -> None:
    await slack.dm("ana", files=[TABLE])
    address = slack.messages("@ana")[-1].files[0]["url_private_download"]
    install = slack.workspace.install

    assert await fetched(slack, address, install.token) == (200, "application/octet-stream", TABLE[1])
    assert (await fetched(slack, address))[:2] == (200, "text/html")
    assert (await fetched(slack, address, "xoxb-other"))[:2] == (200, "text/html")
    slack.workspace.install = replace(install, scopes=install.scopes - {"files:read"})
    assert (await fetched(slack, address, install.token))[:2] == (200, "text/html")


async def test_a_file_that_is_not_there_is_not_found(slack: Playground) -> None:
    token = slack.workspace.install.token

    assert (await fetched(slack, f"{slack.url}/files-pri/F0NONE/x.csv", token))[0] == 404


async def test_an_empty_file_is_refused_as_slack_does(slack: Playground) -> None:
    with pytest.raises(ValueError, match="is empty, and Slack takes no empty files"):
        await slack.dm("ana", files=[("plan.csv", b"")])


async def test_the_page_sends_files_with_or_without_words(slack: Playground) -> None:
    body = {"as": "ana", "in": "general", "text": "", "files": [{"name": "a.csv", "content": _base64(b"x")}]}
    async with aiohttp.ClientSession() as session, session.post(f"{slack.url}/ui/say", json=body) as answer:
        assert await answer.json() == {}

    assert [file["name"] for file in slack.messages("general")[-1].files] == ["a.csv"]
    assert "a.csv" in await page(slack)


@pytest.mark.parametrize("files", ["x", [1], [{"name": "a"}], [{"name": "a", "content": "§"}], 7])
async def test_what_is_no_file_is_told(slack: Playground, files: object) -> None:
    body = {"as": "ana", "in": "general", "text": "", "files": files}
    async with aiohttp.ClientSession() as session, session.post(f"{slack.url}/ui/say", json=body) as answer:
        assert "cannot be read" in (await answer.json())["error"]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
