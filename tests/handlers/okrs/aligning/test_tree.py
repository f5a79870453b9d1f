"""The tree of objectives: whole while it is small, two levels when it is not, and only what the reader may see."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from sqlalchemy import update

from handlers.chat.card import Button, Call, Card, Row
from handlers.chat.reply import Refused, ReplaceCard, Whisper
from storage.database import Connection
from storage.okr_lines import known_objective
from storage.okrs import objectives
from storage.rollups import recompute_objective
from storage.teams import TeamDraft, create
from tests.builders.company import NOW, said
from tests.handlers.okrs.stage import Stage

NAMES = 4
"""Statements by which the stage itself reads names."""


async def plant(stage: Stage, *lines: str) -> None:
    """Set objectives, as Cleo, one a line."""
    for line in lines:
        await stage.type(stage.cleo, f"okr new {line}")


async def reach(stage: Stage, objective: str, percent: int, key_result: str) -> None:
    """Give the objective the key result of that code, so much of it reached."""
    await stage.type(stage.cleo, f"okr kr {objective} Sell from 0 to 100")
    await stage.change(key_result, progress=Decimal(percent) / 100, last_check_in_at=NOW)
    await stage.database.write(lambda db: recompute_objective(db, known_objective(db, stage.workspace, objective).id))


@pytest.fixture
async def three(stage: Stage) -> Stage:
    """O-1 of the company, O-2 of a team under it, O-3 of a person under that."""
    await plant(stage, "Lead --team company", "Win --team Field Sales --parent O-1", "Call --parent O-2")
    return stage


@pytest.fixture
async def thirty(stage: Stage) -> Stage:
    """O-1 of the company; O-2 to O-6 under it; O-7 to O-26 under O-2."""
    await plant(stage, "Lead --team company", *[f"Win {n} --parent O-1" for n in range(2, 7)])
    await plant(stage, *[f"Call {n} --parent O-2" for n in range(7, 27)])
    return stage


def rows(card: Card) -> list[str]:
    return [said(Card("", (part,))) for part in card.body if isinstance(part, Row)]


def calls(card: Card) -> Mapping[str, Call]:
    """The calls of the buttons below the rows, by label."""
    return {part.label: part.call for part in card.body if isinstance(part, Button)}


async def opened(stage: Stage, person: int, call: Call) -> Card:
    reply = await stage.press(person, call)
    assert isinstance(reply, ReplaceCard), reply
    return reply.card


async def test_a_small_tree_is_shown_whole(three: Stage) -> None:
    card = await three.card(three.cleo, "okr tree")

    assert said(card).splitlines() == [
        "Not said yet · 3 objectives · worst not started · everyone's · 2026-Q4",
        "not said · O-1 Lead · no key results · company · @Cleo Ito",
        "└ not said · O-2 Win · no key results · team Field Sales · @Cleo Ito",
        "┈┈└ not said · O-3 Call · no key results · @Cleo Ito",
    ]


async def test_a_large_tree_shows_two_levels_and_what_is_below(thirty: Stage) -> None:
    card = await thirty.card(thirty.cleo, "okr tree")

    assert said(card).splitlines()[0] == "Not said yet · 26 objectives · worst not started · everyone's · 2026-Q4"
    assert [row.split(" · ")[1][:3] for row in rows(card)] == ["O-1", "O-2", "O-3", "O-4", "O-5", "O-6"]
    assert rows(card)[1].splitlines()[1] == "20 below: 0 %, worst not started [Open]"
    assert rows(card)[2] == "└ not said · O-3 Win 3 · no key results · @Cleo Ito"


async def test_open_replaces_the_card_and_up_leads_back(thirty: Stage) -> None:
    first = await thirty.card(thirty.cleo, "okr tree")
    (_, open_o2) = (
        part.action.call for part in first.body if isinstance(part, Row) and isinstance(part.action, Button)
    )

    card = await opened(thirty, thirty.cleo, open_o2)

    assert said(card).splitlines()[:3] == [
        "Our company › O-1 › O-2",
        "O-2 Win 2 · no key results · @Cleo Ito",
        "Not said yet · 20 objectives · worst not started · below it",
    ]
    assert len(rows(card)) == 20
    above = await opened(thirty, thirty.cleo, calls(card)["Up"])
    assert said(above).startswith("Our company › O-1\n")
    assert rows(await opened(thirty, thirty.cleo, calls(above)["Up"])) == rows(first)


async def test_pages_lead_on_and_back(stage: Stage) -> None:
    await plant(stage, *[f"Win {n}" for n in range(30)])
    first = await stage.card(stage.cleo, "okr tree")
    assert (len(rows(first)), set(calls(first))) == (12, {"Next"})

    second = await opened(stage, stage.cleo, calls(first)["Next"])
    third = await opened(stage, stage.cleo, calls(second)["Next"])

    assert (len(rows(second)), set(calls(second))) == (12, {"Back", "Next", "Share"})
    assert (len(rows(third)), set(calls(third))) == (6, {"Back", "Share"})
    assert "Page 3 of 3." in said(third)
    assert rows(await opened(stage, stage.cleo, calls(second)["Back"])) == rows(first)


async def test_a_page_that_begins_amid_says_under_what(thirty: Stage) -> None:
    await plant(thirty, *[f"Ask {n} --parent O-1" for n in range(10)])
    first = await thirty.card(thirty.cleo, "okr tree")

    second = await opened(thirty, thirty.cleo, calls(first)["Next"])

    assert "Still under O-1 Lead:" in said(second).splitlines()


async def test_what_is_below_comes_to_a_mean_and_a_worst(thirty: Stage) -> None:
    await reach(thirty, "O-7", 100, "KR-1")
    await reach(thirty, "O-8", 40, "KR-2")
    await thirty.change("KR-2", confidence=2)

    card = await thirty.card(thirty.cleo, "okr tree")

    assert rows(card)[1].splitlines()[1] == "20 below: 7 %, worst off track [Open]"
    assert rows(card)[0].splitlines()[1] == "25 below: 6 %, worst off track [Open]"


async def test_under_one_objective_it_shows_only_that(three: Stage) -> None:
    card = await three.card(three.cleo, "okr tree o-2")

    assert rows(card) == ["not said · O-3 Call · no key results · @Cleo Ito"]
    assert "Our company › O-1 › O-2" in said(card)


async def test_of_a_team_it_begins_with_that_teams_objectives_and_those_of_teams_below(three: Stage) -> None:
    def part_of_sales(db: Connection) -> None:
        create(db, three.workspace, TeamDraft("North", parent_id=1), NOW)

    await three.database.write(part_of_sales)
    await plant(three, "Ship --team North", "Lone")

    for words in ("--team Field Sales", "team Field Sales", "Field Sales"):
        card = await three.card(three.cleo, f"okr tree {words}")
        assert [row.split(" · @")[0] for row in rows(card)] == [
            "not said · O-2 Win · no key results · department Field Sales",
            "└ not said · O-3 Call · no key results",
            "not said · O-4 Ship · no key results · team North",
        ]


async def test_of_the_company_it_leaves_out_what_helps_nobody(three: Stage) -> None:
    await plant(three, "Lone")

    assert len(rows(await three.card(three.cleo, "okr tree --team company"))) == 3
    assert len(rows(await three.card(three.cleo, "okr tree"))) == 4


async def test_what_runs_in_another_cycle_is_left_out_and_its_children_stand_alone(stage: Stage) -> None:
    await plant(stage, "Year --cycle 2026", "Now --parent O-1", "Later --cycle next --parent O-1")

    assert [row.split(" · ")[1] for row in rows(await stage.card(stage.cleo, "okr tree"))] == ["O-1 Year", "O-2 Now"]
    later = await stage.card(stage.cleo, "okr tree --cycle next")
    assert [row.split(" · ")[1] for row in rows(later)] == ["O-3 Later"]
    assert "O-3 Later" in said(await stage.card(stage.cleo, "okr tree O-3"))


async def test_private_ones_are_there_for_their_readers_only(three: Stage) -> None:
    await plant(three, "Sell the firm --private --parent O-3", "Prepare --parent O-4")

    own, others = await three.card(three.cleo, "okr tree"), await three.card(three.ben, "okr tree")

    assert [row.split(" ")[0] for row in rows(own)] == ["not", "└", "┈┈└", "┈┈┈┈└", "┈┈┈┈┈┈└"]
    assert "5 objectives" in said(own)
    assert rows(own)[3] == "┈┈┈┈└ not said · O-4 Sell the firm · private · no key results · @Cleo Ito"
    assert "O-4" not in said(others)
    assert "4 objectives" in said(others)
    assert rows(others)[3] == "not said · O-5 Prepare · no key results · @Cleo Ito"


async def test_the_way_stops_below_what_one_may_not_see(three: Stage) -> None:
    await plant(three, "Sell the firm --private --parent O-3", "Prepare --parent O-4")

    assert "Our company › O-1 › O-2 › O-3 › O-4 › O-5" in said(await three.card(three.cleo, "okr tree O-5"))
    assert said(await three.card(three.ben, "okr tree O-5")).startswith("Our company › O-5\n")


async def test_a_private_root_is_answered_like_an_unknown_one(three: Stage) -> None:
    await plant(three, "Sell the firm --private")

    with pytest.raises(Refused) as hidden:
        await three.type(three.ben, "okr tree O-4")
    with pytest.raises(Refused) as unknown:
        await three.type(three.ben, "okr tree O-9")

    assert hidden.value.sentence.replace("O-4", "O-9") == unknown.value.sentence
    reply = await three.type(three.cleo, "okr tree O-4")
    assert isinstance(reply, Whisper)
    assert reply.share is None


async def test_a_guest_sees_what_names_them_and_counts_nothing_else(three: Stage) -> None:
    await three.type(three.cleo, "okr kr O-2 Sell from 0 to 100")
    await three.change("KR-1", owner_id=three.gus)

    card = await three.card(three.gus, "okr tree")

    assert said(card).splitlines()[0] == "Not said yet · 1 objective · not started · everyone's · 2026-Q4"
    assert [row.split(" · ")[1] for row in rows(card)] == ["O-2 Win"]


async def test_a_draft_stands_in_no_tree(three: Stage) -> None:
    await plant(three, "Maybe --draft --parent O-1")

    assert "O-4" not in said(await three.card(three.cleo, "okr tree"))
    with pytest.raises(Refused, match="O-4 is a draft, which stands in no tree yet"):
        await three.type(three.cleo, "okr tree O-4")


async def test_no_objectives_at_all_invite_to_set_the_first(stage: Stage) -> None:
    assert said(await stage.card(stage.cleo, "okr tree")).splitlines() == [
        "No objectives · 2026-Q4",
        "Set the first: /okr new TITLE --team company",
    ]


async def test_a_tree_of_one_says_how_it_grows(stage: Stage) -> None:
    await plant(stage, "Lead --team company")

    assert "Set one that helps it: /okr new TITLE --parent O-1" in said(await stage.card(stage.cleo, "okr tree"))
    assert "Align one: /okr align CODE --parent O-1" in said(await stage.card(stage.cleo, "okr tree O-1"))


async def test_what_leads_back_to_itself_is_shown_and_ends(three: Stage) -> None:
    """No way leads there; a tree that did not end would stop the bot."""
    statement = update(objectives).where(objectives.c.id == 1).values(parent_id=3)
    await three.database.write(lambda db: db.execute(statement))

    assert len(rows(await three.card(three.cleo, "okr tree O-2"))) == 2


async def test_it_takes_as_many_statements_in_any_company(thirty: Stage, statements: list[str]) -> None:
    counted = []
    for words in ("okr tree", "okr tree O-2", "okr tree --team Field Sales", "okr tree field sales"):
        statements.clear()
        await thirty.type(thirty.cleo, words)
        counted.append(len(statements) - NAMES)

    # The person, the objective or the team that is named, the tree, and what its rows say.
    assert counted == [3, 4, 4, 4]
