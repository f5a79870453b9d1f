"""Answering a request: who reads it, once only, and what others find of it."""

import asyncio

import pytest

from handlers.chat.reply import FormErrors, OpenForm, Refused, ReplaceCard
from tests.builders.company import calls, said, whispered
from tests.handlers.feedback.asking.stage import ROUTER, SQLITE, Stage, shown


class TestAnswering:
    """Ana asks Cleo about herself; Dora manages Ana."""

    @pytest.fixture(autouse=True)
    async def request_of_ana(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How did the launch go?")

    @SQLITE
    async def test_the_form_names_who_reads_it_whichever_is_chosen(self, stage: Stage) -> None:
        text = shown(await stage.form("cleo"))

        assert "@Ana Ruiz asks for your feedback: “How did the launch go?”" in text
        assert "private: @Ana Ruiz, who asks, and nobody else" in text
        assert "manager: @Ana Ruiz, and @Dora Lind as their manager" in text
        assert "public: everyone in the company" in text

    @SQLITE
    async def test_in_private_it_is_read_by_who_asked(self, stage: Stage) -> None:
        answer = whispered(await stage.answer("cleo"))

        assert answer.text == "Feedback for Ana Ruiz is given."
        (row,) = await stage.rows()
        assert (row["author_id"], row["receiver_id"], row["about_id"]) == (stage.cleo, stage.ana, stage.ana)
        assert (row["visibility"], row["manager_id"], row["request_id"]) == ("private", None, 1)
        (card,) = await stage.told("ana")
        assert "It went well." in said(card)
        assert await stage.told("dora") == []
        assert await stage.states() == {"cleo": "answered"}

    @SQLITE
    async def test_the_request_becomes_answered_where_it_stands(self, stage: Stage) -> None:
        await stage.answer("cleo")

        (card,) = await stage.told("cleo")
        assert card.text == "You answered Ana Ruiz: F-1."
        assert calls(card) == {"Add to it": "feedback add"}

    @SQLITE
    async def test_visible_to_the_manager_it_is_read_by_the_one_who_was_named(self, stage: Stage) -> None:
        await stage.answer("cleo", visible="manager")

        (row,) = await stage.rows()
        assert (row["receiver_id"], row["visibility"], row["manager_id"]) == (stage.ana, "manager", stage.dora)

    @SQLITE
    async def test_where_there_is_no_manager_another_choice_is_offered(self, stage: Stage) -> None:
        await stage.change("ana", manager_id=None)

        assert "not to be chosen, as Ana Ruiz has no manager" in shown(await stage.form("cleo"))
        reply = await stage.answer("cleo", visible="manager")
        assert reply == FormErrors({"visible": "Ana Ruiz has no manager. Choose private or public."})
        assert await stage.rows() == []

    @SQLITE
    async def test_a_manager_who_came_since_the_form_was_opened_reads_nothing(self, stage: Stage) -> None:
        screen = await stage.form("cleo")
        await stage.change("ana", manager_id=stage.eli)
        values = {**screen.carried, "text": "It went well.", "visible": "manager"}

        reply = await stage.database.write(
            lambda db: ROUTER.submitted(stage.ask(db, "cleo"), "feedback answer", values)
        )

        assert isinstance(reply, OpenForm)
        assert reply.notice.startswith("Eli Sand is the manager of Ana Ruiz now.")
        assert reply.call.given["text"] == "It went well."
        assert await stage.rows() == []

    @SQLITE
    async def test_an_old_button_of_what_was_answered_opens_the_way_to_add(self, stage: Stage) -> None:
        await stage.answer("cleo")

        screen = await stage.form("cleo")

        assert screen.command == "feedback add"

    @SQLITE
    async def test_answering_twice_is_refused_with_the_way_to_add(self, stage: Stage) -> None:
        await stage.answer("cleo")

        with pytest.raises(Refused, match="You have answered Ana Ruiz already: F-1") as refused:
            await stage.press("cleo", "feedback answer", request="1", text="Once more")

        assert refused.value.card is not None
        assert calls(refused.value.card) == {"Add to it": "feedback add"}
        assert len(await stage.rows()) == 1

    async def test_of_two_answers_at_once_one_is_kept(self, stage: Stage) -> None:
        async def send(text: str) -> str:
            try:
                whispered(await stage.press("cleo", "feedback answer", request="1", text=text))
            except Refused:
                return "refused"
            return "given"

        assert sorted(await asyncio.gather(send("One"), send("Two"))) == ["given", "refused"]
        assert len(await stage.rows()) == 1

    @SQLITE
    async def test_what_was_taken_back_may_be_answered_anew(self, stage: Stage) -> None:
        await stage.answer("cleo")
        await stage.type("cleo", "feedback withdraw F-1")
        assert await stage.states() == {"cleo": "waiting"}
        (card,) = await stage.told("cleo")
        assert calls(card) == {"Answer": "feedback answer", "Not now": "feedback decline"}

        whispered(await stage.answer("cleo", "Better words."))

        assert [row["text"] for row in await stage.rows() if row["withdrawn_at"] is None] == ["Better words."]

    @SQLITE
    @pytest.mark.parametrize("who", ["ana", "ben", "dora", "eli"])
    async def test_to_all_others_it_is_as_if_it_were_not_there(self, stage: Stage, who: str) -> None:
        with pytest.raises(Refused, match="not there any more"):
            await stage.press(who, "feedback answer", request="1", text="Mine")
        with pytest.raises(Refused, match="not there any more"):
            await stage.press(who, "feedback decline", request="1")
        assert shown(await stage.form(who)) == shown(await stage.form(who, "99"))
        assert await stage.home(who) == ""

    @SQLITE
    @pytest.mark.parametrize("number", ["x", "-1", "9" * 40, "٣"])
    async def test_a_number_that_is_none_is_refused(self, stage: Stage, number: str) -> None:
        with pytest.raises(Refused, match="not there any more"):
            await stage.press("cleo", "feedback answer", request=number, text="x")

    @SQLITE
    async def test_where_who_asked_has_left_nothing_is_to_be_answered(self, stage: Stage) -> None:
        await stage.change("ana", standing="deactivated")

        assert "Ana Ruiz has left, so this needs no answer any more." in shown(await stage.form("cleo"))
        with pytest.raises(Refused, match="has left"):
            await stage.answer("cleo")
        assert await stage.home("cleo") == ""

    @SQLITE
    @pytest.mark.parametrize("visible", ["private", "manager", "public"])
    async def test_it_takes_as_many_statements_whatever_is_chosen(
        self, stage: Stage, statements: list[str], visible: str
    ) -> None:
        statements.clear()
        await stage.press("cleo", "feedback answer", request="1", text="Well", visible=visible)

        own = [one for one in statements if not one.lower().startswith(("insert into message", "insert into outbox"))]
        person, request, state_and_answer, given, audited, read_back, told = 1, 1, 2, 2, 1, 1, 3
        assert len(own) <= person + request + state_and_answer + given + audited + read_back + told, "\n".join(own)


@SQLITE
class TestAnsweringAboutAReport:
    """Ana, who manages Ben, asks Cleo about him."""

    @pytest.fixture(autouse=True)
    async def request_of_ana(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How does Ben do? --about @ben")

    async def test_the_form_names_who_reads_it(self, stage: Stage) -> None:
        text = shown(await stage.form("cleo"))

        assert "private: @Ana Ruiz, who asks, and nobody else. Ben Okafor is not told that Ana Ruiz asks." in text
        assert "manager: @Ben Okafor, and @Ana Ruiz as their manager" in text
        assert "public: everyone in the company, @Ben Okafor too" in text

    async def test_in_private_it_goes_to_who_asked_and_the_report_hears_nothing(self, stage: Stage) -> None:
        await stage.answer("cleo")

        (row,) = await stage.rows()
        assert (row["receiver_id"], row["about_id"], row["manager_id"]) == (stage.ana, stage.ben, None)
        assert await stage.told("ben") == []
        (card,) = await stage.told("ana")
        assert card.text == "Cleo Marsh gave you feedback about Ben Okafor."

    @pytest.mark.parametrize(("visible", "manager"), [("manager", "ana"), ("public", None)])
    async def test_else_it_goes_to_the_report_and_who_asked_is_told_that_it_was_given(
        self, stage: Stage, visible: str, manager: str | None
    ) -> None:
        await stage.answer("cleo", visible=visible)

        (row,) = await stage.rows()
        assert (row["receiver_id"], row["about_id"]) == (stage.ben, stage.ben)
        assert row["manager_id"] == (stage.ids[manager] if manager else None)
        (to_ben,) = await stage.told("ben")
        assert "How does Ben do?" not in repr(to_ben)
        assert "It went well." in said(to_ben)
        (to_ana,) = await stage.told("ana")
        assert to_ana.text == "Cleo Marsh answered you about Ben Okafor: F-1."
        assert "It went well." not in repr(to_ana), "what is edited or taken back must not stand there"

    async def test_who_is_no_longer_the_manager_gets_no_answer(self, stage: Stage) -> None:
        await stage.change("ben", manager_id=stage.eli)

        with pytest.raises(Refused, match="Ana Ruiz is not the manager of Ben Okafor any more"):
            await stage.answer("cleo")
        assert await stage.rows() == []


@SQLITE
class TestDeclining:
    @pytest.fixture(autouse=True)
    async def request_of_ana(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo @eli How did the launch go?")

    async def test_who_asked_is_told_plainly(self, stage: Stage) -> None:
        reply = await stage.press("cleo", "feedback decline", request="1")

        assert isinstance(reply, ReplaceCard)
        assert reply.is_private
        assert calls(reply.card) == {"Answer after all": "feedback answer"}
        (card,) = await stage.told("ana")
        assert card.text == "Cleo Marsh cannot answer your question now."
        assert await stage.states() == {"cleo": "declined", "eli": "waiting"}

    async def test_pressed_twice_it_is_told_once(self, stage: Stage) -> None:
        first = await stage.press("cleo", "feedback decline", request="1")
        second = await stage.press("cleo", "feedback decline", request="1")

        assert first == second
        assert len(await stage.told("ana")) == 1

    async def test_one_may_answer_after_all(self, stage: Stage) -> None:
        await stage.press("cleo", "feedback decline", request="1")

        await stage.answer("cleo")

        assert (await stage.states())["cleo"] == "answered"

    async def test_after_the_answer_the_old_button_says_so(self, stage: Stage) -> None:
        await stage.answer("cleo")

        with pytest.raises(Refused, match="You have answered Ana Ruiz already: F-1"):
            await stage.press("cleo", "feedback decline", request="1")
        assert (await stage.states())["cleo"] == "answered"
