"""Deleting what nobody has used, and what is said where something hangs on it."""

import json

import pytest
from sqlalchemy import func, select

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused, ReplaceCard
from storage.audit import audit
from storage.database import Connection
from storage.involvements import involve, involvements
from storage.okr_lines import known_objective
from storage.okrs import key_results, objectives
from tests.builders import company as build
from tests.builders.company import NOW, said
from tests.handlers.okrs.stage import Stage


async def test_deleting_asks_first_and_then_nothing_is_left(sales: Stage) -> None:
    asked = await sales.card(sales.cleo, "okr delete KR-2")

    assert "Delete KR-2 Deliver faster for good?" in said(asked)
    assert build.calls(asked) == {"Delete KR-2 for good": "okr delete", "Drop it instead": "okr drop"}

    reply = await sales.press(sales.cleo, Call("okr delete", {"thing": "KR-2", "sure": "yes"}))

    assert isinstance(reply, ReplaceCard)
    assert "KR-2 is deleted" in said(reply.card)
    with pytest.raises(Refused, match="There is no key result KR-2"):
        await sales.type(sales.cleo, "okr show KR-2")


async def test_its_owner_is_told_and_the_audit_keeps_all_that_it_held(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr delete KR-2 --sure")

    assert (await sales.told())[1:] == [(sales.ben, "Cleo Ito deleted your KR-2: Deliver faster")]
    row = (await sales.database.read(lambda db: db.execute(select(audit).where(audit.c.action == "delete")).all()))[0]
    held = json.loads(row.before)
    assert (row.subject, row.person_id) == ("KR-2", sales.cleo)
    assert (held["title"], held["start"], held["target"], held["owner_id"]) == (
        "Deliver faster",
        "61.2",
        "45",
        sales.ben,
    )


async def test_the_code_of_what_was_deleted_is_never_given_again(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr delete KR-2 --sure")

    assert "KR-3 is set" in await sales.words(sales.cleo, "okr kr O-1 Deliver faster from 61.20 to 45")


async def test_its_objective_counts_without_it(sales: Stage) -> None:
    await sales.change("KR-1", progress=1)

    await sales.type(sales.cleo, "okr delete KR-2 --sure")

    assert (await sales.asking(sales.cleo, lambda ask: known_objective(ask.db, ask.workspace_id, "O-1"))).progress == 1


async def test_a_key_result_with_a_check_in_stays_also_when_it_was_taken_back(sales: Stage) -> None:
    await sales.check_in("KR-2", sales.ben, 50)
    await sales.take_back("KR-2", sales.ben)

    with pytest.raises(Refused, match=r"KR-2 cannot be deleted: it has 2 check-ins\. Drop it instead") as refused:
        await sales.type(sales.cleo, "okr delete KR-2 --sure")

    assert refused.value.card is not None
    assert build.calls(refused.value.card) == {"Drop KR-2": "okr drop"}


async def test_an_objective_stays_while_anything_ever_hung_on_it(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr drop KR-1 --reason over")
    await sales.type(sales.ana, "okr new Sell more --parent O-1")

    match = "O-1 cannot be deleted: it has 2 key results, dropped ones counted, and O-2 is aligned to it"
    with pytest.raises(Refused, match=match):
        await sales.type(sales.cleo, "okr delete O-1 --sure")


async def test_an_objective_goes_with_the_parts_that_people_had_in_it(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr new Sell more --co-owners {ana}")
    await sales.database.write(lambda db: involve(db, 2, "follower", [sales.ben], NOW))

    await sales.type(sales.cleo, "okr delete O-2 --sure")

    def counted(db: Connection) -> list[int]:
        tables = (objectives, involvements, key_results)
        return [db.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    assert await sales.database.read(counted) == [1, 0, 2]


async def test_what_is_aligned_out_of_sight_neither_keeps_it_nor_is_betrayed(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr new Sell more")
    await sales.type(sales.ana, "okr new Hidden --parent O-2 --private")

    asked = await sales.words(sales.cleo, "okr delete O-2")
    await sales.type(sales.cleo, "okr delete O-2 --sure")

    assert "O-3" not in asked
    hidden = await sales.asking(sales.ana, lambda ask: known_objective(ask.db, ask.workspace_id, "O-3"))
    assert hidden.parent_code is None


async def test_others_cannot_delete(sales: Stage) -> None:
    with pytest.raises(Refused, match=r"You cannot delete O-1, because it belongs to Cleo Ito\. Ask @Cleo Ito"):
        await sales.type(sales.ana, "okr delete O-1 --sure")


async def test_without_a_code_the_form_opens(sales: Stage) -> None:
    assert isinstance(await sales.type(sales.cleo, "okr delete"), OpenForm)
