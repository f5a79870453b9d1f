"""What goes with an objective that is dropped, and what becomes of those around it."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from handlers.chat.reply import OpenForm, Refused
from handlers.okrs.ending.drop import Drop
from handlers.okrs.fields import KEY_RESULT
from storage.audit import audit
from storage.follows import followed_changes
from storage.okr_lines import known_key_result, known_objective
from storage.okrs import objectives
from tests.handlers.okrs.stage import Stage


async def test_the_key_results_go_with_their_objective_and_their_owners_hear_of_it(sales: Stage) -> None:
    text = await sales.words(sales.cleo, "okr drop O-1 wrong year")

    assert "With it: KR-1, KR-2." in text
    assert (await sales.told())[1:] == [(sales.ben, "Cleo Ito dropped your KR-2: Deliver faster")]
    line = await sales.asking(sales.cleo, lambda ask: known_key_result(ask.db, ask.workspace_id, "KR-2"))
    assert line.drop_reason == "wrong year"
    with pytest.raises(Refused, match="KR-2 was dropped: wrong year"):
        await sales.type(sales.ben, "okr show KR-2")


async def test_the_audit_holds_what_went_and_what_it_had_reached(sales: Stage) -> None:
    await sales.change("KR-2", progress=Decimal("0.25"))

    await sales.type(sales.cleo, "okr drop O-1 wrong year")

    rows = await sales.database.read(
        lambda db: db.execute(select(audit).where(audit.c.action == "drop").order_by(audit.c.id)).all()
    )
    kept = {row.subject: (json.loads(row.before), json.loads(row.after)) for row in rows}
    assert list(kept) == ["O-1", "KR-1", "KR-2"]
    assert kept["O-1"][1] == {"reason": "wrong year", "key_results": ["KR-1", "KR-2"]}
    assert kept["KR-2"][0] == {"title": "Deliver faster", "owner": sales.ben, "progress": "0.25"}
    assert kept["KR-2"][1] == {"reason": "wrong year", "with": "O-1"}


async def test_what_it_counted_in_counts_without_it(sales: Stage) -> None:
    await sales.type(sales.ana, "okr new Grow")
    await sales.type(sales.cleo, "okr new Half of it --parent O-2")
    await sales.type(sales.cleo, "okr new Other half --parent O-2")
    await sales.database.write(
        lambda db: db.execute(update(objectives).where(objectives.c.code == "O-2").values(roll_up="aligned"))
    )
    await sales.database.write(
        lambda db: db.execute(update(objectives).where(objectives.c.code == "O-3").values(progress=Decimal(1)))
    )

    await sales.type(sales.cleo, "okr drop O-4 --reason over")

    grown = await sales.asking(sales.ana, lambda ask: known_objective(ask.db, ask.workspace_id, "O-2"))
    assert grown.progress == 1


async def test_what_was_aligned_to_it_stands_alone(sales: Stage) -> None:
    await sales.type(sales.ana, "okr new Sell more --parent O-1")

    await sales.type(sales.cleo, "okr drop O-1 wrong year")

    left = await sales.asking(sales.ana, lambda ask: known_objective(ask.db, ask.workspace_id, "O-2"))
    assert (left.parent_code, left.parent_id, left.dropped_at) == (None, None, None)
    assert "Part of" not in await sales.words(sales.ana, "okr show O-2")


async def test_dropping_twice_says_that_it_is_dropped(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr drop O-1 wrong year")

    again = await sales.type(sales.cleo, "okr drop O-1 wrong year")

    assert isinstance(again, OpenForm)
    assert again.errors == {"thing": "O-1 was dropped: wrong year. /okr list shows what is running."}


async def test_followers_hear_of_it_but_not_who_dropped_it(sales: Stage) -> None:
    for person in (sales.ana, sales.cleo):
        await sales.type(person, "okr follow KR-2")

    await sales.type(sales.cleo, "okr drop KR-2 --reason Nobody can count it")

    noted = await sales.database.read(lambda db: db.execute(select(followed_changes)).all())
    assert [row.person_id for row in noted] == [sales.ana]
    assert "dropped it. Reason: Nobody can count it" in noted[0].card


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
