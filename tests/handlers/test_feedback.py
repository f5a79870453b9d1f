"""Feedback is given to colleagues: who it is for, who may read it, what it is about, and what comes of it."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import update

from handlers.chat.card import Call
from handlers.chat.reply import FormErrors, Refused, Say, Whisper
from handlers.chat.screen import SelectInput
from handlers.company import Company
from handlers.people.fields import person_value
from storage.database import Database
from storage.okrs import objectives
from tests.builders import company as build
from tests.builders import feedback as building
from tests.builders.company import calls, said, whispered
from tests.builders.feedback import CHANNEL, Stage, texts_above

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
GIVE = Call("feedback")
OVERHEARD = "Everyone here can read this. For private feedback use Give feedback in the message's menu."
OWN_STATEMENTS = re.compile(r"\b(FROM|INTO|UPDATE) (audit|outbox|message|account)\b")
"""What every command does: it finds its writer, leaves a trace, and puts what it says into the outbox."""


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await database.write(lambda db: building.a_stage(db, database))


class TestGiving:
    async def test_it_is_private_unless_said_otherwise_and_the_answer_says_who_reads_it(self, stage: Stage) -> None:
        card = whispered(await stage.type("ben", "feedback {ana} Clear demo, next time show the numbers first"))

        assert said(card).splitlines()[:2] == [
            "F-1 is given to @Ana Ruiz.",
            "Only you and @Ana Ruiz can read it. It reaches them in their working hours.",
        ]
        line = await stage.kept()
        assert (line.author_id, line.receiver_id, line.visibility) == (stage.ben, stage.ana, "private")
        assert line.text == "Clear demo, next time show the numbers first"
        assert (line.conversation, line.message) == ("", "")

    async def test_the_receiver_is_told_what_was_said_and_who_can_read_it(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} Clear demo --kind suggestion --company-value Be bold --about KR-1")

        ((who, card),) = await stage.told()
        assert who == "ana"
        assert card.text == "Ben Okafor gave you feedback."
        assert said(card).splitlines() == [
            "@Ben Okafor gave you feedback:",
            "Clear demo",
            "Suggestion · Be bold · about KR-1",
            "Only you and @Ben Okafor can read it.",
            "[See my feedback]",
        ]
        assert calls(card) == {"See my feedback": "feedback list"}

    async def test_several_get_their_own_and_neither_learns_of_the_other(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} {cleo} Well done")

        assert [(who, "Cleo" in said(card), "Ana" in said(card)) for who, card in await stage.told()] == [
            ("ana", False, False),
            ("cleo", False, False),
        ]
        assert ((await stage.kept("F-1")).receiver_id, (await stage.kept("F-2")).receiver_id) == (stage.ana, stage.cleo)

    async def test_the_manager_of_that_moment_is_named_in_the_answer(self, stage: Stage) -> None:
        words = await stage.words("ben", "feedback {ana} Clear demo --visible manager")

        assert "Only you, @Ana Ruiz and @Chen Wei (manager) can read it." in words
        assert (await stage.kept()).manager_id == stage.chen

    async def test_of_several_each_has_their_manager_beside_them(self, stage: Stage) -> None:
        words = await stage.words("ben", "feedback {ana} {chen} Clear demo --visible manager")

        assert "F-1 for @Ana Ruiz and @Chen Wei (manager) [Edit or withdraw]" in words
        assert "F-2 for @Chen Wei and @Eve Stone (manager) [Edit or withdraw]" in words

    async def test_of_several_whoever_manages_one_of_them_reads_you(self, stage: Stage) -> None:
        words = await stage.words("eve", "feedback {chen} {ana} Clear demo --visible manager")

        assert "F-1 for @Chen Wei and you (manager)" in words

    async def test_who_has_no_manager_is_named_with_what_to_choose_instead(self, stage: Stage) -> None:
        reply = await stage.type("ben", "feedback {cleo} Clear demo --visible manager")

        assert reply == FormErrors({"visible": "Cleo Marsh has no manager here. Choose private or public."})
        assert await stage.line() is None

    async def test_a_manager_who_has_left_reads_nothing(self, stage: Stage) -> None:
        await stage.database.write(lambda db: building.leaves(db, stage.chen))

        assert isinstance(await stage.type("ben", "feedback {ana} Clear demo --visible manager"), FormErrors)

    async def test_public_feedback_says_so_to_both(self, stage: Stage) -> None:
        answer = await stage.words("ben", "feedback {ana} Clear demo --visible public")
        ((_, told),) = await stage.told()

        assert "Everyone in the company can read it." in answer
        assert "Everyone in the company can read it." in said(told)

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("feedback {ben} I was great", "That is you. Name a colleague."),
            ("feedback {gus} Welcome", "Gus Guest is a guest here. Name somebody of the company."),
            (
                "feedback {ana} Well --kind Praise",
                "“Praise” is no kind of feedback. Choose one of: Strength, Suggestion.",
            ),
            (
                "feedback {ana} Well --company-value Customer",
                "“Customer” is no company value. Choose one of: Customer first",
            ),
            (
                "feedback {ana} Well --visible hr",
                "“hr” is not to choose here. Choose one of: private, manager, public.",
            ),
            ("feedback {ana} Well --about KR-9", "There is no key result KR-9."),
            ("feedback {ana} --kind Strength --kind Suggestion Well", "--kind is there twice"),
        ],
    )
    async def test_what_cannot_be_done_opens_the_form_and_says_why(self, stage: Stage, words: str, why: str) -> None:
        assert why in await stage.refusal("ben", words)
        assert await stage.line() is None

    async def test_who_has_left_gets_none(self, stage: Stage) -> None:
        await stage.database.write(lambda db: building.leaves(db, stage.ana))

        assert "Ana Ruiz has left." in await stage.refusal("ben", "feedback {ana} Come back")

    async def test_a_guest_gives_none(self, stage: Stage) -> None:
        said_to_gus = "Feedback is given among members of the company. /feedback list shows what you were given."

        assert await stage.refusal("gus", "feedback {ana} Well done") == said_to_gus
        assert said_to_gus in texts_above(await stage.open("gus", GIVE))

    async def test_where_app_yaml_names_no_values_none_is_taken_and_none_asked_for(self, database: Database) -> None:
        stage = replace(
            await database.write(lambda db: building.a_stage(db, database)), company=Company(feedback_kinds=())
        )

        words = "There are no company values yet: whoever runs Rungs writes them into app.yaml."
        assert words in await stage.refusal("ben", "feedback {ana} Well --company-value Bold")
        screen = await stage.open("ben", GIVE)
        assert [field.input for field in screen.fields if field.name == "company_value"] == [SelectInput(())]

    async def test_sixteen_are_too_many(self, stage: Stage) -> None:
        everybody = await stage.database.write(
            lambda db: [person_value(build.a_person(db, stage.workspace, f"Person Number{n}")) for n in range(16)]
        )
        screen = await stage.open("ben", GIVE)

        reply = await stage.send("ben", screen, people="\n".join(everybody), text="Well done, all")

        assert reply == FormErrors({"people": "Feedback goes to at most 15 people at once, and these are 16."})

    async def test_it_leaves_a_trace_without_a_word_of_it(self, stage: Stage) -> None:
        await stage.type("ben", "feedback {ana} A secret --kind Strength")
        await stage.type("ben", "feedback edit F-1 Another secret")
        await stage.type("ben", "feedback add F-1 A third secret")
        await stage.type("ben", "feedback withdraw F-1")

        traces = await stage.traces()
        assert [line.split(" F-1")[0] for line in traces.splitlines() if "F-1" in line] == [
            "give feedback",
            "edit feedback",
            "add to feedback",
            "withdraw feedback",
        ]
        assert "secret" not in traces

    async def test_fifteen_take_as_few_statements_as_one(self, stage: Stage, statements: list[str]) -> None:
        counts: list[int] = []
        for count in (1, 15):
            everybody = await stage.database.write(
                lambda db, count=count: "\n".join(  # type: ignore[misc]
                    person_value(build.a_person(db, stage.workspace, f"Person{count} Number{n}")) for n in range(count)
                )
            )
            screen = await stage.open("ben", GIVE)
            statements.clear()
            assert isinstance(await stage.send("ben", screen, people=everybody, text="Well done"), Whisper)
            own = [one for one in statements if not OWN_STATEMENTS.search(one)]
            counts.append(len(own))

        assert counts == [3, 3], "the receivers, the counter, the feedback"

    async def test_what_it_is_about_and_who_manages_whom_takes_one_more(
        self, stage: Stage, statements: list[str]
    ) -> None:
        await stage.type("ben", "feedback {ana} {chen} Well done --about KR-1 --visible manager")

        own = [one for one in statements if not OWN_STATEMENTS.search(one) and "FROM person" not in one]
        assert len(own[-3:]) == 3
        assert ["key_result" in own[-3], "counter" in own[-2], "INTO feedback" in own[-1]] == [True, True, True]


class TestWhatItIsAbout:
    async def make_private(self, stage: Stage) -> None:
        await stage.database.write(lambda db: db.execute(update(objectives).values(is_private=True)))

    async def test_a_code_that_the_giver_does_not_see_is_answered_as_one_that_is_not_there(self, stage: Stage) -> None:
        await self.make_private(stage)

        real = await stage.refusal("ben", "feedback {cleo} Well --about KR-1")
        unknown = await stage.refusal("ben", "feedback {cleo} Well --about KR-9")

        assert real == unknown.replace("KR-9", "KR-1")

    async def test_the_code_of_a_private_one_is_told_only_to_whom_may_see_it(self, stage: Stage) -> None:
        await self.make_private(stage)

        await stage.type("ana", "feedback {chen} {cleo} Thank you for KR-one --about KR-1 --visible public")

        assert {who: "KR-1" in said(card) for who, card in await stage.told()} == {"chen": True, "cleo": False}
        listed = {who: await stage.words(who, "feedback list {chen}") for who in ("chen", "eve", "cleo", "ben")}
        assert {who: "KR-1" in words for who, words in listed.items()} == {
            "chen": True,
            "eve": True,
            "cleo": False,
            "ben": False,
        }
        assert "KR-1" not in await stage.words("cleo", "feedback show F-2")
        assert "Sell" not in "".join((*listed.values(), *(said(card) for _, card in await stage.told())))

    async def test_it_is_not_said_where_others_read_it(self, stage: Stage) -> None:
        await self.make_private(stage)

        reply = await stage.mention("ana", "feedback {chen} Thank you --about KR-1")

        assert isinstance(reply, Say)
        assert "KR-1" not in said(reply.card)


class TestSaidWhereOthersReadIt:
    async def test_it_is_public_answered_in_place_and_said_once(self, stage: Stage) -> None:
        reply = await stage.mention("ben", "feedback {ana} clear demo, next time show the numbers first")

        assert isinstance(reply, Say)
        assert said(reply.card).splitlines() == ["Feedback for @Ana Ruiz (F-1) is recorded.", OVERHEARD]
        assert (await stage.kept()).visibility == "public"
        assert await stage.told() == []

    async def test_the_message_is_kept_as_a_link(self, stage: Stage) -> None:
        await stage.mention("ben", "feedback {ana} clear demo")

        line = await stage.kept()
        assert (line.conversation, line.message, line.thread) == (CHANNEL.conversation, CHANNEL.message, CHANNEL.thread)

    @pytest.mark.parametrize("visible", ["private", "manager"])
    async def test_what_others_have_read_cannot_be_for_few(self, stage: Stage, visible: str) -> None:
        with pytest.raises(Refused, match="Everyone here has read this already, so it can only be public"):
            await stage.mention("ben", f"feedback {{ana}} clear demo --visible {visible}")

        assert await stage.line() is None

    @pytest.mark.parametrize("words", ["feedback edit F-1 more", "feedback add F-1 more"])
    async def test_nothing_is_added_there_to_what_few_may_read(self, stage: Stage, words: str) -> None:
        await stage.type("ben", "feedback {ana} clear demo")

        with pytest.raises(Refused, match="Everyone here has read this, and F-1 is not public"):
            await stage.mention("ben", words)

    async def test_a_change_of_it_writes_to_nobody(self, stage: Stage) -> None:
        await stage.mention("ben", "feedback {ana} clear demo")

        await stage.type("ben", "feedback edit F-1 Very clear demo")

        assert (await stage.kept()).text == "Very clear demo"
        assert await stage.told() == []
