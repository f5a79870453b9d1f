"""People as Slack knows them: asked about once, completed when Slack was slow, and never more than Slack says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import select

from bot.slack.connection import web_client
from bot.slack.people import PAGE, People, arrival
from storage.arrivals import PLACEHOLDER, incomplete
from storage.database import Database
from storage.people import accounts, people
from tests.bot.post_office import BusinessClock
from tests.builders import a_workspace
from tests.serving import listening

TEAM = "T0LOCAL"
Json = dict[str, Any]


def member(called: str, /, **more: Any) -> Json:
    """A user as Slack describes one."""
    handle = called.split(maxsplit=1)[0].lower()
    profile = {"real_name": called, "email": f"{handle}@company-x.example"}
    known = {"id": f"U0{handle.upper()}", "team_id": TEAM, "name": handle, "tz": "UTC", "profile": profile}
    return known | more


@dataclass
class Directory:
    """Slack's users.info and users.list; notes every call, and answers once its gate is open."""

    members: list[Json] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    refuses: str = ""

    async def answer(self, request: web.Request) -> web.Response:
        asked = {name: str(value) for name, value in (*request.query.items(), *(await request.post()).items())}
        method = request.match_info["method"]
        self.calls.append(f"{method} {asked.get('user', asked.get('cursor', ''))}".strip())
        await self.gate.wait()
        if self.refuses:
            return web.json_response({"ok": False, "error": self.refuses})
        if method == "users.list":
            return web.json_response(self._page(int(asked.get("cursor") or 0), int(asked["limit"])))
        found = next((one for one in self.members if one["id"] == asked["user"]), None)
        return web.json_response({"ok": True, "user": found} if found else {"ok": False, "error": "user_not_found"})

    def _page(self, start: int, limit: int) -> Json:
        end = start + limit
        cursor = str(end) if end < len(self.members) else ""
        return {"ok": True, "members": self.members[start:end], "response_metadata": {"next_cursor": cursor}}


@dataclass
class Lobby:
    """A directory and the people who came in."""

    directory: Directory
    database: Database
    enter: Callable[[], People]

    async def rows(self) -> list[tuple[str, str, bool]]:
        """Name, standing, and whether Slack has told us, of everybody."""
        found = (
            select(people.c.name, people.c.standing, accounts.c.verified)
            .join(accounts, accounts.c.person_id == people.c.id)
            .order_by(accounts.c.id)
        )
        return await self.database.read(lambda db: [(row[0], row[1], row[2]) for row in db.execute(found)])


@asynccontextmanager
async def serving(directory: Directory) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/api/{method}", directory.answer)
    async with listening(app) as origin:
        try:
            yield f"{origin}/api/"
        finally:
            directory.gate.set()


@pytest.fixture
async def lobby(database: Database) -> AsyncIterator[Lobby]:
    """A company of which nobody is known yet."""
    directory = Directory([member("Ana Ruiz"), member("Ben Okafor")])
    directory.gate.set()
    workspace_id = await database.write(a_workspace)
    async with serving(directory) as address, ClientSession() as session:
        client = web_client("xoxb-test", address, session)
        yield Lobby(directory, database, lambda: People(client, database, workspace_id, TEAM, BusinessClock()))


class TestFirstWords:
    async def test_a_writer_whom_nobody_knows_costs_one_call(self, lobby: Lobby) -> None:
        known = await lobby.enter().known("U0ANA", ["U0BEN"])

        assert lobby.directory.calls == ["users.info U0ANA"]
        assert (known["U0ANA"].name, known["U0BEN"].name) == ("Ana Ruiz", PLACEHOLDER)
        assert await lobby.rows() == [("Ana Ruiz", "member", True), (PLACEHOLDER, "member", False)]

    async def test_a_writer_who_is_known_costs_none(self, lobby: Lobby) -> None:
        await lobby.enter().known("U0ANA")
        lobby.directory.calls.clear()

        assert (await lobby.enter().known("U0ANA"))["U0ANA"].name == "Ana Ruiz"
        assert lobby.directory.calls == []

    async def test_who_was_met_once_costs_no_statement_either(self, lobby: Lobby, statements: list[str]) -> None:
        those = lobby.enter()
        await those.known("U0ANA")
        statements.clear()
        await those.known("U0ANA")

        assert statements == []

    async def test_a_slow_slack_is_waited_for_one_second_and_no_longer(self, lobby: Lobby) -> None:
        lobby.directory.gate.clear()
        those = lobby.enter()
        async with asyncio.timeout(2.5):
            known = await those.known("U0ANA")

        assert known["U0ANA"].name == PLACEHOLDER
        assert await lobby.rows() == [(PLACEHOLDER, "member", False)]

    async def test_a_slack_that_refuses_stops_nobody(self, lobby: Lobby) -> None:
        lobby.directory.refuses = "internal_error"

        assert (await lobby.enter().known("U0ANA"))["U0ANA"].name == PLACEHOLDER


class TestCompletion:
    async def test_whom_slack_was_slow_about_is_completed_later(self, lobby: Lobby) -> None:
        lobby.directory.refuses = "internal_error"
        those = lobby.enter()
        before = await those.known("U0ANA", ["U0BEN"])
        lobby.directory.refuses = ""
        await those.complete()

        assert await lobby.rows() == [("Ana Ruiz", "member", True), ("Ben Okafor", "member", True)]
        assert (await those.known("U0ANA"))["U0ANA"].name == "Ana Ruiz"
        assert (await those.known("U0ANA"))["U0ANA"].person_id == before["U0ANA"].person_id

    async def test_also_after_a_restart(self, lobby: Lobby) -> None:
        lobby.directory.refuses = "internal_error"
        await lobby.enter().known("U0ANA")
        lobby.directory.refuses = ""
        await lobby.enter().complete()

        assert await lobby.rows() == [("Ana Ruiz", "member", True)]

    async def test_who_is_complete_is_not_asked_about(self, lobby: Lobby) -> None:
        those = lobby.enter()
        await those.known("U0ANA")
        lobby.directory.calls.clear()
        await those.complete()

        assert lobby.directory.calls == []

    async def test_one_whom_slack_does_not_know_is_asked_about_once(self, lobby: Lobby) -> None:
        those = lobby.enter()
        await those.known("U0ANA", ["U0GHOST"])
        lobby.directory.calls.clear()
        for _ in range(3):
            await those.complete()

        assert lobby.directory.calls == ["users.info U0GHOST"]

    async def test_one_about_whom_slack_fails_now_is_asked_about_again(self, lobby: Lobby) -> None:
        those = lobby.enter()
        await those.known("U0ANA", ["U0BEN"])
        lobby.directory.refuses = "internal_error"
        await those.complete()
        lobby.directory.refuses = ""
        await those.complete()

        assert (await lobby.rows())[1] == ("Ben Okafor", "member", True)

    async def test_a_completed_account_joins_the_person_of_its_address(self, lobby: Lobby) -> None:
        lobby.directory.members.append(member("Ana Ruiz", id="U0SECOND"))
        those = lobby.enter()
        await those.known("U0ANA", ["U0SECOND"])
        await those.complete()

        known = await those.known("U0ANA", ["U0SECOND"])
        assert known["U0ANA"].person_id == known["U0SECOND"].person_id


class TestEverybody:
    async def test_the_list_is_read_page_by_page(self, lobby: Lobby) -> None:
        lobby.directory.members[:] = [member(f"Person{number} X") for number in range(2 * PAGE + 1)]

        assert await lobby.enter().fetch_all() == 2 * PAGE + 1
        assert lobby.directory.calls == ["users.list", f"users.list {PAGE}", f"users.list {2 * PAGE}"]
        assert len(await lobby.rows()) == 2 * PAGE + 1

    async def test_it_completes_who_was_incomplete(self, lobby: Lobby) -> None:
        those = lobby.enter()
        await those.known("U0ANA", ["U0BEN"])
        await those.fetch_all()

        assert await lobby.database.read(lambda db: incomplete(db, 1, "slack")) == ()

    async def test_reading_it_again_changes_nothing(self, lobby: Lobby, statements: list[str]) -> None:
        those = lobby.enter()
        await those.fetch_all()
        statements.clear()
        await those.fetch_all()

        assert [text for text in statements if not text.lstrip().startswith("SELECT")] == []


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ({}, "member"),
        ({"deleted": True}, "deactivated"),
        ({"deleted": True, "is_bot": True}, "deactivated"),
        ({"is_bot": True}, "bot"),
        ({"id": "USLACKBOT"}, "bot"),
        ({"is_workflow_bot": True}, "bot"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_stranger": True}, "guest"),
        ({"team_id": "T0PARTNER"}, "guest"),
        ({"team_id": "T0SISTER", "enterprise_user": {"id": "W0ANA"}}, "member"),
    ],
)
def test_the_standing_is_what_slack_says(said: Json, standing: str) -> None:
    assert arrival(member("Ana Ruiz", **said), TEAM).standing == standing


@pytest.mark.parametrize("flag", ["is_admin", "is_owner"])
def test_owners_and_admins_of_the_workspace_are_admins(flag: str) -> None:
    assert arrival(member("Ana Ruiz", **{flag: True}), TEAM).is_admin


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ({"profile": {"real_name": "Ana\u202e Ruiz", "display_name": "ana"}}, "Ana Ruiz"),
        ({"profile": {"real_name": "", "display_name": "ana"}}, "ana"),
        ({"profile": {}, "real_name": "Ana R."}, "Ana R."),
        ({"profile": None, "name": "ana.r"}, "ana.r"),
        ({"profile": {"real_name": "\u200b"}, "name": ""}, PLACEHOLDER),
    ],
)
def test_the_name_is_the_first_that_slack_has(said: Json, name: str) -> None:
    assert arrival(member("Ana Ruiz", **said), TEAM).name == name
