"""Objectives listed."""

from decimal import Decimal

import pytest

from handlers.chat.card import Call, Card, Progress
from handlers.chat.reply import Refused
from handlers.okrs.seeing.list import List
from storage import teams
from storage.database import Connection
from storage.teams import TeamDraft
from tests.builders import company as build
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import NOW, Stage

LISTS: dict[str, set[str]] = {
    "mine": {"O-1"},
    "{ben}": {"O-1", "O-2"},
    "ben.okafor@company-x.example": {"O-1", "O-2"},
    "all": {"O-1", "O-2", "O-3", "O-4"},
    "company": {"O-3"},
    "team Field Sales": {"O-2"},
    "field sales": {"O-2"},
    "ben okafor": {"O-1", "O-2"},
    "--team Field Sales": {"O-2"},
    "--team company": {"O-3"},
    "all --cycle 2027-Q1": {"O-4"},
    "all --cycle 2026": {"O-1", "O-2", "O-3"},
    "all at risk": {"O-1"},
    "at risk": {"O-1"},
    "all --status at risk": {"O-1"},
    "all --status at-risk": {"O-1"},
    "off track": set(),
    "all not started": {"O-1", "O-2", "O-3", "O-4"},
    "my okrs": {"O-1"},
    "okrs at risk": {"O-1"},
    "objectives": {"O-1"},
    "all next": {"O-4"},
    "next all": {"O-4"},
    "next": set(),
    "next not started": set(),
    "all next not started": {"O-4"},
    "all not started next": {"O-4"},
    "all 2027-Q1 not started": {"O-4"},
    "not started all 2027-Q1": {"O-4"},
    "all next at risk": set(),
    "{ana} next": {"O-4"},
    "{ana} --cycle next": {"O-4"},
    "{ben} --team Field Sales": {"O-2"},
    "{ben} at risk": {"O-1"},
    "mine --team Field Sales": set(),
    "team Field Sales not started": {"O-2"},
    "team Field Sales not started now": {"O-2"},
    "field sales next": set(),
    "not started --team field sales --cycle 2026-Q4": {"O-2"},
    "--team field sales --status at-risk": set(),
    "{ana} --team company": {"O-3"},
    "company not started": {"O-3"},
    "company next": set(),
    "all january": {"O-4"},
    "all 2026-10-01 to 2027-03-31 not started": {"O-1", "O-2", "O-3", "O-4"},
}
"""The objectives that Cleo sees, by what is typed after /okr list."""


def bars(card: Card) -> list[Decimal | None]:
    """How far each bar of the card goes."""
    return [part.share for part in card.body if isinstance(part, Progress)]


async def test_the_bare_command_lists_mine(sales: Stage) -> None:
    card = await sales.card(sales.cleo, "okr")

    assert said(card).splitlines() == [
        "Not said yet · 1 objective · yours",
        "O-1 Win customers for the car · not started · @Cleo Ito",
        "• KR-1 Obtain 3,000 pre-orders · nothing recorded yet, from 0 to 3000 orders · not started",
        "• KR-2 Deliver faster · nothing recorded yet, from 61.2 to 45 days · not started · @Ben Okafor",
        "[Check in]",
        "Everyone in the company can see it.",
    ]


async def test_nothing_of_mine_invites_to_set_one(stage: Stage) -> None:
    card = await stage.card(stage.cleo, "okr list")

    assert said(card).startswith("You have no objectives yet. Set one: /okr new ")
    assert build.calls(card) == {"Set an objective": "okr new"}


NOBODYS = {
    "company": [
        "No objectives · of the company",
        "Set one: /okr new TITLE --team company",
        "See everyone's: /okr list all",
    ],
    "team Field Sales": [
        "No objectives · of the team Field Sales",
        'Set one: /okr new TITLE --team "Field Sales"',
        "See everyone's: /okr list all",
    ],
    "{ben}": ["No objectives · of @Ben Okafor", "See everyone's: /okr list all"],
    "team Field Sales at risk next": [
        "No objectives · of the team Field Sales, 2027-Q1, at risk",
        "See everyone's: /okr list all",
    ],
    "mine at risk": ["No objectives · yours, at risk", "See everyone's: /okr list all"],
    "all": ["No objectives · everyone's", "Set one: /okr new TITLE"],
}
"""What a list with nothing in it says, by what is typed after /okr list."""


@pytest.mark.parametrize("typed", NOBODYS)
async def test_a_list_with_nothing_in_it_says_what_to_type(stage: Stage, typed: str) -> None:
    assert (await stage.words(stage.cleo, f"okr list {typed}")).splitlines() == NOBODYS[typed]


async def test_what_nobody_said_is_shown_as_not_said(sales: Stage) -> None:
    cards = [await sales.card(sales.cleo, typed) for typed in ("okr show O-1", "okr show KR-1", "okr list")]

    assert [bars(card) for card in cards] == [[None, None, None], [None], [None]]
    assert cards[0].text == "Not said yet, not started: O-1 Win customers for the car"


async def test_an_objective_has_a_number_once_anybody_said_anything_of_it(sales: Stage) -> None:
    await sales.say_confidence("KR-1", 7)

    assert bars(await sales.card(sales.cleo, "okr show O-1")) == [0, 0, None]
    assert bars(await sales.card(sales.cleo, "okr list")) == [0]


async def test_a_list_shows_whom_and_what_one_asks_for(sales: Stage) -> None:
    await sales.type(sales.ben, "okr new Sell in the field --team Field Sales")
    await sales.type(sales.ana, "okr new Be loved --team company")
    await sales.type(sales.ana, "okr new Plan ahead --cycle 2027-Q1")
    await sales.say_confidence("KR-1", 5)

    texts = {typed: await sales.words(sales.cleo, f"okr list {typed}") for typed in LISTS}

    shown = {typed: {f"O-{number}" for number in range(1, 5) if f"O-{number} " in texts[typed]} for typed in LISTS}
    assert shown == LISTS


async def test_what_is_not_running_yet_says_its_cycle(sales: Stage) -> None:
    await sales.type(sales.cleo, "okr new Win the north --cycle next")

    words = await sales.words(sales.cleo, "okr list")

    assert "Win the north · 2027-Q1 · not started" in words
    assert "Win customers for the car · not started" in words


async def test_a_list_by_status_shows_the_key_results_that_stand_so(sales: Stage) -> None:
    await sales.say_confidence("KR-1", 5)

    text = await sales.words(sales.cleo, "okr list at risk")

    assert "O-1 Win customers for the car · at risk" in text
    assert "KR-1" in text
    assert "KR-2" not in text


async def test_what_a_list_comes_to_is_said_of_what_fits_alone(sales: Stage) -> None:
    await sales.say_confidence("KR-1", 5)
    await sales.change("KR-1", current_value=Decimal(1500), progress=Decimal("0.5"))
    await sales.type(sales.ben, "okr new Sell in the field --team Field Sales")
    await sales.type(sales.cleo, "okr kr O-1 Deliver more from 0 to 1")

    first = (await sales.words(sales.cleo, "okr list all at risk")).splitlines()[0]

    assert first.endswith("1 objective · everyone's, at risk")


@pytest.mark.parametrize(("name", "typed"), [("May", "may"), ("Next Door", "team Next Door"), ("Next", "team next")])
async def test_a_team_may_be_called_like_a_cycle(stage: Stage, name: str, typed: str) -> None:
    await stage.database.write(lambda db: build.a_team(db, stage.workspace, name, [stage.ana]))
    await stage.type(stage.ana, f'okr new Sell at home --team "{name}"')

    assert (await stage.words(stage.ben, f"okr list {typed}")).startswith(
        f"Not said yet · 1 objective · of the team {name}"
    )


async def test_two_teams_at_once_are_refused(stage: Stage) -> None:
    await stage.database.write(lambda db: build.a_team(db, stage.workspace, "Marketing", [stage.ana]))

    with pytest.raises(Refused, match="Marketing and Field Sales are two teams"):
        await stage.type(stage.ana, "okr list marketing --team field sales")


async def test_what_is_in_the_teams_below_is_counted_in_a_line(stage: Stage) -> None:
    def found(db: Connection) -> None:
        sales = teams.by_name(db, stage.workspace, "Field Sales")
        assert sales is not None
        north = teams.create(db, stage.workspace, TeamDraft("North", parent_id=sales.id), NOW)
        teams.create(db, stage.workspace, TeamDraft("Far North", parent_id=north), NOW)

    await stage.database.write(found)
    await stage.type(stage.ana, "okr new Sell in the north --team North")
    await stage.type(stage.ana, "okr new Sell in the far north --team Far North")
    await stage.type(stage.ana, "okr new Keep this for us --team North --private")

    bare = await stage.words(stage.cleo, "okr list team field sales")
    await stage.type(stage.ana, "okr new Sell in the field --team Field Sales")
    lines = (await stage.words(stage.cleo, "okr list --team field sales")).splitlines()

    assert '2 objectives in the teams below: /okr tree --team "Field Sales"' in bare
    assert lines[0].endswith("1 objective · of the team Field Sales")
    assert '2 objectives in the teams below: /okr tree --team "Field Sales"' in lines


async def test_those_of_the_person_whose_list_it_is_stand_first(sales: Stage) -> None:
    text = await sales.words(sales.ana, "okr list {ben}")

    assert text.index("KR-2") < text.index("KR-1")


async def test_words_that_name_nobody_say_what_would(sales: Stage) -> None:
    with pytest.raises(Refused, match="Say mine, all, company, @somebody or a team's name"):
        await sales.type(sales.cleo, "okr list tennis club")


async def test_a_long_list_goes_on_page_by_page(stage: Stage) -> None:
    for number in range(1, 27):
        await stage.type(stage.cleo, f"okr new Goal {number}")

    first = await stage.card(stage.cleo, "okr list")
    button = next(part for part in first.body if part.kind == "button" and part.label == "Next")
    second = whispered(await stage.press(stage.cleo, button.call))
    last = whispered(await stage.press(stage.cleo, Call(button.call.command, {**button.call.given, "page": "99"})))

    assert said(first).startswith("0 % on average · 26 objectives · yours")
    assert ("Goal 12 " in said(first), "Goal 13 " in said(first)) == (True, False)
    assert ("Goal 13 " in said(second), "Goal 25 " in said(second)) == (True, False)
    assert said(last).endswith("Page 3 of 3. Everyone in the company can see it.")


async def test_the_page_of_a_list_is_turned_by_its_button_alone(stage: Stage) -> None:
    assert "page" not in List.spec.options
    with pytest.raises(Refused, match="I do not know whose objectives"):
        await stage.type(stage.cleo, "okr list --page 2")
