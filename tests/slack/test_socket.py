"""Socket Mode: a connection is open as long as Slack can be reached, and the next one before the old one goes."""

import json
from itertools import pairwise

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.metrics import Metrics
from bot.slack.connection import TokenRefused
from bot.slack.patience import LONGEST, Patience, doubling
from tests.slack.joined import APP_TOKEN, WRITTEN, joined, payload, unopened
from tests.slack.link_server import HELLO, link_server, until
from tests.slack.scripted import says


def gauge(metrics: Metrics) -> str:
    """What the metrics say of open sockets."""
    return next(line for line in metrics.exposition().decode().splitlines() if line.startswith("rungs_open_sockets "))


class TestOpening:
    async def test_the_token_goes_into_a_header_and_never_into_an_address(self) -> None:
        async with joined() as here:
            (asked,) = here.slack.asked

        assert asked.headers["Authorization"] == f"Bearer {APP_TOKEN}"
        assert APP_TOKEN not in str(asked.url)

    async def test_it_is_tried_again_and_with_longer_pauses_until_slack_answers(self) -> None:
        troubles = [
            web.Response(status=503, text="<html>"),
            says({"ok": False, "error": "internal_error"}),
            says({"ok": True, "url": "nonsense"}),
        ]
        async with joined(refusals=troubles) as here:
            assert here.desk.waits == [1, 2, 3]
            assert await payload(here, "show KR-1")

    async def test_it_is_tried_again_no_sooner_than_slack_allows(self) -> None:
        refusals = [says({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "1"}) for _ in range(2)]
        async with link_server(refusals=refusals) as slack, unopened(slack) as here:
            await here.socket.open()

        assert len(slack.asked_at) == 3
        assert all(later - earlier >= 1 for earlier, later in pairwise(slack.asked_at))

    async def test_an_address_that_lapsed_is_not_used_again(self) -> None:
        async with joined(lapsed=2) as here:
            assert len(here.slack.asked) == 3
            assert await payload(here, "show KR-1")

    @pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "missing_scope"])
    async def test_a_token_that_will_never_do_is_not_tried_again(self, word: str) -> None:
        async with link_server(refusals=[says({"ok": False, "error": word})]) as slack, unopened(slack) as here:
            with pytest.raises(TokenRefused) as caught:
                await here.socket.open()

        assert (caught.value.error, len(slack.asked), here.desk.waits) == (word, 1, [])

    async def test_a_slack_that_does_not_say_hello_is_asked_for_another_connection(self) -> None:
        async with joined(Patience(opening=0.2), greetings=[None]) as here:
            assert [end.closed for end in here.slack.ends] == [True, False]
            assert await payload(here, "show KR-1")

    @pytest.mark.parametrize(("why", "advice"), [("too_many_websockets", "ten connections"), ("link_disabled", "on")])
    async def test_a_connection_that_slack_does_not_want_is_tried_again_with_advice(
        self, why: str, advice: str
    ) -> None:
        with capture_logs() as logs:
            async with joined(greetings=[{"type": "disconnect", "reason": why}]) as here:
                await until(lambda: here.slack.ends[0].closed)
                assert here.desk.waits == [1]

        (told,) = [one for one in logs if one.get("error") == why]
        assert advice in told["advice"]

    def test_pauses_double_up_to_a_minute_and_are_never_quite_the_same(self) -> None:
        assert all(0.5 * 2**n <= doubling(n + 1) <= 2**n for n in range(5))
        assert all(LONGEST / 2 <= doubling(failures) <= LONGEST for failures in (7, 100, 10_000))
        assert len({doubling(5) for _ in range(20)}) > 1


class TestLosing:
    async def test_a_token_that_was_taken_back_meanwhile_is_named_with_what_to_do(self) -> None:
        with capture_logs() as logs:
            async with joined() as here:
                here.slack.refusals.append(says({"ok": False, "error": "token_revoked"}))
                here.slack.ends[0].transport.abort()
                await here.slack.end(1)

        (told,) = [one for one in logs if one.get("error") == "token_revoked"]
        assert "connections:write" in told["advice"]

    async def test_a_connection_that_is_cut_is_replaced(self) -> None:
        async with joined() as here:
            here.slack.ends[0].transport.abort()

            await here.slack.end(1)
            assert await payload(here, "show KR-1")

    async def test_a_connection_that_is_closed_without_warning_is_replaced(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].wire.close()

            await here.slack.end(1)
            assert await payload(here, "show KR-1")

    async def test_one_on_which_slack_has_fallen_silent_is_replaced(self) -> None:
        async with joined(Patience(heartbeat=0.1), autoping=False) as here:
            await here.slack.end(1)

    async def test_a_steady_one_is_replaced_at_once(self) -> None:
        async with joined(Patience(steady=-1.0)) as here:
            here.slack.ends[0].transport.abort()
            await here.slack.end(1)

            assert here.desk.waits == []

    async def test_one_after_another_is_replaced_ever_slower(self) -> None:
        async with joined(Patience(steady=3600.0)) as here:
            for number in (0, 1, 2):
                (await here.slack.end(number)).transport.abort()
            await here.slack.end(3)

            assert here.desk.waits == [1, 2, 3]

    async def test_one_that_was_of_use_is_replaced_at_once_however_short_it_lived(self) -> None:
        async with joined() as here:
            for number in (1, 2, 3):
                assert await payload(here, "show KR-1")
                here.slack.ends[-1].transport.abort()
                await here.slack.end(number)
                await until(lambda: here.socket.count == 1)

            assert here.desk.waits == []

    async def test_slack_may_be_out_of_reach_in_the_meantime(self) -> None:
        async with joined() as here:
            here.slack.refusals += [web.Response(status=502), says({"ok": False, "error": "invalid_auth"})]
            here.slack.ends[0].transport.abort()

            await here.slack.end(1)
            assert await payload(here, "show KR-1")

    async def test_an_answer_that_comes_after_its_connection_is_lost_disturbs_nothing(self) -> None:
        async with joined() as here:
            with capture_logs() as logs:
                await here.slack.ends[0].command("late")
                await until(lambda: "late" in here.desk.taken)
                here.slack.ends[0].transport.abort()
                await here.slack.end(1)
                here.desk.go_on.set()

                assert await payload(here, "show KR-1")
                await until(lambda: any("before an acknowledgement" in one["event"] for one in logs))

    async def test_the_metrics_tell_how_many_are_open(self) -> None:
        async with link_server() as slack, unopened(slack) as here:
            assert (here.socket.count, gauge(here.desk.metrics)) == (0, "rungs_open_sockets 0.0")
            await here.socket.open()
            assert (here.socket.count, gauge(here.desk.metrics)) == (1, "rungs_open_sockets 1.0")
            slack.refusals += [web.Response(status=502)] * 10_000
            slack.ends[0].transport.abort()
            await until(lambda: here.socket.count == 0)
            slack.refusals.clear()
            await until(lambda: here.socket.count == 1)


class TestRefresh:
    @pytest.mark.parametrize("why", ["warning", "refresh_requested"])
    async def test_the_next_is_open_before_the_old_one_goes(self, why: str) -> None:
        async with joined() as here:
            await here.slack.ends[0].dismiss(why)
            await here.slack.end(1)

            assert await payload(here, "over the old one", 0)
            assert await payload(here, "over the new one", 1)
            await here.slack.ends[0].wire.close()
            await until(lambda: here.socket.count == 1)
            assert here.desk.waits == []

    async def test_a_warning_and_a_request_open_one_connection(self) -> None:
        async with joined() as here:
            for why in ("warning", "refresh_requested"):
                await here.slack.ends[0].dismiss(why)
            await payload(here, "show KR-1", 0)
            await here.slack.end(1)
            await here.slack.ends[1].dismiss("warning")
            await here.slack.end(2)

            assert len(here.slack.asked) == 3

    async def test_what_is_under_way_on_the_old_one_is_answered_on_it(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].command("late")
            await until(lambda: "late" in here.desk.taken)
            await here.slack.ends[0].dismiss("refresh_requested")
            await here.slack.end(1)

            here.desk.go_on.set()
            await until(lambda: here.slack.ends[0].answers("late"))

    async def test_the_old_one_is_given_up_when_slack_forgets_to_close_it(self) -> None:
        async with joined(Patience(leaving=0.1)) as here:
            await here.slack.ends[0].dismiss("refresh_requested")

            await until(lambda: here.slack.ends[0].closed)
            assert here.socket.count == 1

    async def test_the_old_one_works_while_slack_opens_no_next_one(self) -> None:
        async with joined(Patience(leaving=0.0)) as here:
            here.slack.refusals += [web.Response(status=503)] * 10_000
            await here.slack.ends[0].dismiss("warning")
            await until(lambda: here.desk.waits)

            assert await payload(here, "show KR-1", 0)
            here.slack.refusals.clear()
            await here.slack.end(1)

    async def test_an_unwanted_one_is_closed_before_the_next_is_asked_for(self) -> None:
        async with joined() as here:
            await here.slack.ends[0].dismiss("too_many_websockets")
            await here.slack.end(1)

            assert here.slack.ends[0].closed
            assert here.desk.waits == [1]


async def test_nothing_that_was_written_and_no_secret_is_logged() -> None:
    with capture_logs() as logs:
        async with joined(Patience(opening=0.2), greetings=[None, HELLO], refusals=[web.Response(status=503)]) as here:
            for words in (f"fail {WRITTEN}", f"show {WRITTEN}"):
                await here.slack.ends[-1].command(words)
            await until(lambda: len(here.desk.taken) == 2)
            here.slack.ends[-1].transport.abort()
            await here.slack.end(2)

    assert not [word for word in (WRITTEN, APP_TOKEN, "ticket") if word in json.dumps(logs)]
