"""Feedback as it is kept and read back: who finds what, how much of it, and at what cost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from storage import feedback, feedback_changes, feedback_lists
from storage.database import Connection, Database
from storage.feedback import FeedbackLine, NewFeedback
from storage.feedback_changes import Wording
from storage.okr_lines import known_key_result
from storage.okrs import objectives
from storage.sight import Sight
from tests.builders import company as build


@dataclass(frozen=True, slots=True)
class Stage:
    """Ana, Ben and Cleo; KR-1 is Ana's."""

    database: Database
    workspace: int
    ana: int
    ben: int
    cleo: int

    def sight(self, person: int) -> Sight:
        return Sight(self.workspace, person)

    async def give(self, *given: NewFeedback) -> tuple[str, ...]:
        return await self.database.write(lambda db: feedback.give(db, self.workspace, given, build.NOW))

    async def line(self, code: str) -> FeedbackLine:
        found = await self.database.read(lambda db: feedback.by_code(db, self.workspace, code))
        assert found is not None
        return found

    async def of_ana(self, reader: int, most: int = 10, skipped: int = 0) -> list[str]:
        sight = self.sight(reader)
        return codes(await self.database.read(lambda db: feedback_lists.of_person(db, sight, self.ana, most, skipped)))

    async def between(self, reader: int, people: Sequence[int], since: timedelta | None = None) -> list[str]:
        begin = None if since is None else build.NOW - since
        return codes(
            await self.database.read(lambda db: feedback_lists.between(db, self.workspace, reader, people, begin, 9))
        )


def codes(lines: Sequence[FeedbackLine]) -> list[str]:
    return [line.code for line in lines]


@pytest.fixture
async def stage(database: Database) -> Stage:
    def work(db: Connection) -> Stage:
        build.create_tables(db)
        workspace = build.a_workspace(db)
        ana, ben, cleo = (build.a_person(db, workspace, name) for name in ("Ana Ruiz", "Ben Okafor", "Cleo Marsh"))
        build.run(build.an_ask(db, ana), "okr new Sell toasters")
        build.run(build.an_ask(db, ana), "okr kr O-1 Sell many from 0 to 10")
        return Stage(database, workspace, ana, ben, cleo)

    return await database.write(work)


async def test_codes_are_counted_in_the_order_of_what_is_given(stage: Stage) -> None:
    to_ana = NewFeedback(stage.ben, stage.ana, stage.ana, "private", "Clear demo")

    assert await stage.give(to_ana, replace(to_ana, receiver_id=stage.cleo, about_id=stage.cleo)) == ("F-1", "F-2")
    line = await stage.line("F-2")
    assert (line.author_name, line.receiver_name, line.about_name) == ("Ben Okafor", "Cleo Marsh", "Cleo Marsh")
    assert (line.manager_name, line.thing_code, line.created_at) == ("", "", build.NOW)


async def test_giving_takes_two_statements_however_many_receive_it(stage: Stage, statements: list[str]) -> None:
    given = [NewFeedback(stage.ben, stage.ana, stage.ana, "private", "Clear demo")] * 15
    statements.clear()

    await stage.give(*given)

    assert len(statements) == 2


class TestWhoFindsIt:
    @pytest.mark.parametrize(
        ("visibility", "author", "receiver", "manager", "peer", "guest"),
        [
            ("private", True, True, False, False, False),
            ("manager", True, True, True, False, False),
            ("public", True, True, True, True, False),
        ],
    )
    async def test_it_is_what_was_chosen_when_it_was_given(
        self, stage: Stage, visibility: str, author: bool, receiver: bool, manager: bool, peer: bool, guest: bool
    ) -> None:
        chen, dina = await stage.database.write(
            lambda db: [build.a_person(db, stage.workspace, name) for name in ("Chen Wei", "Dina Aziz")]
        )
        manager_id = chen if visibility == "manager" else None
        await stage.give(NewFeedback(stage.ben, stage.ana, stage.ana, visibility, "Well", manager_id))  # type: ignore[arg-type]

        readers = [stage.ben, stage.ana, chen, stage.cleo]
        found = [await stage.of_ana(reader) == ["F-1"] for reader in readers]
        sight = Sight(stage.workspace, dina, "named")
        by_guest = await stage.database.read(lambda db: feedback_lists.of_person(db, sight, stage.ana, 10))

        assert found == [author, receiver, manager, peer]
        assert bool(by_guest) is guest

    async def test_what_was_taken_back_is_in_no_list(self, stage: Stage) -> None:
        (code,) = await stage.give(NewFeedback(stage.ben, stage.ana, stage.ana, "public", "Well"))
        line = await stage.line(code)

        assert await stage.database.write(lambda db: feedback_changes.withdraw(db, stage.workspace, line, build.NOW))

        assert await stage.of_ana(stage.ana) == []
        assert await stage.between(stage.cleo, [stage.ana, stage.ben]) == []
        assert (await stage.line(code)).text == ""

    async def test_pages_are_cut_out_of_all_that_is_to_or_about_somebody(self, stage: Stage) -> None:
        to_ana = NewFeedback(stage.ben, stage.ana, stage.ana, "private", "Well")
        about_ana = replace(to_ana, receiver_id=stage.cleo, visibility="public")
        await stage.give(to_ana, about_ana, to_ana, about_ana, to_ana)

        assert await stage.of_ana(stage.ben, 2) == ["F-5", "F-4"]
        assert await stage.of_ana(stage.ben, 2, 2) == ["F-3", "F-2"]
        assert await stage.of_ana(stage.ben, 2, 4) == ["F-1"]


class TestBetween:
    async def test_it_is_about_one_of_them_or_from_one_to_the_other(self, stage: Stage) -> None:
        await stage.give(
            NewFeedback(stage.ben, stage.ana, stage.ana, "private", "to Ana"),
            NewFeedback(stage.ana, stage.ben, stage.cleo, "private", "to Ben about Cleo"),
            NewFeedback(stage.ben, stage.cleo, stage.ana, "private", "to Cleo about Ana"),
            NewFeedback(stage.ben, stage.cleo, stage.cleo, "private", "to Cleo"),
        )

        assert await stage.between(stage.ben, [stage.ana, stage.ben]) == ["F-3", "F-2", "F-1"]
        assert await stage.between(stage.cleo, [stage.ana, stage.ben]) == ["F-3"]

    async def test_what_is_older_is_left_out(self, stage: Stage) -> None:
        await stage.give(NewFeedback(stage.ben, stage.ana, stage.ana, "private", "to Ana"))

        assert await stage.between(stage.ben, [stage.ana, stage.ben], timedelta(hours=1)) == ["F-1"]
        assert await stage.between(stage.ben, [stage.ana, stage.ben], timedelta(0)) == []


class TestWhatItIsAbout:
    async def test_a_list_shows_the_code_only_to_whom_may_see_it(self, stage: Stage) -> None:
        def work(db: Connection) -> None:
            line = known_key_result(db, stage.workspace, "KR-1")
            new = NewFeedback(stage.ben, stage.ana, stage.ana, "public", "Well", key_result_id=line.id)
            feedback.give(db, stage.workspace, [new], build.NOW)
            db.execute(update(objectives).values(is_private=True))

        await stage.database.write(work)

        def seen(db: Connection) -> list[str]:
            readers = (stage.ana, stage.ben, stage.cleo)
            return [feedback_lists.of_person(db, stage.sight(reader), stage.ana, 9)[0].thing_code for reader in readers]

        assert await stage.database.read(seen) == ["KR-1", "", ""]
        assert (await stage.line("F-1")).thing_is_private


class TestChanging:
    async def test_of_two_changes_at_once_one_is_kept(self, stage: Stage) -> None:
        (code,) = await stage.give(NewFeedback(stage.ben, stage.ana, stage.ana, "private", "Well"))
        line = await stage.line(code)
        new = Wording("Very well", "Strength", "", None, None)

        first, second = [
            await stage.database.write(lambda db: feedback_changes.change(db, stage.workspace, line, new, build.NOW))
            for _ in range(2)
        ]

        assert (first, second) == (True, False)
        assert ((await stage.line(code)).text, (await stage.line(code)).version) == ("Very well", 2)

    async def test_what_is_added_stands_below_in_its_order(self, stage: Stage) -> None:
        (code,) = await stage.give(NewFeedback(stage.ben, stage.ana, stage.ana, "private", "Well"))

        def work(db: Connection) -> None:
            for text in ("And", "so on"):
                assert feedback_changes.add(db, stage.workspace, code, text, build.NOW)

        await stage.database.write(work)

        assert [added.text for added in (await stage.line(code)).additions] == ["And", "so on"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_lists_are_read_by_their_indexes(stage: Stage, statements: list[str]) -> None:
    await stage.give(NewFeedback(stage.ben, stage.ana, stage.ana, "private", "Well"))

    def plans(db: Connection) -> list[str]:
        sight = stage.sight(stage.ana)
        found: list[str] = []
        reads: list[Callable[[], object]] = [
            lambda: feedback_lists.received(db, sight, 10),
            lambda: feedback_lists.given_by(db, sight, 10),
            lambda: feedback_lists.of_person(db, sight, stage.ben, 10),
            lambda: feedback_lists.between(db, stage.workspace, stage.ana, [stage.ben], None, 10),
        ]
        for read in reads:
            statements.clear()
            read()
            assert len(statements) == 1
            placeholders = statements[0].count("?")
            rows = db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0]}", (1,) * placeholders)
            found.append("\n".join(str(row[3]) for row in rows))
        return found

    for plan in await stage.database.read(plans):
        assert "ix_feedback_" in plan
        assert "SCAN feedback" not in plan
