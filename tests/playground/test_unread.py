"""Unread marks: what came since a person last looked, as the page shows it."""

import re

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.company import Bot
from tests.playground.visits import act, page

GENERAL = "as=U1ANA&in=C1GEN"
ELSEWHERE = "as=U1ANA&in=C2DEV"


def mark(html: str, place: str) -> str:
    """The words at a place's link in the sidebar, its name left out."""
    found = re.search(rf'<a id="to-{place}".*?</a>', html, re.DOTALL)
    assert found
    return " ".join(re.sub("<[^>]+>", " ", found[0].partition("</bdi>")[2]).split())


async def test_what_came_while_one_was_elsewhere_is_counted(slack: Playground) -> None:
    await page(slack, GENERAL)
    await slack.say("ben", "general", "one")
    await slack.say("ben", "general", "two")

    html = await page(slack, ELSEWHERE)

    assert mark(html, "C1GEN") == "2 new"
    assert "<title>(2) #dev" in html


async def test_a_look_takes_the_mark_away(slack: Playground) -> None:
    await slack.say("ben", "general", "one")
    await page(slack, GENERAL)

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == ""


async def test_a_page_that_nobody_sees_takes_no_mark_away(slack: Playground) -> None:
    await slack.say("ben", "general", "one")
    await page(slack, f"{GENERAL}&away=1")

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == "1 new"


async def test_everybody_has_marks_of_their_own(slack: Playground) -> None:
    await slack.say("ben", "general", "one")
    await page(slack, "as=U2BEN&in=C1GEN")

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == "1 new"


async def test_ones_own_words_are_not_new(slack: Playground) -> None:
    await slack.say("ana", "general", "one")

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == ""


async def test_what_another_alone_can_see_is_not_new(slack: Playground, bot: Bot) -> None:
    bot.answers("only for Ben")
    await slack.command("ben", "/okr", channel="general")

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == ""


async def test_replies_weigh_less_than_messages(slack: Playground) -> None:
    root = await slack.say("ana", "general", "root")
    await slack.say("ben", "general", "reply", root.ts)

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == "1 new reply"


async def test_being_named_weighs_more(slack: Playground) -> None:
    await slack.say("ben", "general", "lunch?")
    await slack.say("ben", "general", "@ana lunch?")

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == "1 new for you"


async def test_a_direct_message_is_for_its_reader(slack: Playground, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="U1ANA", text="one")
    await client.chat_postMessage(channel="U1ANA", text="two")

    assert mark(await page(slack, ELSEWHERE), "D1ANA") == "2 new for you"


async def test_a_message_that_went_takes_its_mark_along(slack: Playground) -> None:
    message = await slack.say("ben", "general", "one")
    slack.workspace.delete(message)

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == ""


async def test_an_edited_message_is_not_new_again(slack: Playground, client: AsyncWebClient) -> None:
    sent = await client.chat_postMessage(channel="C1GEN", text="one")
    await act(slack, "react", {"channel": "C1GEN", "ts": sent["ts"], "name": "eyes"})
    await page(slack, GENERAL)
    await client.chat_update(channel="C1GEN", ts=sent["ts"], text="changed")

    assert mark(await page(slack, ELSEWHERE), "C1GEN") == ""
