"""A company with cycles of its own, over HTTP: how they are named, chosen in a form, and listed."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.company import Company
from storage.cycles import Cycle, Cycles
from tests.e2e.chat import seen
from tests.e2e.world import World


@pytest.fixture
def company() -> Company:
    """Company X counts in halves, and has named the stretch of its launch."""
    launch = Cycle("Spring launch", date(2026, 11, 15), date(2027, 2, 28))
    return Company("Company X", ZoneInfo("Europe/Berlin"), cycles=Cycles("half", (launch,)))


async def test_an_objective_over_several_cycles_is_listed_in_each(product: World) -> None:
    said = await product.say("ana", "/okr new Win customers --cycle 2026-Q4 --by 2027-02-15")
    assert "(15 Feb 2027)" in said
    assert "2026-Q4" in said

    for cycle, codes in {
        "2026-Q4": ["O-1", "O-2"],
        "2027-Q1": ["O-2"],
        "2027": ["O-2"],
        "next": ["O-2"],
        "2026-07-01 to 2026-09-30": ["O-1"],
        "2026-12-31..2027-01-01": ["O-1", "O-2"],
        "2027-02-16..2027-03-31": [],
    }.items():
        listed = await product.say("jo", f"/okr list all --cycle {cycle}")
        assert [code for code in ("O-1", "O-2") if code in listed] == codes, listed


async def test_current_and_next_are_of_the_usual_kind(product: World) -> None:
    assert "2026-H2" in await product.say("ana", "/okr show O-1")
    assert "2027-H1" in await product.say("ana", "/okr new Win customers --cycle next")
    assert "2026-11" in await product.say("ana", "/okr new Learn to bake --cycle next month")


async def test_a_cycle_of_the_company_s_own_is_named_in_any_case(product: World) -> None:
    said = await product.say("ana", "/okr new Open the doors --cycle spring LAUNCH --team Product")

    assert all(part in said for part in ("*O-2* is set: *Open the doors*", "Spring launch", "(28 Feb 2027)"))
    assert "O-2" in await product.say("jo", "/okr list all --cycle Spring launch")


async def test_a_cycle_of_the_company_s_own_is_chosen_in_the_form(product: World) -> None:
    await product.say("ana", "/okr new")

    values = {"Title": "Open the doors", "Cycle": "Spring launch (2026-11-15 to 2027-02-28)"}
    assert "*O-2* is set: *Open the doors*" in await product.submit("ana", values)
    assert "Spring launch" in await product.say("jo", "/okr show O-2")


async def test_a_day_before_the_cycle_is_refused_where_the_form_is(product: World) -> None:
    said = await product.say("ana", "/okr new Win customers --cycle 2027-Q1 --by 2026-12-01")

    assert "before 2027-Q1 begins on 2027-01-01" in said
    assert "O-2" not in await product.say("ana", "/okr list all --cycle 2027")


async def test_a_past_cycle_is_listed_and_never_chosen(product: World) -> None:
    await product.forward_to(datetime(2027, 3, 1, 9, tzinfo=UTC))

    assert "O-1" not in await product.say("jo", "/okr list all")
    assert "O-1" in await product.say("jo", "/okr list all --cycle last")
    await product.say("ana", "/okr new Win customers --cycle last half")

    assert "2026-H2 is over. Name a cycle that is not, such as 2027-H1." in seen(product.form("ana"))
