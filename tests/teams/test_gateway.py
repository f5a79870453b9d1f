"""The gateway: who may come in, and what the SDK's pipeline makes of it. Real tokens, really signed."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.teams.gateway import Reply
from tests.teams.gates import ANONYMOUS, Gate, address_of, gate_for, post
from tests.teams.service import TeamsService
from tests.teams.shapes import TENANT, Person
from tests.teams.tokens import BAD, OTHER, Bad


@pytest.fixture
async def gate(microsoft: TeamsService) -> AsyncIterator[Gate]:
    async with gate_for(microsoft) as opened:
        yield opened


@pytest.fixture
async def open_gate(microsoft: TeamsService) -> AsyncIterator[Gate]:
    """In anonymous mode."""
    async with gate_for(microsoft, ANONYMOUS) as opened:
        yield opened


class TestTokens:
    async def test_what_microsoft_signed_for_this_bot_comes_in_as_it_was_sent(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        activity = microsoft.message(ann, "okr list", unheard_of={"of": [1]})

        assert await microsoft.deliver(activity) == (200, None)
        assert gate.seen == [activity]

    @pytest.mark.parametrize("kind", BAD)
    async def test_any_other_token_is_refused(
        self, gate: Gate, microsoft: TeamsService, ann: Person, kind: Bad
    ) -> None:
        status, body = await microsoft.deliver(microsoft.message(ann, "hi"), token=microsoft.tokens.bad(kind))

        assert (status, body, gate.seen) == (401, None, [])

    @pytest.mark.parametrize(
        "spoken", ["", "Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "bearer", "Basic {}", "{}", "Bearer {} {}"]
    )
    async def test_a_header_that_is_no_bearer_s_is_refused(
        self, gate: Gate, microsoft: TeamsService, ann: Person, spoken: str
    ) -> None:
        header = {"Authorization": spoken.replace("{}", microsoft.tokens.good())}

        assert await post(gate, json.dumps(microsoft.message(ann, "hi")).encode(), header) == 401
        assert gate.seen == []

    @pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
    async def test_the_scheme_s_letters_may_be_of_any_case(
        self, gate: Gate, microsoft: TeamsService, ann: Person, scheme: str
    ) -> None:
        header = {"Authorization": f"{scheme} {microsoft.tokens.good()}"}

        assert await post(gate, json.dumps(microsoft.message(ann, "hi")).encode(), header) == 200
        assert len(gate.seen) == 1

    async def test_no_header_is_refused(self, gate: Gate, microsoft: TeamsService, ann: Person) -> None:
        assert await microsoft.deliver(microsoft.message(ann, "hi"), token="") == (401, None)
        assert gate.seen == []

    async def test_two_headers_are_refused_though_one_is_good(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        good = ("Authorization", f"Bearer {microsoft.tokens.good()}")
        said = json.dumps(microsoft.message(ann, "hi")).encode()

        assert await post(gate, said, [good, ("authorization", "Bearer other")]) in (400, 401)
        assert gate.seen == []

    @pytest.mark.parametrize(
        "other",
        [{"serviceUrl": None}, {"serviceUrl": ""}, {"serviceUrl": 5}, {"channelId": "webchat"}, {"channelId": None}],
    )
    async def test_an_activity_that_the_token_was_not_given_for_is_refused(
        self, gate: Gate, microsoft: TeamsService, ann: Person, other: dict[str, Any]
    ) -> None:
        activity = {key: value for key, value in (microsoft.message(ann, "hi") | other).items() if value is not None}

        assert await microsoft.deliver(activity) == (401, None)
        assert gate.seen == []

    async def test_a_service_that_others_could_listen_to_is_refused(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        url = "http://smba.example/emea/"
        activity = microsoft.message(ann, "hi") | {"serviceUrl": url}

        assert await microsoft.deliver(activity, token=microsoft.tokens.good(serviceurl=url)) == (401, None)

    @pytest.mark.parametrize("claims", [{"aud": [1]}, {"aud": {}}, {"exp": "soon"}, {"serviceurl": 1}])
    async def test_claims_of_another_shape_are_a_refusal_and_no_failure(
        self, gate: Gate, microsoft: TeamsService, ann: Person, claims: dict[str, Any]
    ) -> None:
        token = microsoft.tokens.good(**claims)

        assert await microsoft.deliver(microsoft.message(ann, "hi"), token=token) == (401, None)

    async def test_an_app_id_counts_in_any_case(self, microsoft: TeamsService, ann: Person) -> None:
        async with gate_for(microsoft, address_of(microsoft, TEAMS_APP_ID=microsoft.app_id.upper())):
            token = microsoft.tokens.good(aud=microsoft.app_id.upper())

            assert (await microsoft.deliver(microsoft.message(ann, "hi"), token=token))[0] == 200
            assert (await microsoft.deliver(microsoft.message(ann, "hi")))[0] == 200

    async def test_a_new_key_is_found_by_itself_and_the_old_one_is_good_no_more(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        old = microsoft.tokens.good()
        assert (await microsoft.deliver(microsoft.message(ann, "hi"), token=old))[0] == 200

        microsoft.roll_keys()

        assert (await microsoft.deliver(microsoft.message(ann, "hi")))[0] == 200
        assert (await microsoft.deliver(microsoft.message(ann, "hi"), token=old))[0] == 401

    async def test_while_the_keys_cannot_be_read_nobody_comes_in_and_then_the_same_token_does(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        microsoft.fail_next(503, "<html>", matching="/openid")
        token = microsoft.tokens.good()

        assert (await microsoft.deliver(microsoft.message(ann, "hi"), token=token))[0] == 401
        gate.clock.at += 10

        assert (await microsoft.deliver(microsoft.message(ann, "hi"), token=token))[0] == 200

    async def test_a_log_says_what_was_wrong_and_nothing_of_the_token(
        self, gate: Gate, microsoft: TeamsService, ann: Person, capsys: pytest.CaptureFixture[str]
    ) -> None:
        token = microsoft.tokens.bad("wrong audience")

        await microsoft.deliver(microsoft.message(ann, "a private matter"), token=token)

        said = "".join(capsys.readouterr())
        assert "a token for another app" in said
        assert not [word for word in (token, OTHER, "private", ann.aad) if word in said]


class TestTenants:
    @pytest.mark.parametrize(
        "said",
        [
            {"channelData": {"tenant": {"id": OTHER}}},
            {"channelData": {"tenant": {"id": OTHER}}, "conversation": {"id": "a:1", "tenantId": OTHER}},
            {"channelData": {}, "conversation": {"id": "a:1", "tenantId": OTHER}},
            {"channelData": {}, "conversation": {"id": "a:1"}},
            {"channelData": None, "conversation": "a:1"},
            {"channelData": {"tenant": {"id": ""}}, "conversation": {"id": "a:1"}},
            {"channelData": {"tenant": {"id": [TENANT]}}, "conversation": {"id": "a:1"}},
            {"channelData": {"tenant": TENANT}, "conversation": {"id": "a:1"}},
        ],
    )
    async def test_people_of_another_company_are_refused(
        self, gate: Gate, microsoft: TeamsService, ann: Person, said: dict[str, Any]
    ) -> None:
        assert await microsoft.deliver(microsoft.message(ann, "hi") | said) == (403, None)
        assert gate.seen == []

    @pytest.mark.parametrize(
        "said",
        [
            {"conversation": {"id": "a:1"}},
            {"channelData": {}, "conversation": {"id": "a:1", "tenantId": TENANT}},
            {"channelData": {"tenant": {"id": TENANT.upper()}}},
        ],
    )
    async def test_ours_may_say_so_in_either_place_and_in_any_case(
        self, gate: Gate, microsoft: TeamsService, ann: Person, said: dict[str, Any]
    ) -> None:
        assert (await microsoft.deliver(microsoft.message(ann, "hi") | said))[0] == 200

    async def test_another_company_may_be_allowed_by_name(self, microsoft: TeamsService, ann: Person) -> None:
        async with gate_for(microsoft, address_of(microsoft, TEAMS_ALLOWED_TENANTS=OTHER)):
            guest = microsoft.message(ann, "hi") | {"channelData": {"tenant": {"id": OTHER}}}
            at_home = guest | {"conversation": {"id": "a:1", "tenantId": OTHER}}

            assert (await microsoft.deliver(guest))[0] == 200
            assert (await microsoft.deliver(at_home))[0] == 200
            assert (await microsoft.deliver(microsoft.message(ann, "hi")))[0] == 200


class TestAnonymous:
    async def test_this_machine_needs_no_token(self, open_gate: Gate, microsoft: TeamsService, ann: Person) -> None:
        assert await microsoft.deliver(microsoft.message(ann, "hi"), token="") == (200, None)

    async def test_a_token_is_refused(self, open_gate: Gate, microsoft: TeamsService, ann: Person) -> None:
        assert await microsoft.deliver(microsoft.message(ann, "hi")) == (401, None)

    @pytest.mark.parametrize("origin", ["null", "https://elsewhere.example", "http://localhost:3000"])
    async def test_a_web_page_is_refused_though_it_is_open_on_this_machine(
        self, open_gate: Gate, microsoft: TeamsService, ann: Person, origin: str
    ) -> None:
        said = json.dumps(microsoft.message(ann, "hi")).encode()

        assert await post(open_gate, said, {"Origin": origin, "Content-Type": "text/plain"}) == 401
        assert open_gate.seen == []

    @pytest.mark.parametrize(
        "url", ["https://smba.example/emea/", "http://127.0.0.1.example/", "http://[", "ftp://127.0.0.1/", "", None, 5]
    )
    async def test_a_service_elsewhere_is_refused(
        self, open_gate: Gate, microsoft: TeamsService, ann: Person, url: Any
    ) -> None:
        assert await microsoft.deliver(microsoft.message(ann, "hi") | {"serviceUrl": url}, token="") == (401, None)
        assert open_gate.seen == []

    async def test_another_channel_is_refused(self, open_gate: Gate, microsoft: TeamsService, ann: Person) -> None:
        assert await microsoft.deliver(microsoft.message(ann, "hi") | {"channelId": "emulator"}, token="") == (
            401,
            None,
        )
        assert open_gate.seen == []

    async def test_a_tenant_that_was_named_is_asked_for_all_the_same(
        self, microsoft: TeamsService, ann: Person
    ) -> None:
        async with gate_for(microsoft, replace(ANONYMOUS, tenants=frozenset({OTHER}))):
            assert await microsoft.deliver(microsoft.message(ann, "hi"), token="") == (403, None)

    async def test_nothing_is_fetched_at_the_start(self, open_gate: Gate, microsoft: TeamsService) -> None:
        await open_gate.gateway.start()
        await open_gate.gateway.close()

        assert (microsoft.logins, microsoft.key_reads) == (0, 0)


class Typing:
    """Says that somebody types before anything is answered."""

    async def on_turn(self, context: TurnContext, logic: Callable[[], Awaitable[Any]]) -> None:
        sent = await context.send_activity(Activity(type="typing"))
        await context.update_activity(Activity(type="message", id=sent.id, text="a moment"))
        await logic()


class Closed:
    """Lets nothing through."""

    async def on_turn(self, context: TurnContext, logic: Callable[[], Awaitable[Any]]) -> None:
        return None


class TestPipeline:
    async def test_the_sdk_s_middleware_may_send_by_itself(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        gate.gateway.adapter.use(Typing())
        gate.reply = Reply(200, {"statusCode": 200})

        assert await microsoft.deliver(microsoft.message(ann, "hi")) == (200, {"statusCode": 200})
        (message,) = microsoft.conversations[microsoft.chat_with(ann.id)]
        assert (message.activity["text"], message.edits) == ("a moment", 1)

    async def test_what_the_sdk_s_middleware_stops_is_taken(
        self, gate: Gate, microsoft: TeamsService, ann: Person
    ) -> None:
        gate.gateway.adapter.use(Closed())

        assert await microsoft.deliver(microsoft.message(ann, "hi")) == (200, None)
        assert gate.seen == []

    @pytest.mark.parametrize(
        "odd", [{"timestamp": "yesterday"}, {"entities": "none"}, {"from": "Ann"}, {"type": "somethingNew"}]
    )
    async def test_an_activity_of_a_shape_that_the_sdk_does_not_know_comes_in(
        self, gate: Gate, microsoft: TeamsService, ann: Person, odd: dict[str, Any]
    ) -> None:
        activity = microsoft.message(ann, "hi") | odd

        assert await microsoft.deliver(activity) == (200, None)
        assert gate.seen == [activity]
