"""One-to-ones: an agenda that two people share and nobody else sees, whatever their role."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.slack.cards import render as slack_card
from bot.teams.cards import pages
from handlers.chat.card import Call, dump, load
from handlers.chat.reply import OpenForm, Refused, Whisper
from handlers.one_to_ones.screens import EXAMPLES
from storage import feedback, one_to_ones
from storage.audit import audit
from storage.database import Connection, Database
from storage.feedback import NewFeedback
from storage.people import people
from tests.builders import company as build
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.one_to_ones import (
    NOW,
    OTHERS,
    ROUTER,
    Cast,
    action,
    asking,
    button,
    called,
    opened,
    pressed,
    set_up_two,
    topic,
)
from tests.teams.drawn import READER, SURFACE


@pytest.fixture
async def cast(database: Database) -> Cast:
    return await database.write(set_up_two)


class TestTheAgenda:
    async def test_an_empty_one_invites_to_add_something(self, database: Database, cast: Cast) -> None:
        shown = await opened(database, cast.ana, cast.ben)

        assert build.said(shown).splitlines()[:2] == [
            "Nothing open · one-to-one with @Ben Okafor · not met yet",
            "Nothing is on the agenda yet. Add what you want to talk about.",
        ]
        assert build.calls(shown) == {
            "Add a topic": "oneonone topic",
            "Add an action": "oneonone action",
            "We met": "oneonone met",
        }

    async def test_both_see_the_same(self, database: Database, cast: Cast) -> None:
        await topic(database, cast.ana, cast.ben, "The launch")
        await action(database, cast.ben, cast.ana, "Call Lyon", by="2026-11-27")

        ana = build.said(await opened(database, cast.ana, cast.ben))
        ben = build.said(await opened(database, cast.ben, cast.ana))

        assert ana.splitlines()[:5] == [
            "2 open · one-to-one with @Ben Okafor · not met yet",
            "Actions",
            "@Ben Okafor: Call Lyon · due 2026-11-27 [Done]",
            "Topics",
            "The launch · from you [Done]",
        ]
        assert "You: Call Lyon · due 2026-11-27 [Done]" in ben
        assert "The launch · from @Ana Ruiz [Done]" in ben

    async def test_it_is_never_shared(self, database: Database, cast: Cast) -> None:
        reply = await called(database, cast.ana, Call("oneonone", {"person": f"person:{cast.ben}"}))

        assert isinstance(reply, Whisper)
        assert reply.share is None

    async def test_alone_it_opens_the_form(self, database: Database, cast: Cast) -> None:
        reply = await database.write(lambda db: ROUTER.typed(asking(db, cast.ana), "oneonone"))

        assert isinstance(reply, OpenForm)
        assert reply.call.command == "oneonone"

    async def test_with_oneself_it_is_refused(self, database: Database, cast: Cast) -> None:
        for command in ("oneonone", "oneonone topic", "oneonone met"):
            more = {"text": "x"} if command == "oneonone topic" else {}
            with pytest.raises(Refused, match="A one-to-one takes two"):
                await called(database, cast.ana, Call(command, {"person": f"person:{cast.ana}", **more}))

    @pytest.mark.parametrize(
        ("standing", "why"), [("guest", "is a guest"), ("deactivated", "has left"), ("bot", "bot")]
    )
    async def test_with_whom_it_is_not(self, database: Database, cast: Cast, standing: str, why: str) -> None:
        ben = people.c.id == cast.ben
        await database.write(lambda db: db.execute(update(people).where(ben).values(standing=standing)))

        with pytest.raises(Refused, match=why):
            await opened(database, cast.ana, cast.ben)

    async def test_guests_are_told_kindly_that_they_have_none(self, database: Database, cast: Cast) -> None:
        await topic(database, cast.ana, cast.ben, "The launch")
        await database.write(
            lambda db: db.execute(update(people).where(people.c.id == cast.ben).values(standing="guest"))
        )

        for command, given in (("oneonone", {"person": f"person:{cast.ana}"}), ("oneonone done", {"item": "1"})):
            with pytest.raises(Refused, match="One-to-ones are for members"):
                await called(database, cast.ben, Call(command, given))

    async def test_both_may_begin_it_at_once(self, database: Database, cast: Cast) -> None:
        both = (topic(database, cast.ana, cast.ben, "The launch"), topic(database, cast.ben, cast.ana, "The fair"))
        await asyncio.gather(*both)

        said = build.said(await opened(database, cast.ana, cast.ben))
        assert said.startswith("2 open")
        pairs = select(func.count()).select_from(one_to_ones.one_to_ones)
        assert await database.read(lambda db: db.scalar(pairs)) == 1

    async def test_it_is_found_whoever_is_the_first_of_the_two(self, database: Database, cast: Cast) -> None:
        await topic(database, cast.ana, cast.ben, "The launch")
        turned = {"first_id": cast.ben, "second_id": cast.ana}
        await database.write(lambda db: db.execute(update(one_to_ones.one_to_ones).values(turned)))

        for pair in ((cast.ana, cast.ben), (cast.ben, cast.ana)):
            assert "The launch" in build.said(await opened(database, *pair))

    async def test_a_long_one_is_cut_and_fits_both_platforms(self, database: Database, cast: Cast) -> None:
        for number in range(24):
            await topic(database, cast.ana, cast.ben, f"Topic {number} {'x' * 2900}")
            await action(database, cast.ana, cast.ben, f"Action {number} {'<!channel>' * 290}")

        shown = await opened(database, cast.ana, cast.ben)

        said = build.said(shown)
        assert said.startswith("48 open")
        assert said.count("and 12 more") == 2
        assert [f"Topic {number} " in said for number in (0, 11, 12)] == [True, True, False]
        blocks = slack_card(shown, READER)
        assert len(repr(blocks).split("'Done'")) - 1 == 24
        assert "We met" in repr(blocks)
        assert "We met" in repr(pages(shown, READER, SURFACE))

    async def test_a_single_long_topic_is_shown_whole(self, database: Database, cast: Cast) -> None:
        text = "x" * 3000

        assert text in build.said(await topic(database, cast.ana, cast.ben, text))

    async def test_it_takes_as_many_statements_however_much_there_is(
        self, database: Database, cast: Cast, statements: list[str]
    ) -> None:
        async def counted() -> int:
            def work(db: Connection) -> int:
                ask = asking(db, cast.ana)
                statements.clear()
                ROUTER.called(ask, Call("oneonone", {"person": f"person:{cast.ben}"}))
                return len(statements)

            return await database.write(work)

        await topic(database, cast.ana, cast.ben, "First")
        few = await counted()
        for number in range(20):
            await topic(database, cast.ana, cast.ben, str(number))
            await database.write(lambda db: a_worry(db, cast, cast.ben))

        # The person, the pair, its agenda, the key results of both and the feedback.
        assert (few, await counted()) == (5, 5)


def a_worry(db: Connection, cast: Cast, owner: int, **changes: object) -> str:
    """A key result that nobody has checked in for weeks."""
    objective = an_objective(db, cast.workspace, owner, **changes)
    return a_key_result(db, cast.workspace, objective, owner)


class TestWhatBelongsToIt:
    async def test_key_results_that_need_a_word(self, database: Database, cast: Cast) -> None:
        def work(db: Connection) -> None:
            a_worry(db, cast, cast.ben)
            a_worry(db, cast, cast.others["Pia Peer"])
            build.run(build.an_ask(db, cast.ana, now=NOW), "okr new Calm", ROUTER)
            build.run(build.an_ask(db, cast.ana, now=NOW), "okr kr O-3 Sleep from 0 to 10", ROUTER)

        await database.write(work)

        lines = build.said(await opened(database, cast.ana, cast.ben)).splitlines()

        assert [line for line in lines if "KR-" in line] == [
            "• not said · KR-1 Obtain 3,000 pre-orders · stale · @Ben Okafor"
        ]

    async def test_nothing_of_a_private_objective_that_the_reader_does_not_see(
        self, database: Database, cast: Cast
    ) -> None:
        await database.write(lambda db: a_worry(db, cast, cast.ben, is_private=True))

        assert "KR-1" not in build.said(await opened(database, cast.ana, cast.ben))
        assert "KR-1" in build.said(await opened(database, cast.ben, cast.ana))

    async def test_feedback_since_they_met_that_the_reader_may_read(self, database: Database, cast: Cast) -> None:
        pia = cast.others["Pia Peer"]

        def given(db: Connection, text: str, author: int, receiver: int, days_ago: int) -> None:
            new = NewFeedback(author, receiver, receiver, "private", text)
            feedback.give(db, cast.workspace, [new], NOW - timedelta(days=days_ago))

        def work(db: Connection) -> None:
            given(db, "before", cast.ana, cast.ben, 9)
            pair = one_to_ones.open_between(db, cast.workspace, cast.ana, cast.ben, NOW)
            one_to_ones.meet(db, pair, NOW - timedelta(days=7))
            given(db, "clear demo", cast.ana, cast.ben, 1)
            given(db, "between Pia and Ben", pia, cast.ben, 1)

        await database.write(work)

        ana = build.said(await opened(database, cast.ana, cast.ben))
        ben = build.said(await opened(database, cast.ben, cast.ana))

        assert "Feedback since you last met" in ana
        assert "Feedback is shown as far as you may read it." in ana
        assert [text in ana for text in ("clear demo", "between Pia", "before")] == [True, False, False]
        assert [text in ben for text in ("clear demo", "between Pia", "before")] == [True, True, False]

    async def test_where_there_is_more_feedback_it_says_of_what_there_is_more(
        self, database: Database, cast: Cast
    ) -> None:
        new = [NewFeedback(cast.ana, cast.ben, cast.ben, "private", f"word {number}") for number in range(4)]
        await database.write(lambda db: feedback.give(db, cast.workspace, new, NOW))

        assert "These are the latest 3. More feedback: /feedback list" in build.said(
            await opened(database, cast.ana, cast.ben)
        )


class TestDone:
    async def test_done_by_either_until_they_meet_and_open_again(self, database: Database, cast: Cast) -> None:
        shown = await topic(database, cast.ana, cast.ben, "The launch")

        after = await pressed(database, cast.ben, button(shown, "Done"))
        assert "Done · The launch · from @Ana Ruiz [Reopen]" in build.said(after)
        assert build.said(after).startswith("Nothing open")

        again = await pressed(database, cast.ana, button(after, "Reopen"))
        assert "\nThe launch · from you [Done]" in build.said(again)

    async def test_twice_is_once(self, database: Database, cast: Cast) -> None:
        shown = await topic(database, cast.ana, cast.ben, "The launch")
        for who in (cast.ana, cast.ben, cast.ana):
            await pressed(database, who, button(shown, "Done"))

        entries = select(audit.c.action, audit.c.person_id).where(audit.c.action == "done")
        assert await database.read(lambda db: [tuple(row) for row in db.execute(entries)]) == [("done", cast.ana)]

    async def test_the_audit_holds_no_text(self, database: Database, cast: Cast) -> None:
        await topic(database, cast.ana, cast.ben, "A word of secret")
        await action(database, cast.ana, cast.ben, "Another secret", by="2026-11-27")

        rows = await database.read(lambda db: [tuple(row) for row in db.execute(select(audit))])
        assert "add topic" in repr(rows)
        assert "secret" not in repr(rows)


class TestMeeting:
    async def test_what_is_done_goes_and_what_is_open_stays(self, database: Database, cast: Cast) -> None:
        for text in ("The launch", "The fair"):
            shown = await topic(database, cast.ana, cast.ben, text)
        shown = await pressed(database, cast.ana, button(shown, "Done", beside="The launch"))

        after = build.said(await pressed(database, cast.ana, button(shown, "We met")))

        assert after.startswith("1 open · one-to-one with @Ben Okafor · last met 2026-11-23")
        assert ("The launch" in after, "The fair" in after) == (False, True)

    async def test_both_say_so_and_it_counts_once(self, database: Database, cast: Cast) -> None:
        cards = [await opened(database, *pair) for pair in ((cast.ana, cast.ben), (cast.ben, cast.ana))]
        first, second = NOW, NOW + timedelta(hours=30)
        await pressed(database, cast.ana, button(cards[0], "We met"), first)

        late = await pressed(database, cast.ben, button(cards[1], "We met"), second)

        assert "last met 2026-11-23" in build.said(late)
        pair = await database.read(lambda db: one_to_ones.find(db, cast.ana, cast.ben))
        assert pair is not None
        assert (pair.held_at, pair.version) == (first, 2)


@pytest.mark.parametrize("name", OTHERS)
async def test_to_everybody_else_it_is_as_if_it_were_not_there(database: Database, cast: Cast, name: str) -> None:
    who = cast.others[name]
    empty = [build.said(await opened(database, who, other)) for other in (cast.ana, cast.ben)]
    shown = await topic(database, cast.ana, cast.ben, "A word of secret")
    await action(database, cast.ana, cast.ben, "Another secret", by="friday")

    said = [build.said(await opened(database, who, other)) for other in (cast.ana, cast.ben)]
    assert said == empty
    real, unknown = button(shown, "Done"), Call("oneonone done", {"item": "99", "done": "yes"})
    refusals = []
    for call in (real, unknown, replace(real, given={"item": "x" * 30})):
        with pytest.raises(Refused) as refused:
            await pressed(database, who, call)
        refusals.append(refused.value.sentence)
    assert set(refusals) == {"This is on no agenda of yours. Open the one that you look for: /oneonone @ana."}
    assert "2 open" in build.said(await opened(database, cast.ana, cast.ben))
    # Their own one-to-one with Ana is another one.
    await pressed(database, who, Call("oneonone met", {"person": f"person:{cast.ana}"}))
    assert "not met yet" in build.said(await opened(database, cast.ana, cast.ben))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_screen_has_an_example_that_can_be_kept(name: str) -> None:
    shown = EXAMPLES[name]()

    assert load(dump(shown)) == shown
    assert 0 < len(shown.text) <= 150
    assert set(build.calls(shown).values()) <= {spec.command for spec in ROUTER.catalogue}
