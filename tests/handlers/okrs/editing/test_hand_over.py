"""Key results handed over."""

from dataclasses import replace

import pytest

from handlers.chat.card import Call
from handlers.chat.reply import Refused
from tests.builders.company import said, whispered
from tests.handlers.okrs.stage import Stage


async def test_handing_over_tells_both(sales: Stage) -> None:
    reply = await sales.press(sales.cleo, Call("okr hand-over", {"key_result": "KR-2", "owner": f"person:{sales.ana}"}))

    assert "KR-2 Deliver faster belongs to @Ana Ruiz now" in said(whispered(reply))
    assert (await sales.told())[1:] == [
        (sales.ana, "Cleo Ito gave you KR-2: Deliver faster"),
        (sales.ben, "KR-2 belongs to Ana Ruiz now: Deliver faster"),
    ]


async def test_an_objectives_owner_can_take_a_key_result_over(sales: Stage) -> None:
    call = Call("okr hand-over", {"key_result": "KR-2", "owner": f"person:{sales.cleo}"})

    assert "KR-2 Deliver faster is yours now" in said(whispered(await sales.press(sales.cleo, call)))


async def test_who_has_handed_over_can_do_so_no_more(sales: Stage) -> None:
    call = Call("okr hand-over", {"key_result": "KR-2", "owner": f"person:{sales.ana}"})
    await sales.press(sales.ben, call)

    with pytest.raises(Refused, match="Ask @Ana Ruiz"):
        await sales.press(sales.ben, replace(call, given={**call.given, "owner": f"person:{sales.cleo}"}))
