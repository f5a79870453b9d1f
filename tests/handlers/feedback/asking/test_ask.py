"""Asking for feedback: who may ask whom, and who learns of it."""

import pytest
from sqlalchemy import select

from handlers.chat.reply import FormErrors, OpenForm, Refused
from handlers.chat.screen import FormScreen
from handlers.people.fields import person_value
from storage.audit import audit
from storage.database import Connection
from tests.builders import company as build
from tests.builders.company import calls, said, whispered
from tests.handlers.feedback.asking.stage import FRIDAY, ROUTER, SQLITE, Stage, shown


@SQLITE
class TestAsking:
    async def test_each_of_them_is_asked_alone(self, stage: Stage) -> None:
        reply = await stage.type("ana", f"feedback ask @cleo @eli How did the launch go? --by {FRIDAY}")

        text = said(whispered(reply))
        assert text.startswith(
            "Asked @Cleo Marsh and @Eli Sand for feedback, due 2026-11-27.\n“How did the launch go?”"
        )
        (card,) = await stage.told("cleo")
        assert card.text == "Ana Ruiz asks for your feedback."
        assert said(card).startswith("@Ana Ruiz asks for your feedback, due 2026-11-27.\n“How did the launch go?”")
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

        assert "Somebody whom you manage and ask about is not told that you ask." in shown(screen)
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
