"""The token that Rungs shows to the Connector: fetched from Microsoft's login with the app's own secret."""

import asyncio
import re
from dataclasses import dataclass, field
from math import inf
from typing import Any

import aiohttp
import structlog
from yarl import URL

from bot.addresses import TeamsAddress
from bot.clock import MachineClock
from bot.teams.connector import Unreached

SCOPE = "https://api.botframework.com/.default"
TIMEOUT = aiohttp.ClientTimeout(total=10.0)
AHEAD = 600.0
"""Seconds before its end from which a token is replaced while it still serves; at most a quarter of its life."""
LAST = 60.0
"""Seconds before its end from which a token serves no more, because clocks differ; at most a tenth of its life."""
PAUSE = 10.0
"""Seconds between two attempts where the first one failed, and between two tokens that the Connector does not take."""
ADVICE = {
    "AADSTS700016": "TEAMS_APP_ID is not known in the directory TEAMS_TENANT_ID: check both",
    "AADSTS7000215": "TEAMS_APP_PASSWORD is wrong: copy the secret's value, not its id",
    "AADSTS7000222": "TEAMS_APP_PASSWORD has expired: make a new client secret in the app registration",
    "AADSTS90002": "TEAMS_TENANT_ID is not known: copy it from your Azure Bot's page under Configuration",
    "invalid_client": "TEAMS_APP_PASSWORD is wrong: make a new client secret in the app registration",
    "unauthorized_client": "TEAMS_APP_ID is not known in the directory TEAMS_TENANT_ID: check both",
}
_BEARER = re.compile(r"[!-~]+")
"""What may stand in a header; anything else would fail at every message, for as long as the token is kept."""
CHECK = "check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID"

log = structlog.get_logger()


class NoToken(Unreached):
    """There is no token to be had now; the words say why, and what an operator changes where the login refused."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str = field(repr=False)
    renew_at: float
    ends_at: float


class Token:
    """The app's token: one request to the login at a time, a new one ahead of the old one's end."""

    def __init__(self, session: aiohttp.ClientSession, address: TeamsAddress, clock: MachineClock) -> None:
        self._session = session
        self._address = address
        self._clock = clock
        self._token: _Token | None = None
        self._failure = ""
        self._not_before = 0.0
        self._dropped_at = -PAUSE
        self._fetching: asyncio.Task[None] | None = None

    async def current(self) -> str:
        """A token that is valid now. Raises NoToken."""
        now = self._clock.seconds()
        token = self._token
        if token is not None and now < token.ends_at:
            if now >= token.renew_at:
                _ = self._begin()
            return token.text
        await asyncio.shield(self._begin())
        if self._token is None or self._clock.seconds() >= self._token.ends_at:
            raise NoToken(self._failure)
        return self._token.text

    def drop(self, token: str) -> None:
        """Forget this one: the Connector does not take it. Another one, fetched meanwhile, stays.

        So does this one where another was forgotten a moment ago: it is not the token then, and the login is spared.
        """
        now = self._clock.seconds()
        if self._token is None or self._token.text != token or now < self._dropped_at + PAUSE:
            return
        self._token = None
        self._dropped_at = now

    async def warm(self) -> None:
        """Fetch a token, so that the first message need not wait for it. That there is none is logged with advice."""
        await asyncio.shield(self._begin())

    async def close(self) -> None:
        """Stop fetching."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.gather(self._fetching, return_exceptions=True)

    def _begin(self) -> asyncio.Task[None]:
        """The request under way, which all share, or a new one."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._replace())
        return self._fetching

    async def _replace(self) -> None:
        if self._clock.seconds() < self._not_before:
            return
        asked_at = self._clock.seconds()
        try:
            self._token = await self._ask(asked_at)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
            self._not_before = self._clock.seconds() + PAUSE
            self._failure = (
                str(error) if isinstance(error, NoToken) else f"the login is out of reach: {type(error).__name__}"
            )
            log.warning("Microsoft's login gave no token", reason=self._failure)

    async def _ask(self, now: float) -> _Token:
        url = URL(f"{self._address.login_url}/{self._address.tenant}/oauth2/v2.0/token", encoded=True)
        form = {
            "grant_type": "client_credentials",
            "client_id": self._address.app_id,
            "client_secret": self._address.password,
            "scope": SCOPE,
        }
        async with self._session.post(url, data=form, timeout=TIMEOUT, allow_redirects=False) as response:
            if response.status in (400, 401, 403):
                raise NoToken(_advice(await response.text(errors="replace")))
            response.raise_for_status()
            said: Any = await response.json(content_type=None)
        life, bearer = float(said["expires_in"]), said["access_token"]
        if not (isinstance(bearer, str) and _BEARER.fullmatch(bearer) and 0 < life < inf):
            raise ValueError("not a token")
        return _Token(bearer, now + life - min(AHEAD, life / 4), now + life - min(LAST, life / 10))


def _advice(refusal: str) -> str:
    """What to change, by the code in the login's refusal; its other words name the app and the directory."""
    found = next((code for code in ADVICE if code in refusal), "")
    return f"refused ({found or 'unknown reason'}): {ADVICE.get(found, CHECK)}"
