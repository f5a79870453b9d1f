"""What a form that edits would change: field by field, from what stands there to what was said."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from handlers.chat.text import Bold, Date, Mention, Number, Spans, joined, spans
from handlers.people.fields import person_value
from storage.people import Somebody

_MARK: Final = 8
"""Characters of a digest; two values of one field that are edited within minutes will not have the same."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of a field: as text in its input, and in words for people."""

    text: str
    words: Spans


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes. `label` begins a line: "Due"."""

    name: str
    label: str
    before: Entry
    after: Entry


@dataclass(frozen=True, slots=True)
class Compared:
    """What is to change, and the sentences about fields that somebody else has changed meanwhile."""

    changed: Mapping[str, Difference]
    clashes: Mapping[str, str]


Entries = Mapping[str, Entry]

EMPTY: Final = Entry("", spans("none"))


def compared(labels: Mapping[str, str], stands: Entries, wanted: Entries, seen: str) -> Compared:
    """The wanted values that differ from what stands. `seen` seals what stood there when the writer looked.

    What the writer left as it was is left as it is now; two people who edit different fields both get their way.
    """
    marks = _marks(seen)
    changed: dict[str, Difference] = {}
    clashes: dict[str, str] = {}
    for name, after in wanted.items():
        before, mark = stands[name], marks.get(name)
        if after.text == before.text or mark == _digest(after.text):
            continue
        if mark is not None and mark != _digest(before.text):
            shown = _plain(before)
            clashes[name] = f"{labels[name]} was changed a moment ago, to {shown}. Send again what it shall be."
        changed[name] = Difference(name, labels[name], before, after)
    return Compared(changed, clashes)


def left_alone(name: str, text: str, seen: str) -> bool:
    """Whether the writer left that field as it stood when they looked."""
    return _marks(seen).get(name) == _digest(text)


def sealed(stands: Entries) -> str:
    """What stands, short enough to travel with a form: enough to see later which fields have changed."""
    return " ".join(f"{name}:{_digest(entry.text)}" for name, entry in stands.items())


def texts(entries: Entries) -> dict[str, str]:
    """What stands in the inputs."""
    return {name: entry.text for name, entry in entries.items() if entry.text}


def told(differences: Iterable[Difference]) -> Spans:
    """The changes in one half of a sentence: "title from A to B, due from … to …"."""
    return joined(
        spans(one.label.lower(), " from ", *one.before.words, " to ", *one.after.words) for one in differences
    )


def text_entry(text: str) -> Entry:
    return Entry(text, (Bold(text),)) if text else EMPTY


def number_entry(text: str) -> Entry:
    """A number as it is typed: "3000"; people see it grouped, as everywhere."""
    return Entry(text, (Number(Decimal(text)),)) if text else EMPTY


def person_entry(person_id: int, name: str) -> Entry:
    return Entry(person_value(person_id), (Mention(person_id, name),))


def people_entry(people: Sequence[tuple[int, str]]) -> Entry:
    """People in the order of their numbers, so that the same people are the same text."""
    if not people:
        return EMPTY
    ordered = sorted(set(people))
    text = "\n".join(person_value(person_id) for person_id, _ in ordered)
    return Entry(text, joined((Mention(person_id, name),) for person_id, name in ordered))


def people_of(entry: Entry) -> set[int]:
    """The numbers of the people in an entry that `people_entry` made."""
    return {int(value.rpartition(":")[2]) for value in entry.text.split("\n") if value}


def day_entry(day: date) -> Entry:
    return Entry(day.isoformat(), (Date(day),))


def people_in(people: Iterable[Somebody | str]) -> list[Somebody]:
    """Those whom a field names; nobody where it says none."""
    return [one for one in people if isinstance(one, Somebody)]


def _marks(seen: str) -> dict[str, str]:
    return {name: mark for name, _, mark in (part.partition(":") for part in seen.split())}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK]


def _plain(entry: Entry) -> str:
    parts = (part.name if isinstance(part, Mention) else getattr(part, "text", "") for part in entry.words)
    said = entry.text if any(isinstance(part, Date | Number) for part in entry.words) else "".join(parts)
    return f"“{said}”"
