"""The form in which feedback is given: what stands in it from the start, and what becomes of what is filled in."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.playground.blocks import check_message
from bot.playground.pings import pings_in
from bot.slack.cards import render
from handlers.chat.ask import Message, Place
from handlers.chat.card import Call
from handlers.chat.reply import FormErrors, OpenForm, Whisper
from handlers.chat.screen import SelectInput
from handlers.chat.text import MessageLink
from handlers.people.fields import person_value
from storage.arrivals import PLACEHOLDER
from storage.database import Database
from storage.drafts import drafts
from storage.roles import set_manager
from tests.builders import feedback as building
from tests.builders.cards import HOSTILE, READER
from tests.builders.company import said, whispered
from tests.builders.feedback import CHANNEL, ROUTER, Stage, texts_above

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GIVE = Call("feedback")


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await database.write(lambda db: building.a_stage(db, database))


class TestTheShortcut:
    def message(self, author: int | None, text: str = "Here is the demo", place: Place = CHANNEL) -> Message:
        return Message(place, text, author, "Somebody", datetime(2026, 11, 20, 10, tzinfo=UTC))

    async def test_the_author_is_filled_in_and_the_form_says_who_can_read_it(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE, self.message(stage.ana))

        values = {field.name: field.value for field in screen.fields}
        assert (values["people"], values["visible"]) == (person_value(stage.ana), "private")
        above = texts_above(screen)
        assert "“Here is the demo” – @Somebody" in above
        assert "Private: you and whom you give it to." in above
        assert "Manager: their manager, too (@Chen Wei for Ana Ruiz)." in above
        assert "Public: everyone in the company." in above

    async def test_who_writes_to_their_own_report_reads_you_and_not_their_name(self, stage: Stage) -> None:
        screen = await stage.open("chen", GIVE, self.message(stage.ana))

        assert "Manager: their manager, too (you for Ana Ruiz)." in texts_above(screen)

    async def test_what_is_filled_in_from_the_start_is_not_called_optional(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE)

        assert [field.name for field in screen.fields if field.required] == ["people", "text", "visible"]

    async def test_nobody_reads_it_as_the_manager_whom_the_form_did_not_name(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE, self.message(stage.ana))
        await stage.database.write(lambda db: set_manager(db, [stage.ana], stage.eve))

        reply = await stage.send("ben", screen, text="Clear demo", visible="manager")

        assert isinstance(reply, OpenForm)
        assert reply.notice.startswith("Ana Ruiz got another manager meanwhile.")
        assert await stage.line() is None
        again = await stage.database.write(lambda db: ROUTER.screen(stage.ask(db, "ben"), reply))
        assert "Manager: their manager, too (@Eve Stone for Ana Ruiz)." in texts_above(again)
        await stage.send("ben", again)
        assert (await stage.kept()).manager_id == stage.eve

    async def test_each_choice_says_who_reads_it(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE)

        (visible,) = [field.input for field in screen.fields if field.name == "visible"]
        assert isinstance(visible, SelectInput)
        assert [choice.label for choice in visible.choices] == [
            "private: only whom you give it to",
            "manager: their manager reads it, too",
            "public: everyone in the company",
        ]

    @pytest.mark.parametrize("author", ["nobody", "ben", "gus"])
    async def test_where_the_author_cannot_get_feedback_nobody_is_filled_in(self, stage: Stage, author: str) -> None:
        screen = await stage.open("ben", GIVE, self.message(stage.ids.get(author)))

        assert {field.name: field.value for field in screen.fields}["people"] == ""

    async def test_of_whom_only_an_account_is_known_nobody_is_filled_in(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE, replace(self.message(stage.ana), author_name=PLACEHOLDER))

        assert {field.name: field.value for field in screen.fields}["people"] == ""

    async def test_its_link_is_kept_and_its_words_are_not(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE, self.message(stage.ana, "Words of the message"))

        assert isinstance(await stage.send("ben", screen, text="Clear"), Whisper)

        line = await stage.kept()
        assert (line.platform, line.conversation, line.message) == ("slack", CHANNEL.conversation, CHANNEL.message)
        ((_, told),) = await stage.told()
        assert "Words of the message" not in said(told)
        links = [span for part in told.body for span in getattr(part, "spans", ()) if isinstance(span, MessageLink)]
        assert links == [MessageLink("Open the message", CHANNEL.conversation, CHANNEL.message, CHANNEL.thread)]
        assert await stage.database.read(lambda db: db.execute(drafts.select()).all()) == []

    async def test_it_is_private_though_it_is_used_in_a_channel(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE, self.message(stage.ana))

        await stage.send("ben", screen, text="Clear")

        assert (await stage.kept()).visibility == "private"

    async def test_the_message_that_somebody_else_put_aside_is_not_taken(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE, self.message(stage.ana))

        await stage.send("cleo", screen, text="Clear")

        assert (await stage.kept()).message == ""


class TestTheText:
    @pytest.mark.parametrize("text", ["", " "])
    async def test_none_is_asked_for(self, stage: Stage, text: str) -> None:
        screen = await stage.open("ben", GIVE)

        reply = await stage.send("ben", screen, people=person_value(stage.ana), text=text)

        assert reply == FormErrors({"text": "Please fill in “Feedback”."})

    @pytest.mark.parametrize("text", [*filter(str.strip, HOSTILE), "x" * 3000, "word " * 600])
    async def test_it_is_kept_as_text_fits_and_pings_nobody(self, stage: Stage, text: str) -> None:
        screen = await stage.open("ben", GIVE)

        await stage.send("ben", screen, people=person_value(stage.ana), text=text[:3000])

        ((_, told),) = await stage.told()
        for card in (told, whispered(await stage.type("ana", "feedback list"))):
            rendered = render(card, READER)
            check_message(rendered.blocks)
            assert set(pings_in(rendered.text, rendered.blocks)) <= {"U0ANA"}

    async def test_a_text_that_is_too_long_is_refused_with_its_length(self, stage: Stage) -> None:
        screen = await stage.open("ben", GIVE)

        reply = await stage.send("ben", screen, people=person_value(stage.ana), text="x" * 3001)

        assert isinstance(reply, FormErrors)
        assert "3,001 characters and 3,000 fit" in reply.errors["text"]


async def test_what_is_missing_opens_the_form_with_what_was_said(stage: Stage) -> None:
    assert await stage.type("ben", "feedback {ana}") == OpenForm(
        Call("feedback", {"people": await stage.database.read(lambda db: stage.marked(db, "{ana}"))})
    )
    assert await stage.type("ben", "feedback") == OpenForm(GIVE)
