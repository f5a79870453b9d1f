"""Cloning an objective into another cycle."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import select, update

from handlers.chat.reply import FormErrors, OpenForm, Refused, Whisper
from handlers.okrs.setting.clone import Clone
from storage.audit import audit
from storage.involvements import involved
from storage.okr_lines import KeyResultLine, ObjectiveLine, key_results_of_objectives, known_objective
from storage.people import people
from storage.steps import steps_of
from tests.builders.company import said
from tests.handlers.okrs.stage import Stage


async def objective(stage: Stage, code: str) -> ObjectiveLine:
    return await stage.asking(stage.cleo, lambda ask: known_objective(ask.db, ask.workspace_id, code))


async def key_results(stage: Stage, code: str) -> list[KeyResultLine]:
    line = await objective(stage, code)
    return await stage.asking(stage.cleo, lambda ask: key_results_of_objectives(ask.db, [line.id]))


async def test_it_is_set_again_in_the_other_cycle_with_nothing_reached(sales: Stage) -> None:
    await sales.check_in("KR-1", sales.cleo, 1500)

    text = await sales.words(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    assert text.startswith("O-2 is set: Win customers for the car\nOwner: @Cleo Ito\nCycle: 2027-Q1\nDue: 2027-03-31")
    assert "Key results: KR-3, KR-4" in text
    assert "Cloned from O-1 in 2026-Q4, which keeps what was reached." in text
    orders, days = await key_results(sales, "O-2")
    assert (orders.start, orders.target, orders.unit, orders.current_value, orders.progress) == (
        Decimal(0),
        Decimal(3000),
        "orders",
        None,
        Decimal(0),
    )
    assert (days.metric, days.start, days.target, days.owner_id) == (
        "decrease",
        Decimal("61.2"),
        Decimal(45),
        sales.ben,
    )
    assert {one.due_on.isoformat() for one in (orders, days)} == {"2027-03-31"}
    assert {one.starts_on.isoformat() for one in (orders, days)} == {"2027-01-01"}


async def test_the_old_one_keeps_what_it_reached(sales: Stage) -> None:
    await sales.check_in("KR-1", sales.cleo, 1500)

    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    assert (await objective(sales, "O-1")).progress == Decimal("0.25")
    assert [one.current_value for one in await key_results(sales, "O-1")] == [1500, None]


async def test_team_ambition_people_and_roll_up_go_along(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr edit O-1 --team Field Sales --aspirational --co-owners {ana} --roll-up both")
    await sales.type(sales.cleo, "okr edit KR-2 --co-owners {ana} --weight 3")

    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1 --title The same and more")

    line = await objective(sales, "O-2")
    assert (line.title, line.team_name, line.ambition, line.roll_up) == (
        "The same and more",
        "Field Sales",
        "aspirational",
        "both",
    )
    parts = await sales.asking(sales.cleo, lambda ask: involved(ask.db, line.id, ("co_owner",)))
    assert [(one.key_result_id, one.person_id) for one in parts] == [(None, sales.ana), (4, sales.ana)]
    assert [one.weight for one in await key_results(sales, "O-2")] == [1, 3]


async def test_steps_are_to_be_done_again(sales: Stage) -> None:
    await sales.type(sales.cleo, 'okr kr O-1 Hire steps "Designers: 3; Engineers: 5"')
    await sales.tick("KR-3", sales.cleo, 1)

    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    copy = (await key_results(sales, "O-2"))[-1]
    steps = await sales.asking(sales.cleo, lambda ask: steps_of(ask.db, copy.id))
    assert [(one.title, one.weight, one.is_done) for one in steps] == [
        ("Designers", Decimal(3), False),
        ("Engineers", Decimal(5), False),
    ]
    assert (copy.target, copy.current_value, copy.progress) == (Decimal(8), None, Decimal(0))


async def test_a_start_that_was_measured_is_measured_anew(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr kr O-1 Keep it cool at most 20")
    await sales.check_in("KR-3", sales.cleo, 25)

    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    copy = (await key_results(sales, "O-2"))[-1]
    assert (copy.metric, copy.start, copy.band_high) == ("at_most", None, Decimal(20))


async def test_a_parent_that_is_over_by_then_is_left_out(sales: Stage) -> None:
    await sales.type(sales.ana, "okr new Grow --cycle 2026")
    await sales.type(sales.ana, "okr new Grow for years --cycle 2027")
    await sales.type(sales.cleo, "okr edit O-1 --parent O-2")
    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")
    await sales.type(sales.cleo, "okr edit O-1 --parent O-3")
    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    assert [(await objective(sales, code)).parent_code for code in ("O-4", "O-5")] == [None, "O-3"]


async def test_a_private_one_stays_private_with_its_readers(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr edit O-1 --private --readers {ana}")

    reply = await sales.type(sales.ana, "okr clone O-1 --cycle 2027-Q1")

    assert isinstance(reply, Whisper)
    assert reply.share is None
    line = await objective(sales, "O-2")
    readers = await sales.asking(sales.cleo, lambda ask: involved(ask.db, line.id, ("reader",)))
    assert (line.is_private, [one.person_id for one in readers]) == (True, [sales.ana])


async def test_what_one_may_not_see_one_cannot_clone(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr new Secret --private")

    hidden = await sales.type(sales.ana, "okr clone O-2 --cycle 2027-Q1")
    unknown = await sales.type(sales.ana, "okr clone O-9 --cycle 2027-Q1")

    assert isinstance(hidden, OpenForm)
    assert isinstance(unknown, OpenForm)
    assert hidden.notice.replace("O-2", "O-9") == unknown.notice


async def test_each_who_gets_something_hears_of_it_once(sales: Stage) -> None:
    told = len(await sales.told())

    await sales.type(sales.ana, "okr clone O-1 --cycle 2027-Q1")

    assert sorted((await sales.told())[told:]) == [
        (sales.ben, "Ana Ruiz cloned O-1 into 2027-Q1: O-2 Win customers for the car"),
        (sales.cleo, "Ana Ruiz cloned O-1 into 2027-Q1: O-2 Win customers for the car"),
    ]


async def test_who_has_left_leaves_it_to_who_clones_it(sales: Stage) -> None:
    await sales.database.write(
        lambda db: db.execute(update(people).where(people.c.id == sales.ben).values(standing="deactivated"))
    )

    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    assert [one.owner_id for one in await key_results(sales, "O-2")] == [sales.cleo, sales.cleo]


async def test_as_a_draft_it_counts_from_publish_on(sales: Stage) -> None:
    text = await sales.words(sales.cleo, "okr clone O-1 --cycle 2027-Q1 --draft")

    assert "Cloned from O-1" in text
    assert (await objective(sales, "O-2")).is_draft


async def test_what_was_dropped_of_it_is_not_cloned(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr drop KR-1 --reason over")

    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    assert [one.title for one in await key_results(sales, "O-2")] == ["Deliver faster"]


async def test_the_audit_says_from_what(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr clone O-1 --cycle 2027-Q1")

    rows = await sales.database.read(
        lambda db: db.execute(select(audit).where(audit.c.action == "clone").order_by(audit.c.id)).all()
    )
    assert [(row.subject, json.loads(row.after)["from"]) for row in rows] == [
        ("O-2", "O-1"),
        ("KR-3", "KR-1"),
        ("KR-4", "KR-2"),
    ]


async def test_into_its_own_cycle_it_is_not_cloned(sales: Stage) -> None:
    reply = await sales.type(sales.cleo, "okr clone O-1 --cycle 2026-Q4")

    assert isinstance(reply, FormErrors)
    assert "O-1 is in 2026-Q4 already" in reply.errors["cycle"]


async def test_without_a_cycle_the_form_asks_for_it(sales: Stage) -> None:
    reply = await sales.type(sales.cleo, "okr clone O-1")

    assert isinstance(reply, OpenForm)
    field = Clone.spec.field("cycle")
    assert field is not None
    assert field.needed


async def test_guests_cannot(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr kr O-1 Guess from 0 to 10")
    await sales.change("KR-3", owner_id=sales.gus)

    with pytest.raises(Refused, match="Guests cannot set objectives"):
        await sales.type(sales.gus, "okr clone O-1 --cycle 2027-Q1")


async def test_an_empty_one_can_be_cloned_too(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr new Empty")

    reply = await sales.type(sales.cleo, "okr clone O-2 --cycle 2027")

    assert isinstance(reply, Whisper)
    assert "Key results" not in said(reply.card)
