"""The coach over HTTP: asked by command, and by the button beside what was written."""

from dataclasses import replace

import pytest

from handlers.company import Company
from tests.e2e.chat import seen
from tests.e2e.world import World


@pytest.fixture
def company(company: Company) -> Company:
    """Company X has said where it wants to go."""
    return replace(company, vision="Breakfast without a knife.")


async def test_the_coach_says_what_holds_and_what_could_be_better(product: World) -> None:
    said = await product.say("jo", "/okr coach O-1")

    assert said.startswith("13 of 13 rules hold · *O-1* Sell the first self-buttering toaster, ")
    assert "*as measured by* *KR-1* Obtain pre-orders (from 0 to 3,000 orders)" in said
    assert "*Our vision*: Breakfast without a knife." in said
    assert "how does O-1 bring it nearer?" in said


async def test_the_note_beside_a_new_objective_leads_to_the_coach(product: World) -> None:
    answer = await product.direct("ana", "okr new Launch 3 toasters")
    assert "Coach: The number 3 belongs to a key result." in product.lines("ana")[-1]

    await product.press("ana", answer, "Coach")

    said = seen(product.whisper("ana"))
    assert "It begins with what will be done: “Launch”." in said
    assert "Nothing measures it yet." in said
    assert "/okr kr O-2 TITLE from 0 to 100" in said


async def test_what_is_written_well_comes_without_a_note(product: World) -> None:
    for words in ("/okr new Be loved at breakfast", "/okr kr O-1 Customers who come back from 0 to 100 --unit %"):
        assert "Coach" not in await product.say("ana", words)


async def test_a_key_result_that_never_ends_is_set_all_the_same(product: World) -> None:
    said = await product.say("ana", "/okr kr O-1 Send a newsletter every week from 0 to 12")

    assert "*KR-3* is set" in said
    assert "Coach: “every week” never ends." in said
    assert "*KR-3*: *“every week” never ends.*" in await product.say("jo", "/okr coach O-1")


async def test_nobody_learns_by_the_coach_of_what_is_private(product: World) -> None:
    await product.say("ines", "/okr new Sell the knife business --private")

    hidden, unknown = [await product.say("jo", f"/okr coach {code}") for code in ("O-2", "O-77")]

    assert hidden.replace("O-2", "O-77") == unknown
    assert "Sell the knife business" in await product.say("ines", "/okr coach O-2")
