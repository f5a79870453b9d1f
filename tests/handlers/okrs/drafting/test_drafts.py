"""Drafts: where they are shown, how colleagues agree and suggest, and what publishing does."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from handlers.chat.card import Call, Card, load
from handlers.chat.reply import FormErrors, OpenForm, Refused, ReplaceCard
from handlers.home.screens import home_card
from storage.audit import audit
from storage.database import Connection
from storage.okr_lines import known_key_result, known_objective
from storage.okrs import key_results, objectives
from storage.outbox import messages, outbox
from storage.reminders import reminders
from storage.teams import teams
from tests.builders import company as build
from tests.builders.company import calls, said, whispered
from tests.handlers.okrs.stage import NOW, ROUTER, Stage


@pytest.fixture
async def sales(stage: Stage) -> Stage:
    """Field Sales meets in #sales; Ana, who leads it, has drafted O-1 there."""
    await stage.database.write(
        lambda db: db.execute(update(teams).values(platform="slack", channel="C0SALES", channel_name="sales"))
    )
    await stage.type(stage.ana, "okr new Win customers --team Field Sales --draft")
    return stage


async def channel_card(stage: Stage) -> Card:
    """The card that the channel shows now, or is about to show."""
    latest = select(outbox.c.card).where(outbox.c.message_id.is_not(None)).order_by(outbox.c.id.desc()).limit(1)
    return load(await stage.database.read(lambda db: db.execute(latest).scalar_one()))


async def threads(stage: Stage) -> list[Card]:
    rows = await stage.database.read(
        lambda db: list(db.execute(select(outbox.c.card).where(outbox.c.thread_of.is_not(None))).scalars())
    )
    return [load(row) for row in rows]


async def agree(stage: Stage, person: int) -> str:
    return said(whispered(await stage.press(person, Call("okr agree", {"objective": "O-1"}))))


async def suggest(stage: Stage, person: int, **values: str) -> str:
    return said(whispered(await stage.send(person, "okr suggest", objective="O-1", **values)))


async def drafts_of_home(stage: Stage, person: int) -> str:
    return said(await stage.asking(person, home_card)).partition("Drafts\n")[2]


async def counted(stage: Stage, statements: list[str], person: int, text: str) -> int:
    """The statements that the words take, beside finding out who asks."""

    def work(db: Connection) -> int:
        ask = build.an_ask(db, person, router=ROUTER)
        statements.clear()
        ROUTER.typed(ask, text)
        return len(statements)

    return await stage.database.write(work)


class TestShowing:
    async def test_an_open_draft_of_a_team_is_posted_in_its_channel(self, sales: Stage) -> None:
        card = await channel_card(sales)

        assert said(card).startswith("Draft · O-1 Win customers\nOwner: @Ana Ruiz\nCycle: 2026-Q4")
        assert "No key results yet.\nNobody has agreed yet.\n[Agree]\n[Suggest]" in said(card)
        assert "It counts nowhere until it is published: /okr publish O-1." in said(card)

    async def test_its_writer_is_told_where_it_stands_and_publishes_it_from_there(self, sales: Stage) -> None:
        card = await sales.card(sales.ana, "okr new Win more --team Field Sales --draft")

        assert "It stands in #sales, where colleagues agree and suggest." in said(card)
        assert calls(card) == {"Add a key result": "okr kr", "Publish": "okr publish"}

    async def test_a_personal_draft_is_posted_nowhere_and_can_be_shared(self, sales: Stage) -> None:
        reply = await sales.type(sales.ben, "okr new Learn to sell --draft")

        assert "It is posted nowhere" in said(whispered(reply))
        assert reply.share == Call("okr show", {"thing": "O-2"})  # type: ignore[union-attr]
        assert len(await sales.database.read(lambda db: db.execute(select(messages)).all())) == 1

    async def test_a_private_draft_is_told_to_its_readers_and_to_nobody_else(self, sales: Stage) -> None:
        reply = await sales.type(
            sales.ana, "okr new Win in secret --team Field Sales --draft --private --readers {cleo}"
        )

        assert reply.share is None  # type: ignore[union-attr]
        assert await sales.told() == [(None, "Draft O-1: Win customers"), (sales.cleo, "Draft O-2: Win in secret")]

    async def test_a_new_key_result_stands_in_it_at_once(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr kr O-1 Obtain pre-orders from 0 to 3000 --unit orders")

        assert "• KR-1 Obtain pre-orders: " in said(await channel_card(sales))

    async def test_made_private_its_card_names_nothing_any_more(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr edit O-1 --private yes")

        assert said(await channel_card(sales)) == "The draft that stood here is private now."

    async def test_shown_it_says_first_that_it_is_a_draft(self, sales: Stage) -> None:
        card = await sales.card(sales.cleo, "okr show O-1")

        assert said(card).startswith("Draft · O-1 Win customers")
        assert set(calls(card)) == {"Agree", "Suggest", "Coach"}
        assert "Publish" in calls(await sales.card(sales.ana, "okr show O-1"))

    async def test_it_is_shown_in_few_statements(self, sales: Stage, statements: list[str]) -> None:
        await agree(sales, sales.ben)

        # The draft, its key results, and who has a part in it.
        assert await counted(sales, statements, sales.cleo, "okr show O-1") == 3

    async def test_only_drafts_are_part_of_a_draft(self, sales: Stage) -> None:
        with pytest.raises(Refused, match="O-1 is a draft, so only drafts are part of it"):
            await sales.type(sales.ben, "okr new Help --parent O-1")
        await sales.type(sales.ben, "okr new Help --parent O-1 --draft")

        with pytest.raises(Refused, match="is a draft still, so nothing was published"):
            await sales.type(sales.ben, "okr publish O-2")


class TestAgreeing:
    async def test_it_is_counted_on_the_card(self, sales: Stage) -> None:
        assert "1 person agrees. You agree with O-1." in await agree(sales, sales.ben)
        assert "2 people agree. You agree with O-1." in await agree(sales, sales.cleo)

        assert "2 people agree: @Ben Okafor, @Cleo Ito" in said(await channel_card(sales))

    async def test_pressing_again_takes_it_back(self, sales: Stage) -> None:
        await agree(sales, sales.ben)

        assert "0 people agree. You do not agree with O-1 any more." in await agree(sales, sales.ben)
        assert "Nobody has agreed yet." in said(await channel_card(sales))

    async def test_two_at_once_are_both_counted(self, sales: Stage) -> None:
        await asyncio.gather(agree(sales, sales.ben), agree(sales, sales.cleo))

        assert "2 people agree" in said(await channel_card(sales))

    async def test_the_owners_own_agreement_does_not_count(self, sales: Stage) -> None:
        assert "your own agreement does not count" in await agree(sales, sales.ana)
        assert "Nobody has agreed yet." in said(await channel_card(sales))

    async def test_guests_cannot_see_it_and_so_cannot_agree(self, sales: Stage) -> None:
        reply = await sales.press(sales.gus, Call("okr agree", {"objective": "O-1"}))

        assert isinstance(reply, OpenForm)
        assert reply.errors == {"objective": "There is no objective O-1. /okr list shows yours."}

    async def test_nor_can_a_guest_who_is_named(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr kr O-1 Paint the shop from 0 to 3")
        await sales.change("KR-1", owner_id=sales.gus)

        with pytest.raises(Refused, match="Guests cannot agree or suggest"):
            await sales.press(sales.gus, Call("okr agree", {"objective": "O-1"}))

    async def test_with_what_is_published_nobody_agrees_any_more(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr publish O-1")

        with pytest.raises(Refused, match="O-1 is published already"):
            await agree(sales, sales.ben)


class TestSuggesting:
    async def test_the_form_opens_with_the_title(self, sales: Stage) -> None:
        call = Call("okr suggest", {"objective": "O-1"})

        assert await sales.press(sales.ben, call) == OpenForm(call)

    async def test_something_must_be_said(self, sales: Stage) -> None:
        reply = await sales.send(sales.ben, "okr suggest", objective="O-1", title="Win customers")

        assert reply == FormErrors({"comment": "Say something: another title, a key result, or what you think."})

    async def test_it_is_said_in_the_thread_of_the_card(self, sales: Stage) -> None:
        answer = await suggest(
            sales, sales.ben, title="Win customers in the north", key_result="Obtain pre-orders from 0 to 3000"
        )

        (card,) = await threads(sales)
        assert "is in the thread of its card" in answer
        assert said(card).splitlines() == [
            "@Ben Okafor suggests for O-1 Win customers",
            "Title: Win customers in the north",
            "Key result: Obtain pre-orders from 0 to 3000",
            "[Take over]",
        ]

    async def test_words_alone_have_nothing_to_take_over(self, sales: Stage) -> None:
        await suggest(sales, sales.ben, title="Win customers", comment="Rather next quarter")

        (card,) = await threads(sales)
        assert calls(card) == {}

    async def test_without_a_card_its_owner_is_told(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr new Learn to sell --draft")

        reply = await sales.send(sales.ben, "okr suggest", objective="O-2", comment="How about me")

        assert "is with @Cleo Ito" in said(whispered(reply))
        assert (await sales.told())[-1] == (sales.cleo, "Ben Okafor suggests for O-2: How about me")


class TestTakingOver:
    take = Call("okr take-over", {"suggestion": "1"})

    async def test_a_title_is_taken_over_and_the_old_one_kept(self, sales: Stage) -> None:
        await suggest(sales, sales.ben, title="Win customers in the north")

        reply = await sales.press(sales.ana, self.take)

        assert isinstance(reply, ReplaceCard)
        assert said(reply.card).endswith("Taken over by @Ana Ruiz.")
        assert calls(reply.card) == {}
        assert said(await channel_card(sales)).startswith("Draft · O-1 Win customers in the north")
        assert (await sales.told())[-1] == (sales.ben, "Ana Ruiz took over what you suggested for O-1.")
        (row,) = await sales.database.read(lambda db: db.execute(select(audit).where(audit.c.action == "edit")).all())
        assert (row.subject, row.before, row.after) == (
            "O-1",
            '{"title": "Win customers"}',
            '{"title": "Win customers in the north"}',
        )

    async def test_a_key_result_opens_the_form_with_what_was_understood(self, sales: Stage) -> None:
        await suggest(sales, sales.ben, key_result="Obtain pre-orders from 0 to 3000 --unit orders")

        reply = await sales.press(sales.ana, self.take)

        assert isinstance(reply, OpenForm)
        assert reply.call.command == "okr kr"
        expected = {"objective": "O-1", "title": "Obtain pre-orders", "start": "0", "target": "3000", "unit": "orders"}
        assert expected.items() <= reply.call.given.items()
        assert "took over what Ben Okafor suggested" in (await threads(sales))[-1].text

    async def test_it_is_taken_over_once(self, sales: Stage) -> None:
        await suggest(sales, sales.ben, title="Win customers in the north")
        await sales.press(sales.ana, self.take)

        with pytest.raises(Refused, match="Ana Ruiz took it over already"):
            await sales.press(sales.ana, self.take)

    async def test_whoever_closed_the_form_opens_it_again(self, sales: Stage) -> None:
        await suggest(sales, sales.ben, key_result="Obtain pre-orders from 0 to 3000")

        assert await sales.press(sales.ana, self.take) == await sales.press(sales.ana, self.take)

    async def test_others_are_sent_to_the_owner(self, sales: Stage) -> None:
        await suggest(sales, sales.ben, title="Win customers in the north")

        with pytest.raises(Refused, match="Ask @Ana Ruiz"):
            await sales.press(sales.cleo, self.take)

    async def test_what_is_no_suggestion_is_refused(self, sales: Stage) -> None:
        with pytest.raises(Refused, match="not there any more"):
            await sales.press(sales.ana, Call("okr take-over", {"suggestion": "77x"}))


class TestPublishing:
    async def test_it_counts_from_then_on(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr kr O-1 Obtain pre-orders from 0 to 3000 --owner {ben}")
        assert "You have no objectives yet" in await sales.words(sales.ana, "okr list")
        later = NOW + timedelta(days=2)

        text = await sales.words(sales.ana, "okr publish O-1", later)

        assert text.startswith("O-1 is published and counts from now on: Win customers")
        assert "O-1 Win customers" in await sales.words(sales.ana, "okr list", later)
        line = await sales.database.read(lambda db: known_key_result(db, sales.workspace, "KR-1"))
        assert (line.starts_on, line.is_draft) == (later.date(), False)

    async def test_the_owners_of_its_key_results_are_reminded_from_then_on(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr kr O-1 Obtain pre-orders from 0 to 3000 --owner {ben}")
        await sales.database.write(lambda db: db.execute(reminders.delete()))

        await sales.type(sales.ana, "okr publish O-1")

        rows = await sales.database.read(lambda db: db.execute(select(reminders.c.subject)).scalars().all())
        assert rows == [f"person:{sales.ben}"]

    async def test_the_cycle_to_come_begins_first(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Win next year --cycle 2027-Q1 --draft")
        await sales.type(sales.ana, "okr kr O-2 Obtain pre-orders from 0 to 3000")

        await sales.type(sales.ana, "okr publish O-2")

        line = await sales.database.read(lambda db: known_key_result(db, sales.workspace, "KR-1"))
        assert line.starts_on == date(2027, 1, 1)

    async def test_the_card_in_the_channel_ends_the_talk(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr publish O-1")

        card = await channel_card(sales)
        assert said(card).startswith("O-1 is published: Win customers")
        assert set(calls(card)) == {"Show"}

    async def test_what_it_feeds_is_counted_at_once(self, sales: Stage) -> None:
        await sales.type(sales.cleo, "okr new Grow")
        await sales.type(sales.ana, "okr new Help --parent O-2 --draft")
        await sales.type(sales.ana, "okr kr O-3 Obtain pre-orders from 0 to 100")

        def prepare(db: object) -> None:
            db.execute(update(objectives).where(objectives.c.code == "O-2").values(roll_up="aligned"))  # type: ignore[attr-defined]
            db.execute(update(key_results).values(progress=Decimal("0.5")))  # type: ignore[attr-defined]

        await sales.database.write(prepare)

        await sales.type(sales.ana, "okr publish O-3")

        parent = await sales.database.read(lambda db: known_objective(db, sales.workspace, "O-2"))
        assert parent.progress == Decimal("0.5")

    async def test_without_key_results_it_says_what_is_missing(self, sales: Stage) -> None:
        text = await sales.words(sales.ana, "okr publish O-1")

        assert "It has no key results yet, so nothing measures it. Add one: /okr kr O-1" in text

    async def test_after_its_end_it_is_refused(self, sales: Stage) -> None:
        with pytest.raises(Refused, match=r"O-1 was due on 2026-12-31, which is over.*--cycle 2027-Q1"):
            await sales.type(sales.ana, "okr publish O-1", NOW + timedelta(days=60))

    async def test_twice_is_said_to_be_twice(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr publish O-1")

        with pytest.raises(Refused, match="O-1 is published already, so it counts"):
            await sales.type(sales.ana, "okr publish O-1")

    async def test_others_cannot(self, sales: Stage) -> None:
        with pytest.raises(Refused, match="Ask @Ana Ruiz"):
            await sales.type(sales.cleo, "okr publish O-1")

    async def test_the_owner_is_told_where_somebody_else_did(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Sell more --team Field Sales --draft --owner {ben}")

        await sales.type(sales.ana, "okr publish O-2")

        assert (sales.ben, "Ana Ruiz published your O-2: Sell more") in await sales.told()


class TestListing:
    async def test_who_works_on_them_finds_them_in_the_list_and_on_home(self, sales: Stage) -> None:
        listed = await sales.words(sales.ana, "okr list")

        assert "Drafts\nO-1 Win customers · 2026-Q4 · 0 key results · @Ana Ruiz [Show or publish]" in listed
        assert (await drafts_of_home(sales, sales.ana)).startswith("O-1 Win customers")
        assert "Drafts" in await sales.words(sales.ana, "okr list --team Field Sales")

    async def test_nobody_else_does(self, sales: Stage) -> None:
        for person in (sales.ben, sales.cleo, sales.gus):
            assert "O-1" not in await sales.words(person, "okr list")
            assert await drafts_of_home(sales, person) == ""

    async def test_co_owners_and_readers_do(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Sell --draft --co-owners {ben} --private --readers {cleo}")

        for person in (sales.ben, sales.cleo):
            assert "O-2 Sell · private" in await sales.words(person, "okr list")

    async def test_those_of_the_next_cycle_are_listed_to_the_lead(self, sales: Stage) -> None:
        await sales.type(sales.ben, "okr new Sell next year --team Field Sales --cycle 2027-Q1 --draft")

        assert "O-2 Sell next year · 2027-Q1" in await sales.words(sales.ana, "okr list")
        assert "O-2 Sell next year · 2027-Q1" in await drafts_of_home(sales, sales.ana)

    async def test_they_count_in_no_number(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr new Published")

        text = await sales.words(sales.ana, "okr list")

        assert "1 objective · " in text.splitlines()[0]

    async def test_published_they_are_drafts_no_more(self, sales: Stage) -> None:
        await sales.type(sales.ana, "okr publish O-1")

        assert "Drafts" not in await sales.words(sales.ana, "okr list")

    async def test_the_list_takes_no_more_statements_for_them(self, sales: Stage, statements: list[str]) -> None:
        for number in range(20):
            await sales.type(sales.ana, f"okr new Draft {number} --draft")

        assert await counted(sales, statements, sales.ana, "okr list") == 3
        assert "and more: /okr search WORDS" in await sales.words(sales.ana, "okr list")
