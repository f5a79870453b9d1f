"""The page: what one sees of whom and where, and that no text becomes markup."""

import re

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.page.reading import Opening
from bot.playground.residents import Resident
from bot.playground.server import Playground
from tests.playground.clock import Clock
from tests.playground.company import Bot, button, local_slack, plain, section
from tests.playground.visits import page

HOSTILE = "<script>alert(1)</script>"


async def test_a_workspace_that_is_not_ready_says_so_and_opens_by_itself(slack: Playground) -> None:
    slack.preparing = "The story is being told."

    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/") as response:
        assert (response.status, response.headers["Refresh"]) == (503, "1")
        assert "The story is being told." in await response.text()

    slack.preparing = ""
    assert "Message #general" in await page(slack)


async def test_hostile_words_stay_words(slack: Playground, client: AsyncWebClient) -> None:
    await slack.say("ana", "general", HOSTILE)
    await client.chat_postMessage(
        channel="C1GEN",
        text="x",
        blocks=[
            section(HOSTILE, accessory=button(text=HOSTILE)),
            {"type": "header", "text": plain(HOSTILE)},
            section(f'<https://x.example/"onload=alert(1)|{"a"}> *b* `{HOSTILE}`'),
        ],
    )

    html = await page(slack)

    assert "<script>alert" not in html
    assert 'x.example/"onload' not in html
    assert "style=" not in html
    assert re.search(r"\son\w+=", html) is None


async def test_hostile_names_stay_names(slack: Playground) -> None:
    await slack.arrive(Resident("U9EVE", "eve", HOSTILE, title=HOSTILE))
    slack.workspace.join(slack.workspace.place("general"), "U9EVE")
    await slack.say("eve", "general", "hello")

    for query in ("as=U1ANA&in=C1GEN", "as=U9EVE&in=C1GEN"):
        html = await page(slack, query)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


async def test_a_person_sees_their_own_channels_and_whispers(slack: Playground, bot: Bot) -> None:
    bot.answers("only for Ana")
    await slack.command("ana", "/okr", channel="general")

    ana, ben = await page(slack), await page(slack, "as=U2BEN&in=C1GEN")

    assert ("only for Ana" in ana, "only for Ana" in ben) == (True, False)
    assert ("in=C3HR" in ana, "in=C3HR" in ben) == (True, False)


async def test_home_and_threads_are_drawn(slack: Playground, client: AsyncWebClient) -> None:
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Hi"}]}],
    }
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}]]}
    await client.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [rich, {"type": "divider"}]})
    root = (await client.chat_postMessage(channel="C1GEN", text="root", blocks=[table]))["ts"]
    await client.chat_postMessage(channel="C1GEN", text="the reply", thread_ts=root)

    assert ">Hi</div>" in await page(slack, "as=U1ANA&in=home")
    assert "1 reply" in await page(slack)
    assert "the reply" in await page(slack, f"as=U1ANA&in=C1GEN&thread={root}")


async def test_a_whisper_in_a_thread_stands_in_its_thread(slack: Playground, client: AsyncWebClient) -> None:
    root = (await client.chat_postMessage(channel="C1GEN", text="root"))["ts"]
    await client.chat_postEphemeral(channel="C1GEN", user="U1ANA", text="psst", thread_ts=root)

    assert "psst" not in await page(slack)
    assert "psst" in await page(slack, f"as=U1ANA&in=C1GEN&thread={root}")
    assert "psst" not in await page(slack, f"as=U2BEN&in=C1GEN&thread={root}")


async def test_a_thread_that_is_gone_is_not_open(slack: Playground) -> None:
    assert 'aria-label="Reply"' not in await page(slack, "as=U1ANA&in=C1GEN&thread=1.000000")


async def test_a_reply_leads_to_its_whole_thread(slack: Playground) -> None:
    root = await slack.say("ana", "general", "root")
    reply = await slack.say("ben", "general", "reply", root.ts)

    assert f'data-thread="{root.ts}"' in await page(slack, f"as=U1ANA&in=C1GEN&thread={reply.ts}")


async def test_another_person_looks_at_the_same_place(slack: Playground) -> None:
    assert "/?as=U2BEN&amp;in=C1GEN" in await page(slack)
    assert "/?as=U2BEN&amp;in=D2BEN" in await page(slack, "as=U1ANA&in=D1ANA")
    assert "/?as=U2BEN&amp;in=home" in await page(slack, "as=U1ANA&in=home")


async def test_who_reads_and_where_is_told_by_name(slack: Playground) -> None:
    html = await page(slack)

    assert 'aria-label="You are Ana Silva. Change person"' in html
    assert 'aria-label="Message #general"' in html
    assert "<title>#general · Company X</title>" in html


async def test_who_is_there_is_listed(slack: Playground) -> None:
    html = await page(slack, "as=U1ANA&in=C3HR")

    assert "2 members" in html
    assert "Members of hr" in html


@pytest.mark.parametrize(("query", "who", "where"), [("", "U2BEN", "C1GEN"), ("as=U1ANA", "U1ANA", "C1GEN")])
async def test_the_page_opens_as_and_where_it_was_told_to(clock: Clock, query: str, who: str, where: str) -> None:
    async with local_slack(clock, opening=Opening("ben", "C1GEN")) as slack:
        assert f'data-as="{who}" data-in="{where}"' in await page(slack, query)


async def test_a_place_that_somebody_may_not_enter_becomes_their_direct_message(slack: Playground) -> None:
    assert 'data-in="D2BEN"' in await page(slack, "as=U2BEN&in=C3HR")


async def test_changes_are_told(slack: Playground) -> None:
    await slack.say("ana", "general", "hello")

    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/ui/changes?since=0") as response:
        assert (await response.json())["revision"] == slack.workspace.revision


async def test_who_knows_no_revision_is_told_the_present_one_at_once(slack: Playground) -> None:
    url = f"{slack.url}/ui/changes"
    async with aiohttp.ClientSession() as session, session.get(url, params={"since": "²"}) as response:
        assert (await response.json())["revision"] == slack.workspace.revision


@pytest.mark.parametrize(("name", "status"), [("page.js", 200), ("page.css", 200), ("secret.txt", 404)])
async def test_only_named_files_are_served(slack: Playground, name: str, status: int) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{slack.url}/static/{name}") as response:
        assert response.status == status


async def talked(slack: Playground, times: int) -> None:
    """So many messages in #general."""
    for number in range(times):
        await slack.say("ana", "general", f"message {number}")


def shown(html: str) -> list[str]:
    """The messages of `talked` that stand on the page."""
    return re.findall(r"message \d+", html)


async def test_a_long_conversation_shows_its_latest_messages_and_leads_to_the_others(slack: Playground) -> None:
    await talked(slack, 260)

    html = await page(slack)

    assert (shown(html)[0], shown(html)[-1]) == ("message 150", "message 259")
    assert 'href="/?as=U1ANA&amp;in=C1GEN&amp;whole=1">Show 150 earlier messages<' in html
    assert 'class="day"' in html


async def test_all_of_a_long_conversation_is_shown_to_who_asks(slack: Playground) -> None:
    await talked(slack, 260)

    html = await page(slack, "as=U1ANA&in=C1GEN&whole=1")

    assert (len(shown(html)), "earlier messages" in html) == (260, False)
    assert re.search(r"&amp;thread=[\d.]+&amp;whole=1", html)


async def test_a_conversation_of_some_length_is_shown_whole(slack: Playground) -> None:
    await talked(slack, 149)

    html = await page(slack)

    assert (len(shown(html)), "earlier messages" in html) == (149, False)
