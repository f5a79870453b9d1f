"""The switches in the settings: off until a super user sets them, kept with who and when, for the next review cycle."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.chat.card import Button, Call, Card, Row
from handlers.chat.reply import Refused, ReplaceCard
from storage import switches
from storage.audit import audit
from storage.database import Database
from storage.switches import GOALS_IN_REVIEWS, OKR_RESULTS_IN_REVIEWS
from tests.builders import NOW, an_ask, said
from tests.handlers.people.stage import ANA, BEN, CHEN, DARA, ROUTER, reply, typed

GOALS, OKRS = "Goals in reviews", "OKR results in reviews"
LATER = NOW + timedelta(days=1)


def buttons(card: Card) -> list[tuple[str, Call]]:
    """What the buttons of the switches ask for, in the order of their rows."""
    actions = [element.action for element in card.body if isinstance(element, Row)]
    return [(action.label, action.call) for action in actions if isinstance(action, Button)]


async def shown(company: Database, by: int = ANA) -> Card:
    answer = await reply(company, "rungs settings", by=by)
    return answer.card  # type: ignore[union-attr]


async def pressed(company: Database, call: Call, by: int = ANA) -> Card:
    answer = await company.write(lambda db: ROUTER.called(an_ask(db, by, now=LATER), call))
    assert isinstance(answer, ReplaceCard)
    assert answer.is_private
    return answer.card


async def test_both_are_off_until_somebody_sets_them(company: Database) -> None:
    text = await typed(company, "rungs settings", by=BEN)

    assert f"{GOALS}: off, never set" in text
    assert f"{OKRS}: off, never set" in text
    assert "What is switched counts from the next review cycle on." in text
    for name in switches.SWITCHES:
        assert not await company.read(lambda db, name=name: switches.is_on(db, 1, name))  # type: ignore[misc]


async def test_a_super_user_sets_one_and_everybody_sees_who_did_and_when(company: Database) -> None:
    ((label, call), _) = buttons(await shown(company))
    assert label == "Switch on"

    answer = await pressed(company, call)

    assert answer.text == "Goals in reviews is on from the next review cycle on."
    assert f"{GOALS}: on, set by @Ana Ruiz {LATER.date()} [Switch off]" in said(answer)
    assert f"{GOALS}: on, set by @Ana Ruiz {LATER.date()}" in await typed(company, "rungs settings", by=BEN)
    assert await company.read(lambda db: switches.is_on(db, 1, GOALS_IN_REVIEWS))
    assert not await company.read(lambda db: switches.is_on(db, 1, OKR_RESULTS_IN_REVIEWS))


async def test_the_buttons_are_there_for_super_users_only(company: Database) -> None:
    assert [label for label, _ in buttons(await shown(company))] == ["Switch on", "Switch on"]
    assert buttons(await shown(company, by=BEN)) == []


@pytest.mark.parametrize("somebody", [BEN, CHEN, DARA])
async def test_nobody_else_sets_one_whatever_they_press(company: Database, somebody: int) -> None:
    (_, (_, call)) = buttons(await shown(company))

    with pytest.raises(Refused, match=r"^Only super users can set switches\. Ask @Ana Ruiz\.$"):
        await pressed(company, call, by=somebody)

    assert not await company.read(lambda db: switches.all_set(db, 1))


async def test_a_button_of_an_older_state_does_nothing_twice(company: Database) -> None:
    ((_, on), _) = buttons(await shown(company))
    ((_, off), _) = buttons(await pressed(company, on))

    again = await pressed(company, on)
    assert again.text == "Goals in reviews is on already."
    await pressed(company, off)
    once_more = await pressed(company, off)

    assert once_more.text == "Goals in reviews is off already."
    assert not await company.read(lambda db: switches.is_on(db, 1, GOALS_IN_REVIEWS))
    assert len(await entries(company)) == 2


async def test_to_switch_off_what_is_off_sets_nothing(company: Database) -> None:
    answer = await pressed(company, Call("rungs switch", {"name": GOALS_IN_REVIEWS, "state": "off"}))

    assert answer.text == "Goals in reviews is off already."
    assert f"{GOALS}: off, never set" in said(answer)
    assert await entries(company) == []


async def test_the_audit_keeps_each_change_with_what_stood_before(company: Database) -> None:
    (_, (_, on)) = buttons(await shown(company))
    (_, (_, off)) = buttons(await pressed(company, on))
    await pressed(company, off)

    assert await entries(company) == [
        (ANA, "switch:OKR results in reviews", {"on": False}, {"on": True}),
        (ANA, "switch:OKR results in reviews", {"on": True}, {"on": False}),
    ]


async def entries(company: Database) -> list[tuple[int, str, object, object]]:
    find = select(audit.c.person_id, audit.c.subject, audit.c.before, audit.c.after).where(audit.c.action == "switch")
    rows = await company.read(lambda db: db.execute(find.order_by(audit.c.id)).all())
    return [(row.person_id, row.subject, json.loads(row.before), json.loads(row.after)) for row in rows]
