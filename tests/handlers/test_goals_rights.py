"""Who sees and who changes goals: each role by each command, in the same words as if there were none."""

import re
from dataclasses import replace
from typing import Final

import pytest

from handlers.chat.ask import Ask
from handlers.chat.card import Call
from handlers.chat.fields import PickKind
from handlers.chat.reply import OpenForm, Refused, Reply
from handlers.chat.router import Router
from handlers.company import Company, HumanResources
from handlers.goals import commands as goals
from handlers.goals.fields import GOAL
from handlers.okrs import commands as okrs
from storage.database import Connection, Database
from tests.builders import company as build
from tests.builders.goals import ALONE, NOW, Stage, a_goal, a_stage

# That both databases find the same is in tests/storage/test_goals.py.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ROUTER = Router((*goals.COMMANDS, *okrs.COMMANDS))
READS: Final = ("goal show {}", "goal why {}")
CHANGES: Final = ("goal update {} 4", "goal edit {} --weight 20", "goal drop {} --reason Gone")
SEERS: Final = ("ana", "eve", "hana")
"""The manager, the manager's manager, and HR."""
OTHERS: Final = ("cleo", "ines", "gus")
"""A peer, a super user, and a guest."""


@pytest.fixture
async def here(database: Database) -> Stage:
    stage = await a_stage(database)
    await stage.goal("Speak at fairs", 100)
    return stage


def ask(here: Stage, db: Connection, name: str) -> Ask:
    return build.an_ask(db, getattr(here, name), now=NOW, place=ALONE, company=here.company)


async def answer(here: Stage, name: str, words: str) -> str:
    """All that comes of it, as text, with any code of a goal written the same."""

    def typed(db: Connection) -> Reply | str:
        kept = db.begin_nested()
        try:
            return ROUTER.typed(ask(here, db, name), words)
        except Refused as refused:
            return repr((refused.sentence, refused.card))
        finally:
            kept.rollback()

    return re.sub(r"\bG-(1|9)\b|fairs|zebras", "?", str(await here.database.write(typed)))


@pytest.mark.parametrize("words", [*READS, *CHANGES])
async def test_a_goal_out_of_sight_is_answered_like_one_that_there_is_not(here: Stage, words: str) -> None:
    for name in OTHERS:
        for real, unknown in (("G-1", "G-9"), ("g1", "g9"), ("fairs", "zebras")):
            hidden, missing = [await answer(here, name, words.format(one)) for one in (real, unknown)]
            assert hidden.replace(real, "?") == missing.replace(unknown, "?"), (name, real)
            assert "Speak" not in hidden


@pytest.mark.parametrize("words", READS)
async def test_whoever_may_see_it_reads_it_by_code_and_by_title(here: Stage, words: str) -> None:
    for name in ("ben", *SEERS):
        for one in ("G-1", "fairs"):
            said = await answer(here, name, words.format(one))
            assert said.startswith("Whisper("), (name, said)
            assert "share=None" in said
            assert re.search("nothing is recorded yet|no update yet", said)


@pytest.mark.parametrize("words", CHANGES)
async def test_only_the_owner_changes_it(here: Stage, words: str) -> None:
    assert (await answer(here, "ben", words.format("G-1"))).startswith("Whisper(")
    for name in SEERS:
        assert "a goal is changed by its owner alone. Ask @Ben Okafor." in await answer(here, name, words.format("G-1"))


async def test_a_list_is_refused_in_one_sentence_that_says_who_sees_goals(here: Stage) -> None:
    ben = await here.database.read(lambda db: build.at(db, here.ben))
    for name in SEERS:
        assert "Speak at" in await answer(here, name, f"goal list {ben}")
    for name in ("cleo", "ines"):
        assert "You cannot see the goals of Ben Okafor: only their owner, the managers up the line and HR do." in (
            await answer(here, name, f"goal list {ben}")
        )


async def test_the_refusal_does_not_tell_whether_there_are_any(here: Stage) -> None:
    ben, ana = [await here.database.read(lambda db, one=one: build.at(db, one)) for one in (here.ben, here.ana)]  # type: ignore[misc]

    with_goals, without = [await answer(here, "cleo", f"goal list {one}") for one in (ben, ana)]

    assert with_goals.replace("Ben Okafor", "") == without.replace("Ana Ruiz", "")


async def test_typeahead_and_the_forms_know_nothing_of_it_for_others(here: Stage) -> None:
    assert isinstance(GOAL, PickKind)
    for name in ("ben", *SEERS):
        for query in ("fair", "G-1", ""):
            found = await here.database.read(lambda db, q=query, n=name: GOAL.choices(ask(here, db, n), q))  # type: ignore[misc]
            assert [choice.value for choice in found] == ["G-1"], (name, query)
    for name in OTHERS:
        for query in ("fair", "G-1", ""):
            assert await here.database.read(lambda db, q=query, n=name: GOAL.choices(ask(here, db, n), q)) == ()  # type: ignore[misc]
        for command in ("goal update", "goal edit-goal"):

            def screen(db: Connection, command: str = command, name: str = name, code: str = "G-1") -> str:
                shown = ROUTER.screen(ask(here, db, name), OpenForm(Call(command, {"goal": code})))
                return re.sub(r"form_id='[^']*'|G-\d", "", str(shown))

            real = await here.database.read(screen)
            assert real == await here.database.read(lambda db, s=screen: s(db, code="G-9"))  # type: ignore[misc]


async def test_hr_with_a_scope_sees_the_members_of_its_teams_alone(database: Database) -> None:
    company = Company(human_resources=(HumanResources("hana.sato@company-x.example", ("field sales",)),))
    here = await a_stage(database, company)
    await here.goal("Speak at fairs", 100)

    def with_cleo(db: Connection) -> None:
        a_goal(db, here.workspace, here.cleo, "Fly to fairs")
        build.a_team(db, here.workspace, "Field  Sales", [here.cleo])

    await here.database.write(with_cleo)

    assert "There is no goal" in await answer(here, "hana", "goal show G-1")
    assert "Whisper(" in await answer(here, "hana", "goal show G-2")
    found = await here.database.read(lambda db: GOAL.choices(ask(here, db, "hana"), "fairs"))
    assert [choice.value for choice in found] == ["G-2"]


async def test_a_manager_of_yesterday_sees_no_more(here: Stage) -> None:
    await here.report_to(here.ben, here.cleo)

    assert "There is no goal" in await answer(here, "ana", "goal show G-1")
    assert "Whisper(" in await answer(here, "cleo", "goal show G-1")


async def test_to_look_at_somebody_s_goal_takes_one_statement_besides(here: Stage, statements: list[str]) -> None:
    async def sent_for(name: str) -> int:
        statements.clear()
        await answer(here, name, "goal why G-1")
        return len(statements)

    own = await sent_for("ben")
    for name in SEERS[:2]:
        assert await sent_for(name) == own + 1


async def test_aloud_there_is_no_goal_to_be_found(here: Stage) -> None:
    def aloud(db: Connection) -> Reply:
        return ROUTER.typed(replace(ask(here, db, "ben"), is_aloud=True), "goal show G-1")

    with pytest.raises(Refused, match=r"^There is no goal G-1\. /goal list shows yours\.$"):
        await here.database.read(aloud)
