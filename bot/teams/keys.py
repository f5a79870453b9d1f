"""The keys that Microsoft signs its tokens with: read from its OpenID document, kept, and read anew as they change."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from bot.clock import MachineClock

DAY = 24 * 3600.0
"""Seconds after which the keys are read anew."""
PAUSE = 60.0
"""Seconds between two attempts to read them where the first one failed, and in which a key id is looked for once."""
SEARCHES = 5
"""How many unknown key ids may have the keys read anew in one PAUSE: whoever makes ids up must not make us busy."""
FIRST_PAUSE = 5.0
"""The same as PAUSE while there are no keys at all: nobody can be let in before."""
TIMEOUT = aiohttp.ClientTimeout(total=8.0)

log = structlog.get_logger()


class UnknownKey(Exception):
    """No key of that id is published, or the keys cannot be read."""


@dataclass(frozen=True, slots=True)
class Key:
    """A public key, and the channels whose tokens it may sign."""

    public_key: RSAPublicKey
    endorsements: tuple[str, ...]


class Keys:
    """Microsoft's keys by id. Old ones stay in use for as long as newer ones cannot be read."""

    def __init__(self, session: aiohttp.ClientSession, url: str, clock: MachineClock) -> None:
        self._session = session
        self._url = url
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._due_at = 0.0
        self._searches: dict[str, float] = {}
        self._reading: asyncio.Task[None] | None = None

    async def get(self, key_id: object) -> Key:
        """The key of that id. Raises UnknownKey."""
        if not isinstance(key_id, str):
            raise UnknownKey
        if self._clock.seconds() >= self._due_at:
            reading = self._read()
            if not self._keys:
                await asyncio.shield(reading)
        if key_id not in self._keys and self._may_search(key_id):
            await asyncio.shield(self._read())
        if key_id not in self._keys:
            raise UnknownKey
        return self._keys[key_id]

    async def warm(self) -> None:
        """Read the keys, so that the first request need not wait for them."""
        await asyncio.shield(self._read())

    async def close(self) -> None:
        """Stop reading."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _may_search(self, key_id: str) -> bool:
        """Whether an unknown key id is worth another look at what is published: keys are changed without notice."""
        now = self._clock.seconds()
        self._searches = {known: at for known, at in self._searches.items() if now - at < PAUSE}
        if not self._keys or key_id in self._searches or len(self._searches) >= SEARCHES:
            return False
        self._searches[key_id] = now
        return True

    def _read(self) -> asyncio.Task[None]:
        """The reading under way, which all share, or a new one."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._replace())
        return self._reading

    async def _replace(self) -> None:
        try:
            found = _keys(await self._published())
        except Exception as error:  # noqa: BLE001 - whatever it is, the keys at hand stay and it is tried again
            self._due_at = self._clock.seconds() + (PAUSE if self._keys else FIRST_PAUSE)
            log.warning("the keys of Microsoft's tokens cannot be read", error=type(error).__name__)
            return
        self._keys = found
        self._due_at = self._clock.seconds() + DAY

    async def _published(self) -> list[Any]:
        document = await self._fetch(self._url)
        published = await self._fetch(document["jwks_uri"])
        listed: list[Any] = published["keys"]
        return listed

    async def _fetch(self, url: str) -> Any:
        async with self._session.get(url, timeout=TIMEOUT) as response:
            response.raise_for_status()
            return await response.json(content_type=None)


def _keys(published: Iterable[Any]) -> dict[str, Key]:
    """The keys by id; ValueError for none. One of another kind, or that nobody can read, is left out."""
    found = {}
    for each in published:
        try:
            public = RSAAlgorithm.from_jwk(each)
            key_id, endorsements = each["kid"], tuple(each.get("endorsements") or ())
        except Exception:  # noqa: BLE001, S112 - there may be anything in a list from outside
            continue
        # The SDK takes a key that is endorsed for nothing as good for everything.
        if isinstance(public, RSAPublicKey) and isinstance(key_id, str) and endorsements:
            found[key_id] = Key(public, endorsements)
    if not found:
        raise ValueError("There is no key among what is published.")
    return found
