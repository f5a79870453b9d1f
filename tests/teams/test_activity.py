"""Activities: what is read of them, and that nothing in them can be of a shape that hurts."""

from typing import Any

import pytest

from bot.teams.activity import read, threaded
from tests.teams.activities import BOT, CHANNEL, PERSONAL, an_activity, mention


class TestRead:
    def test_a_message_in_a_personal_chat_is_from_somebody_in_a_direct_place(self) -> None:
        found = read(an_activity())

        assert (found.sender.id, found.sender.address, found.sender.name) == ("aad-ana", "29:ana", "Ana Ruiz")
        assert (found.place.platform, found.place.conversation, found.place.kind) == ("teams", "a:ana", "direct")
        assert found.tenant == "tenant-1"

    def test_a_thread_of_a_channel_is_cut_from_the_conversations_id(self) -> None:
        found = read(an_activity(conversation=CHANNEL))

        assert (found.conversation, found.thread, found.conversation_kind) == (
            "19:product@thread.tacv2",
            "1700",
            "channel",
        )
        assert found.full_conversation == CHANNEL["id"]
        assert found.place.kind == "channel"

    def test_the_card_that_was_used_is_the_message_of_the_place(self) -> None:
        assert read(an_activity(replyToId="1650")).place.message == "1650"
        assert read(an_activity()).place.message == "1700000000001"

    def test_the_time_zone_may_stand_in_the_clients_own_entity(self) -> None:
        info = {"type": "clientInfo", "timezone": "Europe/Berlin", "locale": "de-DE"}

        assert read(an_activity(entities=[info])).sender.time_zone == "Europe/Berlin"
        assert read(an_activity(localTimezone="Asia/Tokyo", entities=[info])).sender.time_zone == "Asia/Tokyo"

    def test_somebody_without_an_object_id_is_known_by_the_address(self) -> None:
        assert read(an_activity(**{"from": {"id": "29:guest", "name": "G"}})).sender.id == "29:guest"

    @pytest.mark.parametrize(
        ("conversation", "kind"),
        [
            ({"id": "19:x@thread.tacv2"}, "channel"),
            ({"id": "19:x@thread.v2"}, "group"),
            ({"id": "x", "isGroup": True}, "group"),
            ({"id": "a:x"}, "personal"),
        ],
    )
    def test_an_invoke_that_does_not_say_where_it_is_shows_it_by_its_conversation(
        self, conversation: dict[str, Any], kind: str
    ) -> None:
        assert read(an_activity(conversation=conversation)).conversation_kind == kind

    def test_what_no_database_keeps_is_left_out(self) -> None:
        found = read(an_activity(id="17\0", text="okr new a\ud83d 👍", channelData={"tenant": {"id": "\udc00t"}}))

        assert (found.id, found.text, found.tenant) == ("17", "okr new a 👍", "t")

    @pytest.mark.parametrize("wrong", [None, 5, "text", [], [[]], {"id": 5}, {"id": None}, True])
    def test_whatever_is_of_another_shape_is_empty(self, wrong: Any) -> None:
        names = ("conversation", "from", "recipient", "channelData", "entities", "attachments", "value", "membersAdded")

        found = read(an_activity(**dict.fromkeys(names, wrong), text=5, id=None, replyToId=3))

        assert (found.text, found.id, found.reply_to, found.key) == ("", "", "", "")
        assert found.sender.id == ""

    def test_bots_are_known_by_their_ids(self) -> None:
        assert read(an_activity(**{"from": {"id": BOT}})).is_ours
        assert read(an_activity(**{"from": {"id": "28:another"}})).is_ours
        assert not read(an_activity()).is_ours

    def test_it_is_seen_whether_our_bot_is_mentioned(self) -> None:
        assert read(an_activity(entities=[mention(BOT, "Rungs")])).mentions_us
        assert not read(an_activity(entities=[mention("29:ben", "Rungs")])).mentions_us


class TestKey:
    def test_the_same_activity_has_the_same_key_and_another_has_another(self) -> None:
        assert read(an_activity()).key == read(an_activity(text="changed")).key
        assert read(an_activity()).key != read(an_activity(id="2")).key
        assert read(an_activity()).key != read(an_activity(conversation=CHANNEL)).key


class TestReference:
    def test_a_personal_one_is_somebodys(self) -> None:
        reference = read(an_activity(conversation=PERSONAL)).reference(7)

        assert (reference.conversation, reference.kind, reference.person_id) == ("a:ana", "personal", 7)
        assert reference.service_url == "https://smba.example/emea/"

    def test_a_channel_is_nobodys(self) -> None:
        channel = {"id": "19:product@thread.tacv2", "name": "Product"}
        told = {"tenant": {"id": "t"}, "team": {"id": "19:team"}, "channel": channel}

        reference = read(an_activity(conversation=CHANNEL, channelData=told)).reference(7)

        assert (reference.person_id, reference.team, reference.name) == (None, "19:team", "Product")

    def test_news_of_another_channel_names_none(self) -> None:
        told = {"channel": {"id": "19:launch@thread.tacv2", "name": "Launch"}, "eventType": "channelDeleted"}

        assert read(an_activity(conversation=CHANNEL, channelData=told)).reference(None).name == ""


def test_a_thread_is_named_by_its_root() -> None:
    assert threaded("19:c@thread.tacv2", "17") == "19:c@thread.tacv2;messageid=17"
    assert threaded("a:ana", "") == "a:ana"
