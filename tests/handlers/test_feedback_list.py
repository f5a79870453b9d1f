"""Feedback is listed to whom it was given to be read by, and to nobody else, on no screen."""

import json
import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.slack.cards import render
from handlers.chat.card import Call
from handlers.chat.reply import Refused, Whisper
from handlers.feedback.listing.cards import PAGE
from handlers.home.screens import home_card
from storage import feedback
from storage.database import Connection, Database
from storage.feedback import NewFeedback, Visibility
from storage.roles import set_manager
from tests.builders import company as build
from tests.builders import feedback as building
from tests.builders.cards import READER
from tests.builders.company import calls, said, whispered
from tests.builders.feedback import NOW, ROUTER, Stage

EVERYBODY = ("ben", "ana", "chen", "eve", "cleo", "hana", "ines", "gus")
READERS: dict[Visibility, Sequence[str]] = {
    "private": ("ben", "ana"),
    "manager": ("ben", "ana", "chen"),
    "public": ("ben", "ana", "chen", "eve", "cleo", "hana", "ines"),
}
"""Of what Ben says to Ana, whom Chen manages, whom Eve manages; Hana is HR, Ines sets things up, Gus is a guest."""
OWN_STATEMENTS = re.compile(r"\b(FROM|INTO|UPDATE) (audit|outbox|message|account|person)\b")
"""What every command does: it finds who asks and whom they name."""
READ_EVERYTHING = (
    "okr list all",
    "okr show KR-1",
    "okr search zebra",
    "digest",
    "rungs evidence",
    "rungs home",
    "rungs settings",
)


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await database.write(lambda db: building.a_stage(db, database))


async def give_many(stage: Stage, count: int, visibility: Visibility = "public", text: str = "Text") -> None:
    """Ben says so much to Ana."""
    new = [NewFeedback(stage.ben, stage.ana, stage.ana, visibility, f"{text} {n}") for n in range(1, count + 1)]
    await stage.database.write(lambda db: feedback.give(db, stage.workspace, new, NOW))


class TestWhoReadsIt:
    @pytest.mark.parametrize("visibility", READERS)
    async def test_only_whom_it_was_given_to_be_read_by(self, stage: Stage, visibility: Visibility) -> None:
        await stage.type("ben", f"feedback {{ana}} About the zebra --visible {visibility}")

        listed = {who: "zebra" in await stage.words(who, "feedback list {ana}") for who in EVERYBODY}
        assert [who for who, found in listed.items() if found] == list(READERS[visibility])
        for who in READERS[visibility]:
            assert "zebra" in await stage.words(who, "feedback show F-1")
        for who in set(EVERYBODY) - set(READERS[visibility]):
            with pytest.raises(Refused, match="There is no feedback F-1"):
                await stage.type(who, "feedback show F-1")

    @pytest.mark.parametrize("words", ["feedback list", "feedback list given", "feedback list {ana}"])
    async def test_a_guest_is_offered_nothing_that_guests_may_not(self, stage: Stage, words: str) -> None:
        card = whispered(await stage.type("gus", words))

        assert not {"feedback", "feedback ask"} & set(calls(card).values())
        assert "/feedback" not in said(card)

    async def test_a_later_manager_reads_nothing_older(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} About the zebra --visible manager")

        await stage.database.write(lambda db: set_manager(db, [stage.ana], stage.eve))

        assert "zebra" not in await stage.words("eve", "feedback list {ana}")
        assert "zebra" in await stage.words("chen", "feedback list {ana}")

    @pytest.mark.parametrize("visibility", READERS)
    async def test_no_other_screen_shows_it_to_anybody(self, stage: Stage, visibility: Visibility) -> None:
        await stage.type("ben", f"feedback {{ana}} About the zebra --about KR-1 --visible {visibility}")

        def shown(db: Connection) -> list[str]:
            screens = [said(home_card(stage.ask(db, who))) for who in EVERYBODY]
            for who in EVERYBODY:
                for words in READ_EVERYTHING:
                    try:
                        reply = ROUTER.typed(stage.ask(db, who), words)
                    except Refused as refused:
                        screens.append(refused.sentence)
                        continue
                    screens.append(said(build.whispered(reply)).replace("“zebra”", ""))
            return screens

        assert [text for text in await stage.database.write(shown) if "zebra" in text] == []

    @pytest.mark.parametrize("visibility", READERS)
    async def test_a_one_to_one_with_the_receiver_shows_it_to_the_same_people(
        self, stage: Stage, visibility: Visibility
    ) -> None:
        await stage.type("ben", f"feedback {{ana}} About the zebra --visible {visibility}")

        others = [who for who in EVERYBODY if who not in ("ana", "gus")]
        shown = {who: "zebra" in await stage.words(who, "oneonone {ana}") for who in others}

        assert [who for who, found in shown.items() if found] == [who for who in READERS[visibility] if who != "ana"]

    async def test_it_cannot_be_shared_and_is_said_to_nobody_else(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} Clear demo")

        for words in ("feedback list", "feedback list {ben}", "feedback show F-1"):
            reply = await stage.mention("ana", words)
            assert isinstance(reply, Whisper)
            assert reply.share is None


class TestListing:
    async def test_newest_first_with_who_said_it_and_what_it_is_about(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} The first")
        await stage.type("cleo", "feedback {ana} The second --kind Strength --about KR-1 --visible manager")

        lines = (await stage.words("ana", "feedback list")).splitlines()

        assert lines[0] == "Feedback for you"
        assert [line for line in lines if line][1:5] == [
            "@Cleo Marsh to you: “The second”",
            "F-2 · 2026-11-23 · read by Chen Wei, too · Strength · about KR-1",
            "@Ben Okafor to you: “The first”",
            "F-1 · 2026-11-23 · private",
        ]

    async def test_what_one_gave_is_a_list_of_its_own(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} {cleo} Well done")

        given = await stage.words("ben", "feedback list given")
        assert "You to @Cleo Marsh: “Well done”" in given
        assert "You to @Ana Ruiz: “Well done”" in given
        assert "Nobody has given you feedback yet." in await stage.words("ben", "feedback list received")

    async def test_ten_are_on_a_page(self, stage: Stage) -> None:
        await give_many(stage, 21)

        first = whispered(await stage.type("ana", "feedback list"))
        second = whispered(await stage.press("ana", Call("feedback list", {"whose": "received", "page": "2"})))
        last = whispered(await stage.press("ana", Call("feedback list", {"whose": "received", "page": "3"})))
        beyond = whispered(await stage.press("ana", Call("feedback list", {"whose": "received", "page": "99999999"})))

        assert ("“Text 21”" in said(first), "“Text 12”" in said(first), "“Text 11”" in said(first)) == (
            True,
            True,
            False,
        )
        assert "Older" in calls(first)
        assert {"Newer", "Older"} <= calls(second).keys()
        assert ("“Text 1”" in said(last), "Older" in calls(last)) == (True, False)
        assert "There is no older feedback." in said(beyond)
        assert "Newer" in calls(beyond)

    async def test_a_page_of_somebody_s_goes_on_with_theirs(self, stage: Stage) -> None:
        await give_many(stage, 11)

        card = whispered(await stage.type("cleo", "feedback list {ana}"))
        (older,) = [part for part in card.body if getattr(part, "label", "") == "Older"]
        following = whispered(await stage.press("cleo", older.call))  # type: ignore[union-attr]

        assert "“Text 1”" in said(following)

    async def test_what_was_added_before_the_last_ones_is_read_by_the_button(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} clear demo")
        for number in range(1, 5):
            await stage.type("ben", f"feedback add F-1 more {number}")

        card = whispered(await stage.type("ana", "feedback list"))
        whole = whispered(await stage.type("ana", "feedback show F-1"))

        assert ["more 1" in said(card), "more 2" in said(card), "more 1" in said(whole)] == [False, True, True]
        assert calls(card)["Read all"] == "feedback show"

    async def test_a_long_text_is_cut_and_read_in_full_by_its_button(self, stage: Stage) -> None:
        await stage.type("ben", f"feedback {{ana}} {'long ' * 500}end")

        card = whispered(await stage.type("ana", "feedback list"))

        assert "end" not in said(card)
        assert calls(card)["Read all"] == "feedback show"
        assert "end" in await stage.words("ana", "feedback show F-1")

    async def test_a_page_is_whole_though_every_character_takes_five(self, stage: Stage) -> None:
        await give_many(stage, PAGE, text="&" * 3000)

        rendered = json.dumps(render(whispered(await stage.type("ana", "feedback list")), READER).blocks)

        assert [number for number in range(1, PAGE + 1) if f"F-{number} " not in rendered] == []

    async def test_where_there_is_none_it_says_how_to_begin(self, stage: Stage) -> None:
        assert "/feedback ask @ben How did the launch go?" in await stage.words("ana", "feedback list")
        assert "/feedback @ana Clear demo" in await stage.words("ana", "feedback list given")
        assert "for or about Ben Okafor that you can read." in await stage.words("ana", "feedback list {ben}")

    async def test_what_names_nobody_is_refused(self, stage: Stage) -> None:
        with pytest.raises(Refused, match="I know nobody called “nobody”"):
            await stage.type("ana", "feedback list nobody")

    async def test_what_was_edited_says_so(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} The first")
        await stage.type("ben", "feedback edit F-1 Better", NOW + timedelta(minutes=1))

        assert "F-1 · 2026-11-23 · private · edited" in await stage.words("ana", "feedback list")

    @pytest.mark.parametrize("words", ["feedback list", "feedback list given", "feedback list {ana}"])
    async def test_it_takes_few_statements_however_much_there_is(
        self, stage: Stage, statements: list[str], words: str
    ) -> None:
        counts: list[int] = []
        for count in (1, 30):
            await give_many(stage, count)
            await stage.type("ben", f"feedback add F-{count} More")
            await stage.type("cleo", "praise {ana} Well")
            statements.clear()
            await stage.type("ana", words)
            counts.append(len([one for one in statements if not OWN_STATEMENTS.search(one)]))

        assert max(counts) <= 3
