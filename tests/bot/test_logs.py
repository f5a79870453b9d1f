"""The logs: one line an event, with ids, and nothing that somebody wrote."""

import asyncio
import gc
import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import structlog

from bot.logs import QUIET, set_up_logs
from bot.playground.residents import Install
from bot.playground.workspace import Message
from bot.trouble import report
from handlers.company import Company
from tests.e2e.world import World, world

Log = io.StringIO
WRITTEN = ("Zanzibar", "quokka", "marmalade", "tangerine", "flamingo", "xylophone")
"""Words that stand nowhere but in what people type here."""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """What is logged once the product has set up its logs; afterwards they are as they were."""
    root = logging.getLogger()
    before = list(root.handlers), root.level, {name: logging.getLogger(name).level for name in QUIET}
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    set_up_logs()
    yield written
    root.handlers[:], root.level = before[0], before[1]
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)
    structlog.reset_defaults()


def lines(log: Log) -> list[dict[str, object]]:
    """The events logged so far."""
    return [json.loads(line) for line in log.getvalue().splitlines()]


def fail_with(words: str) -> None:
    raise ValueError(words)


class TestLines:
    def test_an_event_is_one_line_with_its_level_and_its_time(self, log: Log) -> None:
        structlog.get_logger().warning("slack is away", attempt=2)

        (line,) = lines(log)
        assert (line["event"], line["level"], line["attempt"]) == ("slack is away", "warning", 2)
        assert datetime.fromisoformat(str(line["timestamp"])).utcoffset() is not None

    def test_what_libraries_log_looks_the_same(self, log: Log) -> None:
        logging.getLogger("some.library").warning("a %s", "word")

        (line,) = lines(log)
        assert (line["event"], line["level"]) == ("a word", "warning")

    @pytest.mark.parametrize("name", QUIET)
    def test_libraries_that_tell_everything_are_quiet(self, log: Log, name: str) -> None:
        logging.getLogger(name).info("request body: quokka")

        assert lines(log) == []

    def test_somebody_who_watches_reads_plain_lines(self, log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
        written = io.StringIO()
        monkeypatch.setattr(sys, "stderr", written)
        set_up_logs(json=False)
        structlog.get_logger().info("people are current", count=3)

        assert "people are current" in written.getvalue()
        assert "{" not in written.getvalue()


class TestErrors:
    def test_one_is_told_by_its_kind_and_place_alone(self, log: Log) -> None:
        try:
            fail_with("quokka")
        except ValueError as error:
            report("a handler failed", error, trouble="0a1b2c3d", person=7)

        (line,) = lines(log)
        assert (line["error"], line["trouble"], line["person"]) == ("ValueError", "0a1b2c3d", 7)
        assert __file__ in str(line["at"])
        assert "quokka" not in str(line)

    def test_one_that_a_library_logs_too(self, log: Log) -> None:
        try:
            fail_with("quokka")
        except ValueError:
            logging.getLogger("aiohttp.server").exception("Error handling request")

        (line,) = lines(log)
        assert (line["event"], line["error"]) == ("Error handling request", "ValueError")
        assert "quokka" not in str(line)

    def test_one_in_our_own_hands_too(self, log: Log) -> None:
        try:
            fail_with("quokka")
        except ValueError:
            structlog.get_logger().error("failed", exc_info=True)

        (line,) = lines(log)
        assert (line["error"], "quokka" in str(line)) == ("ValueError", False)

    async def test_one_of_a_task_that_nobody_waited_for_too(self, log: Log) -> None:
        async def forgotten() -> None:
            fail_with("quokka")

        task = asyncio.ensure_future(forgotten())
        await asyncio.wait([task])
        del task
        gc.collect()

        (line,) = lines(log)
        assert (line["event"], line["error"]) == ("Task exception was never retrieved", "ValueError")
        assert "quokka" not in str(line)


class TestConversation:
    @pytest.fixture
    async def told(self, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, log: Log) -> str:
        """All that is logged while people do everything that carries words, and the database goes away in the end."""
        monkeypatch.setenv("SLACK_BOT_TOKEN", Install().token)
        async with world(sqlite_url, datetime(2026, 10, 5, 6, tzinfo=UTC), Company("X", ZoneInfo("UTC"))) as town:
            await self.talk(town)
            await town.app.database.close()
            await town.slack.command("ben", "/okr", "new flamingo")
            await town.slack.command("chen", "/okr", "update KR-1 5 flamingo")
        return log.getvalue()

    async def talk(self, town: World) -> None:
        await town.say("ines", "/rungs team new Zanzibar @ben @ana --lead @ana --channel #product")
        await town.say("ben", "/okr new Zanzibar by boat")
        await town.say("ben", "/okr kr O-1 quokka from 0 to 10 --unit quokka")
        await town.say("ben", "/okr update KR-1 5 marmalade --confidence 7")
        await town.say("ben", "/okr update KR-1 marmalade")
        await town.say("ben", "/okr tangerine")
        await town.say("ben", "/okr new")
        await town.submit("ben", {"Title": "tangerine " * 10})
        await town.slack.dm("ana", "okr update KR-1 nan tangerine")
        await town.slack.mention("ana", "product", "okr new tangerine")
        message = town.slack.workspace.put(Message("C0PRODUCT", "1795.0001", "U0BEN", "xylophone"))
        for action, said in (("evidence_save", {}), ("feedback", {"Feedback": "marmalade for Ben"})):
            await town.slack.shortcut("ana", action, message)
            await town.submit("ana", said)
        await town.slack.mention("ana", "product", "feedback @ben marmalade")
        await town.say("ana", "/rungs feedback @ben quokka --visible public")
        await town.say("ana", "/rungs feedback ask @ben tangerine")
        await town.say("ana", "/praise @ben marmalade")
        await town.say("ben", "/goal new Zanzibar --weight 100 from 0 to 10 --unit quokka")
        await town.say("ben", "/goal update G-1 4 marmalade")
        await town.forward_to(datetime(2026, 10, 9, 22, tzinfo=UTC))

    def test_nothing_that_people_wrote_is_in_it(self, told: str) -> None:
        assert [word for word in WRITTEN if word in told] == []

    def test_no_token_and_no_secret_is_in_it(self, told: str) -> None:
        install = Install()
        secrets = (install.token, install.signing_secret, install.verification_token, "/response/")

        assert [secret for secret in secrets if secret in told] == []

    def test_nobody_s_name_or_address_is_in_it(self, told: str) -> None:
        assert [name for name in ("Ben ", "company-x.example", "@ben") if name in told] == []

    def test_nobody_is_told_about_bolt_s_ways_with_tokens(self, told: str) -> None:
        assert "`token`" not in told

    def test_every_line_is_json(self, told: str) -> None:
        assert all(isinstance(json.loads(line), dict) for line in told.splitlines())

    def test_what_failed_is_in_it_with_its_number(self, told: str) -> None:
        failed = [json.loads(line) for line in told.splitlines() if "failed" in line]

        assert len({line["trouble"] for line in failed if "trouble" in line}) >= 2
