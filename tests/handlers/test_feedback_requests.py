"""Requests for feedback: who may ask whom, what each of them is shown, who reads the answer, and the one reminder."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.playground.blocks import check_message, check_view
from bot.playground.pings import pings_in
from bot.slack.cards import render, render_home
from handlers.chat.ask import Ask
from handlers.chat.card import Call, Card, load
from handlers.chat.due import Due, Occasion
from handlers.chat.reply import FormErrors, OpenForm, Refused, ReplaceCard, Reply
from handlers.chat.router import Router, on
from handlers.chat.screen import FormScreen
from handlers.company import Company
from handlers.feedback.asking import cards
from handlers.feedback.asking.answer import AnswerRequest, answer_request
from handlers.feedback.asking.ask import AskForFeedback, ask_for_feedback
from handlers.feedback.asking.decline import DeclineRequest, decline_request
from handlers.feedback.asking.rows import asked_rows, waiting_rows
from handlers.feedback.asking.schedule import REMINDER
from handlers.feedback.giving.add import AddToFeedback, add
from handlers.feedback.giving.withdraw import WithdrawFeedback, withdraw
from handlers.feedback.reminders import REMINDERS
from handlers.people.fields import person_value
from storage import reminders
from storage.audit import audit
from storage.database import Connection, Database
from storage.feedback import feedbacks
from storage.feedback_requests import asked, requests
from storage.outbox import outbox
from storage.people import people
from storage.reminders import nudge_counts
from tests.builders import company as build
from tests.builders.cards import HOSTILE, READER
from tests.builders.company import calls, said, whispered

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
NOW = build.NOW
FRIDAY = "2026-11-27"
THURSDAY_AT_NINE = datetime.fromisoformat("2026-11-26T09:00+00:00")
ROUTER = Router(
    (
        on(AskForFeedback, ask_for_feedback),
        on(AnswerRequest, answer_request),
        on(DeclineRequest, decline_request),
        on(AddToFeedback, add),
        on(WithdrawFeedback, withdraw),
    )
)


@dataclass(frozen=True, slots=True)
class Stage:
    """Dora manages Ana, Ana manages Ben; Cleo and Eli are colleagues."""

    database: Database
    workspace: int
    ids: Mapping[str, int]

    def __getattr__(self, name: str) -> int:
        return self.ids[name]

    def ask(self, db: Connection, who: str, now: datetime = NOW) -> Ask:
        return build.an_ask(db, self.ids[who], now=now)

    async def type(self, who: str, words: str, now: datetime = NOW, *, is_overheard: bool = False) -> Reply:
        """The person types that; a name behind @ is a mention."""

        def work(db: Connection) -> Reply:
            text = words
            for name, number in self.ids.items():
                text = text.replace(f"@{name}", build.at(db, number))
            return ROUTER.typed(replace(self.ask(db, who, now), is_overheard=is_overheard), text)

        return await self.database.write(work)

    async def press(self, who: str, command: str, now: datetime = NOW, **given: str) -> Reply:
        return await self.database.write(lambda db: ROUTER.called(self.ask(db, who, now), Call(command, given)))

    async def form(self, who: str, request: str = "1") -> FormScreen:
        """What opens behind Answer."""

        def work(db: Connection) -> FormScreen:
            ask = self.ask(db, who)
            opened = ROUTER.called(ask, Call("feedback answer", {"request": request}))
            assert isinstance(opened, OpenForm)
            return ROUTER.screen(ask, opened)

        return await self.database.write(work)

    async def answer(self, who: str, text: str = "It went well.", visible: str = "private") -> Reply:
        """The form is opened, filled in and sent."""
        screen = await self.form(who)
        values = {**screen.carried, "text": text, "visible": visible}
        return await self.database.write(lambda db: ROUTER.submitted(self.ask(db, who), screen.command, values))

    async def told(self, who: str) -> list[Card]:
        """What waits for the person in direct messages."""
        rows = await self.database.read(lambda db: db.execute(select(outbox).order_by(outbox.c.id)).all())
        return [load(row.card) for row in rows if row.person_id == self.ids[who]]

    async def rows(self) -> list[Mapping[str, object]]:
        """The feedback that was given."""
        return await self.database.read(
            lambda db: [row._asdict() for row in db.execute(select(feedbacks).order_by(feedbacks.c.id))]
        )

    async def states(self) -> dict[str, str]:
        """How the request stands with each."""
        found = await self.database.read(lambda db: {row.person_id: row.state for row in db.execute(select(asked))})
        return {name: found[number] for name, number in self.ids.items() if number in found}

    async def home(self, who: str) -> str:
        return said(Card("", await self.database.read(lambda db: waiting_rows(self.ask(db, who)))))

    async def own(self, who: str) -> str:
        return said(Card("", await self.database.read(lambda db: asked_rows(self.ask(db, who)))))

    async def change(self, who: str, **values: object) -> None:
        await self.database.write(
            lambda db: db.execute(update(people).where(people.c.id == self.ids[who]).values(values))
        )

    async def tick(self, now: datetime) -> int:
        """Do what is due for requests by then; return how many reminders that were."""

        def work(db: Connection) -> int:
            due = [Due(*row) for row in reminders.claim_due(db, now, 500)]
            if due:
                reminders.move(db, REMINDERS[REMINDER](Occasion(db, now, Company(), self.workspace, due)))
            return len(due)

        return await self.database.write(work)

    async def nudges(self, who: str) -> list[Card]:
        """The reminders that the person got."""
        return [card for card in await self.told(who) if "You get this because" in said(card)]


@pytest.fixture
async def stage(database: Database) -> Stage:
    def work(db: Connection) -> Stage:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        names = {"ana": "Ana Ruiz", "ben": "Ben Okafor", "cleo": "Cleo Marsh", "dora": "Dora Lind", "eli": "Eli Sand"}
        ids = {name: build.a_person(db, workspace, full) for name, full in names.items()}
        db.execute(update(people).where(people.c.id == ids["ben"]).values(manager_id=ids["ana"]))
        db.execute(update(people).where(people.c.id == ids["ana"]).values(manager_id=ids["dora"]))
        return Stage(database, workspace, ids)

    return await database.write(work)


def shown(screen: FormScreen) -> str:
    """What stands in the form beside its inputs."""
    return said(Card("", tuple(part for part in screen.body if part not in screen.fields)))  # type: ignore[arg-type]


@SQLITE
class TestAsking:
    async def test_each_of_them_is_asked_alone(self, stage: Stage) -> None:
        reply = await stage.type("ana", f"feedback ask @cleo @eli How did the launch go? --by {FRIDAY}")

        text = said(whispered(reply))
        assert text.startswith("Asked @Cleo Marsh, @Eli Sand for feedback, by 2026-11-27.\n“How did the launch go?”")
        (card,) = await stage.told("cleo")
        assert card.text == "Ana Ruiz asks for your feedback."
        assert said(card).startswith("@Ana Ruiz asks for your feedback, by 2026-11-27.\n“How did the launch go?”")
        assert calls(card) == {"Answer": "feedback answer", "Not now": "feedback decline"}
        assert "Eli" not in repr(card)
        assert await stage.told("ana") == []

    async def test_a_manager_asks_about_a_report_who_is_not_told(self, stage: Stage) -> None:
        reply = await stage.type("ana", "feedback ask @cleo How does Ben do? --about @ben")

        assert "Ben Okafor is not told that you ask." in said(whispered(reply))
        (card,) = await stage.told("cleo")
        assert card.text == "Ana Ruiz asks for your feedback about Ben Okafor."
        assert "Ben Okafor is not told that Ana Ruiz asks." in said(card)
        assert await stage.told("ben") == []
        assert await stage.home("ben") == ""

    @pytest.mark.parametrize("about", ["cleo", "dora"])
    async def test_about_anybody_else_nothing_is_asked(self, stage: Stage, about: str) -> None:
        reply = await stage.type("ana", f"feedback ask @eli How is it? --about @{about}")

        assert isinstance(reply, OpenForm)
        assert "Feedback is asked for about yourself and those whom you manage" in reply.errors["about"]
        assert await stage.states() == {}

    async def test_nobody_is_asked_about_themselves(self, stage: Stage) -> None:
        reply = await stage.type("ana", "feedback ask @ben How do you do? --about @ben")

        assert isinstance(reply, FormErrors)
        assert reply.errors["people"].startswith("Ben Okafor is whom it is about.")

    async def test_oneself_is_not_asked(self, stage: Stage) -> None:
        reply = await stage.type("ana", "feedback ask @ana How was I?")

        assert isinstance(reply, OpenForm)
        assert await stage.states() == {}

    async def test_a_day_that_is_over_is_refused(self, stage: Stage) -> None:
        reply = await stage.type("ana", "feedback ask @cleo How was it? --by 2026-11-22")

        assert reply == FormErrors({"by": "That day is over. Name one that is to come, or none."})

    async def test_today_is_not_over(self, stage: Stage) -> None:
        whispered(await stage.type("ana", "feedback ask @cleo How was it? --by today"))

    async def test_fifteen_are_asked_at_most(self, stage: Stage) -> None:
        def many(db: Connection) -> str:
            numbers = [build.a_person(db, stage.workspace, f"Person {chr(65 + n)}") for n in range(16)]
            return "\n".join(person_value(number) for number in numbers)

        everybody = await stage.database.write(many)
        too_many = await stage.press("ana", "feedback ask", people=everybody, question="How?")
        fifteen = await stage.press("ana", "feedback ask", people=everybody.partition("\n")[2], question="How?")

        assert too_many == FormErrors({"people": "At most 15 people can be asked at once, and these are 16."})
        whispered(fifteen)

    async def test_who_is_named_twice_is_asked_once(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo @cleo How was it?")

        assert len(await stage.told("cleo")) == 1

    async def test_guests_ask_nobody(self, stage: Stage) -> None:
        await stage.change("eli", standing="guest")

        with pytest.raises(Refused, match="among members"):
            await stage.type("eli", "feedback ask @cleo How was it?")

    async def test_asked_by_mention_it_says_that_others_have_read_it(self, stage: Stage) -> None:
        reply = await stage.type("ana", "feedback ask @cleo How was it?", is_overheard=True)

        assert "Others here have read your question." in said(whispered(reply))

    async def test_the_form_says_who_learns_of_it(self, stage: Stage) -> None:
        def opened(db: Connection) -> FormScreen:
            ask = stage.ask(db, "ana")
            reply = ROUTER.typed(ask, "feedback ask")
            assert isinstance(reply, OpenForm)
            return ROUTER.screen(ask, reply)

        screen = await stage.database.read(opened)

        assert "they are not told that you ask" in shown(screen)
        assert [field.value for field in screen.fields if field.name == "about"] == [person_value(stage.ana)]

    async def test_it_leaves_a_trace_without_the_question(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo A secret question")

        (entry,) = await stage.database.read(lambda db: db.execute(select(audit)).all())
        assert (entry.person_id, entry.action, entry.subject) == (stage.ana, "ask for feedback", "feedback_request:1")
        assert "secret" not in entry.after

    @pytest.mark.parametrize("count", [1, 5])
    async def test_it_takes_few_statements_whoever_is_asked(
        self, stage: Stage, statements: list[str], count: int
    ) -> None:
        def some(db: Connection) -> str:
            numbers = [build.a_person(db, stage.workspace, f"Person {chr(65 + n)}") for n in range(count)]
            return "\n".join(person_value(number) for number in numbers)

        everybody = await stage.database.write(some)
        statements.clear()
        await stage.press("ana", "feedback ask", people=everybody, question="How was it?", by=FRIDAY)

        own = [one for one in statements if not one.lower().startswith(("insert into message", "insert into outbox"))]
        asker, whom, request, audited, hours, reminded = 1, 1, 2, 1, 1, 3
        assert len(own) == asker + whom + request + audited + hours + reminded, "\n".join(own)


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

        whispered(await stage.answer("cleo", "Better words."))

        assert [row["text"] for row in await stage.rows() if row["withdrawn_at"] is None] == ["Better words."]

    @SQLITE
    @pytest.mark.parametrize("who", ["ana", "ben", "dora", "eli"])
    async def test_to_all_others_it_is_as_if_it_were_not_there(self, stage: Stage, who: str) -> None:
        for command in ("feedback answer", "feedback decline"):
            with pytest.raises(Refused) as real:
                await stage.press(who, command, request="1", **({"text": "x"} if "answer" in command else {}))
            with pytest.raises(Refused) as unknown:
                await stage.press(who, command, request="99", **({"text": "x"} if "answer" in command else {}))
            assert real.value.sentence == unknown.value.sentence
        assert "launch" not in shown(await stage.form(who))
        assert "launch" not in await stage.home(who)

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


@SQLITE
class TestScreens:
    async def test_home_has_a_row_for_what_waits_what_is_wanted_first_in_front(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch?")
        await stage.type("dora", f"feedback ask @cleo How was the summer? --by {FRIDAY}")

        assert (await stage.home("cleo")).splitlines() == [
            "@Dora Lind asks for your feedback, by 2026-11-27: “How was the summer?” [Answer]",
            "@Ana Ruiz asks for your feedback: “How was the launch?” [Answer]",
        ]

    async def test_what_is_answered_or_declined_waits_no_more(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo @eli How was the launch?")
        await stage.answer("cleo")
        await stage.press("eli", "feedback decline", request="1")

        assert await stage.home("cleo") == await stage.home("eli") == ""

    async def test_many_are_cut(self, stage: Stage) -> None:
        for number in range(7):
            await stage.type("ana", f"feedback ask @cleo Question {number}")

        assert (await stage.home("cleo")).splitlines()[5:] == ["There are more behind these."]

    async def test_who_asked_sees_who_has_answered_and_who_waits(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo @eli @dora How was the launch? --by {FRIDAY}")
        await stage.answer("cleo")
        await stage.press("eli", "feedback decline", request="1")

        assert (await stage.own("ana")).splitlines() == [
            "You asked",
            "“How was the launch?”",
            "Answered: @Cleo Marsh (F-1)",
            "Waiting: @Dora Lind",
            "Not now: @Eli Sand",
            "By 2026-11-27",
        ]
        assert await stage.own("cleo") == ""

    async def test_both_take_one_statement(self, stage: Stage, statements: list[str]) -> None:
        for number in range(7):
            await stage.type("ana", f"feedback ask @cleo @eli Question {number}")

        for rows, who in ((waiting_rows, "cleo"), (asked_rows, "ana")):
            ask = await stage.database.read(lambda db, who=who: stage.ask(db, who))  # type: ignore[misc]
            statements.clear()
            await stage.database.read(lambda db, ask=ask, rows=rows: rows(replace(ask, db=db)))  # type: ignore[misc]
            assert len(statements) == 1

    @pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip()])
    async def test_questions_ping_nobody_and_fit(self, stage: Stage, text: str) -> None:
        await stage.press("ana", "feedback ask", people=person_value(stage.cleo), question=text[:3000])

        (card,) = await stage.told("cleo")
        rendered = render(card, READER)
        check_message(rendered.blocks)
        assert not {ping for ping in pings_in(rendered.text, rendered.blocks) if ping.startswith("!")}
        rows = await stage.database.read(lambda db: waiting_rows(stage.ask(db, "cleo")))
        check_view(render_home(Card("Home", rows), READER))


@SQLITE
class TestTheReminder:
    async def test_comes_in_the_morning_before_with_why_and_the_ways_out(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")

        assert await stage.tick(THURSDAY_AT_NINE - timedelta(minutes=1)) == 0
        assert await stage.tick(THURSDAY_AT_NINE) == 1

        (card,) = await stage.nudges("cleo")
        text = said(card)
        assert text.startswith("@Ana Ruiz waits for your feedback, by 2026-11-27.\n“How was the launch?”")
        assert "You get this because they asked you for feedback by a day that is near." in text
        assert calls(card) == {
            "Answer": "feedback answer",
            "Not now": "feedback decline",
            "Fewer of these": "rungs me",
        }

    async def test_comes_once(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")
        await stage.tick(THURSDAY_AT_NINE)

        assert await stage.tick(THURSDAY_AT_NINE + timedelta(days=30)) == 0
        assert len(await stage.nudges("cleo")) == 1

    async def test_asked_the_day_before_it_comes_on_the_day(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by tomorrow")

        await stage.tick(NOW + timedelta(hours=22))
        assert await stage.nudges("cleo") == []
        await stage.tick(NOW + timedelta(hours=23))
        assert len(await stage.nudges("cleo")) == 1

    async def test_what_is_wanted_on_a_monday_is_reminded_of_on_friday(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by 2026-11-30")

        await stage.tick(THURSDAY_AT_NINE + timedelta(days=1))

        assert len(await stage.nudges("cleo")) == 1

    async def test_what_is_wanted_today_is_not_reminded_of(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo How was the launch? --by today")

        assert await stage.tick(NOW + timedelta(days=30)) == 0

    async def test_who_has_answered_or_declined_gets_none(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo @eli @dora How was the launch? --by {FRIDAY}")
        await stage.answer("cleo")
        await stage.press("eli", "feedback decline", request="1")

        await stage.tick(THURSDAY_AT_NINE)

        assert [len(await stage.nudges(who)) for who in ("cleo", "eli", "dora")] == [0, 0, 1]

    async def test_two_come_together_and_cost_one_nudge(self, stage: Stage) -> None:
        for who in ("ana", "dora"):
            await stage.type(who, f"feedback ask @cleo A question of {who} --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE)

        (card,) = await stage.nudges("cleo")
        assert card.text == "2 people wait for you."
        assert said(card).count("[Answer]") == 2
        counts = await stage.database.read(lambda db: db.execute(select(nudge_counts.c.count)).scalars().all())
        assert counts == [1]

    async def test_each_of_different_days_comes_on_its_own(self, stage: Stage) -> None:
        await stage.type("ana", "feedback ask @cleo Later? --by 2026-12-04")
        await stage.type("dora", f"feedback ask @cleo Sooner? --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE)
        assert [said(card).count("Sooner?") for card in await stage.nudges("cleo")] == [1]
        await stage.tick(THURSDAY_AT_NINE + timedelta(weeks=1))
        assert [said(card).count("Later?") for card in await stage.nudges("cleo")] == [0, 1]

    async def test_beyond_the_budget_there_is_none(self, stage: Stage) -> None:
        spent = {"person_id": stage.cleo, "week": "2026-W48", "count": 5}
        await stage.database.write(lambda db: db.execute(nudge_counts.insert().values(spent)))
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE)

        assert await stage.nudges("cleo") == []

    async def test_late_it_waits_for_the_next_working_hours(self, stage: Stage) -> None:
        await stage.type("ana", f"feedback ask @cleo How was the launch? --by {FRIDAY}")

        await stage.tick(THURSDAY_AT_NINE.replace(hour=22))

        rows = await stage.database.read(lambda db: db.execute(select(outbox).where(outbox.c.key.is_not(None))).all())
        assert [row.held_until for row in rows if row.key.startswith(REMINDER)] == [
            THURSDAY_AT_NINE + timedelta(days=1)
        ]

    async def test_it_takes_as_many_statements_for_many_as_for_one(self, stage: Stage, statements: list[str]) -> None:
        await stage.type("ana", f"feedback ask @cleo @eli @dora How was the launch? --by {FRIDAY}")
        statements.clear()

        await stage.tick(THURSDAY_AT_NINE)

        assert len(statements) <= 9, "\n".join(statements)
        assert not [one for one in statements if requests.name in one and "SELECT" not in one.upper()]


@pytest.mark.parametrize("name", cards.EXAMPLES)
def test_every_example_fits_a_message(name: str) -> None:
    check_message(render(cards.EXAMPLES[name](), READER).blocks)
