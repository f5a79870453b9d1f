"""Feedback is reworded, taken back and added to by its author: when, how, and who learns of it."""

from datetime import timedelta

import pytest

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused, ReplaceCard, Whisper
from handlers.people.fields import person_value
from storage.database import Database
from tests.builders import company as build
from tests.builders import feedback as building
from tests.builders.company import said, whispered
from tests.builders.feedback import NOW, Stage, texts_above

TEN_MINUTES = NOW + timedelta(minutes=10)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LATER = TEN_MINUTES + timedelta(seconds=1)


@pytest.fixture
async def stage(database: Database) -> Stage:
    """Ben has given feedback to Ana: F-1."""
    stage = await database.write(lambda db: building.a_stage(db, database))
    await stage.type("ben", "feedback {ana} Clear demo --kind Strength --company-value Be bold --about KR-1")
    return stage


class TestEditing:
    async def test_the_receiver_finds_the_new_words_where_the_old_ones_were(self, stage: Stage) -> None:
        words = await stage.words("ben", "feedback edit f1 Very clear demo", TEN_MINUTES)

        assert words.splitlines()[0] == "F-1 is changed, for everyone who can read it."
        ((who, card),) = await stage.told()
        assert who == "ana"
        assert "Very clear demo\nStrength · Be bold · about KR-1" in said(card)

    async def test_typed_words_change_what_they_name_and_leave_the_rest(self, stage: Stage) -> None:
        await stage.type("ben", "feedback edit F-1 Clear demo --kind Suggestion")

        line = await stage.kept()
        assert (line.kind, line.company_value, line.thing_code) == ("Suggestion", "Be bold", "KR-1")

    async def test_the_form_opens_with_what_stands_and_may_empty_it(self, stage: Stage) -> None:
        screen = await stage.open("ben", Call("feedback edit", {"feedback": "F-1"}))
        assert {field.name: field.value for field in screen.fields} == {
            "text": "Clear demo",
            "kind": "Strength",
            "company_value": "Be bold",
            "about": "KR-1",
        }
        assert texts_above(screen) == "F-1. Only you and @Ana Ruiz can read it. That stays as it is."

        await stage.send("ben", screen, kind="", about="")

        line = await stage.kept()
        assert (line.text, line.kind, line.company_value, line.thing_code) == ("Clear demo", "", "Be bold", "")

    async def test_who_reads_it_and_whom_it_is_for_cannot_be_changed(self, stage: Stage) -> None:
        await stage.type("ben", "feedback edit F-1 Clear demo --visible public")

        line = await stage.kept()
        assert (line.visibility, line.receiver_id) == ("private", stage.ana)
        assert line.text == "Clear demo --visible public"

    async def test_a_form_that_stood_open_while_it_was_changed_overwrites_nothing(self, stage: Stage) -> None:
        screen = await stage.open("ben", Call("feedback edit", {"feedback": "F-1"}))
        await stage.type("ben", "feedback edit F-1 Very clear demo")

        with pytest.raises(Refused, match="F-1 was changed meanwhile"):
            await stage.send("ben", screen, text="Old words")

        assert (await stage.kept()).text == "Very clear demo"

    async def test_the_same_words_change_nothing(self, stage: Stage) -> None:
        assert await stage.words("ben", "feedback edit F-1 Clear demo") == "F-1 stays as it was."
        assert (await stage.kept()).version == 1

    async def test_without_a_code_the_form_says_how_to_name_one(self, stage: Stage) -> None:
        screen = await stage.open("ben", Call("feedback edit"))

        assert "Say which one, with its code: /feedback edit F-3" in texts_above(screen)


class TestTakingBack:
    async def test_it_is_in_no_list_and_the_receiver_sees_that_something_was_taken_back(self, stage: Stage) -> None:
        await stage.deliver()
        reply = await stage.type("ben", "feedback withdraw F-1", TEN_MINUTES)

        assert isinstance(reply, ReplaceCard)
        assert reply.is_private
        assert said(reply.card) == "F-1 is withdrawn. @Ana Ruiz sees only that you took something back."
        ((_, card),) = await stage.told()
        assert said(card) == "@Ben Okafor took back what was here."
        for who, words in (("ana", "feedback list"), ("ben", "feedback list given"), ("ben", "feedback list {ana}")):
            assert "F-1" not in await stage.words(who, words)

    async def test_what_was_added_goes_with_it(self, stage: Stage) -> None:
        await stage.type("ben", "feedback add F-1 A zebra")
        assert len(await stage.told()) == 2
        await stage.deliver()

        await stage.type("ben", "feedback withdraw F-1")

        assert [said(card) for _, card in await stage.told()] == ["@Ben Okafor took back what was here."] * 2
        assert (await stage.kept()).additions == ()

    async def test_what_had_not_reached_anybody_is_never_sent(self, stage: Stage) -> None:
        await stage.type("ben", "feedback add F-1 A zebra")

        reply = await stage.type("ben", "feedback withdraw F-1")

        assert isinstance(reply, ReplaceCard)
        assert said(reply.card) == "F-1 is withdrawn. It had not reached @Ana Ruiz yet, and does not now."
        assert await stage.told() == []

    async def test_what_was_said_aloud_stands_where_it_was_said(self, stage: Stage) -> None:
        await stage.mention("ben", "feedback {ana} Clear demo")

        reply = await stage.type("ben", "feedback withdraw F-2")

        assert isinstance(reply, ReplaceCard)
        assert said(reply.card) == "F-2 is withdrawn. Your own message stands where you wrote it until you delete it."

    async def test_its_words_leave_the_database(self, stage: Stage) -> None:
        await stage.type("ben", "feedback withdraw F-1")

        assert (await stage.kept()).text == ""

    async def test_what_was_added_goes_with_it_wherever_it_stands(self, stage: Stage) -> None:
        for words in ("And calm", "And short"):
            await stage.type("ben", f"feedback add F-1 {words}")
        await stage.deliver()

        await stage.type("ben", "feedback withdraw F-1")

        assert [said(card) for _, card in await stage.told()] == ["@Ben Okafor took back what was here."] * 3
        assert (await stage.kept()).additions == ()

    @pytest.mark.parametrize("words", ["feedback withdraw F-1", "feedback edit F-1 no", "feedback add F-1 no"])
    async def test_afterwards_it_is_as_if_it_had_never_been(self, stage: Stage, words: str) -> None:
        await stage.type("ben", "feedback withdraw F-1")

        assert "There is no feedback F-1." in await stage.refusal("ben", words)


class TestAfterTenMinutes:
    @pytest.mark.parametrize("words", ["feedback edit F-1 Other words", "feedback withdraw F-1"])
    async def test_it_stays_as_it_is_and_can_be_added_to(self, stage: Stage, words: str) -> None:
        with pytest.raises(Refused, match="You can add to it: /feedback add F-1 TEXT") as refused:
            await stage.type("ben", words, LATER)

        assert refused.value.card is not None
        assert build.calls(refused.value.card) == {"Add to it": "feedback add"}
        assert (await stage.kept()).text == "Clear demo"

    async def test_what_is_added_stands_below_and_the_receiver_is_told_once(self, stage: Stage) -> None:
        words = await stage.words("ben", "feedback add F-1 The second one was clearer", LATER)

        assert "Only you and @Ana Ruiz can read it." in words
        assert [(who, card.text) for who, card in await stage.told()] == [
            ("ana", "Ben Okafor gave you feedback."),
            ("ana", "Ben Okafor added to the feedback F-1."),
        ]
        assert "The second one was clearer" in said((await stage.told())[1][1])
        listed = await stage.words("ana", "feedback list")
        assert listed.index("“Clear demo”") < listed.index("“The second one was clearer”")

    async def test_two_additions_are_told_both(self, stage: Stage) -> None:
        await stage.type("ben", "feedback add F-1 One", LATER)
        await stage.type("ben", "feedback add F-1 Two", LATER)

        assert len(await stage.told()) == 3

    async def test_the_button_opens_a_form_that_says_who_reads_it(self, stage: Stage) -> None:
        screen = await stage.open("ben", Call("feedback add", {"feedback": "F-1"}))

        assert texts_above(screen) == "Only you and @Ana Ruiz can read it."
        assert isinstance(await stage.send("ben", screen, text="More"), Whisper)


class TestOthers:
    @pytest.mark.parametrize("words", ["feedback edit F-1 Bad demo", "feedback withdraw F-1", "feedback add F-1 Bad"])
    async def test_the_receiver_is_told_whose_it_is(self, stage: Stage, words: str) -> None:
        assert "Only Ben Okafor, who gave it, can" in await stage.refusal("ana", words)
        assert (await stage.kept()).text == "Clear demo"

    @pytest.mark.parametrize("words", ["feedback edit {} no", "feedback withdraw {}", "feedback add {} no"])
    @pytest.mark.parametrize("who", ["chen", "eve", "cleo", "ines", "gus"])
    async def test_to_everybody_else_the_code_is_as_one_that_is_not_there(
        self, stage: Stage, who: str, words: str
    ) -> None:
        real = await stage.refusal(who, words.format("F-1"))

        assert real == (await stage.refusal(who, words.format("F-99"))).replace("F-99", "F-1")
        assert "There is no feedback F-1. /feedback list shows yours." in real

    async def test_no_form_shows_it_to_anybody_else(self, stage: Stage) -> None:
        for command in ("feedback edit", "feedback add", "feedback withdraw"):
            screens = [await stage.open("cleo", Call(command, {"feedback": code})) for code in ("F-1", "F-99")]
            shown = [(texts_above(one), [field.input for field in one.fields]) for one in screens]
            assert shown[0] == shown[1]

    async def test_only_one_s_own_is_offered(self, stage: Stage) -> None:
        def offered(who: str) -> object:
            return stage.database.read(
                lambda db: [
                    one.label for one in building.ROUTER.choices(stage.ask(db, who), "feedback add", "feedback", "")
                ]
            )

        assert [await offered("ben"), await offered("ana")] == [["F-1 to Ana Ruiz"], []]  # type: ignore[misc]


@pytest.mark.parametrize("code", ["F-", "G-1", "F-9999999999", "1", "F-1 F-2"])
async def test_what_is_no_code_is_told_so(stage: Stage, code: str) -> None:
    assert "is no code of feedback. Codes are like F-3" in await stage.refusal("ben", f'feedback withdraw "{code}"')


async def test_a_form_in_which_several_are_named_opens_for_each(stage: Stage) -> None:
    screen = await stage.open("ben", Call("feedback"))
    both = "\n".join(person_value(number) for number in (stage.ana, stage.cleo))
    card = whispered(await stage.send("ben", screen, people=both, text="Well"))

    assert build.calls(card) == {"Edit": "feedback edit", "Withdraw": "feedback withdraw"}
    reply = await stage.press("ben", Call("feedback edit", {"feedback": "F-3"}))
    assert reply == OpenForm(Call("feedback edit", {"feedback": "F-3"}))
