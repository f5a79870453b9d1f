"""The command line as an operator uses it: exit codes, one clear line each, and nothing sent by mistake."""

import json
from pathlib import Path
from zipfile import ZipFile

import jsonschema
import pytest

from handlers.company import Company
from tests.e2e.conftest import MONDAY, found_product
from tests.e2e.program import ROOT, Ended, run, tokens
from tests.e2e.slack_town import company_slack, seen
from tests.e2e.world import world

BERLIN = "company: {name: Company X, time_zone: Europe/Berlin}\n"
SECRETS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret"}
APP_ID = "01234567-89ab-cdef-0123-456789abcdef"
POST = "2026-10-05T09:30:00+02:00"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an app.yaml, as an operator has one."""
    (tmp_path / "app.yaml").write_text(BERLIN)
    return tmp_path


def refused(ended: Ended, words: str) -> None:
    """One line on what to change, and exit code 2."""
    (line,) = ended.err.strip().splitlines()
    assert words in line
    assert ended.code == 2


class TestConfiguration:
    async def test_a_missing_app_yaml_is_named(self, tmp_path: Path) -> None:
        refused(await run(tmp_path, "run"), "app.yaml is not there. Name your app.yaml with --config")

    async def test_broken_yaml_is_shown_with_its_line(self, folder: Path) -> None:
        (folder / "app.yaml").write_text("company:\n  name: [\n")

        refused(await run(folder, "run"), "app.yaml is not valid YAML in line 3. Check its colons")

    async def test_an_unknown_key_is_named(self, folder: Path) -> None:
        (folder / "app.yaml").write_text("company: {nmae: X}\n")

        refused(await run(folder, "run"), "app.yaml, company.nmae:")

    async def test_an_unknown_time_zone_is_named(self, folder: Path) -> None:
        (folder / "app.yaml").write_text("company: {time_zone: Mars/Olympus}\n")

        refused(await run(folder, "run"), "“Mars/Olympus” is no time zone. Write one like Europe/Berlin.")

    async def test_a_bad_port_is_named(self, folder: Path) -> None:
        refused(await run(folder, "run", PORT="70000"), "PORT in the environment:")

    async def test_a_port_that_is_taken_is_named(self, folder: Path) -> None:
        async with company_slack() as slack:
            taken = slack.url.rpartition(":")[2]
            said = {**tokens(slack), "DATABASE_URL": "sqlite:///x.db", "PORT": taken}

            refused(await run(folder, "run", **said), f"127.0.0.1:{taken} cannot be listened on. Set HOST and PORT")

    @pytest.mark.parametrize(
        "url",
        ["mysql://root@localhost/x", "sqlite:////no/such/folder/rungs.db"],
    )
    async def test_a_database_that_cannot_be_used_is_said_so(self, folder: Path, url: str) -> None:
        refused(await run(folder, "run", DATABASE_URL=url, **SECRETS), "DATABASE_URL")

    async def test_a_database_out_of_reach_is_said_so_without_its_password(self, folder: Path) -> None:
        ended = await run(folder, "run", DATABASE_URL="postgresql://ana:hunter2@127.0.0.1:9/x", **SECRETS)

        refused(ended, "DATABASE_URL")
        assert "hunter2" not in ended.out + ended.err

    async def test_a_half_set_slack_names_the_other_half(self, folder: Path) -> None:
        refused(await run(folder, "run", SLACK_BOT_TOKEN="xoxb-1"), "SLACK_SIGNING_SECRET is not set.")
        refused(await run(folder, "run", SLACK_APP_TOKEN="xapp-1"), "SLACK_BOT_TOKEN is not set.")

    async def test_a_token_that_slack_refuses_is_said_so(self, folder: Path) -> None:
        async with company_slack() as slack:
            said = {**tokens(slack), "SLACK_BOT_TOKEN": "xoxb-of-somebody-else", "DATABASE_URL": "sqlite:///x.db"}

            refused(await run(folder, "run", **said), "Slack refuses SLACK_BOT_TOKEN (invalid_auth).")

    async def test_an_unknown_command_is_bad_usage(self, folder: Path) -> None:
        assert (await run(folder, "fly")).code == 2


class TestTick:
    async def test_an_instant_without_a_zone_is_refused(self, folder: Path) -> None:
        ended = await run(folder, "tick", "--now", "2026-10-05T09:30:00")

        refused(ended, "has no time zone. Add one: 2026-10-05T09:30:00Z for UTC")

    async def test_beside_real_tokens_it_does_not_run_far_ahead(self, folder: Path) -> None:
        async with company_slack() as slack:
            said = {**tokens(slack), "DATABASE_URL": "sqlite:///x.db"}

            refused(await run(folder, "tick", "--now", "2099-01-01T00:00:00Z", **said), "Add --allow-future.")
            allowed = await run(folder, "tick", "--now", "2099-01-01T00:00:00Z", "--allow-future", **said)

        assert (allowed.code, allowed.out) == (0, "0 reminders fired; everything due is delivered.\n")

    async def test_it_delivers_what_is_due_and_nothing_twice(
        self, folder: Path, sqlite_url: str, company: Company
    ) -> None:
        async with world(sqlite_url, MONDAY, company) as here:
            await found_product(here)
        async with company_slack() as slack:
            said = {**tokens(slack), "DATABASE_URL": sqlite_url}

            first = await run(folder, "tick", "--now", POST, **said)
            second = await run(folder, "tick", "--now", POST, **said)

            assert (first.code, first.out) == (0, "1 reminder fired; everything due is delivered.\n")
            assert (second.code, second.out) == (0, "0 reminders fired; everything due is delivered.\n")
            assert [seen(message).splitlines()[0] for message in slack.messages("product")] == [
                "*0 of 2 in* · Check-in, week 41"
            ]
            assert slack.faults == []


class TestPages:
    async def test_the_manifest_is_what_slack_takes(self, folder: Path) -> None:
        ended = await run(folder, "manifest", "slack", "--url", "https://rungs.example")

        made = json.loads(ended.out)
        schema = json.loads((ROOT / "tests/slack/manifest.schema.json").read_text(encoding="utf-8"))
        jsonschema.validate(made, schema)
        assert made["settings"]["event_subscriptions"]["request_url"] == "https://rungs.example/slack/events"

    async def test_the_manifest_for_socket_mode_names_no_address(self, folder: Path) -> None:
        ended = await run(folder, "manifest", "slack", "--socket-mode")

        made = json.loads(ended.out)
        jsonschema.validate(made, json.loads((ROOT / "tests/slack/manifest.schema.json").read_text(encoding="utf-8")))
        assert made["settings"]["socket_mode_enabled"] is True
        assert "https://" not in ended.out

    async def test_a_manifest_is_for_an_address_or_for_socket_mode(self, folder: Path) -> None:
        ended = await run(folder, "manifest", "slack", "--socket-mode", "--url", "https://rungs.example")

        refused(ended, "--socket-mode needs no address. Leave out --url, or --socket-mode.")

    async def test_the_package_for_teams_holds_a_manifest_that_teams_takes(self, folder: Path) -> None:
        ended = await run(folder, "manifest", "teams", "--out", "rungs.zip", TEAMS_APP_ID=APP_ID)

        assert ended.code == 0
        with ZipFile(folder / "rungs.zip") as archive:
            made = json.loads(archive.read("manifest.json"))
        jsonschema.validate(made, json.loads((ROOT / "tests/teams/manifest.schema.json").read_text(encoding="utf-8")))
        assert made["bots"][0]["botId"] == APP_ID

    async def test_a_package_for_teams_that_cannot_be_made_says_what_to_change(self, folder: Path) -> None:
        refused(await run(folder, "manifest", "teams", "--out", "rungs.zip"), "TEAMS_APP_ID is not set. Copy it")
        ended = await run(folder, "manifest", "teams", "--out", "nowhere/rungs.zip", TEAMS_APP_ID=APP_ID)
        refused(ended, "nowhere/rungs.zip cannot be written: FileNotFoundError. Name another file with --out.")

    async def test_the_page_of_commands_is_the_one_in_the_docs(self, folder: Path) -> None:
        ended = await run(folder, "commands")

        assert ended.out == (ROOT / "docs/commands.md").read_text(encoding="utf-8")

    async def test_the_doctor_of_a_fresh_folder_finds_no_fault(self, folder: Path) -> None:
        ended = await run(folder, "doctor", DATABASE_URL="sqlite:///x.db")

        assert ended.code == 0, ended
        assert "no token set: the local workspace starts instead" in ended.out

    async def test_the_doctor_says_what_to_change(self, folder: Path) -> None:
        async with company_slack() as slack:
            said = {**tokens(slack), "SLACK_BOT_TOKEN": "xoxb-of-somebody-else", "DATABASE_URL": "sqlite:///x.db"}
            ended = await run(folder, "doctor", **said)

        assert ended.code == 2
        assert "change  slack token: refused (invalid_auth). Copy the bot token anew from Install App." in ended.out

    async def test_the_example_company_fills_an_empty_database_once(self, folder: Path) -> None:
        first = await run(folder, "demo-data", DATABASE_URL="sqlite:///x.db")
        second = await run(folder, "demo-data", DATABASE_URL="sqlite:///x.db")

        assert (first.code, first.out.splitlines()[-1][:26]) == (0, "The example company is in:")
        refused(second, "This database holds objectives already.")

    async def test_a_company_of_any_size_fills_an_empty_database_once(self, folder: Path) -> None:
        first = await run(folder, "demo-data", "--people", "40", DATABASE_URL="sqlite:///x.db")
        second = await run(folder, "demo-data", "--people", "40", DATABASE_URL="sqlite:///x.db")

        assert first.code == 0, first
        assert "40 people in 3 teams, 20 objectives, 80 key results" in first.out
        refused(second, "This database holds objectives already.")

    @pytest.mark.parametrize("people", ["0", "100001", "many"])
    async def test_a_company_has_between_one_person_and_a_hundred_thousand(self, folder: Path, people: str) -> None:
        ended = await run(folder, "demo-data", "--people", people, DATABASE_URL="sqlite:///x.db")

        assert ended.code == 2
        assert "--people" in ended.out + ended.err
        assert not (folder / "x.db").exists()
