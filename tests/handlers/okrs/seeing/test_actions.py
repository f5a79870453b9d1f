"""What is offered with what is shown: at most three actions, the seldom ones in a menu."""

import pytest

from handlers.chat.card import Button, Card, Menu
from tests.handlers.okrs.stage import Stage


def offered(card: Card) -> dict[str, tuple[str, ...]]:
    """The actions beneath the card, each with what is in its menu."""
    actions = [part for part in card.body if isinstance(part, Button | Menu)]
    return {
        part.label: tuple(option.label for option in part.options) if isinstance(part, Menu) else () for part in actions
    }


async def test_the_owner_of_an_objective_changes_it_from_its_menu(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win customers")
    await stage.type(stage.ana, "okr kr O-1 Sell from 0 to 10")

    assert offered(await stage.card(stage.ana, "okr show O-1")) == {
        "Add a key result": (),
        "Why": (),
        "More": ("Edit", "Align", "Clone", "Drop"),
    }


async def test_with_many_key_results_to_check_in_there_are_three_actions_still(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win customers")
    for number in range(5):
        await stage.type(stage.ana, f"okr kr O-1 Sell {number} from 0 to 10")

    assert offered(await stage.card(stage.ana, "okr show O-1")) == {
        "Check in": (),
        "Add a key result": (),
        "More": ("Why", "Edit", "Align", "Clone", "Drop"),
    }


async def test_others_follow_and_clone_it(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win customers")
    await stage.type(stage.ana, "okr kr O-1 Sell from 0 to 10")

    before = offered(await stage.card(stage.cleo, "okr show O-1"))
    await stage.type(stage.cleo, "okr follow O-1")
    after = offered(await stage.card(stage.cleo, "okr show O-1"))

    assert before == {"Why": (), "More": ("Clone", "Follow")}
    assert after == {"Why": (), "More": ("Clone", "Unfollow")}


async def test_a_key_result_is_followed_by_whoever_it_does_not_belong_to(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win customers")
    await stage.type(stage.ana, "okr kr O-1 Sell from 0 to 10 --owner {ben}")

    assert offered(await stage.card(stage.cleo, "okr show KR-1")) == {"Why": (), "Show O-1": (), "Follow": ()}
    assert offered(await stage.card(stage.ben, "okr show KR-1")) == {
        "Check in": (),
        "Why": (),
        "More": ("Show O-1", "Edit", "Hand over", "Drop"),
    }
    assert offered(await stage.card(stage.ana, "okr show KR-1"))["More"][-1] == "Follow"


async def test_a_co_owner_is_offered_what_an_owner_is(stage: Stage) -> None:
    await stage.type(stage.ana, "okr new Win customers --co-owners {cleo}")

    assert offered(await stage.card(stage.cleo, "okr show O-1")) == {
        "Add a key result": (),
        "More": ("Edit", "Align", "Clone", "Drop", "Follow"),
    }


@pytest.mark.parametrize("words", ["okr list", "okr list all", "okr tree", "okr search customers"])
async def test_a_guest_whom_nothing_names_is_told_whom_to_ask(stage: Stage, words: str) -> None:
    await stage.type(stage.ana, "okr new Win customers")

    said = await stage.words(stage.gus, words)

    assert said.startswith("Nothing here names you, and guests see only what names them.")
    assert "Ask a colleague to share" in said
    assert "/okr new" not in said
