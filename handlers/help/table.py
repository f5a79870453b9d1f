"""The table of commands, made from their forms: what help shows, docs/commands.md, and the hints of a manifest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.chat.fields import Keyword, NumberKind, PicksKind, TextKind
from handlers.chat.spec import FieldSpec, FormSpec

_AREAS: Final = {
    "okr": "Objectives and key results",
    "checkin": "Check in, and say where your key results are",
    "digest": "How it goes: the week of a team or the company",
    "feedback": "Give feedback, ask for it, and read what you were given",
    "goal": "Goals of your own, with weights, apart from OKRs",
    "oneonone": "One-to-ones: the agenda that you share with a colleague",
    "rungs": "Help, people, teams and your own settings",
}
"""What an area is about, where its commands alone would not say it well."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One command under one of its names: how it is written, what it does, and words to copy."""

    name: str
    usage: str
    about: str
    example: str
    spec: FormSpec

    @property
    def area(self) -> str:
        return self.name.split(" ", 1)[0]


def entries(catalogue: Sequence[FormSpec]) -> tuple[Entry, ...]:
    """Every command that help lists, in the order of its area's first one."""
    found = [entry for spec in catalogue if spec.listed for entry in _named(spec)]
    areas = list(dict.fromkeys(entry.area for entry in found))
    return tuple(sorted(found, key=lambda entry: areas.index(entry.area)))


def areas(catalogue: Sequence[FormSpec]) -> tuple[str, ...]:
    """The first words of all commands."""
    return tuple(dict.fromkeys(entry.area for entry in entries(catalogue)))


def about_area(area: str, catalogue: Sequence[FormSpec]) -> str:
    """What the area is for, in a few words."""
    first = next(entry for entry in entries(catalogue) if entry.area == area)
    return _AREAS.get(area) or first.about.rstrip(".")


def usage(catalogue: Sequence[FormSpec]) -> list[tuple[str, str, str]]:
    """(area, description, usage hint) of each area, without slashes: ("okr", "Objectives and key results", "new …")."""
    return [(area, about_area(area, catalogue), _hint(area, catalogue)) for area in areas(catalogue)]


def commands_table(catalogue: Sequence[FormSpec]) -> str:
    """All commands as Markdown: a heading and a table an area."""
    parts: list[str] = []
    for area in areas(catalogue):
        rows = [
            f"| `{_cell(entry.usage)}` | {_cell(entry.about)} |" for entry in entries(catalogue) if entry.area == area
        ]
        parts += [f"### {about_area(area, catalogue)}", "", "| command | what it does |", "|---|---|", *rows, ""]
    return "\n".join(parts)


def short_table(catalogue: Sequence[FormSpec]) -> str:
    """All commands as one table in Markdown, without their options."""
    rows = [f"| `{_cell(_words(entry.name, entry.spec))}` | {_cell(entry.about)} |" for entry in entries(catalogue)]
    return "\n".join(["| command | what it does |", "|---|---|", *rows, ""])


def placeholder(field: FieldSpec) -> str:
    """How the field's value is written in a line of usage: "KEY RESULT", "TITLE…"."""
    return field.label.upper() + ("…" if isinstance(field.kind, PicksKind) else "")


def ways(field: FieldSpec) -> tuple[str, ...]:
    """How the field is said without two dashes: ("from N", "between N"), ("yes-no", "baseline")."""
    return (*(_said(keyword, field) for keyword in field.keywords), *_phrases(field))


def clauses(spec: FormSpec) -> tuple[str, ...]:
    """What may stand behind the positional fields, one of them: ("from N to N", "between N and N", "yes-no")."""
    marked = [(keyword, field) for field in spec.fields for keyword in field.keywords]
    together = " ".join(_said(keyword, field) for keyword, field in marked if not keyword.implies and not keyword.after)
    alone = [
        " ".join((_said(keyword, field), *(_said(other, its) for other, its in marked if other.after == keyword.words)))
        for keyword, field in marked
        if keyword.implies
    ]
    phrases = (phrase for field in spec.fields for phrase in _phrases(field))
    return (*([together] if together else []), *alone, *phrases)


def option(field: FieldSpec) -> str:
    """How the option is written: "--owner …", "--private"."""
    name = f"--{field.name.strip('_').replace('_', '-')}"
    return name if field.is_tick else f"{name} …"


def options_of(spec: FormSpec) -> tuple[FieldSpec, ...]:
    """The options that people type: what travels with the form, has no label or is said otherwise is not for them."""
    hidden = (*spec.carried, spec.trailing_text.name if spec.trailing_text else "")
    shown = (field for field in spec.fields if field.optional and field.label and field.name not in hidden)
    return tuple(field for field in shown if not ways(field))


def _named(spec: FormSpec) -> Iterator[Entry]:
    # What an area does by itself stands there under its full name already.
    others = [name for name in spec.also if name != spec.area]
    for name in (spec.command, *others):
        example = spec.example.replace(f"/{spec.command}", f"/{name}", 1)
        yield Entry(name, _line(name, spec), spec.about, example, spec)


def _line(name: str, spec: FormSpec) -> str:
    return " ".join([_words(name, spec), *(_optional(option(field), field) for field in options_of(spec))])


def _words(name: str, spec: FormSpec) -> str:
    """The command without its options: "/okr update KEY RESULT VALUE [NOTE]"."""
    words = [f"/{name}", *(placeholder(field) for field in spec.positional)]
    if said := " | ".join(clauses(spec)):
        words.append(said if _has_to_say(spec) else f"[{said}]")
    if spec.trailing_text is not None:
        words.append(_optional(placeholder(spec.trailing_text), spec.trailing_text))
    return " ".join(words)


def _optional(text: str, field: FieldSpec) -> str:
    return text if field.needed else f"[{text}]"


def _has_to_say(spec: FormSpec) -> bool:
    """Whether the form needs one of its clauses."""
    return spec.judges or any(field.needed for field in spec.fields if ways(field))


def _said(keyword: Keyword, field: FieldSpec) -> str:
    match field.kind:
        case NumberKind():
            return f"{keyword.words} N"
        case TextKind():
            return f"{keyword.words} TEXT"
        case _:
            return f"{keyword.words} {placeholder(field)}"


def _phrases(field: FieldSpec) -> tuple[str, ...]:
    """One phrase for each value that has any."""
    first: dict[str, str] = {}
    for phrase in field.phrases:
        first.setdefault(phrase.says, phrase.words)
    return tuple(first.values())


def _hint(area: str, catalogue: Sequence[FormSpec]) -> str:
    """What may follow the area's name, without options: "new TITLE | list | help"."""
    lines: dict[str, None] = {}
    for entry in entries(catalogue):
        if entry.area == area:
            # One way is enough: a bar stands between commands here.
            said = clauses(entry.spec)[:1] if _has_to_say(entry.spec) else ()
            rest = [*entry.name.split()[1:], *(placeholder(field) for field in entry.spec.positional), *said]
            lines.setdefault(" ".join(rest))
    return " | ".join(line for line in {**lines, "help": None} if line)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
