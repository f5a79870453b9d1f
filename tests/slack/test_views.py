"""Forms that Slack would not open any more: a card opens them, with all that was typed."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.playground.residents import Install
from bot.playground.workspace import Message
from bot.readers import Readers
from bot.reception import Reception
from bot.slack.incoming import PLATFORM
from bot.slack.views import Views
from handlers.chat.ask import Place
from handlers.chat.request import Request, Typed
from storage.people import accounts
from tests.e2e.slack_town import Watch, as_message
from tests.e2e.world import World


class Late:
    """A Slack whose triggers are over before they are used, until it hurries again."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        watch.haste = 4.0

    def hurry(self) -> None:
        self._watch.haste = 0.0


@pytest.fixture
def late(town: World) -> Late:
    watch = town.slack.workspace.now
    assert isinstance(watch, Watch)
    return Late(watch)


def value_of(town: World, who: str, label: str) -> str:
    """What stands in an input of the open form."""
    view = town.slack.open_view(who)
    assert view is not None
    for block in view.blocks:
        if block["type"] == "input" and block["label"]["text"] == label:
            return str(block["element"].get("initial_value", ""))
    raise LookupError(label)


async def opened(town: World, who: str, message: Message) -> None:
    """Press the message's only button."""
    found = [one for block in message.blocks for one in block.get("elements", ()) if one["type"] == "button"]
    assert len(found) == 1
    await town.press(who, as_message(message), str(found[0]["text"]["text"]))


async def test_a_command_s_form_comes_as_a_card_that_opens_it(town: World, late: Late) -> None:
    await town.say("ben", "/okr new Win the small shops --team Nowhere")
    assert town.slack.open_view("ben") is None

    late.hurry()
    card = town.slack.ephemerals("ben")[-1]
    await opened(town, "ben", card)
    assert value_of(town, "ben", "Title") == "Win the small shops"


async def test_a_slack_that_is_slow_to_open_it_is_not_waited_for(town: World) -> None:
    await town.say("ben", "/rungs help")
    app, client = town.app, AsyncWebClient(Install().token, town.slack.base_url)
    reception = Reception(app.database, app.desk, app.clock, app.wake, app.metrics)
    views = Views(client, reception, Readers(app.database, app.clock, PLATFORM, ""), patience=0.0)
    ben = select(accounts.c.person_id).where(accounts.c.external_id == town.slack.workspace.person("ben").id)
    person_id = await app.database.read(lambda db: db.execute(ben).scalar_one())
    request = Request("", person_id, Place(PLATFORM), Typed("okr new Win the small shops --team Nowhere"))
    answer, trigger = await reception.answer(request), town.slack.state.triggers.give("U0BEN")

    assert not await views.open(answer, request, trigger)

    await town.settle()
    card = town.slack.messages("ben")[-1]
    await opened(town, "ben", card)
    assert value_of(town, "ben", "Title") == "Win the small shops"


async def test_what_was_typed_is_kept_where_it_is_too_long_for_a_button(town: World, late: Late) -> None:
    note = "a word and another " * 120
    await town.say("ben", "/okr new Win the small shops")
    await town.say("ben", "/okr kr O-1 Orders from 0 to 10")
    await town.say("ben", f"/okr update KR-1 many {note}")

    late.hurry()
    card = town.slack.ephemerals("ben")[-1]
    await opened(town, "ben", card)
    assert value_of(town, "ben", "Note") == note.strip()


async def test_a_button_s_form_comes_as_a_card_too(orders: World, late: Late) -> None:
    await orders.say("ben", "/okr show O-1")
    shown = orders.whisper("ben")
    await orders.press("ben", shown, "Add a key result")
    assert orders.slack.open_view("ben") is None

    late.hurry()
    card = orders.slack.ephemerals("ben")[-1]
    assert card.ts != shown.id
    await opened(orders, "ben", card)
    assert orders.slack.open_view("ben") is not None


async def test_a_message_that_was_to_be_saved_is_not_lost(town: World, late: Late) -> None:
    message = town.slack.workspace.put(Message("C0GENERAL", "1795.0001", town.slack.workspace.person("ana").id, "Good"))
    await town.slack.shortcut("ben", town.slack.shortcuts[0][0], message)
    await town.settle()

    late.hurry()
    card = town.slack.ephemerals("ben")[-1]
    await opened(town, "ben", card)
    assert "Good" in town.form("ben").text


async def test_a_button_of_home_has_no_one_time_address_and_writes_directly(town: World, late: Late) -> None:
    home = await town.slack.open_home("ben")
    assert home is not None
    label = next(
        str(one["text"]["text"])
        for block in home.blocks
        for one in block.get("elements", ())
        if one["type"] == "button" and "objective" in str(one["text"]["text"]).lower()
    )
    await town.slack.press("ben", home, label)
    await town.settle()

    late.hurry()
    assert town.slack.open_view("ben") is None
    card = town.slack.messages("ben")[-1]
    await opened(town, "ben", card)
    assert town.slack.open_view("ben") is not None


async def test_a_form_that_opens_leaves_no_card(town: World) -> None:
    await town.say("ben", "/okr new")

    assert town.slack.open_view("ben") is not None
    assert town.slack.messages("ben") == []
