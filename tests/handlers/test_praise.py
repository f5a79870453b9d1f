"""Praise: where it is posted, who is told, what others add to it by a reaction, and that it counts for nobody."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select, update

from handlers.chat.ask import Ask, Place
from handlers.chat.card import Card, Paragraph, load
from handlers.chat.reply import FormErrors, OpenForm, Refused, ReplaceCard, Reply, Say, Whisper
from handlers.chat.router import Router, on
from handlers.company import Company
from handlers.feedback.giving.withdraw import WithdrawFeedback, withdraw
from handlers.feedback.praising import posts
from handlers.feedback.praising.praise import Praise, give
from handlers.feedback.praising.reacting import react
from storage import feedback
from storage.database import Connection, Database, open_database
from storage.feedback import FeedbackLine, feedbacks
from storage.outbox import messages, outbox
from storage.people import people
from storage.reactions import News, Posted
from tests.builders import company as build
from tests.builders.company import PLACE, said, whispered

ROUTER = Router((on(Praise, give), on(WithdrawFeedback, withdraw)))
HERE = replace(PLACE, name="general")
COMPANY = Company(values=("Customer first", "We say what is"))
POSTED = Posted("slack", "C0PRODUCT", "1700000000.000100")


@dataclass(frozen=True, slots=True)
class Stage:
    """Ana, Ben and Chen are in Product, which meets in #product; Dara is in Sales, which meets in #sales; Emil in none.

    `do` answers words of somebody's in a transaction of its own; {ben} is a mention of Ben.
    """

    database: Database
    workspace: int
    ids: dict[str, int]

    def ask(self, db: Connection, who: str = "ana", place: Place = HERE, *, is_overheard: bool = False) -> Ask:
        ask = build.an_ask(db, self.ids[who], place=place, company=COMPANY)
        return replace(ask, is_overheard=is_overheard)

    async def do(self, words: str, who: str = "ana", place: Place = HERE, *, is_overheard: bool = False) -> Reply:
        def work(db: Connection) -> Reply:
            named = words.format(**{name: build.at(db, number) for name, number in self.ids.items()})
            return build.run(self.ask(db, who, place, is_overheard=is_overheard), f"praise {named}", ROUTER)

        return await self.database.write(work)

    async def take_back(self, code: str) -> Reply:
        return await self.database.write(lambda db: ROUTER.typed(self.ask(db), f"feedback withdraw {code}"))

    async def outgoing(self) -> list[tuple[str, Card]]:
        """What waits: whereto ("C0PRODUCT", "@4") and the card."""
        query = select(outbox).where(outbox.c.state == "waiting").order_by(outbox.c.id)
        rows = await self.database.read(lambda db: db.execute(query).all())
        return [(row.conversation or f"@{row.person_id}", load(row.card)) for row in rows]

    async def places(self) -> list[str]:
        return [place for place, _ in await self.outgoing()]

    async def rows(self) -> Sequence[FeedbackLine]:
        def work(db: Connection) -> list[FeedbackLine]:
            codes = db.scalars(select(feedbacks.c.code).order_by(feedbacks.c.id)).all()
            return [line for code in codes if (line := feedback.by_code(db, self.workspace, code)) is not None]

        return await self.database.read(work)

    async def arrive(self) -> int:
        """Let the only post have been sent; return its number."""

        def work(db: Connection) -> int:
            number = db.execute(update(messages).values(external_id=POSTED.message).returning(messages.c.id))
            db.execute(update(outbox).values(state="sent", card=""))
            return int(number.scalar_one())

        return await self.database.write(work)

    async def react(self, who: str, emoji: str, at: int, *, is_there: bool = True) -> bool:
        news = [News(self.ids[who], emoji, is_there, at)]
        return await self.database.write(lambda db: react(self.ask(db, who), POSTED, news))


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    database = open_database(sqlite_url)
    await database.start()

    def set_up(db: Connection) -> Stage:
        workspace = build.a_workspace(db)
        names = ("Ana Ruiz", "Ben Okafor", "Chen Li", "Dara Novak", "Emil Berg", "Fay Guest")
        ids = {name.split()[0].lower(): build.a_person(db, workspace, name) for name in names}
        db.execute(update(people).where(people.c.id == ids["fay"]).values(standing="guest"))
        build.a_team(db, workspace, "Product", [ids[one] for one in ("ana", "ben", "chen")], channel="C0PRODUCT")
        build.a_team(db, workspace, "Sales", [ids["dara"]], channel="C0SALES")
        return Stage(database, workspace, ids)

    yield await database.write(set_up)
    await database.close()


def a_team(stage: Stage, name: str, members: Sequence[str], channel: str = "") -> Callable[[Connection], int]:
    ids = [stage.ids[one] for one in members]
    return lambda db: build.a_team(db, stage.workspace, name, ids, channel=channel)


class TestWhereItIsPosted:
    async def test_in_the_channel_of_the_team_that_all_share(self, stage: Stage) -> None:
        answer = whispered(await stage.do("{ben} {chen} Two days of calls --company-value customer"))

        ((place, card),) = await stage.outgoing()
        assert place == "C0PRODUCT"
        assert said(card).split("\n") == [
            "@Ana Ruiz praises @Ben Okafor and @Chen Li · Customer first",
            "Two days of calls",
            "React to add to it: raised hands, clap, heart or like.",
        ]
        assert "Praised @Ben Okafor and @Chen Li in #product." in said(answer)
        assert "F-1 and F-2 · Everyone in the company can read praise." in said(answer)

    async def test_each_who_is_praised_has_a_row_under_the_one_post(self, stage: Stage) -> None:
        await stage.do("{ben} {chen} Two days of calls")

        rows = await stage.rows()
        assert [(row.code, row.receiver_name, row.visibility, row.is_praise) for row in rows] == [
            ("F-1", "Ben Okafor", "public", True),
            ("F-2", "Chen Li", "public", True),
        ]
        assert len({row.message_id for row in rows}) == 1

    async def test_several_shared_teams_ask_which(self, stage: Stage) -> None:
        await stage.database.write(a_team(stage, "Launch", ("ana", "ben"), "C0LAUNCH"))

        reply = await stage.do("{ben} Well done")

        sentence = "You share Launch and Product with them. Choose in whose channel it is posted."
        assert reply == FormErrors({"team": sentence})

    async def test_a_team_that_is_named_is_the_one(self, stage: Stage) -> None:
        await stage.database.write(a_team(stage, "Launch", ("ana", "ben"), "C0LAUNCH"))

        await stage.do("{ben} Well done --team Launch")

        assert await stage.places() == ["C0LAUNCH"]

    async def test_of_several_shared_teams_the_one_where_it_is_typed(self, stage: Stage) -> None:
        await stage.database.write(a_team(stage, "Launch", ("ana", "ben"), "C0LAUNCH"))

        await stage.do("{ben} Well done", place=Place("slack", "C0LAUNCH", kind="channel"))

        assert await stage.places() == ["C0LAUNCH"]

    async def test_without_a_shared_team_in_that_of_the_first_who_is_praised(self, stage: Stage) -> None:
        await stage.do("{dara} {ben} Well done")

        assert await stage.places() == ["C0SALES"]

    async def test_without_any_team_where_it_is_typed(self, stage: Stage) -> None:
        await stage.do("{emil} Well done")

        assert await stage.places() == ["C0GENERAL"]

    async def test_a_private_channel_is_used_where_rungs_was_mentioned(self, stage: Stage) -> None:
        private = Place("slack", "C0PRIVATE", thread="1.1", message="1.1", kind="channel")

        reply = await stage.do("{emil} Well done", place=private, is_overheard=True)

        assert await stage.places() == ["C0PRIVATE"]
        assert isinstance(reply, Whisper)

    @pytest.mark.parametrize(
        "place",
        [Place("slack", "C0PRIVATE", kind="channel"), Place("slack", "D0ANA", kind="direct"), Place("slack")],
        ids=["a private channel where Rungs may not be", "a direct message", "nowhere"],
    )
    async def test_without_a_channel_it_goes_to_whom_it_praises(self, stage: Stage, place: Place) -> None:
        answer = whispered(await stage.do("{emil} Well done", place=place))

        ((where, card),) = await stage.outgoing()
        assert where == f"@{stage.ids['emil']}"
        assert said(card) == "@Ana Ruiz praises @Emil Berg\nWell done\nEveryone in the company can read praise."
        assert "Praised @Emil Berg, directly: there is no channel to post it in." in said(answer)

    async def test_a_channel_in_which_nothing_can_be_posted_is_left_out(self, stage: Stage) -> None:
        await stage.do("{ben} Well done")
        await stage.database.write(lambda db: db.execute(update(outbox).values(state="blocked", card="")))

        await stage.do("{ben} Well done again")
        named = await stage.do("{ben} Well done again --team Product")

        assert await stage.places() == ["C0GENERAL"]
        sentence = "I could not post in the channel of Product lately. Choose another team, or none."
        assert named == FormErrors({"team": sentence})

    async def test_a_team_that_meets_nowhere_is_refused(self, stage: Stage) -> None:
        await stage.database.write(a_team(stage, "Silent", ("ana", "ben")))

        reply = await stage.do("{ben} Well done --team Silent")

        assert reply == FormErrors({"team": "Silent meets in no channel. Choose another team, or none."})

    async def test_a_team_of_strangers_is_refused(self, stage: Stage) -> None:
        reply = await stage.do("{ben} Well done --team Sales")

        sentence = "Neither you nor whom you praise is in Sales. Choose a team of yours or of theirs."
        assert reply == FormErrors({"team": sentence})

    async def test_what_is_taken_back_before_it_was_posted_is_not_posted(self, stage: Stage) -> None:
        await stage.do("{ben} {chen} Well done")

        answer = await stage.take_back("F-2")

        assert await stage.outgoing() == []
        assert isinstance(answer, ReplaceCard)
        assert "It was not posted yet, and is not now." in said(answer.card)


class TestWhom:
    async def test_somebody_named_twice_is_praised_once(self, stage: Stage) -> None:
        await stage.do("{ben} {ben} Well done")

        assert len(await stage.rows()) == 1

    async def test_nobody_praises_oneself(self, stage: Stage) -> None:
        reply = await stage.do("{ben} {ana} Well done")

        assert isinstance(reply, OpenForm)
        assert reply.errors == {"people": "That is you. Name a colleague."}
        assert await stage.rows() == []

    async def test_a_guest_is_not_praised(self, stage: Stage) -> None:
        reply = await stage.do("{fay} Well done")

        assert isinstance(reply, OpenForm)
        assert "is a guest here" in reply.errors["people"]

    async def test_a_guest_praises_nobody(self, stage: Stage) -> None:
        with pytest.raises(Refused, match="you are a guest here"):
            await stage.do("{ben} Well done", who="fay")

    async def test_fifteen_at_most(self, stage: Stage) -> None:
        def crowd(db: Connection) -> str:
            ids = [build.a_person(db, stage.workspace, f"Colleague {number}") for number in range(16)]
            return " ".join(build.at(db, one) for one in ids)

        named = await stage.database.write(crowd)

        reply = await stage.do(f"{named} Well done")

        sentence = "You name 16 people, and 15 fit. Praise the others on their own."
        assert reply == FormErrors({"people": sentence})

    async def test_nobody_named_opens_the_form_that_says_who_reads_it(self, stage: Stage) -> None:
        def work(db: Connection) -> str:
            ask = stage.ask(db)
            reply = build.run(ask, "praise", ROUTER)
            assert isinstance(reply, OpenForm)
            return said(Card("", tuple(ROUTER.screen(ask, reply).body[:1])))  # type: ignore[arg-type]

        assert (await stage.database.read(work)).startswith("Everyone in the company can read praise.")


class TestByMention:
    async def test_posted_elsewhere_it_is_answered_in_place(self, stage: Stage) -> None:
        thread = replace(HERE, thread="1.1")

        reply = await stage.do("{ben} Well done", place=thread, is_overheard=True)

        sentence = "Praised Ben Okafor in #product."
        assert reply == Say(Card(sentence, (Paragraph.of(sentence),)))

    async def test_posted_there_the_post_is_the_answer(self, stage: Stage) -> None:
        product = Place("slack", "C0PRODUCT", thread="1.1", kind="channel", name="product")

        assert isinstance(await stage.do("{ben} Well done", place=product, is_overheard=True), Whisper)


class TestReactions:
    @pytest.fixture
    async def post(self, stage: Stage) -> Stage:
        await stage.do("{ben} Well done")
        await stage.arrive()
        return stage

    async def test_a_reaction_adds_to_the_post(self, post: Stage) -> None:
        assert await post.react("dara", "clap", 100)

        ((_, card),) = await post.outgoing()
        assert "Well done\n1 more joins in\nReact to add" in said(card)

    async def test_several_that_wait_are_one_edit(self, post: Stage) -> None:
        for who in ("chen", "dara", "emil"):
            await post.react(who, "like", 100)

        ((_, card),) = await post.outgoing()
        assert "3 more join in" in said(card)

    async def test_taken_back_it_is_gone(self, post: Stage) -> None:
        await post.react("dara", "clap", 100)
        await post.react("dara", "clap", 200, is_there=False)

        ((_, card),) = await post.outgoing()
        assert "join" not in said(card)

    async def test_told_again_nothing_is_edited(self, post: Stage) -> None:
        await post.react("dara", "clap", 100)
        await post.arrive()

        assert not await post.react("dara", "clap", 100)
        assert await post.outgoing() == []

    async def test_one_of_who_is_praised_edits_nothing(self, post: Stage) -> None:
        assert not await post.react("ben", "clap", 100)
        assert await post.outgoing() == []

    async def test_praise_that_was_taken_back_says_no_more(self, post: Stage) -> None:
        def withdraw(db: Connection) -> None:
            db.execute(update(feedbacks).values(withdrawn_at=build.NOW))
            message_id = db.execute(select(messages.c.id)).scalar_one()
            posts.refresh(post.ask(db), message_id)

        await post.database.write(withdraw)

        ((_, card),) = await post.outgoing()
        assert said(card) == "@Ana Ruiz took back what was here."


async def test_it_takes_three_statements_beside_those_of_every_command(stage: Stage, statements: list[str]) -> None:
    statements.clear()

    await stage.do("{ben} {chen} Two days of calls")

    others = ("outbox", "message", "audit", "person", "account")
    tables = [re.findall(r"(?:FROM|UPDATE|INTO) (?!SET)(\w+)", one)[-1] for one in statements]
    assert [one for one in tables if one not in others] == ["team", "counter", "feedback"]
