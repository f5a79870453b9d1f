"""Sends letters to Slack: one call each, and whatever goes wrong is a value."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final, assert_never, cast

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.pace import Rate, Rates
from bot.readers import Readers
from bot.sender import Blocked, Outcome, Sent, TryLater, Unknown
from bot.slack import limits
from bot.slack.cards import Rendered, render
from handlers.chat import card as cards
from storage.dispatch import Letter
from storage.outbox import Action

TIMEOUT: Final = 20.0
"""Seconds for all the calls of one letter."""

BURST: Final = 10.0
EDITS_A_SECOND: Final = 50 / 60
"""chat.update is of tier 3, at least 50 a minute."""
PAUSE: Final = 30.0
"""Seconds to wait where Slack refuses for sending too much and does not say for how long."""

RATES: Final = Rates(
    actions={
        "post": Rate(limits.WORKSPACE_RATE, limits.WORKSPACE_BURST),
        "edit": Rate(EDITS_A_SECOND, BURST),
    },
    channel=Rate(limits.CHANNEL_RATE, limits.CHANNEL_BURST),
)

PASSING: Final = frozenset(
    ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "accesslimited")
)
"""Slack's words for what may go better the next time; any other is about the letter, and stays."""

log = structlog.get_logger()


class SlackSender:
    """Sends by one client and one session. `locale` and `time_zone` are for what several people read."""

    def __init__(
        self,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        readers: Readers,
        *,
        locale: str,
        time_zone: str,
        rates: Rates = RATES,
    ) -> None:
        # Delivery decides what is sent again: a client that repeats a call by itself may post twice.
        self._client = AsyncWebClient(
            token=client.token, base_url=client.base_url, session=session, retry_handlers=[], headers=client.headers
        )
        self._session = session
        self._readers = readers
        self._locale = locale
        self._time_zone = time_zone
        self._rates = rates

    @property
    def rates(self) -> Rates:
        """What Slack allows."""
        return self._rates

    async def send(self, letter: Letter) -> Outcome:
        """Send it once."""
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._send(letter)
        except SlackApiError as error:
            return _refusal(error)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return TryLater("out of reach")
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Unknown(type(error).__name__)

    async def _send(self, letter: Letter) -> Outcome:
        card = cards.load(letter.card)
        reader = await self._readers.reader(letter.locale or self._locale, letter.time_zone or self._time_zone, card)
        match cast(Action, letter.action):
            case "post":
                return await self._post(letter, render(card, reader))
            case "edit":
                return await self._edit(letter, render(card, reader))
            case "reply":
                return await self._answer(letter, render(card, reader), {"response_type": "ephemeral"})
            case "share":
                return await self._answer(letter, render(card, reader), {"response_type": "in_channel"})
            case "replace":
                return await self._answer(letter, render(card, reader), {"replace_original": True})
            case never:
                assert_never(never)

    async def _post(self, letter: Letter, shown: Rendered) -> Outcome:
        channel = letter.conversation or letter.account
        if not channel:
            return Blocked("no account on Slack")
        file_id = await self._upload(letter) if letter.attachment is not None else ""
        answer = await self._client.chat_postMessage(
            channel=channel,
            text=shown.text,
            blocks=shown.blocks,
            thread_ts=letter.thread or None,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": "rungs_outbox", "event_payload": {"outbox_id": letter.id}},
        )
        sent = Sent(str(answer["ts"]), str(answer["channel"]))
        if file_id:
            await self._share(letter, file_id, sent)
        return sent

    async def _edit(self, letter: Letter, shown: Rendered) -> Outcome:
        await self._client.chat_update(
            channel=letter.conversation, ts=letter.message, text=shown.text, blocks=shown.blocks
        )
        return Sent(letter.message, letter.conversation)

    async def _answer(self, letter: Letter, shown: Rendered, how: Mapping[str, Any]) -> Outcome:
        body = {"text": shown.text, "blocks": shown.blocks, **how}
        async with self._session.post(letter.reply_url, json=body) as response:
            return _answered(response.status, response.headers, await response.text())

    async def _upload(self, letter: Letter) -> str:
        """Bring the file to Slack, where nobody sees it yet; return its id."""
        content = letter.attachment or b""
        place = await self._client.files_getUploadURLExternal(filename=letter.attachment_name, length=len(content))
        async with self._session.post(str(place["upload_url"]), data=content) as response:
            response.raise_for_status()
        return str(place["file_id"])

    async def _share(self, letter: Letter, file_id: str, sent: Sent) -> None:
        try:
            await self._client.files_completeUploadExternal(
                files=[{"id": file_id, "title": letter.attachment_name}],
                channel_id=sent.conversation,
                thread_ts=letter.thread or None,
            )
        except SlackApiError as error:
            # The message is there; sending all of it again would say it twice.
            log.warning("a file was not shared", outbox_id=letter.id, reason=_word(error.response))


def _refusal(error: SlackApiError) -> Outcome:
    response: Any = error.response
    # Where the body was no JSON, this is aiohttp's response.
    status = response.status_code if hasattr(response, "status_code") else response.status
    reason = _word(response)
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        return TryLater("limited", _pause(response.headers))
    if status >= 500 or reason in PASSING:
        return TryLater("failed")
    return Blocked(reason)


def _answered(status: int, headers: Mapping[str, str], text: str) -> Outcome:
    if status == 429:
        return TryLater("limited", _pause(headers))
    if status >= 500:
        return TryLater("failed")
    reason = _error_in(text)
    if status == 200 and reason is None:
        return Sent()
    return Blocked(reason or f"HTTP {status}")


def _error_in(text: str) -> str | None:
    """Slack answers "ok" or a JSON object; in an error it is a word, or {"ok": false, "error": "…"}."""
    try:
        body = json.loads(text)
    except ValueError:
        return None if text.strip() in ("", "ok") else text.strip()[:60]
    if isinstance(body, dict) and body.get("ok") is False:
        return str(body.get("error"))
    return None


def _word(response: Any) -> str:
    data = getattr(response, "data", None)
    return str(data.get("error", "unknown")) if isinstance(data, dict) else "no JSON"


def _pause(headers: Mapping[str, str]) -> float:
    try:
        return max(0.0, float(headers.get("Retry-After", PAUSE)))
    except ValueError:
        return PAUSE
