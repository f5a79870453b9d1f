"""Pictures of pages by a Chromium without a window, over its DevTools protocol."""

import asyncio
import base64
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, Literal

import aiohttp

Json = dict[str, Any]
Scheme = Literal["light", "dark"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 30.0
"""Seconds that Chromium may take to start, or to answer."""
LARGEST_ANSWER = 64 * 1024 * 1024
_FLAGS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--disable-gpu",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_LOADED = 'new Promise(done => document.readyState === "complete" ? done() : addEventListener("load", () => done()))'
_MEASURE = """(async selector => {
    await document.fonts.ready;
    const box = document.querySelector(selector).getBoundingClientRect();
    return {x: box.x + scrollX, y: box.y + scrollY, width: Math.ceil(box.width), height: Math.ceil(box.height)};
})"""


class NoPicture(Exception):
    """Chromium could not be started, or did not do what it was asked for."""


def find_chromium(environ: Mapping[str, str] | None = None) -> str | None:
    """The program that CHROMIUM names, else the first Chromium on the PATH; None where there is none."""
    named = (os.environ if environ is None else environ).get("CHROMIUM", "")
    found = map(shutil.which, [named] if named else NAMES)
    return next((path for path in found if path), None)


class Camera:
    """One page of a running Chromium. Made by `camera`."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, session_id: str) -> None:
        self._socket = socket
        self._session_id = session_id
        self._numbers = count(1)

    async def open(self, url: str) -> None:
        """Go to the page and wait until it and all it needs are loaded. NoPicture where it cannot be reached."""
        answer = await self.call("Page.navigate", url=url)
        if answer.get("errorText"):
            raise NoPicture(f"Chromium could not open {url}: {answer['errorText']}")
        await self._evaluated(_LOADED)

    async def take(self, selector: str, scheme: Scheme) -> bytes:
        """A PNG of the first element that `selector` finds, in that colour scheme, however tall it is."""
        await self.call(
            "Emulation.setEmulatedMedia",
            features=[
                {"name": "prefers-color-scheme", "value": scheme},
                {"name": "prefers-reduced-motion", "value": "reduce"},
            ],
        )
        box = await self._evaluated(f"{_MEASURE}({json.dumps(selector)})")
        clip = {**box["value"], "scale": 1}
        picture = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(picture["data"])

    async def call(self, method: str, **params: object) -> Json:
        """One command of the protocol. NoPicture where Chromium refuses it."""
        number = next(self._numbers)
        session = {"sessionId": self._session_id} if self._session_id else {}
        await self._socket.send_json({"id": number, "method": method, "params": params, **session})
        while (answer := await self._next()).get("id") != number:
            pass
        if "error" in answer:
            raise NoPicture(f"Chromium refuses {method}: {answer['error']['message']}")
        result: Json = answer["result"]
        return result

    async def _evaluated(self, expression: str) -> Json:
        answer = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise NoPicture(f"The page is not what was expected: {answer['exceptionDetails']['text']}")
        result: Json = answer["result"]
        return result

    async def _next(self) -> Json:
        try:
            answer: Json = await self._socket.receive_json(timeout=PATIENCE)
        except (TimeoutError, TypeError) as problem:
            raise NoPicture("Chromium does not answer.") from problem
        return answer


@asynccontextmanager
async def camera(chromium: str, width: int, height: int) -> AsyncIterator[Camera]:
    """A page of that size in pixels, in a Chromium of its own. Raises NoPicture where it does not start."""
    async with (
        _running(chromium) as address,
        aiohttp.ClientSession() as session,
        session.ws_connect(address, max_msg_size=LARGEST_ANSWER) as socket,
    ):
        browser = Camera(socket, "")
        target = await browser.call("Target.createTarget", url="about:blank")
        attached = await browser.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        page = Camera(socket, attached["sessionId"])
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await page.call("Emulation.setDeviceMetricsOverride", **size)
        yield page


@asynccontextmanager
async def _running(chromium: str) -> AsyncIterator[str]:
    """Chromium with a profile of its own; the address of its DevTools. Its sandbox does not serve root."""
    flags = (*_FLAGS, "--no-sandbox") if os.geteuid() == 0 else _FLAGS
    with tempfile.TemporaryDirectory(prefix="rungs-camera-", ignore_cleanup_errors=True) as profile:
        try:
            process = await asyncio.create_subprocess_exec(
                chromium,
                *flags,
                f"--user-data-dir={profile}",
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as problem:
            raise NoPicture(f"{chromium} does not start: {type(problem).__name__}.") from None
        try:
            address = await _address(process, chromium)
            draining = asyncio.create_task(_drain(process))
            yield address
            draining.cancel()
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _address(process: asyncio.subprocess.Process, chromium: str) -> str:
    """What Chromium says of itself once it listens."""
    said = process.stderr
    try:
        async with asyncio.timeout(PATIENCE):
            while said and (line := await said.readline()):
                _, mark, address = line.decode(errors="replace").partition("DevTools listening on ")
                if mark:
                    return address.strip()
    except TimeoutError:
        pass
    raise NoPicture(f"{chromium} does not start.")


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Read on, so that what Chromium complains of never fills the pipe."""
    while process.stderr and await process.stderr.readline():
        pass
