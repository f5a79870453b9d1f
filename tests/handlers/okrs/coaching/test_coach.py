"""The coach, asked and beside what is written."""

import pytest

from handlers.chat.reply import Refused, Reply, Whisper
from handlers.company import Company
from storage.database import Connection
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import ROUTER, Stage


async def test_the_sentence_stands_at_the_top_with_how_many_rules_hold(sales: Stage) -> None:
    lines = (await sales.words(sales.ben, "okr coach O-1")).splitlines()

    assert lines[0] == (
        "13 of 13 rules hold · O-1 Win customers for the car, as measured by "
        "KR-1 Obtain 3,000 pre-orders (from 0 to 3000 orders) and KR-2 Deliver faster (from 61.2 to 45 days)"
    )
    assert lines[1].startswith("Good: specific · short enough to remember · no number in the objective")


async def test_each_advice_has_its_reason_and_an_example(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr kr O-1 Send a newsletter every week from 0 to 12")

    text = await sales.words(sales.cleo, "okr coach O-1")

    assert text.splitlines()[0].startswith("12 of 13 rules hold")
    assert (
        "→ KR-3: “every week” never ends.\n"
        "A key result is reached once; what recurs is a habit, or a KPI.\n"
        "For example: What “Send a newsletter every week” is for, from … to … by 2026-12-31."
    ) in text


async def test_without_key_results_it_shows_how_to_add_one(stage: Stage) -> None:
    await stage.type(stage.cleo, "okr new Win customers for the car")

    cleos, bens = [await stage.card(who, "okr coach O-1") for who in (stage.cleo, stage.ben)]

    assert "O-1 Win customers for the car, as measured by nothing yet" in said(cleos)
    assert "For example: /okr kr O-1 TITLE from 0 to 100" in said(cleos)
    assert ("Add a key result" in build.calls(cleos), "Add a key result" in build.calls(bens)) == (True, False)


async def test_many_key_results_are_counted_in_the_sentence(sales: Stage) -> None:
    for number in range(5):
        await sales.type(sales.cleo, f"okr kr O-1 More of it {number} from 0 to 10")

    text = await sales.words(sales.ben, "okr coach O-1")

    assert "and 2 more" in text.splitlines()[0]
    assert "It has 7 key results; 5 or fewer is better." in text


async def test_the_vision_is_shown_with_the_question(sales: Stage) -> None:
    company = Company("Company X", vision="Everyone drives on sunlight.", mission="Cars for all.")

    def ask(db: Connection) -> Reply:
        return ROUTER.typed(build.an_ask(db, sales.ben, company=company, router=ROUTER), "okr coach O-1")

    text = said(whispered(await sales.database.read(ask)))

    assert "Our vision: Everyone drives on sunlight.\nOur mission: Cars for all.\nAsk yourselves: how does O-1" in text
    assert "vision" not in await sales.words(sales.ben, "okr coach O-1")


async def test_a_key_result_leads_to_its_objective(sales: Stage) -> None:
    with pytest.raises(Refused, match="KR-1 is a key result; its objective is O-1"):
        await sales.type(sales.ben, "okr coach KR-1")


async def test_what_is_private_is_not_shared_and_not_known_to_others(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr new Secret plans for the car --private")

    own = await sales.type(sales.cleo, "okr coach O-2")
    with pytest.raises(Refused) as hidden:
        await sales.type(sales.ana, "okr coach O-2")
    with pytest.raises(Refused) as unknown:
        await sales.type(sales.ana, "okr coach O-9")

    assert isinstance(own, Whisper)
    assert own.share is None
    assert str(hidden.value).replace("O-2", "O-9") == str(unknown.value)


BESIDE = {
    "okr new Launch the new website": "Coach: It begins with what will be done: “Launch”.",
    "okr new Improve quality": "Coach: “Improve quality” would fit any company in any year.",
    "okr kr O-1 Send a newsletter every week from 0 to 12": "Coach: “every week” never ends.",
    "okr kr O-1 Publish articles from 0 to 12": "Coach: Counts what is done, not what it changes.",
}


@pytest.mark.parametrize("typed", BESIDE)
async def test_advice_stands_beside_what_is_written(sales: Stage, typed: str) -> None:
    card = await sales.card(sales.cleo, typed)

    assert BESIDE[typed] in said(card)
    assert build.calls(card)["Coach"] == "okr coach"


@pytest.mark.parametrize(
    "typed",
    [
        "okr new Be loved by people who drive",
        "okr new Kunden für das Auto begeistern",
        "okr kr O-1 Customers who come back from 0 to 12",
        # A number that might be another is the first thing to look at.
        "okr kr O-1 Publish articles from 0 to 1,250",
    ],
)
async def test_what_is_good_is_left_in_peace(sales: Stage, typed: str) -> None:
    card = await sales.card(sales.cleo, typed)

    assert "Coach" not in said(card)


async def test_at_most_two_advices_stand_beside(sales: Stage) -> None:
    title = "Launch 3 websites and 4 shops and " + "a big party for everybody there " * 3

    text = await sales.words(sales.cleo, f"okr new {title}")

    said_at_once = [
        line for line in text.splitlines() if "remembered" in line or "belongs to" in line or "done" in line
    ]
    assert len(said_at_once) == 2
    assert (await sales.words(sales.cleo, "okr coach O-2")).count("\n→ ") == 4
