"""What is Teams' own: installation, group chats, dialogs, old clients, duplicates, both platforms at once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from handlers.chat.card import Call
from handlers.company import Company
from tests.e2e.chat import Message, seen
from tests.e2e.conftest import MONDAY, TEAMS_ONLY, found_product
from tests.e2e.teams_cards import cards_of
from tests.e2e.teams_client import CHANNELS
from tests.e2e.world import World, on_both

pytestmark = TEAMS_ONLY

FIRST_STEP = "Make a team"
GROUP = "19:meet@thread.v2"
NOON = timedelta(hours=6)
WEEK = timedelta(weeks=1)


def execute(here: World, message: Message, title: str) -> dict[str, Any]:
    """The action of that title, as the card holds it."""
    (stored,) = [one for one in here.teams.client.service.conversations[message.place] if one.id == message.id]
    actions = here.teams.client.reading(cards_of(stored.activity)[0]).actions
    return next(action.body for action in actions if action.title == title)


class TestInstalling:
    async def test_whoever_installs_it_is_led_and_nobody_else_is_written_to(self, town: World) -> None:
        (first,) = town.lines("ines")

        assert FIRST_STEP in first.splitlines()
        assert [town.lines(place) for place in ("ana", "jo", "general", "product")] == [[], [], [], []]
        assert FIRST_STEP not in (await town.say("ines", "/okr list")).splitlines()

    async def test_an_upgrade_is_no_news(self, town: World) -> None:
        client = town.teams.client
        await client.deliver(
            client.activity("ines", client.chat("ines"), type="installationUpdate", action="add-upgrade")
        )
        await town.settle()

        assert len(town.lines("ines")) == 1

    async def test_one_who_removed_it_is_written_to_no_more_until_they_are_back(self, product: World) -> None:
        client = product.teams.client
        ben = client.people["ben"].id
        client.service.gone.add(ben)

        await product.forward_to(MONDAY + NOON)
        tried = [call for call in client.service.calls if call.status == 403]
        await product.forward_to(MONDAY + WEEK + NOON)
        assert [call for call in client.service.calls if call.status == 403] == tried
        assert len(tried) == 1

        client.service.gone.clear()
        await product.say("ben", "okr list")
        await product.forward_to(MONDAY + 2 * WEEK + NOON)
        assert "*1 key result* waits for your check-in, week 43." in product.lines("ben")[-1]


class TestFormsOfAChannel:
    async def test_a_form_asked_for_in_a_channel_knows_it_though_it_opens_elsewhere(self, town: World) -> None:
        await town.mention("ines", "team new Marketing @jo", channel="marketing")
        await town.mention("ines", "team edit Marketing", channel="marketing")

        await town.press("ines", town.chat.messages("ines")[-1], "Edit team")
        await town.submit("ines", {"Channel": "This channel (#marketing)"})

        assert "#marketing" in await town.say("ines", "team show Marketing")


class TestGroupChats:
    @pytest.fixture
    async def together(self, product: World) -> World:
        """Ana and ben have a group chat in which Rungs is."""
        client = product.teams.client
        client.service.add_conversation(GROUP, [client.people[who].id for who in ("ana", "ben")])
        return product

    async def said(self, here: World, words: str, *, mentioned: bool = True) -> list[str]:
        """What Rungs says there when ben says that."""
        client = here.teams.client
        text, entities = client.marked(f"@rungs {words}" if mentioned else words)
        sent = client.activity("ben", GROUP, text=text)
        await client.deliver(sent | {"entities": [*sent["entities"], *entities]})
        await here.settle()
        return [client.text_of(one.activity) for one in client.service.conversations[GROUP]]

    async def test_what_everyone_may_read_is_answered_there(self, together: World) -> None:
        (answer,) = await self.said(together, "okr show KR-1")

        assert "*KR-1* Obtain pre-orders" in answer

    async def test_what_is_private_is_answered_in_the_chat_with_rungs(self, together: World) -> None:
        assert await self.said(together, "rungs evidence") == []
        assert "You have saved no evidence yet" in together.lines("ben")[-1]

    async def test_without_a_mention_it_hears_nothing(self, together: World) -> None:
        assert await self.said(together, "okr show KR-1", mentioned=False) == []


class TestDialogs:
    async def test_errors_keep_what_was_typed(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")

        await product.submit("ben", {"Value": "lots", "confidence": "7", "Note": "Finally"})

        form = product.form("ben")
        assert list(form.errors) == ["value"]
        assert [form.values[name] for name in ("value", "note")] == ["lots", "Finally"]
        assert form.values["confidence"].startswith("7")

    async def test_a_forged_form_stores_nothing(self, product: World) -> None:
        client = product.teams.client
        await product.say("ben", "/okr update KR-1")
        forged = {"data": {"~form": "eyJjb21tYW5kIjoib2tyIHVwZGF0ZSJ9", "value": "12"}}

        body = await client.invoke("ben", "task/submit", forged, client.chat("ben"))

        assert "Type the command again, please." in body["task"]["value"]
        assert "No check-ins yet" in await product.history()

    async def test_a_form_that_claims_to_be_a_post_in_a_channel_leaves_the_post_there(self, product: World) -> None:
        client = product.teams.client
        await product.forward_to(MONDAY + timedelta(hours=1))
        post = product.chat.messages("product")[-1]
        asked = {"data": {"~call": Call("okr update", {"key_result": "KR-1", "~open": "yes"}).encoded()}}
        opened = await client.invoke("ben", "task/fetch", asked, client.chat("ben"))
        form = opened["task"]["value"]["card"]["content"]["actions"][-1]["data"]

        sent = {"action": {"verb": "submit", "data": {**form, "key_result": "KR-1", "value": "5"}}}
        await client.invoke("ben", "adaptiveCard/action", sent, post.place, post.id)
        await product.settle()

        assert "5 of 3,000 orders" in await product.history()
        assert "Check-in, week 41" in seen(product.chat.current(post))


class TestOldClients:
    async def test_a_button_that_they_know_only_as_submit_works(self, product: World) -> None:
        client = product.teams.client
        await product.say("ben", "/okr update KR-1 55")
        answer = product.whisper("ben")
        fallback = execute(product, answer, "Undo")["fallback"]
        assert fallback["type"] == "Action.Submit"

        await client.deliver(
            client.activity("ben", answer.place, value=fallback["data"], replyToId=answer.id) | {"text": ""}
        )
        await product.settle()

        assert "No check-ins yet" in await product.history()

    @pytest.mark.parametrize("place", ["", CHANNELS["product"]])
    async def test_a_form_that_cannot_be_read_is_answered_with_what_to_do(self, product: World, place: str) -> None:
        client = product.teams.client
        where = place or client.chat("ben")
        before = len(product.lines("ben"))

        await client.deliver(client.activity("ben", where, value={"~form": "old", "value": "12"}, replyToId="1"))
        await product.settle()

        (answer,) = product.lines("ben")[before:]
        assert answer == "This form is from an older version of Rungs. Type the command again, please."
        assert "No check-ins yet" in await product.history()


class TestPressing:
    async def test_the_check_in_of_the_weekly_post_opens_at_once(self, product: World) -> None:
        await product.forward_to(MONDAY + timedelta(hours=1))
        before = len(product.lines("ben"))

        await product.press("ben", product.chat.messages("product")[-1], "Check in")

        form = product.form("ben")
        assert (form.title, list(form.errors)) == ("Check in", [])
        assert len(product.lines("ben")) == before

    async def test_each_dialog_from_one_post_shares_what_it_shows(self, product: World) -> None:
        client, data = product.teams.client, {"~call": Call("okr show", {"thing": "KR-1"}, shared=True).encoded()}
        await product.forward_to(MONDAY + timedelta(hours=1))
        post = product.chat.messages("product")[-1]

        for who in ("ben", "ana"):
            await client.invoke(who, "task/submit", {"data": data}, post.place, post.id)
        await product.settle()

        assert len([line for line in product.lines("product") if "*KR-1* Obtain pre-orders" in line]) == 2

    @pytest.mark.parametrize(
        "call",
        [
            "",
            "{}",
            "[" * 5_000,
            '{"c": 5, "g": {}}',
            '{"c": "okr gone", "g": {}}',
            '{"c": "okr show", "g": {"thing": 5}}',
        ],
    )
    @pytest.mark.parametrize("name", ["task/fetch", "task/submit", "adaptiveCard/action"])
    async def test_a_button_that_carries_nonsense_is_no_trouble(self, town: World, name: str, call: str) -> None:
        client, data = town.teams.client, {"~call": call}
        value = {"action": {"verb": "call", "data": data}} if name == "adaptiveCard/action" else {"data": data}

        body = await client.invoke("ben", name, value, client.chat("ben"), "1")
        await town.settle()

        assert "went wrong" not in f"{body} {town.lines('ben')}"

    async def test_half_a_character_opens_the_form_like_anything_else_that_fits_not(self, town: World) -> None:
        client = town.teams.client
        call = Call("okr new", {"title": "\ud83d\0"}).encoded()

        body = await client.invoke("ben", "task/fetch", {"data": {"~call": call}}, client.chat("ben"))

        assert body["task"]["value"]["title"] == "Set an objective"

    async def test_what_nobody_sent_is_answered_with_silence(self, town: World) -> None:
        client = town.teams.client
        news = client.activity("ben", client.chat("ben"), text="okr list")

        for nobody in ({}, None, {"id": 5}):
            assert await client.deliver(news | {"from": nobody}) is None
        await town.settle()

        assert town.lines("ben") == []


class TestDuplicates:
    async def test_a_message_delivered_three_times_at_once_is_one(self, product: World) -> None:
        client = product.teams.client
        sent = client.activity("ben", client.chat("ben"), text="okr update KR-1 55")

        await asyncio.gather(*(client.deliver(sent) for _ in range(3)))
        await client.deliver(sent)
        await product.settle()

        assert (await product.history()).count("Value: 55") == 1
        assert len([line for line in product.lines("ben") if "55 of 3,000 orders" in line]) == 1

    async def test_the_same_id_in_another_conversation_is_another_message(self, product: World) -> None:
        client = product.teams.client
        for who, words in (("ben", "okr update KR-1 55"), ("ana", "okr update KR-1 66")):
            await client.deliver(client.activity(who, client.chat(who), text=words, id="1790000000000"))
        await product.settle()

        history = await product.history()
        assert ["Value: 55" in history, "Value: 66" in history] == [True, True]

    async def test_a_button_pressed_once_and_delivered_twice_takes_back_once(self, product: World) -> None:
        client = product.teams.client
        await product.say("ben", "/okr update KR-1 5")
        await product.say("ben", "/okr update KR-1 12")
        answer = product.whisper("ben")
        told = {"action": execute(product, answer, "Undo"), "trigger": "manual"}
        pressed = client.activity(
            "ben", answer.place, type="invoke", name="adaptiveCard/action", value=told, replyToId=answer.id
        )

        bodies = [await client.deliver(pressed) for _ in range(2)]
        await product.settle()

        assert bodies[0] == bodies[1]
        assert "5 of 3,000 orders" in await product.history()

    async def test_a_form_sent_twice_is_one_check_in(self, product: World) -> None:
        await product.say("ben", "/okr update KR-1")
        form = product.teams.open_dialog("ben")
        for _ in range(2):
            await product.submit("ben", {"Value": "12"})
            product.teams.reopen("ben", form)

        assert (await product.history()).count("Value: 12") == 1


UNKNOWN: list[dict[str, Any]] = [
    {"type": "typing"},
    {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
    {"type": "messageUpdate", "text": "okr list"},
    {"type": "messageDelete"},
    {"type": "endOfConversation"},
    {"type": "event", "name": "application/vnd.microsoft.readReceipt", "value": {"lastReadMessageId": "1"}},
    {"type": "invoke", "name": "task/unheardOf", "value": {}},
    {"type": "invoke", "name": "signin/verifyState", "value": {"state": "1"}},
    {"type": "somethingOfNextYear", "value": [1, 2]},
    {"type": "conversationUpdate", "channelData": {"eventType": "channelRenamed"}},
]


@pytest.mark.parametrize("news", UNKNOWN, ids=[f"{one['type']} {one.get('name', '')}".strip() for one in UNKNOWN])
async def test_what_nobody_knows_is_taken_and_left_alone(product: World, news: dict[str, Any]) -> None:
    client = product.teams.client
    before = len(product.lines("ben"))
    made = client.activity("ben", client.chat("ben"), **news)

    await client.deliver(made | {"channelData": {**made["channelData"], "tenant": {"id": client.service.tenant}}})
    await product.settle()

    assert len(product.lines("ben")) == before
    assert client.faults == []


class TestDeleting:
    async def news(self, product: World, event: str) -> None:
        """By way of the team's first channel, as Teams tells of its other ones."""
        client = product.teams.client
        made = client.activity("ines", CHANNELS["general"], type="conversationUpdate")
        about = {"eventType": event, "channel": {"id": CHANNELS["product"], "name": "product"}}
        await client.deliver(made | {"channelData": {**made["channelData"], **about}})
        await product.settle()

    @pytest.mark.parametrize("what", ["channel", "team"])
    async def test_what_was_deleted_is_not_written_to_until_it_is_restored(self, product: World, what: str) -> None:
        calls = product.teams.client.service.calls
        await product.aloud("ben", "/okr list", "product")
        await self.news(product, f"{what}Deleted")
        calls.clear()

        await product.forward_to(MONDAY + timedelta(hours=1))
        assert [call for call in calls if call.method == "POST" and CHANNELS["product"] in call.path] == []
        assert "Rungs could not post in *#product* of Product." in await product.say("ines", "/rungs settings")

        await self.news(product, f"{what}Restored")
        await product.forward_to(MONDAY + WEEK + timedelta(hours=1))
        assert "Check-in, week 42" in "".join(product.lines("product"))


async def test_what_private_channels_and_strangers_get_is_refused_by_teams_and_told_of(product: World) -> None:
    await product.say("ines", "/rungs team edit Product --channel #board")

    await product.forward_to(MONDAY + timedelta(hours=1))

    assert not product.teams.client.service.conversations.get(CHANNELS["board"])
    assert "Rungs could not post in *#board* of Product." in await product.say("ines", "/rungs settings")


@pytest.fixture
async def both(sqlite_url: str, company: Company) -> AsyncIterator[tuple[World, World]]:
    """Company X on Slack and on Teams, set up on Slack."""
    async with on_both(sqlite_url, MONDAY, company) as (slack, teams):
        await found_product(slack)
        yield slack, teams
        assert [slack.chat.faults, teams.chat.faults] == [[], []]


class TestBothAtOnce:
    async def test_whoever_has_one_address_is_one_person_with_one_set_of_goals(self, both: tuple[World, World]) -> None:
        slack, teams = both

        assert "*O-1* Sell the first self-buttering toaster" in await teams.say("ana", "okr list")
        await teams.say("ben", "okr update KR-1 1500")
        assert "1,500 of 3,000 orders" in await slack.say("jo", "/okr show KR-1")
        assert "By: <@U0BEN>" in await slack.history()
        assert "By: <@U0BEN>" in await teams.history()

    async def test_one_nudge_comes_where_its_reader_was_last(self, both: tuple[World, World]) -> None:
        slack, teams = both
        await teams.say("ben", "okr list")
        await slack.forward_to(MONDAY + NOON)
        assert [len(self.nudges(here, "ben")) for here in both] == [0, 1]

        await slack.say("ben", "/okr list")
        await slack.forward_to(MONDAY + WEEK + NOON)
        assert [len(self.nudges(here, "ben")) for here in both] == [1, 1]

    def nudges(self, here: World, who: str) -> list[str]:
        """The reminders that somebody got there."""
        return [seen(message) for message in here.chat.messages(who) if "for your check-in" in seen(message)]
