"""`kill -9` in the middle of many check-ins, or before anything is sent: what was acknowledged is there once."""

import asyncio
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.playground.server import Playground
from storage.check_ins import history
from storage.database import Connection, open_database
from storage.okr_lines import key_result_by_code
from storage.reconciliation import differences
from storage.workspaces import install
from tests.e2e.conftest import MONDAY
from tests.e2e.program import serving
from tests.e2e.slack_town import Carrier, as_message, company_slack

AT_ONCE = 300
KEY_RESULTS = 10
PRAISES = 2
ENOUGH = 100
"""Acknowledgements after which the process is killed."""
PATIENCE = 30.0


async def found(slack: Playground) -> None:
    """Give ana an objective with ten key results."""
    assert (await slack.command("ana", "/okr", "new Count everything", channel="general")).ok
    for number in range(1, KEY_RESULTS + 1):
        ack = await slack.command("ana", "/okr", f"kr O-1 Number {number} from 0 to 1000", channel="general")
        assert f"KR-{number}" in str(ack.body)


async def stored(database_url: str) -> tuple[list[str], int]:
    """The notes of all check-ins, and how many stored totals differ from them."""

    def read(db: Connection) -> tuple[list[str], int]:
        workspace_id = install(db, "slack", "T0LOCAL", "Our company", MONDAY)
        notes: list[str] = []
        for number in range(1, KEY_RESULTS + 1):
            line = key_result_by_code(db, workspace_id, f"KR-{number}")
            assert line is not None
            notes += [said.note for said in history(db, line.id, AT_ONCE)]
        return notes, len(differences(db, workspace_id=workspace_id))

    database = open_database(database_url)
    await database.start()
    try:
        return await database.write(read)
    finally:
        await database.close()


async def check_in_all(slack: Playground, process: asyncio.subprocess.Process) -> Sequence[int]:
    """Send all check-ins at once and kill the process when some are acknowledged; return which ones were."""
    acknowledged: list[int] = []

    async def check_in(number: int) -> None:
        words = f"update KR-{number % KEY_RESULTS + 1} {number + 1} said-{number}"
        ack = await slack.command("ana", "/okr", words, channel="general")
        if not ack.ok:
            return
        acknowledged.append(number)
        if len(acknowledged) == ENOUGH:
            process.kill()

    await asyncio.gather(*map(check_in, range(AT_ONCE)))
    return acknowledged


async def test_what_was_acknowledged_survives_a_kill_and_nothing_is_there_twice(
    database_url: str, tmp_path: Path
) -> None:
    await survives(database_url, tmp_path, "http")


async def test_it_survives_a_kill_over_socket_mode_too(sqlite_url: str, tmp_path: Path) -> None:
    await survives(sqlite_url, tmp_path, "socket")


async def survives(database_url: str, folder: Path, carrier: Carrier) -> None:
    """Kill the bot in the middle of its work, start it again, and compare what is stored with what was acknowledged."""
    (folder / "app.yaml").write_text("company: {name: Our company}\n")
    start = partial(serving, folder, carrier=carrier, DATABASE_URL=database_url)
    async with company_slack() as slack:
        async with start(slack) as process:
            slack.commands = (("/okr", "Objectives and key results", ""),)
            slack.dispatch.deadline = 30.0
            await found(slack)
            acknowledged = await check_in_all(slack, process)
            await process.wait()

        async with start(slack) as process:
            assert (await slack.command("ana", "/okr", "show KR-1", channel="general")).ok
            process.terminate()
            assert await process.wait() == 0

    notes, wrong = await stored(database_url)
    assert ENOUGH <= len(acknowledged) < AT_ONCE
    assert {f"said-{number}" for number in acknowledged} <= set(notes)
    assert len(notes) == len(set(notes))
    assert wrong == 0


async def test_praise_that_was_acknowledged_is_posted_once_after_a_kill(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("company: {name: Our company}\n")
    start = partial(serving, tmp_path, DATABASE_URL=sqlite_url)
    said = [f"Well done {number}" for number in range(PRAISES)]

    async with company_slack() as slack:
        slack.commands = (("/praise", "Praise", ""),)
        posted = partial(posts, slack)
        async with start(slack) as process:
            slack.state.weather.set("429")
            for words in said:
                assert (await slack.command("ana", "/praise", f"@ben {words}", channel="general")).ok
            process.kill()
            await process.wait()
        assert posted() == []

        slack.state.weather.set("none")
        async with start(slack) as process:
            await slack.state.workspace.until(lambda: len(posted()) >= PRAISES, PATIENCE)
            process.terminate()
            assert await process.wait() == 0

    assert posted() == said


def posts(slack: Playground) -> list[str]:
    """The praise that stands in the channel, in its order."""
    found = [re.search(r"Well done \d+", as_message(one).text) for one in slack.messages("general")]
    return [match[0] for match in found if match]
