"""The cycles of objectives: the company's usual ones, its own, and objectives that run over several."""

from datetime import date

import pytest

from handlers.chat.reply import OpenForm, Refused, Reply
from handlers.chat.screen import SelectInput
from handlers.company import Company
from handlers.okrs.seeing.list_cards import PAGE
from storage.cycles import Cycle, Cycles, Kind
from storage.database import Connection
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import ROUTER, Stage

LAUNCH = Cycle("Launch", date(2026, 11, 15), date(2027, 2, 28))
SPRING = Cycle("Spring in Europe 2027", date(2027, 3, 1), date(2027, 5, 31))
PILOT = Cycle("Pilot", date(2026, 9, 1), date(2026, 10, 31))
OWN = Company(cycles=Cycles(named=(LAUNCH, SPRING, PILOT)))


async def typed(stage: Stage, text: str, company: Company = OWN) -> Reply:
    """What Cleo types where the company has these cycles."""

    def work(db: Connection) -> Reply:
        return ROUTER.typed(build.an_ask(db, stage.cleo, company=company, router=ROUTER), text)

    return await stage.database.write(work)


async def words(stage: Stage, text: str, company: Company = OWN) -> str:
    return said(whispered(await typed(stage, text, company)))


@pytest.mark.parametrize(
    ("usual", "label", "due"),
    [
        ("month", "2026-11", "2026-11-30"),
        ("quarter", "2026-Q4", "2026-12-31"),
        ("half", "2026-H2", "2026-12-31"),
        ("year", "2026", "2026-12-31"),
    ],
)
async def test_an_objective_without_a_cycle_gets_the_usual_one(stage: Stage, usual: Kind, label: str, due: str) -> None:
    text = await words(stage, "okr new Win customers", Company(cycles=Cycles(usual)))

    assert f"Due: {due}\nCycle: {label}" in text


@pytest.mark.parametrize(
    ("cycle", "due", "label"),
    [
        ("next month", "2026-12-31", "2026-12"),
        ("this year", "2026-12-31", "2026"),
        ("January", "2027-01-31", "2027-01"),
        ("launch", "2027-02-28", "Launch"),
        ("Spring in Europe 2027", "2027-05-31", "Spring in Europe 2027"),
        ('"Spring in Europe 2027"', "2027-05-31", "Spring in Europe 2027"),
        ("2026-11-15 to 2027-02-28", "2027-02-28", "2026-11-15..2027-02-28"),
        ("2026-11-15 - 2027-02-28", "2027-02-28", "2026-11-15..2027-02-28"),
        ("2026-11-15..2027-02-28", "2027-02-28", "2026-11-15..2027-02-28"),
    ],
)
async def test_a_cycle_may_be_named_in_several_words(stage: Stage, cycle: str, due: str, label: str) -> None:
    text = await words(stage, f"okr new Win customers --cycle {cycle} --team company")

    assert text.startswith("O-1 is set: Win customers\n")
    assert f"Due: {due}\nCycle: {label}\nFor: the company" in text


@pytest.mark.parametrize(
    ("cycle", "problem"),
    [
        ("Pilot", "Pilot is over. Name a cycle that is not, such as 2026-Q4."),
        ("last month", "2026-10 is over. Name a cycle that is not, such as 2026-Q4."),
        ("2026-05-01..2026-10-31", "2026-05-01..2026-10-31 is over. Name a cycle that is not, such as 2026-Q4."),
        ("2026-02-30..2027-02-28", "There is no day “2026-02-30”. Write days that exist, like 2026-11-15..2027-02-28."),
        (
            "2027-02-28 to 2026-11-15",
            "2027-02-28 to 2026-11-15 cannot be a cycle: its last day must come after its first.",
        ),
    ],
)
async def test_a_cycle_that_cannot_be_chosen_is_said_with_the_reason(stage: Stage, cycle: str, problem: str) -> None:
    opened = await typed(stage, f"okr new Win --cycle {cycle}")

    assert isinstance(opened, OpenForm)
    assert opened.errors == {"cycle": problem}
    assert opened.call.given["title"] == "Win"


async def test_an_objective_is_not_due_before_its_cycle_begins(stage: Stage) -> None:
    with pytest.raises(Refused) as refusal:
        await typed(stage, "okr new Win --cycle 2027-Q1 --by 2026-12-20")

    assert refusal.value.sentence == (
        "It would be due on 2026-12-20, before 2027-Q1 begins on 2027-01-01. "
        "Name a later day, or a cycle that begins earlier."
    )
    assert "You have no objectives yet." in await words(stage, "okr list")


@pytest.mark.parametrize(
    ("cycle", "listed"),
    [
        ("2026-Q4", {"O-1", "O-2", "O-3"}),
        ("2026-Q3", {"O-2"}),
        ("2027-Q1", {"O-1", "O-3", "O-4"}),
        ("2027-Q2", {"O-4"}),
        ("2026", {"O-1", "O-2", "O-3"}),
        ("2027", {"O-1", "O-3", "O-4"}),
        ("2026-10", {"O-1", "O-2"}),
        ("2026-11-01 to 2026-11-14", {"O-1", "O-2"}),
        ("Launch", {"O-1", "O-2", "O-3", "O-4"}),
        ("last year", set()),
        ("Pilot", {"O-1", "O-2"}),
    ],
)
async def test_a_cycle_lists_what_runs_on_any_of_its_days(stage: Stage, cycle: str, listed: set[str]) -> None:
    for words_of_one in (
        "Over the turn --cycle 2026-Q4 --by 2027-02-15",
        "The whole year --cycle 2026",
        "The launch --cycle Launch",
        "The half --cycle 2027-02-01..2027-06-30",
    ):
        await typed(stage, f"okr new {words_of_one}")

    text = await words(stage, f"okr list --cycle {cycle}")

    assert {code for code in ("O-1", "O-2", "O-3", "O-4") if f"{code} " in text} == listed


@pytest.mark.parametrize(
    ("cycles", "offered"),
    [
        (Cycles(), {"2026-Q4": "2026-Q4 (now)", "2027-Q1": "2027-Q1 (next)", "2026": "2026 (the whole year)"}),
        (Cycles("month"), {"2026-11": "2026-11 (now)", "2026-12": "2026-12 (next)", "2026": "2026 (the whole year)"}),
        (Cycles("year"), {"2026": "2026 (now)", "2027": "2027 (next)"}),
        (
            OWN.cycles,
            {
                "2026-Q4": "2026-Q4 (now)",
                "2027-Q1": "2027-Q1 (next)",
                "2026": "2026 (the whole year)",
                "Launch": "Launch (2026-11-15 to 2027-02-28)",
                "Spring in Europe 2027": "Spring in Europe 2027 (2027-03-01 to 2027-05-31)",
            },
        ),
    ],
)
async def test_the_form_offers_the_cycles_that_are_not_over(
    stage: Stage, cycles: Cycles, offered: dict[str, str]
) -> None:
    assert await choices(stage, "okr new", Company(cycles=cycles)) == offered


async def test_the_form_keeps_the_cycle_that_was_named(stage: Stage) -> None:
    offered = await choices(stage, "okr new --cycle 2026-11-15 to 2027-02-28", Company())

    assert list(offered)[-1] == "2026-11-15..2027-02-28"


async def choices(stage: Stage, text: str, company: Company) -> dict[str, str]:
    """What the form offers as cycles: the label of each by what is kept of it."""

    def work(db: Connection) -> SelectInput:
        ask = build.an_ask(db, stage.cleo, company=company, router=ROUTER)
        opened = ROUTER.typed(ask, text)
        assert isinstance(opened, OpenForm)
        field = next(field for field in ROUTER.screen(ask, opened).fields if field.name == "cycle")
        assert isinstance(field.input, SelectInput)
        return field.input

    return {choice.value: choice.label for choice in (await stage.database.read(work)).choices}


async def test_an_objective_outlives_the_name_of_its_cycle(stage: Stage) -> None:
    await typed(stage, "okr new Win customers --cycle Launch")

    assert "Due: 2027-02-28\nCycle: Launch" in await words(stage, "okr show O-1", Company())
    assert "O-1 Win customers" in await words(stage, "okr list --cycle 2027-Q1", Company())
    assert "O-1 Win customers" in await words(stage, "okr list", Company())


async def test_what_the_next_page_lists_is_of_the_same_cycle(stage: Stage) -> None:
    for number in range(PAGE + 1):
        await typed(stage, f"okr new Number {number} --cycle Spring in Europe 2027")
    card = whispered(await typed(stage, "okr list all --cycle Spring in Europe 2027"))
    following = next(part for part in card.body if part.kind == "button" and part.call.given.get("page") == "2")

    def work(db: Connection) -> Reply:
        return ROUTER.called(build.an_ask(db, stage.cleo, company=OWN, router=ROUTER), following.call)

    assert f"Number {PAGE}" in said(whispered(await stage.database.read(work)))
