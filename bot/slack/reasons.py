"""Why a call of Slack's Web API failed."""

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

FAILURES = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)
"""What a call raises: Slack's refusal, or whatever the network does."""


def reason(problem: BaseException) -> str:
    """Slack's own word ("channel_not_found"); where it said none, as a proxy's page does, the kind of failure."""
    if isinstance(problem, SlackApiError):
        # Where the body was no JSON, the response is aiohttp's and has no data.
        data = getattr(problem.response, "data", None)
        if isinstance(data, dict) and data.get("error"):
            return str(data["error"])
    return type(problem).__name__


def retry_after(problem: BaseException) -> float:
    """The seconds that Slack asks to wait before the next call; 0.0 where it asks for none."""
    if not isinstance(problem, SlackApiError):
        return 0.0
    try:
        return max(0.0, float(problem.response.headers.get("Retry-After", 0.0)))
    except (AttributeError, ValueError):
        return 0.0
