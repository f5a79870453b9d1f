"""What help shows: everything there is, one area, or one command."""

from collections.abc import Callable, Sequence
from typing import Annotated

from handlers.chat.card import Card, Divider, Element, Fact, Facts, Note, Paragraph, Row
from handlers.chat.fields import Keyword, Label, LongText, Number, Phrase, ShortText, Word
from handlers.chat.form import Form
from handlers.chat.spec import FieldSpec, FormSpec
from handlers.chat.text import Bold, Command, Spans, joined, spans
from handlers.help.table import Entry, about_area, areas, entries, option, options_of, placeholder, ways

HOW_TO_TYPE = "Options come in any order. What is missing opens as a form."


def overview(catalogue: Sequence[FormSpec]) -> Card:
    """Every command there is, an area at a time."""
    text = "Every command can be typed, or filled in as a form: leave out what you like."
    body: list[Element] = [Paragraph.of(text)]
    for area in areas(catalogue):
        own = [entry for entry in entries(catalogue) if entry.area == area]
        body += [Divider(), Paragraph.of(Bold(about_area(area, catalogue)))]
        body.append(Paragraph(joined((_line(entry) for entry in own), "\n")))
    return Card(text, (*body, _grammar("okr new")))


def area_help(area: str, catalogue: Sequence[FormSpec]) -> Card:
    """Every command of one area."""
    own = [entry for entry in entries(catalogue) if entry.area == area]
    text = f"/{area}: {about_area(area, catalogue)}."
    first = Paragraph.of(Bold(f"/{area}"), f": {about_area(area, catalogue)}.")
    return Card(text, (first, *(Row(_line(entry)) for entry in own), _grammar(_longest(own))))


def command_help(entry: Entry) -> Card:
    """One command: how it is written, what each part means, and an example."""
    text = f"/{entry.name}: {entry.about}"
    parts = [*entry.spec.positional, *([entry.spec.trailing_text] if entry.spec.trailing_text else [])]
    facts = [_fact(placeholder(field), field) for field in parts if field.help]
    facts += [_fact(", ".join(ways(field)), field) for field in entry.spec.fields if ways(field) and field.help]
    facts += [_fact(option(field), field) for field in options_of(entry.spec) if field.help]
    body: list[Element] = [Paragraph.of(Bold(f"/{entry.name}"), f": {entry.about}"), Paragraph.of(Command(entry.usage))]
    body += [Facts(tuple(facts))] if facts else []
    return Card(text, (*body, Paragraph.of("For example: ", Command(entry.example)), Note.of(HOW_TO_TYPE)))


def _line(entry: Entry) -> Spans:
    return spans(Command(entry.example), " ", entry.about)


def _fact(label: str, field: FieldSpec) -> Fact:
    return Fact(label, spans(field.help))


def _longest(own: Sequence[Entry]) -> str:
    """The command of an area about which its own help says the most; the area's bare name leads back to all of it."""
    named = [entry for entry in own if " " in entry.name]
    return max(named, key=lambda entry: len(entry.usage)).name if named else ""


def _grammar(name: str) -> Note:
    """How to type; `name` is a command that serves as an example of how to learn more, or ""."""
    if not name:
        return Note.of(HOW_TO_TYPE)
    return Note.of(f"{HOW_TO_TYPE} ", Command(f"/{name} help"), " explains one command.")


class _Example(Form, command="okr new", title="New objective", example="/okr new Win the small shops --note Q4"):
    """Set an objective."""

    title: ShortText
    note: LongText = ""


class _Tuned(Form, command="okr tune", title="Tune", example="/okr tune Keep the cost at most 45"):
    """Change how an objective is measured."""

    title: Annotated[ShortText, Label("Title", "What is counted.")]
    start: Annotated[Number | None, Keyword("from"), Label("From", "The number today.")] = None
    target: Annotated[
        Number | None,
        Keyword("to"),
        Keyword("at most", implies={"kind": "at most"}),
        Label("To", "The number to reach, or to keep to."),
    ] = None
    kind: Annotated[Word, Phrase("yes-no", says="yes-no"), Label("Kind", "Done or not, without a number.")] = ""
    unit: Word = ""


EXAMPLES: dict[str, Callable[[], Card]] = {
    "help": lambda: overview((_Example.spec, _Tuned.spec)),
    "help of an area": lambda: area_help("okr", (_Example.spec, _Tuned.spec)),
    "help of a command": lambda: command_help(entries((_Example.spec,))[0]),
    "help of a command with keywords": lambda: command_help(entries((_Tuned.spec,))[0]),
}
