"""From Slack's payloads to requests: texts, places, and the message of a shortcut."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.incoming import (
    action_place,
    command_place,
    event_place,
    mentioned,
    shortcut_message,
    text_of,
    worded,
)
from handlers.chat.ask import Place
from handlers.chat.words import as_mention, channel_marker, flatten, person_marker
from storage.people import Known

ANA = Known(7, "Ana Ruiz")
KNOWN = {"U0ANA": ANA, "W0BEN": Known(8, "Ben Okafor")}
STAMP = "1795000000.000100"


class TestText:
    @pytest.mark.parametrize(
        ("slack", "people"),
        [
            ("<@U0ANA>", "@Ana Ruiz"),
            ("<@U0ANA|ana>", "@Ana Ruiz"),
            ("<@W0BEN>", "@Ben Okafor"),
            ("<@U0NOBODY|nick>", "@nick"),
            ("<@U0NOBODY>", "@someone"),
            ("<#C0PRODUCT|product>", "#product"),
            ("<#C0PRODUCT>", "#C0PRODUCT"),
            ("<#C0PRODUCT|>", "#C0PRODUCT"),
            ("<!here>", "@here"),
            ("<!here|here>", "@here"),
            ("<!channel>", "@channel"),
            ("<!everyone>", "@everyone"),
            ("<!subteam^S0MKT|@marketing>", "@marketing"),
            ("<!subteam^S0MKT>", "@subteam"),
            ("<!date^1795000000^{date_short}|Nov 18>", "Nov 18"),
            ("<mailto:ana@x.example|ana@x.example>", "ana@x.example"),
            ("<mailto:ana@x.example>", "ana@x.example"),
            ("<https://x.example/a?b=1&amp;c=2>", "https://x.example/a?b=1&c=2"),
            ("<https://x.example|our page>", "https://x.example"),
            ("3 &lt; 4 &amp;&amp; 5 &gt; 4", "3 < 4 && 5 > 4"),
            ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
            ("a < b", "a < b"),
            ("<", "<"),
            ("<>", ""),
            ("", ""),
        ],
    )
    def test_it_is_read_as_people_see_it(self, slack: str, people: str) -> None:
        assert flatten(worded(slack, KNOWN)) == people

    def test_a_person_and_a_channel_become_our_own_markers(self) -> None:
        said = worded("kr for <@U0ANA> in <#C0PRODUCT|product>", KNOWN)

        assert said == f"kr for {person_marker(7, 'Ana Ruiz')} in {channel_marker('C0PRODUCT', 'product')}"

    @pytest.mark.parametrize(
        "spoof", ["\ue000person\ue0027\ue002Ana\ue001", "&#xE000;person&#xE002;7&#xE002;A&#xE001;"]
    )
    def test_nobody_forges_a_marker(self, spoof: str) -> None:
        assert [as_mention(word) for word in worded(spoof, KNOWN).split()] == [None]

    def test_a_name_that_somebody_gave_themselves_cannot_end_its_marker(self) -> None:
        said = worded("<@U0EVE>", {"U0EVE": Known(9, "Eve\ue001 \ue000person\ue0021\ue002x")})

        found = as_mention(said)
        assert found is not None
        assert (found.id, said.count("\ue000"), said.count("\ue001")) == ("9", 1, 1)

    def test_everybody_mentioned_is_named_once_in_order(self) -> None:
        text = "<@W0BEN> and <@U0ANA|ana>, <@W0BEN> again, not <#C0X|x>, <!here> or &lt;@U0NOT&gt;"

        assert mentioned(text) == ("W0BEN", "U0ANA")

    def test_a_message_of_blocks_alone_says_what_its_texts_say(self) -> None:
        blocks = [
            {"type": "header", "text": {"type": "plain_text", "text": "Release"}},
            {"type": "section", "fields": [{"type": "mrkdwn", "text": "by <@U0ANA>"}]},
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"text": "done"}]}]},
        ]

        assert flatten(text_of({"text": "", "blocks": blocks}, KNOWN)) == "Release\nby @Ana Ruiz\ndone"

    @given(st.text() | st.text(alphabet="<>@#!|^&;UWC0A amplgt:/", max_size=60))
    def test_any_text_is_read(self, text: str) -> None:
        worded(text, KNOWN)

    @given(
        st.lists(
            st.sampled_from(["<!here>", "<!channel|channel>", "<!subteam^S1|@x>", "<@U0ANA>", "<#C0X|x>", "<http://a>"])
            | st.text(alphabet=st.characters(blacklist_characters="<>&")),
            max_size=12,
        )
    )
    def test_nothing_that_calls_a_channel_is_left(self, pieces: list[str]) -> None:
        said = worded("".join(pieces), KNOWN)

        assert "<!" not in said
        assert "<@" not in said

    @given(st.text(alphabet=st.sampled_from("\ue000\ue001\ue002personchanl0123<@UA>")))
    def test_markers_come_from_mentions_alone(self, text: str) -> None:
        assert worded(text, KNOWN).count("\ue000") == len([name for name in _entities(text) if name in KNOWN])


def _entities(text: str) -> list[str]:
    """The ids of every mention, repeated ones too."""
    bare = "".join(character for character in text if not "\ue000" <= character <= "\uf8ff")
    return [part.partition(">")[0] for part in bare.split("<@")[1:] if ">" in part]


class TestPlaces:
    def test_a_command_in_a_channel_and_in_a_direct_message(self) -> None:
        assert command_place({"channel_id": "C0X"}) == Place("slack", "C0X", kind="channel")
        assert command_place({"channel_id": "D0X"}) == Place("slack", "D0X", kind="direct")

    def test_a_button_of_a_message(self) -> None:
        payload = {"container": {"message_ts": STAMP, "channel_id": "C0X"}, "channel": {"id": "C0X"}}

        assert action_place(payload) == Place("slack", "C0X", message=STAMP, kind="channel")

    def test_a_button_of_a_message_in_a_thread(self) -> None:
        payload = {
            "container": {"message_ts": STAMP, "channel_id": "C0X", "thread_ts": "1794.1"},
            "channel": {"id": "C0X"},
        }

        assert action_place(payload).thread == "1794.1"

    def test_a_button_of_a_view_is_nowhere_but_home(self) -> None:
        assert action_place({"container": {"type": "view", "view_id": "V1"}}) == Place("slack", kind="home")

    def test_a_mention_is_answered_under_the_message(self) -> None:
        place = event_place({"channel": "C0X", "ts": STAMP})

        assert place == Place("slack", "C0X", thread=STAMP, message=STAMP, kind="channel")

    def test_a_mention_in_a_thread_is_answered_there(self) -> None:
        assert event_place({"channel": "C0X", "ts": STAMP, "thread_ts": "1794.1"}).thread == "1794.1"

    def test_a_direct_message_is_answered_beside_it(self) -> None:
        assert event_place({"channel": "D0X", "ts": STAMP}) == Place("slack", "D0X", kind="direct")


class TestShortcut:
    def payload(self, **message: Any) -> dict[str, Any]:
        return {"channel": {"id": "C0X"}, "message_ts": STAMP, "message": {"ts": STAMP, **message}}

    def test_it_is_said_by_a_person_of_ours(self) -> None:
        found = shortcut_message(self.payload(user="U0ANA", text="well done <@W0BEN>"), KNOWN)

        assert (found.author_id, found.author_name, flatten(found.text)) == (7, "Ana Ruiz", "well done @Ben Okafor")
        assert found.said_at == datetime.fromtimestamp(1795000000, UTC)
        assert found.place == Place("slack", "C0X", message=STAMP, kind="channel")

    @pytest.mark.parametrize(
        ("by", "name"),
        [
            ({"bot_id": "B1", "username": "deploys"}, "deploys"),
            ({"bot_id": "B1", "bot_profile": {"name": "Deploys"}}, "Deploys"),
            ({"bot_id": "B1"}, "somebody"),
            ({"user": "U0NOBODY", "bot_profile": None}, "somebody"),
        ],
    )
    def test_one_of_nobody_we_know_has_a_name_and_no_author(self, by: dict[str, Any], name: str) -> None:
        found = shortcut_message(self.payload(text="released", **by), KNOWN)

        assert (found.author_id, found.author_name) == (None, name)
