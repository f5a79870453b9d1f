"""Home: published when it is opened, and again for whoever acted."""

from dataclasses import replace

from bot.playground.views import View
from tests.e2e.slack_town import seen
from tests.e2e.world import World


async def test_it_is_there_once_it_is_opened(orders: World) -> None:
    home = await orders.slack.open_home("ben")

    assert home is not None
    assert "Win the small shops" in seen(home)


async def test_it_follows_what_its_reader_does(orders: World) -> None:
    before = await orders.slack.open_home("ben")
    await orders.say("ben", "/okr update KR-1 1710")

    assert before is not None
    after = await orders.slack.until(lambda: _newer(orders, "ben", before.hash))
    assert "1,710" in seen(after)


async def test_nobody_s_is_published_who_never_opened_it(orders: World) -> None:
    await orders.slack.open_home("ana")
    await orders.say("ben", "/okr update KR-1 5")
    await orders.say("ana", "/okr new Another aim")
    await orders.slack.until(lambda: "Another aim" in seen(home) if (home := orders.slack.home("ana")) else False)

    assert orders.slack.home("ben") is None


async def test_one_that_slack_refuses_does_not_stop_the_others(orders: World) -> None:
    ben = orders.slack.workspace.person("ben")
    await orders.slack.open_home("ben")
    del orders.slack.workspace.people[ben.id]
    orders.slack.workspace.set_person(replace(ben, id="U0ELSEWHERE"))
    await orders.slack.dispatch.event(orders.slack.payloads.home_opened(ben))

    assert await orders.slack.open_home("ana") is not None


def _newer(town: World, who: str, old: str) -> View | None:
    home = town.slack.home(who)
    return home if home and home.hash != old else None
