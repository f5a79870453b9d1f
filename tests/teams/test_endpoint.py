"""The endpoint: what each request is answered with, over real HTTP."""

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.teams.gateway import Reply
from tests.teams.gates import Gate, gate_for, post
from tests.teams.service import TeamsService
from tests.teams.shapes import Person
from tests.teams.tokens import OTHER


@pytest.fixture
async def gate(microsoft: TeamsService) -> AsyncIterator[Gate]:
    async with gate_for(microsoft) as opened:
        yield opened


@pytest.mark.parametrize("said", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"[" * 100_000])
async def test_what_is_no_json_object_is_answered_400(gate: Gate, said: bytes) -> None:
    assert await post(gate, said) == 400


async def test_a_body_that_is_not_packed_as_it_says_is_answered_400(gate: Gate) -> None:
    assert await post(gate, b"not packed", {"Content-Encoding": "gzip"}) == 400


@pytest.mark.parametrize("kind", [None, 5, ["message"], {}])
async def test_what_has_no_type_is_no_activity(gate: Gate, microsoft: TeamsService, ann: Person, kind: Any) -> None:
    assert (await microsoft.deliver(microsoft.message(ann, "hi") | {"type": kind}))[0] == 400
    assert gate.seen == []


async def test_a_stranger_without_an_activity_learns_no_more_than_that(gate: Gate) -> None:
    assert await post(gate, b"{}") == 401


async def test_a_request_over_a_megabyte_is_answered_413(gate: Gate) -> None:
    assert await post(gate, b'{"text": "' + b"x" * 1_000_000 + b'"}') == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/json; charset=utf-8", "application/octet-stream"])
async def test_the_content_type_does_not_matter(gate: Gate, microsoft: TeamsService, ann: Person, kind: str) -> None:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {microsoft.tokens.good()}"}

    assert await post(gate, json.dumps(microsoft.message(ann, "hi")).encode(), headers) == 200


@pytest.mark.parametrize("method", ["HEAD", "GET", "PUT", "DELETE"])
async def test_other_methods_are_answered_405(gate: Gate, method: str) -> None:
    async with aiohttp.ClientSession() as session, session.request(method, gate.url) as answer:
        assert answer.status == 405


async def test_an_invoke_s_reply_is_the_body_with_its_status(gate: Gate, microsoft: TeamsService, ann: Person) -> None:
    gate.reply = Reply(200, {"task": {"type": "message", "value": "Done ✓"}})

    answer = await microsoft.deliver(microsoft.message(ann, "", type="invoke", name="task/submit"))

    assert answer == (200, {"task": {"type": "message", "value": "Done ✓"}})


async def test_whatever_goes_wrong_inside_is_answered_200_and_reported_by_its_kind(
    gate: Gate, microsoft: TeamsService, ann: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    gate.reply = RuntimeError("a private matter")

    assert await microsoft.deliver(microsoft.message(ann, "hi")) == (200, None)
    said = "".join(capsys.readouterr())
    assert "RuntimeError" in said
    assert "private" not in said


async def test_a_reply_that_cannot_be_written_is_answered_200(gate: Gate, microsoft: TeamsService, ann: Person) -> None:
    gate.reply = Reply(200, {"value": object()})

    assert await microsoft.deliver(microsoft.message(ann, "hi")) == (200, None)


async def test_requests_are_counted_by_kinds_that_no_sender_can_make_up(
    gate: Gate, microsoft: TeamsService, ann: Person
) -> None:
    for kind in ("message", "invoke", "madeUp", "madeUpAsWell"):
        await microsoft.deliver(microsoft.message(ann, "hi", type=kind))
    await microsoft.deliver(microsoft.message(ann, "hi"), token="")
    await microsoft.deliver(microsoft.message(ann, "hi", channelData={"tenant": {"id": OTHER}}))

    counts = {kind: gate.counted(kind) for kind in ("teams_message", "teams_invoke", "teams_other", "teams_refused")}
    assert counts == {"teams_message": 1, "teams_invoke": 1, "teams_other": 2, "teams_refused": 2}
    assert "madeUp" not in gate.metrics.exposition().decode()
