"""Importing in chat, as a super user does it: files by direct message, the dry run, one press; and who may not."""

from dataclasses import replace

import pytest

from tests.e2e.chat import Message, seen
from tests.e2e.conftest import EVERY_WAY, SLACK_ONLY
from tests.e2e.world import World

OKRS = b"""kind,code,title,owner_email,parent,cycle,metric,start,target,unit
objective,G-1,Win the small shops,ana@companyx.example,,2026-Q4,,,,
key_result,K-1,Obtain pre-orders,ben@companyx.example,G-1,,increase,0,3000,orders
"""
BAD = OKRS.replace(b",3000,", b",many,")


async def sent(town: World, who: str, words: str = "", **files: bytes) -> str:
    """Send files with these words by direct message; return the answer."""
    await town.chat.direct(who, words, [(f"{name}.csv", content) for name, content in files.items()])
    await town.settle()
    return town.lines(who)[-1]


def last(town: World, who: str) -> Message:
    return town.chat.messages(who)[-1]


@EVERY_WAY
async def test_files_by_direct_message_are_looked_at_and_stored_by_a_press(product: World) -> None:
    shown = await sent(product, "ines", okrs=OKRS)

    assert "2 new, 0 changed" in shown
    assert "Nothing is stored yet." in shown
    assert "Win the small shops" not in await product.say("jo", "/okr list all")

    await product.press("ines", last(product, "ines"), "Apply")

    assert seen(last(product, "ines")).startswith("*Stored: 2 new, 0 changed*")
    assert "Win the small shops" in await product.say("jo", "/okr list all")
    again = await sent(product, "ines", "import", okrs=OKRS)
    assert "0 changes" in again


async def test_a_bad_line_is_named_with_its_reason(product: World) -> None:
    shown = await sent(product, "ines", okrs=BAD)

    assert "1 thing has to be mended in okrs.csv." in shown
    assert "okrs.csv: line 3: target: “many” is not a number." in shown


async def test_others_are_sent_to_a_super_user_and_their_file_is_not_fetched(product: World) -> None:
    shown = await sent(product, "ana", okrs=OKRS)

    assert "Only super users can import files. Ask" in shown
    assert product.chat.fetched == 0


@SLACK_ONLY
async def test_where_the_app_may_not_read_files_it_is_said_what_to_do(product: World) -> None:
    workspace = product.slack.workspace
    workspace.install = replace(workspace.install, scopes=workspace.install.scopes - {"files:read"})

    assert "paste the manifest again and reinstall the app, which asks for files:read" in await sent(
        product, "ines", okrs=OKRS
    )


@SLACK_ONLY
async def test_a_mention_with_a_file_is_answered_by_direct_message(product: World) -> None:
    await product.chat.mention("ines", "general", "", files=[("okrs.csv", OKRS)])
    await product.settle()

    assert "2 new, 0 changed" in product.lines("ines")[-1]
    assert product.chat.heard("general") == []


async def test_a_file_beside_a_command_changes_nothing_of_it(product: World) -> None:
    assert "What can be typed" not in await sent(product, "ines", "okr list", okrs=OKRS)
    assert "2 new" not in product.lines("ines")[-1]


async def test_a_picture_is_answered_in_a_sentence(product: World) -> None:
    await product.chat.direct("ana", "", [("beach.png", b"\x89PNG")])
    await product.settle()

    assert "I cannot read beach.png" in product.lines("ana")[-1]


async def test_the_command_says_how(product: World) -> None:
    assert "Send me one or several CSV files" in await product.say("ines", "/rungs import")


@pytest.mark.parametrize("word", ["", "import", "/rungs import", "here they are"])
async def test_whatever_is_said_beside_it_that_is_no_command_a_table_is_imported(product: World, word: str) -> None:
    assert "2 new, 0 changed" in await sent(product, "ines", word, okrs=OKRS)
