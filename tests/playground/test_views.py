"""Modals and Home through the Web API: triggers, stacks, hashes, what stays typed."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.server import Playground
from tests.playground.calls import refusal
from tests.playground.clock import Clock
from tests.playground.company import Bot, button, field_block, modal, section

NOTE = field_block("note", {"type": "plain_text_input"})


async def trigger(slack: Playground, bot: Bot, user: str = "ana") -> str:
    """A fresh trigger_id, from a command."""
    await slack.command(user, "/okr")
    return str(bot.last["trigger_id"])


async def test_a_trigger_opens_one_modal(client: AsyncWebClient, slack: Playground, bot: Bot) -> None:
    trigger_id = await trigger(slack, bot)
    await client.views_open(trigger_id=trigger_id, view=modal(NOTE))

    view = slack.open_view("ana")
    assert view is not None
    assert view.title == "Form"
    assert slack.open_view("ben") is None
    assert await refusal(client.views_open(trigger_id=trigger_id, view=modal(NOTE))) == "exchanged_trigger_id"


async def test_a_trigger_lasts_three_seconds(client: AsyncWebClient, slack: Playground, bot: Bot, clock: Clock) -> None:
    trigger_id = await trigger(slack, bot)
    clock.forward(3.1)

    assert await refusal(client.views_open(trigger_id=trigger_id, view=modal(NOTE))) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="1.2.3", view=modal(NOTE))) == "invalid_trigger_id"


async def test_a_stack_holds_three_modals(client: AsyncWebClient, slack: Playground, bot: Bot) -> None:
    await client.views_open(trigger_id=await trigger(slack, bot), view=modal(NOTE))
    await client.views_push(trigger_id=await trigger(slack, bot), view=modal(NOTE))
    third = await client.views_push(trigger_id=await trigger(slack, bot), view=modal(NOTE))

    fourth = client.views_push(trigger_id=await trigger(slack, bot), view=modal(NOTE))
    assert await refusal(fourth) == "push_limit_reached"
    assert third["view"]["previous_view_id"] == slack.state.views.stack("U1ANA")[1].id


async def test_an_update_with_an_old_hash_is_refused(client: AsyncWebClient, slack: Playground, bot: Bot) -> None:
    opened = (await client.views_open(trigger_id=await trigger(slack, bot), view=modal(NOTE)))["view"]
    await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(NOTE, section("new")))

    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal(NOTE))
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_update(view_id="V9", view=modal(NOTE))) == "not_found"


async def test_what_was_typed_stays_where_the_ids_stay(client: AsyncWebClient, slack: Playground, bot: Bot) -> None:
    opened = (await client.views_open(trigger_id=await trigger(slack, bot), view=modal(NOTE, external_id="f1")))["view"]
    view = slack.open_view("ana")
    assert view is not None
    await slack.fill("ana", view, {"note": "half a sentence"})

    same = await client.views_update(external_id="f1", view=modal(section("hint"), NOTE, external_id="f1"))
    other = field_block("note2", {"type": "plain_text_input"})
    changed = await client.views_update(view_id=opened["id"], view=modal(other))

    assert same["view"]["state"]["values"]["note"]["value"]["value"] == "half a sentence"
    assert changed["view"]["state"]["values"]["note2"]["value"]["value"] is None


async def test_an_external_id_names_one_view(client: AsyncWebClient, slack: Playground, bot: Bot) -> None:
    await client.views_open(trigger_id=await trigger(slack, bot), view=modal(NOTE, external_id="f1"))

    twin = client.views_open(trigger_id=await trigger(slack, bot, "ben"), view=modal(NOTE, external_id="f1"))
    assert await refusal(twin) == "duplicate_external_ids"


async def test_home_is_published_per_person(client: AsyncWebClient, slack: Playground) -> None:
    first = (await client.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [section("mine")]}))["view"]
    await client.views_publish(user_id="U1ANA", hash=first["hash"], view={"type": "home", "blocks": [section("new")]})

    home = slack.home("ana")
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "new"
    assert slack.home("ben") is None
    stale = client.views_publish(user_id="U1ANA", hash=first["hash"], view={"type": "home", "blocks": []})
    assert await refusal(stale) == "hash_conflict"


async def test_ids_that_the_bot_left_out_are_made_up(client: AsyncWebClient, slack: Playground) -> None:
    element = button()
    del element["action_id"]

    view = {"type": "home", "blocks": [{"type": "actions", "elements": [element]}]}
    blocks = (await client.views_publish(user_id="U1ANA", view=view))["view"]["blocks"]

    assert blocks[0]["block_id"]
    assert blocks[0]["elements"][0]["action_id"]
