"""What people write in Teams, in the words of no platform."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.teams.activity import read
from bot.teams.incoming import action_message, others, plain_text, words
from handlers.chat.words import channel_marker, person_marker
from storage.people import Known
from tests.teams.activities import BOT, CHANNEL, an_activity, mention

KNOWN = {"aad-ben": Known(2, "Ben Okafor"), "29:ben": Known(2, "Ben Okafor"), "aad-ana": Known(1, "Ana Ruiz")}
BEN = mention("29:ben", "Ben Okafor")
US = mention(BOT, "Rungs")


def said(text: str, *entities: dict[str, Any]) -> str:
    return words(read(an_activity(text=text, entities=list(entities))), KNOWN)


class TestWords:
    @pytest.mark.parametrize(
        "text",
        [
            "<at>Rungs</at> okr list",
            "  <at>Rungs</at>&nbsp;okr list\n",
            "hey <at>Rungs</at>, okr list",
            "okr list <at>Rungs</at>",
            "okr list <at>Rungs</at>.",
            "okr list <at>Rungs</at> <at>Rungs</at>",
            "<at>Rungs</at> <at>Rungs</at> okr list",
        ],
    )
    def test_a_command_stands_behind_the_mention_of_the_bot_or_before_it(self, text: str) -> None:
        assert said(text, US) == "okr list"

    @pytest.mark.parametrize("text", ["\u2060/okr list", "\ufeff/okr list", "\u200b/okr list\u200b", "/okr \u2060list"])
    def test_a_command_that_is_copied_out_of_a_card_is_what_it_looks_like(self, text: str) -> None:
        assert said(text) == said(f"<at>Rungs</at>\u200b {text}", US) == "/okr list"

    def test_what_parts_the_words_of_a_script_without_blanks_stays(self) -> None:
        assert (
            said("feedback \u0e20\u0e32\u0e29\u0e32\u200b\u0e44\u0e17\u0e22")
            == "feedback \u0e20\u0e32\u0e29\u0e32\u200b\u0e44\u0e17\u0e22"
        )

    def test_a_person_who_is_mentioned_becomes_our_own_marker(self) -> None:
        assert (
            said("<at>Rungs</at> okr list <at>Ben Okafor</at>", US, BEN) == f"okr list {person_marker(2, 'Ben Okafor')}"
        )

    def test_people_of_one_name_are_told_apart_by_their_order(self) -> None:
        other = mention("aad-ana", "Ben Okafor")
        both = f"{person_marker(1, 'Ana Ruiz')} {person_marker(2, 'Ben Okafor')}"

        assert said("<at>Ben Okafor</at> <at>Ben Okafor</at>", other, BEN) == both

    def test_a_person_called_like_the_bot_is_a_person(self) -> None:
        namesake = mention("29:ben", "Rungs")

        assert said("<at>Rungs</at> okr list <at>Rungs</at>", US, namesake).endswith(person_marker(2, "Ben Okafor"))

    def test_a_channel_that_is_mentioned_becomes_one_too(self) -> None:
        launch = mention("19:launch@thread.tacv2", "Launch")

        assert said("team edit T --channel <at>Launch</at>", launch).endswith(
            channel_marker("19:launch@thread.tacv2", "Launch")
        )

    def test_somebody_whom_nobody_knows_is_a_plain_name(self) -> None:
        assert said("praise <at>Zoe</at>", mention("29:zoe", "Zoe")) == "praise @Zoe"

    def test_a_mention_without_an_entity_is_plain_words(self) -> None:
        assert said("okr list <at>Ben Okafor</at>") == "okr list Ben Okafor"

    def test_what_teams_escapes_is_what_somebody_typed(self) -> None:
        assert said("R&amp;D &lt;b&gt; &amp;lt;&nbsp;5") == "R&D <b> &lt; 5"

    def test_our_own_markers_cannot_be_forged(self) -> None:
        assert said(f"okr list {person_marker(1, 'Ana')}") == "okr list person1Ana"

    def test_a_mention_alone_says_nothing(self) -> None:
        assert said("<at>Rungs</at>", US) == ""

    def test_everybody_mentioned_but_the_bot_channels_and_tags_is_asked_about(self) -> None:
        channel, tag = mention("19:c@thread.tacv2", "C"), mention("MTpkM2Y", "Developers", type="tag")
        activity = read(an_activity(entities=[US, BEN, channel, tag]))

        assert [(one.id, one.address) for one in others(activity)] == [("29:ben", "29:ben")]


PAYLOAD = {
    "id": "1701",
    "replyToId": "1700",
    "createdDateTime": "2026-10-05T08:00:00.1Z",
    "body": {"contentType": "html", "content": "<div>Shipped <b>the beta</b>&nbsp;<script>x()</script></div>"},
    "from": {"user": {"id": "aad-ben", "displayName": "Ben", "userIdentityType": "aadUser"}},
}


def used_on(payload: dict[str, Any]) -> Any:
    value = {"commandId": "evidence_save", "messagePayload": payload}
    return action_message(read(an_activity(type="invoke", conversation=CHANNEL, value=value)), KNOWN)


class TestActionMessage:
    def test_it_says_who_wrote_what_when_and_where(self) -> None:
        message = used_on(PAYLOAD)

        assert (message.author_id, message.author_name, message.text) == (2, "Ben Okafor", "Shipped the beta")
        assert message.said_at == datetime(2026, 10, 5, 8, 0, 0, 100_000, tzinfo=UTC)
        assert (message.place.message, message.place.thread) == ("1701", "1700")

    def test_the_root_of_a_thread_stands_in_none(self) -> None:
        assert used_on({**PAYLOAD, "id": "1700", "replyToId": None}).place.thread == ""

    @pytest.mark.parametrize(
        ("by", "name"),
        [
            ({"application": {"displayName": "Deploys"}}, "Deploys"),
            ({"user": {"id": "aad-zoe", "displayName": "Zoe"}}, "Zoe"),
            ({}, "somebody"),
            (None, "somebody"),
        ],
    )
    def test_one_of_nobody_we_know_has_a_name_and_no_author(self, by: Any, name: str) -> None:
        message = used_on({**PAYLOAD, "from": by})

        assert (message.author_id, message.author_name) == (None, name)

    @pytest.mark.parametrize("stamp", ["", "yesterday", "2026-13-01", None])
    def test_an_unreadable_date_is_the_beginning_of_time(self, stamp: Any) -> None:
        assert used_on({**PAYLOAD, "createdDateTime": stamp}).said_at == datetime(1970, 1, 1, tzinfo=UTC)


class TestPlainText:
    @pytest.mark.parametrize(
        ("html", "text"),
        [
            ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
            ('<at id="0">Ana</at> did <emoji alt="👍"></emoji>', "Ana did 👍"),
            ('<img src="x" onerror="alert(1)" alt="a chart">', "a chart"),
            ("<style>p{}</style><a href='javascript:x()'>here</a>", "here"),
            ("5 &lt; 6 &amp; 7", "5 < 6 & 7"),
            ("<scr<script>ipt>alert(1)</script>", "ipt>alert(1)"),
            ("<p>unclosed", "unclosed"),
            ("", ""),
        ],
    )
    def test_only_what_is_to_be_read_is_left(self, html: str, text: str) -> None:
        assert plain_text(html) == text
