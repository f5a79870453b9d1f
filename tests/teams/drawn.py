"""What a card on Teams must be, and what a person sees of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from bot.teams import limits
from bot.teams.surface import Surface
from bot.teams.text import WORD_JOINER
from handlers.chat.card import Call
from tests.builders.cards import READER as SLACK_READER

Json = dict[str, Any]

ANA_ID = "11111111-2222-4333-8444-555555555555"
TENANT = "66666666-7777-4888-8999-000000000000"
READER = replace(
    SLACK_READER, accounts={1: ANA_ID}, archive=f"https://teams.microsoft.com/l/message/?tenantId={TENANT}"
)
ANA_MENTIONED = {"type": "mention", "text": "<at>Ana Ruiz</at>", "mentioned": {"id": ANA_ID, "name": "Ana Ruiz"}}

EXTRAS = {
    "ProgressBar": {"type", "value", "max", "color", "spacing", "fallback"},
    "Chart.Line": {"type", "title", "color", "data", "fallback"},
}
"""Teams' own elements, with their properties that we use."""


def opens(call: Call) -> bool:
    """The check-in of everything needs its form."""
    return call.command == "checkin"


def sealed(text: str) -> str:
    """The text with a mark in front."""
    return f"sealed.{text}"


def opened(text: str) -> str:
    """What `sealed` closed."""
    mark, _, said = text.partition(".")
    if mark != "sealed":
        raise ValueError("broken")
    return said


SURFACE = Surface(dialogs=True, opens=opens, seal=sealed)
IN_PLACE = replace(SURFACE, dialogs=False)


def check(card: Json) -> None:
    """Fail unless Teams takes the card, and so does a client that knows nothing but Adaptive Cards 1.5."""
    for part in parts(card):
        if part.get("type") in EXTRAS:
            _check_extra(part)
    teams, standard = card["msteams"], {name: value for name, value in card.items() if name != "msteams"}
    assert set(teams) <= {"width", "entities"}
    assert teams["width"] == "Full"
    _check_mentions(card)
    problems = [_said(problem) for problem in _validator().iter_errors(without_extras(standard))]
    assert problems == []
    ids = [part["id"] for part in parts(card) if "id" in part and str(part.get("type")).startswith("Input.")]
    assert len(set(ids)) == len(ids)


def bytes_of(activity: Json) -> int:
    """The size of an activity as Teams counts it."""
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le"))


def check_size(activity: Json) -> None:
    """Fail unless the activity fits a message, with the address that will stand around it."""
    assert bytes_of(activity) < limits.MESSAGE_BYTES - 1_000


def without_extras(part: Any) -> Any:
    """The JSON as a client without Teams' extras reads it."""
    if isinstance(part, list):
        return [without_extras(item) for item in part]
    if not isinstance(part, dict):
        return part
    if part.get("type") in EXTRAS:
        return without_extras(part["fallback"])
    return {name: without_extras(value) for name, value in part.items() if name != "choices.data"}


def parts(part: Any) -> Iterator[Json]:
    """Every object in a card's JSON, itself included, from the top down; what a button carries left aside."""
    if isinstance(part, list):
        for item in part:
            yield from parts(item)
    elif isinstance(part, dict):
        yield part
        for name, value in part.items():
            if name not in ("data", "fallback", "msteams"):
                yield from parts(value)


def actions(card: Json) -> list[Json]:
    """Everything that can be pressed, in order."""
    return [part for part in parts(card) if str(part.get("type")).startswith("Action.")]


def texts(card: Json) -> list[str]:
    """What a person reads in the card, in order."""
    found: list[str] = []
    for part in parts(card):
        kind = part.get("type")
        if kind == "TextBlock":
            found.append(seen(part["text"]))
        elif kind == "FactSet":
            found += [f"{seen(fact['title'])}: {seen(fact['value'])}" for fact in part["facts"]]
    return found


def seen(markdown: str) -> str:
    """Markdown of ours without its marks: what a person sees, a mention as @Name, an address not at all."""
    text = re.sub(r"<at>(.*?)</at>", r"@\1", markdown)
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(?<!\\)\*+", "", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace(WORD_JOINER, "").replace("\n\n", "\n")


def _check_extra(part: Json) -> None:
    assert set(part) <= EXTRAS[part["type"]]
    assert isinstance(part["fallback"], dict)
    if part["type"] == "ProgressBar":
        assert 0 <= part["value"] <= part["max"] == 100
        assert part["color"] in ("Accent", "Good", "Warning", "Attention")
        assert part["spacing"] in ("None", "ExtraSmall", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding")
        return
    assert part["color"].startswith("categorical")
    for series in part["data"]:
        assert set(series) == {"legend", "values"}
        assert all(set(value) == {"x", "y"} for value in series["values"])
        labels = [value["x"] for value in series["values"]]
        assert all(isinstance(label, str) and label for label in labels)
        assert all(isinstance(value["y"], float) for value in series["values"])


def _check_mentions(card: Json) -> None:
    """Each `<at>…</at>` belongs to one entity, and each entity to one person and a text of its own."""
    entities = card["msteams"].get("entities", [])
    written = " ".join(value for part in parts(card) for value in part.values() if isinstance(value, str))
    named = [entity["text"] for entity in entities]
    assert set(re.findall(r"<at>.*?</at>", written)) == set(named)
    assert len(set(named)) == len(named)


def _said(problem: Any) -> str:
    deepest = problem
    while deepest.context:
        deepest = max(deepest.context, key=lambda one: len(one.absolute_path))
    return f"{'/'.join(map(str, deepest.absolute_path))}: {deepest.message[:300]}"


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads((Path(__file__).parent / "adaptive-card.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)
