"""Whom a message notifies."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_CONTROL = re.compile(r"<(@[UW][A-Z0-9]+|!(?:channel|here|everyone)|!subteam\^S[A-Z0-9]+)(?:\|[^<>]*)?>")


def pings_in(text: str, blocks: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """User ids and `!channel`, `!here`, `!everyone`, `!subteam^S…`, each once, in order of appearance."""
    found = [*_in_text(text)]
    for block in blocks:
        found.extend(_in_part(block))
    return tuple(dict.fromkeys(found))


def _in_text(text: str) -> Iterator[str]:
    for match in _CONTROL.finditer(text):
        yield match[1].removeprefix("@")


def _in_part(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _in_part(item)
    if not isinstance(part, Mapping):
        return
    match part.get("type"):
        case "mrkdwn" | "markdown":
            yield from _in_text(str(part.get("text", "")))
        case "user":
            yield str(part.get("user_id", ""))
        case "broadcast":
            yield f"!{part.get('range', '')}"
        case "usergroup":
            yield f"!subteam^{part.get('usergroup_id', '')}"
        case _:
            for value in part.values():
                yield from _in_part(value)
