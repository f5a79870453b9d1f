"""Text as people type it: cleaned, cut into words, with mentions as markers that no platform's syntax can forge.

The edge cleans what came in first and puts the markers in afterwards, so a marker is always our own.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

_OPENS, _CLOSES, _PARTS = "\ue000", "\ue001", "\ue002"

_INSIDE = f"[^{_OPENS}-{_PARTS}]*"
_MARKER = f"{_OPENS}(?:person|channel){_PARTS}{_INSIDE}{_PARTS}{_INSIDE}{_CLOSES}"
_MARKER_PARTS = re.compile(f"{_OPENS}(person|channel){_PARTS}({_INSIDE}){_PARTS}({_INSIDE}){_CLOSES}")

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\uf8ff]")
_MANY_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n){3,}")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}

_WORD = re.compile(rf"{_MARKER}|\S(?:(?!{_MARKER})\S)*")
_BARE_WORD = re.compile(r"\S+")
_CLOSING = {
    opening: re.compile(rf"{_MARKER}|(?P<closing>[{closings}])(?=\s|\Z|{_MARKER})")
    for opening, closings in {
        '"': '"',
        "'": "'",
        "“": "”“",
        "”": "”",
        "„": "“”",
        "‘": "’‘",
        "’": "’",
        "‚": "‘’",
        "«": "»",
        "»": "«»",
    }.items()
}
_OPTION = re.compile(r"(?:--|[—–])([^\W\d_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word. `text` is without its quotes; `start` and `end` cut it, quotes included, out of what was typed."""

    text: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True, slots=True)
class Mentioned:
    """Whom or what a marker names. `id` is our own number for a person and the platform's id for a channel."""

    kind: Literal["person", "channel"]
    id: str
    name: str


def clean(text: str) -> str:
    """The text in NFC without what nobody should see: control, private-use and direction characters, half surrogates.

    Lines end in "\\n", at most two blank ones follow each other, a tab is a space. What shows nothing at all is "".
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    ended = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    composed = unicodedata.normalize("NFC", _DROPPED.sub("", ended))
    tidy = _MANY_BLANK_LINES.sub("\n\n\n", composed).strip()
    return tidy if any(unicodedata.category(character) not in _UNSEEN for character in tidy) else ""


def person_marker(person_id: int, name: str) -> str:
    """One word that mentions a person."""
    return _marker("person", str(person_id), name)


def channel_marker(channel_id: str, name: str) -> str:
    """One word that mentions a channel."""
    return _marker("channel", clean(channel_id), name)


def as_mention(text: str) -> Mentioned | None:
    """What the text mentions, if it is one marker and nothing else."""
    found = _MARKER_PARTS.fullmatch(text)
    if found is None:
        return None
    return Mentioned("person" if found[1] == "person" else "channel", found[2], found[3])


def flatten(text: str) -> str:
    """The text with every marker as people read it: "@Ana Ruiz", "#general"."""
    if text.isascii():
        return text
    named = _MARKER_PARTS.sub(lambda found: ("@" if found[1] == "person" else "#") + found[3], text)
    return re.sub(f"[{_OPENS}-{_PARTS}]", "", named)


def split(text: str) -> tuple[Word, ...]:
    """The words, in order; what stands in quotes is one, and so is a marker.

    A quote counts where it opens at a word's start and closes at a word's end; any other is a letter like the rest.
    """
    if text.isascii() and _CLOSING.keys().isdisjoint(text):
        return tuple(Word(word.group(), word.start(), word.end(), quoted=False) for word in _BARE_WORD.finditer(text))
    found: list[Word] = []
    unclosed: set[str] = set()
    position = 0
    while begun := _WORD.search(text, position):
        start = begun.start()
        opening = text[start]
        closing = None if opening in unclosed else _closing(text, start)
        if closing is None:
            if opening in _CLOSING:
                unclosed.add(opening)
            word = Word(begun.group(), start, begun.end(), quoted=False)
        else:
            word = Word(text[start + 1 : closing].strip(), start, closing + 1, quoted=True)
        found.append(word)
        position = word.end
    return tuple(found)


def option_name(word: Word) -> str | None:
    """The option that a word asks for, in lower case: "--team", "—team" and "–team" ask for "team"."""
    if word.quoted:
        return None
    found = _OPTION.fullmatch(word.text)
    return found[1].lower() if found else None


def _marker(kind: str, identity: str, name: str) -> str:
    shown = " ".join(clean(name).split())
    return f"{_OPENS}{kind}{_PARTS}{identity}{_PARTS}{shown}{_CLOSES}"


def _closing(text: str, start: int) -> int | None:
    """Where the quote that opens at `start` closes; quotes in a marker's name are passed over."""
    pattern = _CLOSING.get(text[start])
    if pattern is None:
        return None
    places = (found.start() for found in pattern.finditer(text, start + 1) if found["closing"])
    return next(places, None)
