"""Somebody of whom only an id was known turns out to be somebody known: all that was theirs goes along."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, update
from sqlmodel import SQLModel

from storage import agendas, merging, one_to_ones, reminders, roles, tables
from storage.arrivals import register
from storage.audit import audit
from storage.database import Database
from storage.goal_plans import GoalComment, GoalPlan, goal_comments, goal_plans
from storage.involvements import involve, involvements
from storage.okrs import objectives
from storage.one_to_ones import PairLine
from storage.outbox import Outgoing, outbox
from storage.people import accounts, people, profile, somebody
from storage.reminders import NudgeCount, Plan, nudge_counts
from storage.teams import add_members, memberships
from storage.workspaces import counters
from tests.builders import NOW, a_person, a_team, a_workspace, an_arrival
from tests.builders.check_ins import a_key_result, an_objective
from tests.builders.everywhere import add, be_everywhere, evidence, one_to_one

ANA = an_arrival("Ana Ruiz")
SOMEONE = replace(an_arrival(""), external_id="29:ana", verified=False)
ANA_ON_TEAMS = replace(ANA, external_id="29:ana")


def someone(db: Connection) -> int:
    """A person of whom Teams has told nothing but the id."""
    return register(db, 1, "teams", [SOMEONE], NOW)["29:ana"]


def turns_out_to_be_ana(db: Connection) -> dict[str, int]:
    return register(db, 1, "teams", [ANA_ON_TEAMS], NOW + timedelta(minutes=1))


def counts(db: Connection, who: int) -> dict[str, int]:
    return {
        str(column): db.execute(select(func.count()).where(column == who)).scalar_one()
        for column in merging.references()
    }


@pytest.fixture
async def company(database: Database) -> Database:
    await database.write(a_workspace)
    return database


async def test_everything_of_a_placeholder_becomes_the_known_persons(company: Database) -> None:
    ana = await company.write(lambda db: a_person(db, 1))
    who = await company.write(someone)
    await company.write(lambda db: be_everywhere(db, who))
    before = await company.read(lambda db: counts(db, who))
    # Whoever adds a column with a person in it says here, by a row, what becomes of it.
    assert [name for name, count in before.items() if count == 0] == []

    belongs = await company.write(turns_out_to_be_ana)

    assert belongs == {"29:ana": ana}
    assert set((await company.read(lambda db: counts(db, who))).values()) == {0}
    after = await company.read(lambda db: counts(db, ana))
    assert after == before | {"account.person_id": 2}


async def test_no_table_with_a_person_in_it_is_left_out() -> None:
    declared = {
        str(column)
        for table in SQLModel.metadata.tables.values()
        for column in table.columns
        if any(key.column is people.c.id for key in column.foreign_keys)
    }

    assert tables.ALL
    assert declared - {str(column) for column in merging.references()} == {"audit.person_id"}


async def test_the_placeholder_is_found_no_more_and_the_merger_is_told_in_the_audit(company: Database) -> None:
    ana = await company.write(lambda db: a_person(db, 1))
    who = await company.write(someone)

    await company.write(turns_out_to_be_ana)

    row = await company.read(lambda db: db.execute(select(people).where(people.c.id == who)).mappings().one())
    assert (row["standing"], row["email"], row["search_key"], row["name"]) == ("deactivated", "", "", "Ana Ruiz")
    told = await company.read(
        lambda db: db.execute(select(audit.c.subject, audit.c.after).where(audit.c.action == "merge people")).one()
    )
    assert (told.subject, told.after) == (f"person:{who}", f'{{"person": {ana}}}')


async def test_where_the_placeholder_is_still_named_the_known_person_is_meant(company: Database) -> None:
    ana = await company.write(lambda db: a_person(db, 1))
    who = await company.write(someone)
    await company.write(turns_out_to_be_ana)

    found = await company.read(lambda db: (profile(db, who).id, somebody(db, 1, who)))

    assert found == (ana, await company.read(lambda db: somebody(db, 1, ana)))


async def test_who_has_another_account_keeps_what_is_theirs(company: Database) -> None:
    await company.write(lambda db: a_person(db, 1))
    who = await company.write(someone)
    second = replace(an_arrival("Cleo Marsh"), external_id="29:cleo")

    def with_two_accounts(db: Connection) -> int:
        cleo = register(db, 1, "teams", [second], NOW)["29:cleo"]
        db.execute(update(accounts).where(accounts.c.external_id == "29:ana").values(person_id=cleo))
        return an_objective(db, 1, cleo)

    objective = await company.write(with_two_accounts)
    await company.write(turns_out_to_be_ana)

    owner = await company.read(
        lambda db: db.execute(select(people.c.name).join(objectives, objectives.c.owner_id == people.c.id)).scalar_one()
    )
    assert (objective, owner) == (1, "Cleo Marsh")
    assert who


async def merged(company: Database, prepare: Callable[[Connection, int, int], Any]) -> tuple[int, int]:
    """Somebody and Ana with what `prepare` gives them, after they turned out to be one."""
    ana = await company.write(lambda db: a_person(db, 1))
    who = await company.write(someone)
    await company.write(lambda db: prepare(db, who, ana))
    await company.write(turns_out_to_be_ana)
    return who, ana


async def test_what_both_had_is_there_once(company: Database) -> None:
    def both(db: Connection, who: int, ana: int) -> None:
        team = a_team(db, 1, members=[ana])
        add_members(db, team, [who])
        involve(db, an_objective(db, 1, a_person(db, 1, "Ben Okafor")), "follower", [ana, who], NOW)
        for saver, about in ((who, who), (ana, who), (who, ana), (ana, ana)):
            add(db, evidence(saver, about))

    _, ana = await merged(company, both)

    def left(db: Connection) -> list[list[int]]:
        evidences = SQLModel.metadata.tables["evidence"]
        return [
            list(db.scalars(select(column)))
            for column in (memberships.c.person_id, involvements.c.person_id, evidences.c.about_id)
        ]

    assert await company.read(left) == [[ana], [ana], [ana]]


async def test_what_belongs_to_what_both_had_is_kept(company: Database) -> None:
    def both(db: Connection, who: int, ana: int) -> None:
        for number, person in enumerate((ana, who), start=1):
            add(db, GoalPlan(workspace_id=1, owner_id=person, cycle="2026-Q4"))
            add(db, GoalPlan(workspace_id=1, owner_id=person, cycle=f"2027-Q{number}"))
        for plan in (1, 2, 3, 4):
            add(db, GoalComment(workspace_id=1, plan_id=plan, person_id=who, text=str(plan), created_at=NOW))

    _, ana = await merged(company, both)

    rows = select(goal_plans.c.owner_id, goal_plans.c.cycle, goal_comments.c.text)
    rows = rows.join(goal_comments, goal_comments.c.plan_id == goal_plans.c.id).order_by(goal_comments.c.id)
    assert await company.read(lambda db: [tuple(row) for row in db.execute(rows)]) == [
        (ana, "2026-Q4", "1"),
        (ana, "2027-Q1", "2"),
        (ana, "2026-Q4", "3"),
        (ana, "2027-Q2", "4"),
    ]


@pytest.mark.parametrize("placeholder_is_first", [True, False])
async def test_one_to_ones_with_the_same_colleague_are_one(company: Database, placeholder_is_first: bool) -> None:
    later = NOW + timedelta(days=1)

    def both(db: Connection, who: int, ana: int) -> int:
        ben = a_person(db, 1, "Ben Okafor")
        add(db, one_to_one(ana, ben, held_at=NOW))
        add(db, one_to_one(*((who, ben) if placeholder_is_first else (ben, who)), held_at=later))
        for pair in (1, 2):
            agendas.add(db, 1, pair, ben, f"Topic {pair}", NOW)
        return ben

    people_met: list[int] = []
    _, ana = await merged(company, lambda db, who, ana: people_met.append(both(db, who, ana)))

    def left(db: Connection) -> tuple[PairLine | None, PairLine | None, list[str], int]:
        here, there = (one_to_ones.find(db, *pair) for pair in ((ana, people_met[0]), (people_met[0], ana)))
        texts = [item.text for item in agendas.agenda(db, 1, 9).items]
        return here, there, texts, db.execute(select(func.count()).select_from(one_to_ones.one_to_ones)).scalar_one()

    here, there, texts, count = await company.read(left)
    assert here == there == PairLine(1, later, 2)
    assert texts == ["Topic 1", "Topic 2"]
    assert count == 1


async def test_nudges_of_both_are_added_up(company: Database) -> None:
    def both(db: Connection, who: int, ana: int) -> None:
        for person, week, count in ((who, "2026-W47", 2), (ana, "2026-W47", 1), (who, "2026-W46", 3)):
            add(db, NudgeCount(person_id=person, week=week, count=count))

    await merged(company, both)

    rows = select(nudge_counts.c.week, nudge_counts.c.count).order_by(nudge_counts.c.week)
    assert await company.read(lambda db: [tuple(row) for row in db.execute(rows)]) == [("2026-W46", 3), ("2026-W47", 3)]


async def test_reminders_and_waiting_messages_follow_though_they_name_the_person_in_words(company: Database) -> None:
    def both(db: Connection, who: int, ana: int) -> None:
        for kind, person in (("nudge", who), ("again", who), ("nudge", ana)):
            reminders.plan(db, 1, [Plan(kind, f"person:{person}", person, NOW + timedelta(days=person))])
        add(
            db,
            Outgoing(
                workspace_id=1,
                queue=f"@{who}",
                lane=1,
                action="post",
                platform="teams",
                person_id=who,
                card="{}",
                created_at=NOW,
            ),
        )

    _, ana = await merged(company, both)

    table = reminders.reminders
    kept = select(table.c.kind, table.c.subject, table.c.subject_id, table.c.due_at).order_by(table.c.kind)
    rows = await company.read(lambda db: [tuple(row) for row in db.execute(kept)])
    assert [row[:3] for row in rows] == [("again", f"person:{ana}", ana), ("nudge", f"person:{ana}", ana)]
    assert rows[1][3] == NOW + timedelta(days=ana)
    assert await company.read(lambda db: list(db.scalars(select(outbox.c.queue)))) == [f"@{ana}"]


async def test_who_owns_it_is_no_co_owner_besides(company: Database) -> None:
    def both(db: Connection, who: int, ana: int) -> None:
        involve(db, an_objective(db, 1, ana), "co_owner", [who], NOW)
        involve(db, an_objective(db, 1, a_person(db, 1, "Ben Okafor")), "co_owner", [who], NOW)

    await merged(company, both)

    assert await company.read(lambda db: list(db.scalars(select(involvements.c.objective_id)))) == [2]


@pytest.mark.parametrize(
    ("managers", "expected"),
    [
        ({"Someone": "Ben"}, "Ben"),
        ({"Ana": "Ben", "Someone": "Cleo"}, "Ben"),
        ({"Ana": "Someone"}, None),
        ({"Someone": "Ana"}, None),
        ({"Ana": "Ben", "Ben": "Someone", "Someone": "Cleo"}, "Cleo"),
        ({"Someone": "Ben", "Ben": "Ana"}, None),
    ],
)
async def test_nobody_ends_up_above_themselves(
    company: Database, managers: dict[str, str], expected: str | None
) -> None:
    named: dict[str, int] = {}

    def both(db: Connection, who: int, ana: int) -> None:
        named.update({"Someone": who, "Ana": ana, "Ben": a_person(db, 1, "Ben"), "Cleo": a_person(db, 1, "Cleo")})
        for person, manager in managers.items():
            roles.set_manager(db, [named[person]], named[manager])

    _, ana = await merged(company, both)

    above = await company.read(lambda db: db.scalars(select(people.c.manager_id).where(people.c.id == ana)).one())
    line = await company.read(lambda db: roles.line_above(db, named["Ben"]))
    assert above == (named[expected] if expected else None)
    assert named["Someone"] not in line


async def test_settings_go_along_where_the_known_one_never_used_rungs(company: Database) -> None:
    await company.write(lambda db: register(db, 1, "slack", [ANA], NOW))
    who = await company.write(someone)
    own = {"time_zone": "Asia/Tokyo", "own_time_zone": True, "nudges": "light", "welcomed_at": NOW}
    await company.write(lambda db: db.execute(update(people).where(people.c.id == who).values(own)))

    belongs = await company.write(turns_out_to_be_ana)

    found = select(people).where(people.c.id == belongs["29:ana"])
    row = await company.read(lambda db: dict(db.execute(found).mappings().one()))
    assert {name: row[name] for name in own} == own


async def test_codes_are_counted_on_from_where_they_were(company: Database) -> None:
    def owns(db: Connection, who: int, ana: int) -> None:
        a_key_result(db, 1, an_objective(db, 1, who), who)
        an_objective(db, 1, ana)

    await merged(company, owns)

    found = select(counters.c.prefix, counters.c.last)
    assert await company.read(lambda db: {row.prefix: row.last for row in db.execute(found)}) == {
        "O": 2,
        "KR": 1,
        "F": 0,
        "G": 0,
    }
    codes = await company.read(lambda db: sorted(db.scalars(select(objectives.c.code))))
    assert codes == ["O-1", "O-2"]


async def test_an_account_known_by_its_address_alone_is_the_one_that_the_directory_names(company: Database) -> None:
    who = await company.write(someone)
    objective = await company.write(lambda db: an_objective(db, 1, who))
    named = replace(ANA, external_id="00000000-0000-4000-8000-000000000001", address="29:ana")

    belongs = await company.write(lambda db: register(db, 1, "teams", [named], NOW))

    assert (belongs[named.external_id], objective) == (who, 1)
    assert await company.read(lambda db: list(db.scalars(select(accounts.c.external_id)))) == [named.external_id]


async def test_an_account_known_by_both_ids_becomes_one(company: Database) -> None:
    named = replace(ANA, external_id="00000000-0000-4000-8000-000000000001", address="29:ana")
    ana = (await company.write(lambda db: register(db, 1, "teams", [replace(named, address="")], NOW)))[
        named.external_id
    ]
    who = await company.write(someone)
    await company.write(lambda db: an_objective(db, 1, who))

    await company.write(lambda db: register(db, 1, "teams", [named], NOW))

    assert await company.read(lambda db: list(db.scalars(select(accounts.c.address)))) == ["29:ana"]
    assert await company.read(lambda db: list(db.scalars(select(objectives.c.owner_id)))) == [ana]
