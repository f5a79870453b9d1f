"""Reading JSON that Teams sent: whatever is missing or of another shape is empty."""

import re
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

_BROKEN = re.compile("[\0\ud800-\udfff]")


def said(body: Json, name: str) -> str:
    """The text of that name; "" where there is none."""
    found = body.get(name)
    return whole(found) if isinstance(found, str) else ""


def whole(text: str) -> str:
    """The text without what no database keeps: NUL, and half a character."""
    return text if text.isascii() and "\0" not in text else _BROKEN.sub("", text)


def inner(body: Json, name: str) -> dict[str, Any]:
    """The object of that name; an empty one where there is none."""
    return as_object(body.get(name))


def several(body: Json, name: str) -> tuple[dict[str, Any], ...]:
    """The objects in the list of that name."""
    found = body.get(name)
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def as_object(found: object) -> dict[str, Any]:
    """It, if it is an object; else an empty one."""
    return found if isinstance(found, dict) else {}
