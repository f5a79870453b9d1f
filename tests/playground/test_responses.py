"""response_url: five posts in thirty minutes, replacing, deleting, for one or for all."""

import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.playground.company import Bot, button, section


async def address(slack: Playground, bot: Bot, channel: str = "general") -> str:
    """The response_url of a command."""
    await slack.command("ana", "/okr", channel=channel)
    return str(bot.last["response_url"])


async def test_an_answer_is_for_the_writer_unless_it_says_otherwise(slack: Playground, bot: Bot) -> None:
    webhook = AsyncWebhookClient(await address(slack, bot, "dev"))

    first = await webhook.send(text="for you")
    await webhook.send(text="for all", response_type="in_channel")

    assert (first.status_code, first.body) == (200, "ok")
    assert [message.text for message in slack.ephemerals("ana")] == ["for you"]
    assert [message.text for message in slack.messages("dev")] == ["for all"]


async def test_five_answers_and_no_more(slack: Playground, bot: Bot) -> None:
    webhook = AsyncWebhookClient(await address(slack, bot))

    codes = [(await webhook.send(text=str(number))).status_code for number in range(6)]

    assert codes == [200, 200, 200, 200, 200, 404]
    assert len(slack.ephemerals("ana")) == 5


@pytest.mark.parametrize(("seconds", "status"), [(1799, 200), (1801, 404)])
async def test_answers_end_after_thirty_minutes(
    slack: Playground, bot: Bot, clock: Clock, seconds: float, status: int
) -> None:
    webhook = AsyncWebhookClient(await address(slack, bot))
    clock.forward(seconds)

    assert (await webhook.send(text="late")).status_code == status


async def test_the_acknowledgements_own_message_can_be_replaced_and_deleted(slack: Playground, bot: Bot) -> None:
    bot.answers({"text": "Working"})
    webhook = AsyncWebhookClient(await address(slack, bot))

    await webhook.send(text="Done", replace_original=True)
    assert [message.text for message in slack.ephemerals("ana")] == ["Done"]
    await webhook.send(delete_original=True)
    assert slack.ephemerals("ana") == []


async def test_a_button_replaces_the_card_it_stands_on(slack: Playground, bot: Bot) -> None:
    bot.answers({"text": "x", "blocks": [{"type": "actions", "elements": [button("undo", "Undo")]}]})
    await slack.command("ana", "/okr", channel="general")
    bot.answers()
    await slack.press("ana", slack.ephemerals("ana")[0], "Undo")

    await AsyncWebhookClient(bot.last["response_url"]).send(text="Undone", replace_original=True)

    assert [(message.text, message.blocks) for message in slack.ephemerals("ana")] == [("Undone", ())]


async def test_an_answer_may_be_longer_than_a_posted_message(slack: Playground, bot: Bot) -> None:
    webhook = AsyncWebhookClient(await address(slack, bot))

    sent = await webhook.send(text="long", blocks=[section("a" * 3000)] * 5)

    assert sent.status_code == 200


async def test_a_refused_answer_is_a_fault(slack: Playground, bot: Bot) -> None:
    webhook = AsyncWebhookClient(await address(slack, bot))

    assert (await webhook.send(blocks=[section("")])).status_code == 400
    assert [fault.kind for fault in slack.faults] == ["bad_response"]
    assert (await AsyncWebhookClient(f"{slack.url}/response/none").send(text="x")).status_code == 404
