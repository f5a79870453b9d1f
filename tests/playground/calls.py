"""Calls of the Web API: the raw answer, and the error of one that must fail."""

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.playground.server import Playground
from bot.playground.workspace import Json


async def called(slack: Playground, method: str, **how: object) -> Json:
    """The raw answer of one call."""
    how.setdefault("headers", {"Authorization": f"Bearer {slack.workspace.install.token}"})
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.base_url}{method}", **how) as response,  # type: ignore[arg-type]
    ):
        assert response.status == 200
        return dict(await response.json())


async def refusal(call: object) -> str:
    """The error of a call that must fail."""
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])
