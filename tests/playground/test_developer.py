"""The panel for developers: what went over the wire, the same again, and faults on a switch."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from bot.playground.workspace import Json
from tests.playground.company import Bot
from tests.playground.visits import act, page


async def listed(slack: Playground, after: int = 0) -> list[Json]:
    """The lines of the list."""
    _, answer = await act(slack, "exchanges", {"after": after})
    return list(answer["exchanges"])


async def line(slack: Playground, name: str) -> Json:
    """The first line with this name."""
    return next(line for line in await listed(slack) if line["name"] == name)


async def test_both_directions_are_listed(slack: Playground, bot: Bot, client: AsyncWebClient) -> None:
    await slack.command("ana", "/okr", "list")
    await client.chat_postMessage(channel="C1GEN", text="hello")

    asked, said = await line(slack, "command /okr"), await line(slack, "chat.postMessage")

    assert (asked["direction"], asked["status"], asked["failed"], asked["repeatable"]) == ("to_bot", 200, False, True)
    assert (said["direction"], said["status"], said["failed"], said["repeatable"]) == ("from_bot", 200, False, False)


async def test_a_line_has_no_payload_until_it_is_opened(slack: Playground, bot: Bot) -> None:
    bot.answers("done")
    await slack.command("ana", "/okr", "list mine")

    asked = await line(slack, "command /okr")
    _, opened = await act(slack, "exchange", {"number": asked["number"]})

    assert "list mine" not in str(asked)
    assert (opened["request"]["text"], opened["answer"]) == ("list mine", "done")


async def test_only_what_is_new_is_listed_again(slack: Playground, bot: Bot) -> None:
    for _ in range(60):
        await slack.command("ana", "/okr", "list")
    newest = (await listed(slack))[-1]["number"]

    assert len(await listed(slack, after=newest)) < 60
    assert (await listed(slack, after=newest))[-1]["number"] == newest


@pytest.mark.parametrize("status", [500, 404])
async def test_what_the_bot_did_not_take_is_a_failure(slack: Playground, bot: Bot, status: int) -> None:
    bot.answers("no", status=status)
    await slack.command("ana", "/okr", "list")

    assert (await line(slack, "command /okr"))["failed"]


async def test_what_slack_refused_is_a_failure(slack: Playground, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="CNOWHERE", text="hello")

    assert (await line(slack, "chat.postMessage"))["failed"]


async def test_it_is_sent_again_as_a_retry(slack: Playground, bot: Bot) -> None:
    await slack.command("ana", "/okr", "list")
    asked = await line(slack, "command /okr")

    _, answer = await act(slack, "again", {"number": asked["number"]})

    assert answer["status"] == 200
    assert bot.requests[-1].headers["X-Slack-Retry-Num"] == "1"
    assert bot.last["text"] == "list"


async def test_what_the_bot_sent_cannot_be_sent_again(slack: Playground, client: AsyncWebClient) -> None:
    await client.auth_test()
    said = await line(slack, "auth.test")

    _, answer = await act(slack, "again", {"number": said["number"]})

    assert "Only what Slack sent can be sent again" in answer["error"]


async def test_the_list_can_be_cleared(slack: Playground, bot: Bot) -> None:
    await slack.command("ana", "/okr", "list")

    await act(slack, "clear_exchanges", {})

    assert await listed(slack) == []


async def test_an_exchange_that_is_gone_is_said_so(slack: Playground) -> None:
    _, answer = await act(slack, "exchange", {"number": 999})

    assert "there is no exchange 999" in answer["error"]


async def test_a_fault_is_switched_on_and_shown(slack: Playground) -> None:
    assert "Fault: " not in await page(slack)

    await act(slack, "weather", {"kind": "429"})

    html = await page(slack, "as=U2BEN&in=C1GEN")
    assert "Fault: 429" in html
    assert 'value="429" checked' in html


async def test_a_fault_that_is_none_is_refused(slack: Playground) -> None:
    _, answer = await act(slack, "weather", {"kind": "hail"})

    assert answer["error"].startswith("There is no fault hail.")
