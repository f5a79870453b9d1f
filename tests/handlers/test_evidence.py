"""Evidence: a message is kept by the shortcut, listed by /rungs evidence, and read by nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from bot.playground.blocks import check_message, check_view
from bot.playground.pings import pings_in
from bot.slack.cards import render, render_modal_card
from handlers.chat.ask import Ask, Message, Place
from handlers.chat.card import Call, Card, load
from handlers.chat.reply import FormErrors, OpenForm, Refused, Reply, Whisper
from handlers.chat.router import Router
from handlers.chat.screen import Choice, Field, FormScreen
from handlers.chat.text import MessageLink
from handlers.chat.words import person_marker
from handlers.feedback.commands import COMMANDS
from handlers.feedback.evidence.cards import ONLY_YOUR_OWN
from handlers.feedback.screens import EXAMPLES
from handlers.people.fields import person_value
from storage.audit import audit
from storage.database import Connection, Database
from storage.evidence import evidence
from storage.outbox import outbox
from storage.people import people
from tests.builders import company as build
from tests.builders.cards import HOSTILE, READER
from tests.builders.company import said, whispered

ROUTER = Router(COMMANDS)
PLACE = Place("slack", "C0PRODUCT", thread="1700000000.000100", message="1700000009.000200", kind="channel")
SAID_AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stage:
    """Ana manages Ben; Cleo is somebody else."""

    database: Database
    workspace: int
    ana: int
    ben: int
    cleo: int

    def message(self, text: str = "Ben helped me all night.", place: Place = PLACE) -> Message:
        return Message(place, text, self.cleo, "Cleo Marsh", SAID_AT)

    async def shortcut(self, person: int, message: Message) -> FormScreen:
        """The person chooses "Save as evidence" in the message's menu."""

        def work(db: Connection) -> FormScreen:
            ask = self.ask(db, person, message)
            reply = ROUTER.called(ask, Call("evidence save"))
            assert isinstance(reply, OpenForm)
            return ROUTER.screen(ask, reply)

        return await self.database.write(work)

    async def send(self, person: int, screen: FormScreen, **changes: str) -> Reply:
        """The form is sent as it stands, but for the changes."""
        values = {**screen.carried, **{field.name: field.value for field in screen.fields}, **changes}
        return await self.database.write(lambda db: ROUTER.submitted(self.ask(db, person), "evidence save", values))

    async def save(self, person: int, text: str = "Ben helped me all night.", **changes: str) -> Reply:
        return await self.send(person, await self.shortcut(person, self.message(text)), **changes)

    async def type(self, person: int, text: str) -> Reply:
        return await self.database.read(lambda db: ROUTER.typed(self.ask(db, person), text))

    async def words(self, person: int, text: str = "rungs evidence") -> str:
        return said(whispered(await self.type(person, text)))

    async def page(self, person: int, number: str, **given: str) -> Card:
        call = Call("rungs evidence", {"page": number, **given})
        return whispered(await self.database.read(lambda db: ROUTER.called(self.ask(db, person), call)))

    async def rows(self) -> list[Mapping[str, object]]:
        return await self.database.read(lambda db: [row._asdict() for row in db.execute(select(evidence))])

    async def told(self) -> list[tuple[int, Card]]:
        """Whom Rungs writes to, and what."""
        rows = await self.database.read(lambda db: db.execute(select(outbox).order_by(outbox.c.id)).all())
        return [(row.person_id, load(row.card)) for row in rows]

    @staticmethod
    def ask(db: Connection, person: int, message: Message | None = None) -> Ask:
        return replace(build.an_ask(db, person), message=message)


@pytest.fixture
async def stage(database: Database) -> Stage:
    def work(db: Connection) -> Stage:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        ana, ben, cleo = (build.a_person(db, workspace, name) for name in ("Ana Ruiz", "Ben Okafor", "Cleo Marsh"))
        db.execute(update(people).where(people.c.id == ben).values(manager_id=ana))
        return Stage(database, workspace, ana, ben, cleo)

    return await database.write(work)


class TestSaving:
    async def test_the_form_says_who_will_read_it_and_shows_the_message(self, stage: Stage) -> None:
        screen = await stage.shortcut(stage.ana, stage.message())

        shown = [part for part in screen.body if part not in screen.fields]
        text = said(replace(EXAMPLES["no evidence"](), body=tuple(shown)))  # type: ignore[arg-type]
        assert "Only you can read what you save as evidence about yourself, and your notes." in text
        assert "Somebody else whom it is about is told" in text
        assert "“Ben helped me all night.” – @Cleo Marsh" in text

    async def test_it_is_about_oneself_unless_said_otherwise(self, stage: Stage) -> None:
        card = whispered(await stage.save(stage.ana))

        assert card.text == "Saved as evidence about yourself. Only you can read it."
        (row,) = await stage.rows()
        assert (row["saved_by"], row["about_id"], row["said_by"]) == (stage.ana, stage.ana, stage.cleo)

    async def test_text_author_place_and_note_are_kept(self, stage: Stage) -> None:
        await stage.save(stage.ana, about=person_value(stage.ben), note="Helps without being asked")

        (row,) = await stage.rows()
        assert row["about_id"] == stage.ben
        assert row["text"] == "Ben helped me all night."
        assert row["note"] == "Helps without being asked"
        assert row["said_at"] == SAID_AT
        assert (row["conversation"], row["thread"], row["message"]) == (PLACE.conversation, PLACE.thread, PLACE.message)

    async def test_one_picks_among_oneself_and_those_whom_one_manages(self, stage: Stage) -> None:
        choices = await stage.database.read(
            lambda db: ROUTER.choices(stage.ask(db, stage.ana), "evidence save", "about", "")
        )
        narrowed = await stage.database.read(
            lambda db: ROUTER.choices(stage.ask(db, stage.ana), "evidence save", "about", "oka")
        )

        assert choices == (
            Choice("Ana Ruiz (yourself)", person_value(stage.ana)),
            Choice("Ben Okafor", person_value(stage.ben)),
        )
        assert narrowed == (Choice("Ben Okafor", person_value(stage.ben)),)

    async def test_about_anybody_else_nothing_is_kept(self, stage: Stage) -> None:
        reply = await stage.save(stage.ana, about=person_value(stage.cleo))

        assert reply == FormErrors(
            {"about": "Evidence is kept about yourself and those whom you manage, and Cleo Marsh is neither."}
        )
        assert await stage.rows() == []

    async def test_the_same_message_is_kept_once(self, stage: Stage) -> None:
        await stage.save(stage.ana)
        again = whispered(await stage.save(stage.ana))

        assert again.text == "You have already saved this message as evidence about yourself."
        assert len(await stage.rows()) == 1

    async def test_the_same_message_may_be_kept_about_two_people_and_by_two_people(self, stage: Stage) -> None:
        await stage.save(stage.ana)
        await stage.save(stage.ana, about=person_value(stage.ben))
        await stage.save(stage.ben)

        assert len(await stage.rows()) == 3

    async def test_the_form_of_somebody_else_opens_nothing(self, stage: Stage) -> None:
        screen = await stage.shortcut(stage.ana, stage.message())

        with pytest.raises(Refused, match="There is no message to save"):
            await stage.send(stage.cleo, screen, about=person_value(stage.cleo))

    async def test_without_a_message_it_says_how_to_begin(self, stage: Stage) -> None:
        def work(db: Connection) -> FormScreen:
            ask = stage.ask(db, stage.ana)
            reply = ROUTER.typed(ask, "evidence save")
            assert isinstance(reply, OpenForm)
            return ROUTER.screen(ask, reply)

        screen = await stage.database.write(work)

        with pytest.raises(Refused, match="menu of a message"):
            await stage.send(stage.ana, screen)

    @pytest.mark.parametrize("kept", ["99", "x", "9" * 40, "-1", "٣"])
    async def test_a_message_that_is_no_longer_kept_is_refused(self, stage: Stage, kept: str) -> None:
        screen = await stage.shortcut(stage.ana, stage.message())

        with pytest.raises(Refused, match="There is no message to save"):
            await stage.send(stage.ana, screen, kept=kept)

    async def test_a_change_leaves_its_trace_without_the_text(self, stage: Stage) -> None:
        await stage.save(stage.ana, text="A secret", note="Another secret")

        (entry,) = await stage.database.read(lambda db: db.execute(select(audit)).all())

        assert (entry.person_id, entry.action) == (stage.ana, "save")
        assert "secret" not in entry.before + entry.after


class TestListing:
    async def test_newest_first_with_author_link_and_whom_it_is_about(self, stage: Stage) -> None:
        await stage.save(stage.ana)
        later = replace(PLACE, message="1700000010.000300")
        screen = await stage.shortcut(stage.ana, stage.message("The second one", later))
        await stage.send(stage.ana, screen, about=person_value(stage.ben), note="So it was")

        card = whispered(await stage.type(stage.ana, "rungs evidence"))

        text = said(card)
        assert text.splitlines()[0] == "2 messages saved as evidence"
        assert text.index("About @Ben Okafor: “The second one”") < text.index("About you: “Ben helped me all night.”")
        assert "Note So it was" in text
        assert "@Cleo Marsh, 2026-11-20 · Open the message" in text
        links = [span for part in card.body for span in getattr(part, "spans", ()) if isinstance(span, MessageLink)]
        assert links[0] == MessageLink("Open the message", "C0PRODUCT", "1700000010.000300", PLACE.thread)

    async def test_nobody_else_sees_what_is_about_oneself(self, stage: Stage) -> None:
        await stage.save(stage.ana)

        for person in (stage.ben, stage.cleo):
            assert (await stage.words(person)).startswith("You have saved no evidence yet.")

    async def test_it_cannot_be_shared(self, stage: Stage) -> None:
        await stage.save(stage.ana)

        reply = await stage.type(stage.ana, "rungs evidence")

        assert isinstance(reply, Whisper)
        assert reply.share is None

    async def test_ten_are_on_a_page(self, stage: Stage) -> None:
        for number in range(12):
            place = replace(PLACE, message=f"17000000{number:02}.000100")
            screen = await stage.shortcut(stage.ana, stage.message(f"Message {number}", place))
            await stage.send(stage.ana, screen)

        first = whispered(await stage.type(stage.ana, "rungs evidence"))
        second = await stage.page(stage.ana, "2")
        beyond = await stage.page(stage.ana, "999999999999")

        assert said(first).splitlines()[0] == "12 messages saved as evidence · 1–10"
        assert build.calls(first) == {"Older": "rungs evidence"}
        assert said(second).splitlines()[0] == "12 messages saved as evidence · 11–12"
        assert build.calls(second) == {"Newer": "rungs evidence"}
        assert beyond == second

    async def test_pages_are_turned_by_buttons_and_not_typed(self, stage: Stage) -> None:
        with pytest.raises(Refused, match="I could not place “--page 2”"):
            await stage.type(stage.ana, "rungs evidence --page 2")

    async def test_it_takes_few_statements(self, stage: Stage, statements: list[str]) -> None:
        await stage.save(stage.ben)
        await stage.save(stage.ana, about=person_value(stage.ben))
        statements.clear()
        await stage.type(stage.ben, "rungs evidence")

        assert len(statements) == 4, "who asks, how many, one's own, what is about oneself"


class TestAboutSomebodyElse:
    """Ana keeps what Cleo said, about Ben, whom Ana manages."""

    async def test_whom_it_is_about_is_told_without_the_note(self, stage: Stage) -> None:
        answer = whispered(await stage.save(stage.ana, about=person_value(stage.ben), note="For the review"))

        assert answer.text == "Saved as evidence about Ben Okafor, who is told."
        ((person, card),) = await stage.told()
        assert person == stage.ben
        assert card.text == "Ana Ruiz saved a message as evidence about you."
        assert "“Ben helped me all night.” – @Cleo Marsh" in said(card)
        assert "For the review" not in repr(card)

    async def test_they_find_the_message_its_link_and_who_saved_it_and_nobody_else_does(self, stage: Stage) -> None:
        await stage.save(stage.ana, about=person_value(stage.ben), note="For the review")

        text = await stage.words(stage.ben)
        assert text.startswith("Saved about you")
        assert "“Ben helped me all night.”" in text
        assert "@Cleo Marsh, 2026-11-20 · Open the message · saved by @Ana Ruiz" in text
        assert "For the review" not in text
        assert (await stage.words(stage.cleo)).startswith("You have saved no evidence yet.")

    async def test_their_own_stands_before_it(self, stage: Stage) -> None:
        await stage.save(stage.ana, about=person_value(stage.ben))
        await stage.save(stage.ben)

        text = await stage.words(stage.ben)

        assert text.startswith("1 message saved as evidence")
        assert text.index("About you: “Ben") < text.index("Saved about you")

    async def test_ones_own_message_and_what_is_about_oneself_are_told_to_nobody(self, stage: Stage) -> None:
        own = replace(stage.message("I told Ben how well he did."), author_id=stage.ana, author_name="Ana Ruiz")
        screen = await stage.shortcut(stage.ana, own)
        shown = [part for part in screen.body if not isinstance(part, Field)]
        assert ONLY_YOUR_OWN in said(Card("", tuple(shown)))

        await stage.send(stage.ana, screen, about=person_value(stage.ben))
        await stage.save(stage.ana)

        assert await stage.told() == []
        assert (await stage.words(stage.ben)).startswith("You have saved no evidence yet.")

    async def test_what_was_saved_before_they_were_told_stays_with_who_saved_it(self, stage: Stage) -> None:
        await stage.save(stage.ana, about=person_value(stage.ben))
        await stage.database.write(lambda db: db.execute(update(evidence).values(told_at=None)))

        assert (await stage.words(stage.ben)).startswith("You have saved no evidence yet.")

    async def test_saved_twice_it_is_told_once(self, stage: Stage) -> None:
        await stage.save(stage.ana, about=person_value(stage.ben))
        await stage.save(stage.ana, about=person_value(stage.ben))

        assert len(await stage.told()) == 1

    async def test_many_have_pages_of_their_own(self, stage: Stage) -> None:
        for number in range(12):
            place = replace(PLACE, message=f"17000000{number:02}.000100")
            screen = await stage.shortcut(stage.ana, stage.message(f"Message {number}", place))
            await stage.send(stage.ana, screen, about=person_value(stage.ben))

        first = whispered(await stage.type(stage.ben, "rungs evidence"))
        last = await stage.page(stage.ben, "2", about="yes")

        assert build.calls(first) == {"See all 12 about you": "rungs evidence"}
        assert said(first).count("“Message ") == 10
        assert said(last).splitlines()[0] == "12 messages saved about you · 11–12"
        assert build.calls(last) == {"Newer": "rungs evidence", "See my evidence": "rungs evidence"}
        check_message(render(first, READER).blocks)


class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE)
    async def test_it_is_kept_as_text_and_pings_nobody(self, stage: Stage, text: str) -> None:
        await stage.save(stage.ana, text=text, note=text[:3000])

        card = whispered(await stage.type(stage.ana, "rungs evidence"))
        rendered = render(card, READER)

        check_message(rendered.blocks)
        assert set(pings_in(rendered.text, rendered.blocks)) == set()

    async def test_a_long_message_is_kept_in_full(self, stage: Stage) -> None:
        await stage.save(stage.ana, text="x" * 40_000)

        (row,) = await stage.rows()
        assert row["text"] == "x" * 40_000

    async def test_mentions_are_kept_as_names(self, stage: Stage) -> None:
        await stage.save(stage.ana, text=f"Thanks {person_marker(stage.ben, 'Ben Okafor')}")

        (row,) = await stage.rows()
        assert row["text"] == "Thanks @Ben Okafor"

    async def test_a_message_without_text_is_kept_for_its_link(self, stage: Stage) -> None:
        await stage.save(stage.ana, text="")

        assert "About you: “no text”" in await stage.words(stage.ana)

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_every_example_fits_a_message_and_a_modal(self, name: str) -> None:
        card = EXAMPLES[name]()

        check_message(render(card, READER).blocks)
        check_view(render_modal_card(card, READER, "My evidence"))
