"""What people see of an Adaptive Card, written in the notation of conversations, and what they can do with it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.e2e.chat import INVISIBLE

Json = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
SIGN = "⚠ "
"""What stands before a complaint above an input."""
EXTRAS = ("ProgressBar", "Chart.Line")
"""Teams' own elements, which stand in no schema of Adaptive Cards 1.5."""

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xF0000
"""Where escaped marks wait while the others are read."""
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ITALIC = re.compile(r"\*([^*\n]+)\*")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_MENTION = re.compile(r"<at>[^<>]*</at>")


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press; `row` is every text of the row in which it stands."""

    body: Json
    row: str

    @property
    def title(self) -> str:
        return str(self.body["title"])

    @property
    def data(self) -> Json:
        return dict(self.body.get("data", {}))


class Reading:
    """Reads one card. `accounts` are people by their directory's ids: "U0ANA"."""

    def __init__(self, card: Json, accounts: Mapping[str, str]) -> None:
        self.card = card
        entities = card.get("msteams", {}).get("entities", ())
        self._mentions = {one["text"]: f"<@{accounts.get(one['mentioned']['id'], '?')}>" for one in entities}
        self.pinged = [accounts.get(one["mentioned"]["id"], "?") for one in entities]

    @property
    def text(self) -> str:
        """Every text, a line each."""
        return "\n".join(filter(str.strip, self._lines([*self.card["body"], *self.card.get("actions", ())])))

    @property
    def actions(self) -> list[Action]:
        """Everything that can be pressed, what unfolds included."""
        top = (Action(action, "") for action in _unfolded(self.card.get("actions", ())))
        return [*self._pressable(self.card["body"], ""), *top]

    @property
    def inputs(self) -> list[Json]:
        """The inputs in order."""
        return [part for part in _parts(self.card["body"]) if part["type"].startswith("Input.")]

    @property
    def errors(self) -> dict[str, str]:
        """What is complained of, by the input below."""
        found: dict[str, str] = {}
        complaint = ""
        for part in _parts(self.card["body"]):
            if part["type"].startswith("Input.") and complaint:
                found[part["id"]] = complaint
            complaint = self.said(part["text"]) if part.get("text", "").startswith(SIGN) else ""
        return found

    @property
    def strangers(self) -> list[str]:
        """Whom it mentions that nobody here knows."""
        return [text for text, shown in self._mentions.items() if shown == "<@?>"]

    def said(self, markdown: str) -> str:
        """A text as people see it: marks as in the notation, without what nobody sees."""
        text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), markdown.removeprefix(SIGN))
        text = _LINK.sub(lambda found: f"<{found[2]}|{found[1]}>", text.translate(INVISIBLE))
        text = _BOLD.sub(lambda found: f"`{found[1]}`" if found[1].startswith("/") else f"\0{found[1]}\0", text)
        text = _ITALIC.sub(r"_\1_", text).replace("\0", "*").replace("\n\n", "\n")
        text = _MENTION.sub(lambda found: self._mentions.get(found[0], found[0]), text)
        return "".join(chr(ord(mark) - _HIDDEN) if ord(mark) >= _HIDDEN else mark for mark in text)

    def _lines(self, parts: Iterable[Json]) -> Iterator[str]:
        for part in parts:
            yield from self._of(part)

    def _of(self, part: Json) -> Iterator[str]:
        match part:
            case {"type": "TextBlock", "text": str(text)}:
                yield self.said(text)
            case {"type": "FactSet", "facts": facts}:
                yield from (f"*{self.said(one['title'])}*\n{self.said(one['value'])}" for one in facts)
            case {"type": "Container", "items": [{"text": str(above)}, {"type": "ProgressBar", "fallback": bar}]}:
                yield _progress(self.said(above), self.said(bar["text"]))
            case {"type": "Table"}:
                yield from self._table(part)
            case {"type": "Image", "altText": str(text)}:
                yield f"Image: {text}"
            case {"type": kind} if kind in EXTRAS:
                yield from self._of(part["fallback"])
            case {"type": str(kind)} if kind.startswith("Input."):
                yield from _asked(part)
            case {"type": str(kind)} if kind.startswith("Action."):
                yield part["title"].translate(INVISIBLE)
                yield from self._lines(part.get("card", {}).get("body", ()))
            case _:
                yield from self._lines(_inside(part))

    def _table(self, table: Json) -> Iterator[str]:
        rows = [["\n".join(self._lines(cell["items"])) for cell in row["cells"]] for row in table["rows"]]
        names = rows.pop(0) if table.get("firstRowAsHeaders", True) else []
        columns = [name.strip("*") for name in names] + [""] * max(map(len, rows), default=0)
        for first, *rest in rows:
            cells = (f"{column}: {cell}" if column else cell for column, cell in zip(columns[1:], rest, strict=False))
            yield " · ".join((first, *cells))

    def _pressable(self, parts: Iterable[Json], row: str) -> Iterator[Action]:
        for part in parts:
            here = "\n".join(self._of(part)) if part["type"] in ("ColumnSet", "Container") else row
            if part["type"] == "ActionSet":
                yield from (Action(action, row) for action in _unfolded(part["actions"]))
            else:
                yield from self._pressable(_inside(part), here)


def cards_of(activity: Json) -> list[Json]:
    """The cards that a message holds."""
    return [one["content"] for one in activity.get("attachments", ()) if one["contentType"] == CARD]


def standing(asked: Json) -> str:
    """What stands in an input: what is typed, or the titles of what is picked, a line each."""
    value = str(asked.get("value", ""))
    if asked["type"] != "Input.ChoiceSet":
        return value
    titles = {choice["value"]: choice["title"] for choice in asked["choices"]}
    return "\n".join(str(titles.get(one, one)) for one in value.split(",") if one)


def _asked(part: Json) -> Iterator[str]:
    yield part["label"]
    yield part.get("placeholder", "")
    yield part.get("title", "")
    if part["type"] == "Input.ChoiceSet" and part.get("style") != "filtered":
        yield from (choice["title"] for choice in part["choices"])
    yield standing(part) if part["type"] == "Input.ChoiceSet" else ""


def _progress(above: str, bar: str) -> str:
    share, _, label = above.partition(" · ")
    return f"{bar} {share.strip('*')}" + (f"  {label}" if label else "")


def _inside(part: Json) -> Sequence[Json]:
    """The elements in an element."""
    inner = (part.get(name, ()) for name in ("items", "columns", "rows", "cells", "actions", "body"))
    return [one for parts in inner for one in parts if "type" in one]


def _parts(parts: Iterable[Json]) -> Iterator[Json]:
    for part in parts:
        yield part
        yield from _parts(_inside(part))


def _unfolded(actions: Iterable[Json]) -> Iterator[Json]:
    for action in actions:
        if action["type"] == "Action.ShowCard":
            yield from _unfolded(one for part in action["card"]["body"] for one in part["actions"])
        else:
            yield action
