"""Key results handed over, and what is no longer wanted dropped."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused
from handlers.okrs.ending.drop import Drop
from handlers.okrs.fields import KEY_RESULT
from storage.audit import audit
from storage.okr_lines import known_objective
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import Stage


async def test_handing_over_tells_both(sales: Stage) -> None:
    reply = await sales.press(sales.cleo, Call("okr hand-over", {"key_result": "KR-2", "owner": f"person:{sales.ana}"}))

    assert "KR-2 Deliver faster belongs to @Ana Ruiz now" in said(whispered(reply))
    assert (await sales.told())[1:] == [
        (sales.ana, "Cleo Ito gave you KR-2: Deliver faster"),
        (sales.ben, "KR-2 belongs to Ana Ruiz now: Deliver faster"),
    ]


async def test_an_objectives_owner_can_take_a_key_result_over(sales: Stage) -> None:
    call = Call("okr hand-over", {"key_result": "KR-2", "owner": f"person:{sales.cleo}"})

    assert "KR-2 Deliver faster is yours now" in said(whispered(await sales.press(sales.cleo, call)))


async def test_who_has_handed_over_can_do_so_no_more(sales: Stage) -> None:
    call = Call("okr hand-over", {"key_result": "KR-2", "owner": f"person:{sales.ana}"})
    await sales.press(sales.ben, call)

    with pytest.raises(Refused, match="Ask @Ana Ruiz"):
        await sales.press(sales.ben, replace(call, given={**call.given, "owner": f"person:{sales.cleo}"}))


async def test_dropping_keeps_history_and_recomputes_the_objective(sales: Stage) -> None:
    await sales.change("KR-1", current_value=Decimal(3000), progress=Decimal(1))

    text = await sales.words(sales.cleo, "okr drop KR-2 --reason Nobody can count it")

    assert text.startswith(
        "KR-2 is dropped: Deliver faster\nReason: Nobody can count it\n100 % is where O-1 stands now"
    )
    assert (await sales.told())[1:] == [(sales.ben, "Cleo Ito dropped your KR-2: Deliver faster")]
    with pytest.raises(Refused, match="KR-2 was dropped: Nobody can count it"):
        await sales.type(sales.cleo, "okr show KR-2")
    objective = await sales.asking(sales.cleo, lambda ask: known_objective(ask.db, ask.workspace_id, "O-1"))
    assert (objective.progress, objective.key_result_count) == (Decimal(1), 1)


async def test_an_objective_is_dropped_with_its_key_results(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr drop O-1 wrong year")

    assert "no objectives yet" in await sales.words(sales.cleo, "okr list")
    assert await sales.asking(sales.ben, lambda ask: KEY_RESULT.choices(ask, "")) == ()


async def test_a_drop_asks_for_its_reason(sales: Stage) -> None:
    assert await sales.type(sales.cleo, "okr drop O-1") == OpenForm(Drop.asked(thing="O-1"))


async def test_others_cannot_drop(sales: Stage) -> None:
    with pytest.raises(Refused, match="Ask @Cleo Ito"):
        await sales.type(sales.ana, "okr drop O-1 --reason mine is better")


async def test_every_change_is_in_the_audit(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr drop KR-2 --reason over")

    rows = await sales.database.read(lambda db: db.execute(select(audit).order_by(audit.c.id)).all())

    assert [(row.action, row.subject, row.person_id) for row in rows if row.subject.startswith(("O-", "KR-"))] == [
        ("set objective", "O-1", sales.cleo),
        ("set key result", "KR-1", sales.cleo),
        ("set key result", "KR-2", sales.cleo),
        ("drop", "KR-2", sales.cleo),
    ]
