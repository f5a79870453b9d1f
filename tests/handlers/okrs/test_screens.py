"""Every screen of objectives, and what the commands cost."""

from collections.abc import Iterator

import pytest

from handlers.chat.card import Call, Card
from handlers.okrs.commands import COMMANDS
from handlers.okrs.screens import EXAMPLES
from storage.database import Connection
from tests.builders import company as build
from tests.handlers.okrs.stage import ROUTER, Stage


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("okr list", 3),
        ("okr list all", 3),
        ("okr list all at risk", 3),
        ("okr list team Field Sales", 4),
        ("okr list team Field Sales at risk next", 4),
        ("okr show O-1", 3),
        ("okr show KR-1", 2),
        ("okr why O-1", 2),
        ("okr why KR-1", 2),
        ("okr coach O-1", 2),
        ("okr search o", 3),
        ("okr new More", 4),
        ("okr kr O-1 More from 0 to 10", 10),
        ("okr drop KR-1 --reason over", 7),
    ],
)
async def test_the_number_of_statements_does_not_depend_on_the_size_of_the_company(
    sales: Stage, statements: list[str], text: str, sent: int
) -> None:
    counted = await _counted(sales, statements, text)
    for number in range(4):
        await sales.type(sales.cleo, f"okr new Goal {number}")
        await sales.type(sales.cleo, f"okr kr O-1 Count {number} from 0 to 10")

    locks = sales.database.dialect == "postgresql" and text.startswith(("okr kr", "okr drop"))
    again = await _counted(sales, statements, text.replace("KR-1", "KR-3"))
    assert (counted, again) == (sent + locks, sent + locks)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_says_its_point_and_calls_what_there_is(name: str) -> None:
    card = EXAMPLES[name]()

    assert card.text
    own = {command.form.spec.command for command in COMMANDS} | {"okr update", "okr step", "checkin"}
    assert set(build.calls(card).values()) <= own


def test_every_field_that_a_button_fills_is_there() -> None:
    own = {command.form.spec.command: command.form.spec for command in COMMANDS}
    filled = [call for call in _calls(example() for example in EXAMPLES.values()) if call.command in own]

    assert filled
    assert [call for call in filled if not all(own[call.command].field(name) for name in call.given)] == []


def _calls(cards: Iterator[Card]) -> Iterator[Call]:
    for card in cards:
        for part in card.body:
            action = part.action if part.kind == "row" else part
            if action is not None and action.kind == "button":
                yield action.call
            elif action is not None and action.kind == "menu":
                yield from (option.call for option in action.options)


async def _counted(stage: Stage, statements: list[str], text: str) -> int:
    def work(db: Connection) -> int:
        ask = build.an_ask(db, stage.cleo, router=ROUTER)
        statements.clear()
        ROUTER.typed(ask, text)
        return len(statements)

    return await stage.database.write(work)
