"""What co-owners may do, and what it costs to know it."""

import pytest

from handlers.chat.ask import Ask
from handlers.chat.reply import OpenForm, Refused
from handlers.okrs.rights import may_change
from storage.involvements import involve
from storage.okr_lines import key_results_of_objectives, known_key_result, known_objective
from tests.builders.company import NOW
from tests.handlers.okrs.stage import Stage


@pytest.fixture
async def shared(sales: Stage) -> Stage:
    """Ana co-owns the whole of O-1."""
    await sales.database.write(lambda db: involve(db, 1, "co_owner", [sales.ana], NOW))
    return sales


def changeable(ask: Ask) -> set[int]:
    """The ids of the key results of O-1 that the writer may change."""
    return {line.id for line in key_results_of_objectives(ask.db, [1]) if may_change(ask, line)}


async def test_a_co_owner_of_the_objective_changes_it_and_its_key_results(shared: Stage) -> None:
    def rights(ask: Ask) -> tuple[bool, bool]:
        objective = known_objective(ask.db, ask.workspace_id, "O-1")
        key_result = known_key_result(ask.db, ask.workspace_id, "KR-2")
        return may_change(ask, objective), may_change(ask, key_result)

    assert await shared.asking(shared.ana, rights) == (True, True)
    assert await shared.asking(shared.ben, rights) == (False, True)
    assert await shared.asking(shared.gus, rights) == (False, False)


async def test_a_co_owner_of_one_key_result_has_only_that(sales: Stage) -> None:
    await sales.database.write(lambda db: involve(db, 1, "co_owner", [sales.ana], NOW, key_result_id=2))

    assert await sales.asking(sales.ana, changeable) == {2}
    with pytest.raises(Refused, match="Ask @Cleo Ito"):
        await sales.type(sales.ana, "okr kr O-1 More from 0 to 10")


async def test_a_reader_or_follower_may_change_nothing(sales: Stage) -> None:
    await sales.database.write(lambda db: involve(db, 1, "reader", [sales.ana], NOW))
    await sales.database.write(lambda db: involve(db, 1, "follower", [sales.ana], NOW))

    assert await sales.asking(sales.ana, changeable) == set()


async def test_a_co_owner_may_drop_what_is_theirs_too(shared: Stage) -> None:
    assert isinstance(await shared.type(shared.ana, "okr drop KR-2"), OpenForm)
    assert (await shared.words(shared.ana, "okr drop KR-2 --reason over")).startswith("KR-2 is dropped")


async def test_it_takes_one_statement_and_none_where_it_is_ones_own(sales: Stage, statements: list[str]) -> None:
    line = await sales.asking(sales.cleo, lambda ask: known_key_result(ask.db, ask.workspace_id, "KR-1"))

    async def counted(person: int) -> int:
        def work(ask: Ask) -> int:
            statements.clear()
            may_change(ask, line)
            return len(statements)

        return await sales.asking(person, work)

    assert await counted(sales.cleo) == 0
    assert await counted(sales.ana) == 1
