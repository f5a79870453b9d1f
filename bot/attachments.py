"""Files that come with a message, as far as it is the same on every platform: their names, and reading them."""

from dataclasses import replace
from typing import Final

import aiohttp

from handlers.chat.files import File
from handlers.chat.words import clean

MOST_FILES: Final = 10
"""So many files of a message are looked at."""
LONGEST_NAME: Final = 80
_CHUNK: Final = 64 * 1024


def shown_name(name: str) -> str:
    """What its sender calls it, short enough to be said again; the end tells what it is."""
    shown = " ".join(clean(name).split())
    return (shown if len(shown) <= LONGEST_NAME else f"…{shown[-LONGEST_NAME:]}") or "a file"


async def filled(file: File, answer: aiohttp.ClientResponse, room: int) -> File:
    """The file with what the answer holds, if that is no more than `room` bytes."""
    content = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        content += chunk
        if len(content) > room:
            return replace(file, fate="too_large")
    return replace(file, fate="fetched", content=bytes(content))
