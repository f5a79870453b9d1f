"""Answering a check-in: said in its thread, kept beside it, shown with its key result, and by whom it may be."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.slack.cards import render as slack_card
from bot.teams.cards import pages
from handlers.chat.ask import Place
from handlers.chat.card import Call, Card, Row, load
from handlers.chat.reply import OpenForm, Refused, Reply
from handlers.chat.router import Router
from handlers.chat.text import Mention
from storage.audit import audit
from storage.check_in_answers import answers
from storage.database import Connection, Database
from storage.messages import Revision, Spot, show
from storage.okrs import key_results, objectives
from storage.outbox import messages, outbox
from storage.people import people
from tests.builders import company as build
from tests.builders.check_ins import NOW, Cast, button, called, set_up, typed
from tests.teams.drawn import READER, SURFACE

ROUTER = Router(build.every_command())
THREAD = Place("slack", "C0PRODUCT", thread="1.1", message="1.2", kind="channel")
ELSEWHERE = Place("slack", "D0ANA", kind="direct")
SOMEWHERE = Place("slack", "C0PRODUCT", thread="7.7", message="7.8", kind="channel")
"""A thread in which nobody checks in."""


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(_meeting)


def _meeting(db: Connection) -> Cast:
    """The team's post of this week stands in #product."""
    cast = set_up(db)
    team = build.a_team(db, cast.workspace, "Product", (cast.ana, cast.ben, cast.cleo), channel="C0PRODUCT")
    spot = Spot("slack", "C0PRODUCT")
    show(db, Revision(cast.workspace, f"team:{team}:2026-W48", "check_in", spot, '{"text":"","body":[]}', 0, NOW))
    db.execute(update(messages).values(external_id="1.1"))
    db.execute(update(outbox).values(state="sent", card=""))
    return cast


async def checked_in(database: Database, cast: Cast, words: str = "KR-1 1250 the fair went well") -> str:
    """Ben checks in; returns what the Answer of its line in the thread carries."""
    await typed(database, cast.ben, f"okr update {words}")
    (line,) = await said(database, "thread")
    await database.write(lambda db: db.execute(update(outbox).values(state="sent", card="")))
    return button(line, "Answer").given["check_in"]


async def said(database: Database, where: str) -> list[Card]:
    """What waits to be said: in the "thread", or to a person ("@2")."""
    rows = await database.read(lambda db: list(db.execute(select(outbox).where(outbox.c.state == "waiting"))))
    return [load(row.card) for row in rows if ("thread" if row.thread_of else f"@{row.person_id}") == where]


async def answered(
    database: Database, who: int, number: str, text: str = "Which dealers came?", place: Place = THREAD
) -> Reply:
    call = Call("checkin answer", {"check_in": number, "text": text})
    return await database.write(lambda db: ROUTER.called(build.an_ask(db, who, place=place, router=ROUTER), call))


async def kept(database: Database) -> Sequence[tuple[int, str]]:
    found = select(answers.c.person_id, answers.c.text).order_by(answers.c.id)
    return await database.read(lambda db: [(row.person_id, row.text) for row in db.execute(found)])


async def shown(database: Database, who: int, code: str = "KR-1") -> str:
    reply = await database.write(lambda db: build.run(build.an_ask(db, who), f"okr show {code}", ROUTER))
    return build.said(build.whispered(reply))


class TestInTheThread:
    async def test_the_answer_pings_whoever_checked_in_and_nobody_else(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)

        await answered(database, cast.ana, number)

        (line,) = await said(database, "thread")
        assert build.said(line) == "@Ben Okafor: Ana Ruiz on KR-1: Which dealers came?"
        pinged = [span for part in line.body for span in getattr(part, "spans", ()) if isinstance(span, Mention)]
        assert [span.person_id for span in pinged] == [cast.ben]
        assert line.text == "Ana Ruiz on KR-1: Which dealers came?"
        assert await said(database, f"@{cast.ben}") == []

    async def test_it_is_kept_and_the_writer_is_told_where(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)

        answer = build.whispered(await answered(database, cast.ana, number))

        assert answer.text.startswith("Your answer stands in the thread. It is kept with the check-in")
        assert build.calls(answer) == {"Show KR-1": "okr show"}
        assert await kept(database) == [(cast.ana, "Which dealers came?")]

    async def test_whoever_checked_in_is_not_pinged_by_themselves(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)

        await answered(database, cast.ben, number, "Two of them")

        (line,) = await said(database, "thread")
        assert build.said(line) == "Ben Okafor on KR-1: Two of them"

    async def test_the_text_stays_out_of_the_audit(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)

        await answered(database, cast.ana, number, "A word of secret")

        rows = await database.read(lambda db: [tuple(row) for row in db.execute(select(audit))])
        assert "answer check-in" in repr(rows)
        assert "secret" not in repr(rows)

    async def test_the_form_says_what_is_answered_and_who_reads_it(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)

        def work(db: Connection) -> str:
            ask = build.an_ask(db, cast.ana, place=THREAD, router=ROUTER)
            screen = ROUTER.screen(ask, OpenForm(Call("checkin answer", {"check_in": number})))
            return repr(screen.body)

        form = await database.write(work)

        for words in ("Ben Okafor", "the fair went well", "Rungs says it in this thread.", "with KR-1"):
            assert words in form, words

    async def test_every_key_result_of_the_bulk_form_has_its_own_button(self, database: Database, cast: Cast) -> None:
        values = {"upcoming": "KR-1 KR-2", "rows.KR-1.value": "10", "rows.KR-2.value": "55"}
        await database.write(lambda db: ROUTER.submitted(build.an_ask(db, cast.ben), "checkin", values))

        (line,) = await said(database, "thread")

        rows = [part for part in line.body if isinstance(part, Row)]
        assert [build.written(row.spans).split(" · ")[1][:4] for row in rows] == ["KR-1", "KR-2"]
        assert len({button(Card("", (row,)), "Answer").given["check_in"] for row in rows}) == len(rows) == 2


class TestFromElsewhere:
    @pytest.mark.parametrize("place", [ELSEWHERE, SOMEWHERE, Place("slack", kind="home")])
    async def test_whoever_checked_in_is_told_directly(self, database: Database, cast: Cast, place: Place) -> None:
        number = await checked_in(database, cast)

        answer = build.whispered(await answered(database, cast.ana, number, place=place))

        (told,) = await said(database, f"@{cast.ben}")
        assert await said(database, "thread") == []
        assert build.said(told).splitlines()[:2] == [
            "@Ana Ruiz answers your check-in of KR-1 Obtain 3,000 pre-orders · 1250 orders:",
            "Which dealers came?",
        ]
        assert answer.text.startswith("Ben Okafor is told of your answer.")
        assert await kept(database) == [(cast.ana, "Which dealers came?")]

    async def test_whoever_has_lost_sight_of_it_is_told_nothing(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        await database.write(lambda db: db.execute(update(objectives).values(is_private=True)))
        await database.write(lambda db: db.execute(update(key_results).values(owner_id=cast.ana)))

        answer = build.whispered(await answered(database, cast.ana, number, place=ELSEWHERE))

        assert await said(database, f"@{cast.ben}") == []
        assert answer.text.startswith("Your answer is kept.")
        assert await kept(database) == [(cast.ana, "Which dealers came?")]

    async def test_in_the_working_hours_of_whom_it_is_for(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        night = NOW.replace(hour=22)

        def work(db: Connection) -> None:
            ask = build.an_ask(db, cast.ana, place=ELSEWHERE, now=night, router=ROUTER)
            ROUTER.called(ask, Call("checkin answer", {"check_in": number, "text": "Good"}))

        await database.write(work)

        held = await database.read(lambda db: db.scalar(select(outbox.c.held_until).where(outbox.c.state == "waiting")))
        assert held == NOW.replace(hour=9) + timedelta(days=1)


class TestWhoMay:
    async def refused(self, database: Database, who: int, number: str, place: Place = THREAD) -> str:
        with pytest.raises(Refused) as refused:
            await answered(database, who, number, place=place)
        assert await kept(database) == []
        return refused.value.sentence

    @pytest.mark.parametrize("number", ["99", "0", "x", "9" * 30])
    async def test_there_is_none_of_that_number(self, database: Database, cast: Cast, number: str) -> None:
        await checked_in(database, cast)

        assert await self.refused(database, cast.ana, number) == (
            "This check-in is not there any more. See what there is: /okr list."
        )

    async def test_who_does_not_see_its_key_result_finds_none(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        await database.write(lambda db: db.execute(update(objectives).values(is_private=True)))

        assert await self.refused(database, cast.cleo, number) == await self.refused(database, cast.cleo, "99")

    async def test_nothing_is_said_in_a_thread_of_what_became_private(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        await database.write(lambda db: db.execute(update(objectives).values(is_private=True)))

        assert await self.refused(database, cast.ana, number) == (
            "KR-1 is private by now, so nothing about it is said in a thread. Write to @Ben Okafor."
        )

    async def test_not_once_its_key_result_was_dropped(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        await database.write(
            lambda db: build.run(build.an_ask(db, cast.ana), "okr drop KR-1 --reason Nobody counts", ROUTER)
        )

        assert "KR-1 was dropped" in await self.refused(database, cast.ana, number)

    async def test_not_once_it_was_taken_back(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        await called(database, cast.ben, Call("okr undo", {"check_in": number}))

        assert await self.refused(database, cast.ana, number) == (
            "This check-in of KR-1 was taken back. See what stands: /okr show KR-1."
        )
        await self.refused(database, cast.ana, str(int(number) + 1))

    async def test_guests_are_told_kindly_that_they_cannot(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        owners = {"standing": "guest"}
        await database.write(lambda db: db.execute(update(people).where(people.c.id == cast.ben).values(owners)))

        assert "Guests cannot answer check-ins" in await self.refused(database, cast.ben, number)


class TestShown:
    async def test_answers_stand_under_their_check_in(self, database: Database, cast: Cast) -> None:
        first = await checked_in(database, cast, "KR-1 900")
        second = await checked_in(database, cast, "KR-1 1250")
        for number, text in ((first, "How come?"), (first, "Tell us more"), (second, "Well done")):
            await answered(database, cast.ana, number, text)

        lines = (await shown(database, cast.cleo)).splitlines()

        at = next(number for number, line in enumerate(lines) if " | " in line)
        assert [line[:44] for line in lines[at : at + 5]] == [
            "2026-11-23 | 1250 orders | not said | @Ben O",
            "↳ @Ana Ruiz 2026-11-23: Well done",
            "2026-11-23 | 900 orders | not said | @Ben Ok",
            "↳ @Ana Ruiz 2026-11-23: How come?",
            "↳ @Ana Ruiz 2026-11-23: Tell us more",
        ]

    async def test_a_long_one_is_cut_and_old_ones_are_counted(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        for count in range(12):
            await answered(database, cast.ana, number, f"{count} {'x' * 3000}"[:3000])

        text = await shown(database, cast.cleo)

        assert "and 2 older answers" in text
        assert [line.split(": ")[1][:2].strip() for line in text.splitlines() if line.startswith("↳")] == [
            str(count) for count in range(2, 12)
        ]
        assert max(len(line) for line in text.splitlines()) < 400

    async def test_those_of_a_check_in_that_was_taken_back_are_not(self, database: Database, cast: Cast) -> None:
        number = await checked_in(database, cast)
        await answered(database, cast.ana, number)
        await called(database, cast.ben, Call("okr undo", {"check_in": number}))

        assert "Which dealers" not in await shown(database, cast.cleo)

    async def test_they_take_one_statement_however_many(
        self, database: Database, cast: Cast, statements: list[str]
    ) -> None:
        async def counted() -> int:
            statements.clear()
            await shown(database, cast.cleo)
            return len(statements)

        number = await checked_in(database, cast)
        none = await counted()
        for count in range(12):
            await answered(database, cast.ana, number, str(count))

        assert await counted() == none


async def test_the_fullest_line_in_a_thread_fits_both_platforms(database: Database, cast: Cast) -> None:
    codes = ["KR-1", "KR-2"]
    for count in range(10):
        await database.write(
            lambda db, count=count: build.run(  # type: ignore[misc]
                build.an_ask(db, cast.ana), f"okr kr O-1 {count}{'x' * 190} from 0 to 9 --owner Ben", ROUTER
            )
        )
        codes.append(f"KR-{count + 3}")
    values = {"upcoming": " ".join(codes)} | {f"rows.{code}.value": "5" for code in codes}
    values |= {f"rows.{code}.note": "y" * 3000 for code in codes}

    await database.write(lambda db: ROUTER.submitted(build.an_ask(db, cast.ben), "checkin", values))

    (line,) = await said(database, "thread")
    for rendered in (slack_card(line, READER), pages(line, READER, SURFACE)):
        assert len(set(re.findall(r'"check_in":"(\d+)"', repr(rendered)))) == len(codes)
