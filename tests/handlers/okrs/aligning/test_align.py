"""Aligning objectives: who may, what is refused, what the numbers become and who is told."""

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from handlers.chat.card import Call
from handlers.chat.reply import OpenForm, Refused, Whisper
from storage.audit import audit
from storage.okr_lines import known_objective
from storage.okrs import objectives
from storage.rollups import recompute_objective
from tests.builders.company import NOW, said
from tests.handlers.okrs.stage import Stage


@pytest.fixture
async def pair(stage: Stage) -> Stage:
    """O-1 of Ana; O-2 of Cleo, with KR-1 at 40 of 100."""
    await stage.type(stage.ana, "okr new Lead the market")
    await stage.type(stage.cleo, "okr new Win customers")
    await stage.type(stage.cleo, "okr kr O-2 Sell from 0 to 100")
    await stage.change("KR-1", progress=Decimal("0.4"), last_check_in_at=NOW)
    await stage.database.write(lambda db: recompute_objective(db, 2))
    return stage


async def set_columns(stage: Stage, code: str, **values: Any) -> None:
    statement = update(objectives).where(objectives.c.code == code).values(values)
    await stage.database.write(lambda db: db.execute(statement))


async def parent_of(stage: Stage, code: str) -> str | None:
    line = await stage.database.read(lambda db: known_objective(db, stage.workspace, code))
    return line.parent_code


async def progress_of(stage: Stage, code: str) -> Decimal:
    line = await stage.database.read(lambda db: known_objective(db, stage.workspace, code))
    return line.progress


@pytest.mark.parametrize(
    "words", ["okr align O-2 --parent O-1", "okr align o-2 --parent o-1", "okr align O-2 --parent Lead the"]
)
async def test_it_stands_under_the_other(pair: Stage, words: str) -> None:
    assert said(await pair.card(pair.cleo, words)).splitlines() == [
        "O-2 Win customers is aligned under O-1 Lead the market.",
        "O-1 counts its own key results only: O-2 moves no number of it.",
        "[Show the tree]",
        "Everyone in the company can see it.",
    ]
    assert await parent_of(pair, "O-2") == "O-1"


async def test_the_parents_owner_is_told(pair: Stage) -> None:
    await pair.type(pair.cleo, "okr align O-2 --parent O-1")

    assert await pair.told() == [(pair.ana, "Cleo Ito aligned O-2 under your O-1: Win customers")]


async def test_nobody_is_told_of_what_they_did_themselves(pair: Stage) -> None:
    await pair.type(pair.cleo, "okr new Aid")
    await pair.type(pair.cleo, "okr align O-3 --parent O-2")

    assert await pair.told() == []


async def test_what_the_parent_counts_moves_at_once(pair: Stage) -> None:
    await set_columns(pair, "O-1", roll_up="aligned")

    assert "40 % is where O-1 stands now." in await pair.words(pair.cleo, "okr align O-2 --parent O-1")
    assert await progress_of(pair, "O-1") == Decimal("0.4")


async def test_the_parent_that_it_leaves_is_reckoned_anew_and_its_owner_told(pair: Stage) -> None:
    await set_columns(pair, "O-1", roll_up="aligned")
    await pair.type(pair.cleo, "okr align O-2 --parent O-1")

    words = await pair.words(pair.cleo, "okr align O-2 --parent none")

    assert words.splitlines()[:2] == ["O-2 Win customers is aligned under none.", "0 % is where O-1 stands now."]
    assert (await parent_of(pair, "O-2"), await progress_of(pair, "O-1")) == (None, Decimal(0))
    assert (await pair.told())[-1] == (pair.ana, "O-2 is no longer aligned under your O-1: Win customers")


async def test_the_owner_hears_of_what_the_author_aligned(pair: Stage) -> None:
    await pair.type(pair.ana, "okr new Given --owner {ben}")
    await pair.type(pair.ana, "okr align O-3 --parent O-2")

    assert (await pair.told())[1:] == [
        (pair.cleo, "Ana Ruiz aligned O-3 under your O-2: Given"),
        (pair.ben, "Ana Ruiz aligned your O-3 under O-2: Given"),
    ]


async def test_only_who_may_edit_it_may_align_it(pair: Stage) -> None:
    with pytest.raises(Refused, match="You cannot align O-2, because it belongs to Cleo Ito"):
        await pair.type(pair.ben, "okr align O-2 --parent O-1")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("O-2 --parent O-2", "O-2 cannot be aligned under itself. Choose another parent."),
        (
            "O-2 --parent O-4",
            "O-4 stands under O-2 already, so O-2 cannot be aligned under it. Choose another parent.",
        ),
        ("O-3 --parent O-2", "O-3 is aligned under O-2 already. See both with /okr tree O-2."),
    ],
)
async def test_loops_are_refused(pair: Stage, words: str, sentence: str) -> None:
    await pair.type(pair.cleo, "okr new Nearer --parent O-2")
    await pair.type(pair.cleo, "okr new Nearest --parent O-3")

    with pytest.raises(Refused) as refused:
        await pair.type(pair.cleo, f"okr align {words}")

    assert refused.value.sentence == sentence


async def test_a_loop_through_what_one_may_not_see_is_refused_without_naming_it(pair: Stage) -> None:
    await pair.type(pair.ana, "okr new Secret --private --parent O-2")
    await pair.type(pair.ana, "okr new Open --parent O-3")

    with pytest.raises(Refused) as refused:
        await pair.type(pair.cleo, "okr align O-2 --parent O-4")

    assert refused.value.sentence.startswith("O-4 stands under O-2 already")
    assert "O-3" not in refused.value.sentence


async def test_only_drafts_stand_under_a_draft(pair: Stage) -> None:
    await pair.type(pair.cleo, "okr new Maybe --draft")
    await pair.type(pair.cleo, "okr new Perhaps --draft")

    with pytest.raises(Refused, match="O-3 is a draft, so only drafts can be aligned under it"):
        await pair.type(pair.cleo, "okr align O-2 --parent O-3")

    assert "is aligned under O-3" in await pair.words(pair.cleo, "okr align O-4 --parent O-3")


async def test_a_parent_that_is_dropped_is_no_parent(pair: Stage) -> None:
    await pair.type(pair.ana, "okr drop O-1 --reason Over")

    reply = await pair.type(pair.cleo, "okr align O-2 --parent O-1")

    assert isinstance(reply, OpenForm)
    assert reply.errors["parent"].startswith("O-1 was dropped: Over.")


async def test_without_a_parent_the_form_asks_for_it(pair: Stage) -> None:
    reply = await pair.type(pair.cleo, "okr align O-2")

    assert reply == OpenForm(Call("okr align", {"objective": "O-2"}))


async def test_a_private_one_moves_no_open_number_and_nobody_is_told_who_may_not_see_it(pair: Stage) -> None:
    await set_columns(pair, "O-1", roll_up="both")
    await set_columns(pair, "O-2", is_private=True)

    reply = await pair.type(pair.cleo, "okr align O-2 --parent O-1")

    assert isinstance(reply, Whisper)
    assert reply.share is None
    assert await progress_of(pair, "O-1") == 0
    assert await pair.told() == []


async def test_what_one_may_not_see_is_no_parent_in_the_words_for_an_unknown_one(pair: Stage) -> None:
    await set_columns(pair, "O-1", is_private=True)

    hidden, unknown = [await pair.type(pair.cleo, f"okr align O-2 --parent {code}") for code in ("O-1", "O-8")]

    assert isinstance(hidden, OpenForm)
    assert isinstance(unknown, OpenForm)
    assert hidden.notice.replace("O-1", "O-8") == unknown.notice


async def test_to_part_from_a_parent_that_one_may_not_see_reads_as_from_none(pair: Stage) -> None:
    await pair.type(pair.cleo, "okr align O-2 --parent O-1")
    await set_columns(pair, "O-1", is_private=True)

    parted = await pair.words(pair.cleo, "okr align O-2 --parent none")

    assert parted == await pair.words(pair.cleo, "okr align O-2 --parent none")
    assert await parent_of(pair, "O-2") is None


async def test_the_audit_keeps_what_it_was_aligned_under(pair: Stage) -> None:
    await pair.type(pair.cleo, "okr align O-2 --parent O-1")

    query = select(audit).where(audit.c.action == "align")
    (row,) = await pair.database.read(lambda db: db.execute(query).all())

    assert (row.subject, row.person_id) == ("O-2", pair.cleo)
    assert (json.loads(row.before), json.loads(row.after)) == ({"parent": None}, {"parent": 1})
