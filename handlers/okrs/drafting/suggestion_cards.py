"""What colleagues suggest for a draft, on screen: in its thread, to its owner, and when it was taken over."""

from collections.abc import Callable
from dataclasses import replace

from handlers.chat.card import Button, Call, Card, Element, Paragraph
from handlers.chat.text import Bold, Mention, Spans, spans
from handlers.okrs.lines import named, short
from handlers.okrs.samples import OBJECTIVE
from storage.okr_lines import ObjectiveLine
from storage.suggestions import SuggestionLine


def suggested(line: ObjectiveLine, one: SuggestionLine) -> Card:
    """What somebody suggests, for the thread of the draft and for its owner."""
    by = Mention(one.person_id, one.person_name)
    body: list[Element] = [Paragraph.of(by, " suggests for ", Bold(line.code), f" {short(line.title)}"), *_words(one)]
    if one.title or one.key_result:
        body.append(Button("Take over", Call("okr take-over", {"suggestion": str(one.id)}), "primary"))
    return Card(f"{one.person_name} suggests for {line.code}: {short(_gist(one))}", tuple(body))


def suggestion_taken(line: ObjectiveLine, one: SuggestionLine, by: Mention) -> Card:
    """The same when it was taken over, by whom."""
    writer = Mention(one.person_id, one.person_name)
    return Card(
        f"{by.name} took over what {one.person_name} suggested for {line.code}.",
        (
            Paragraph.of(writer, " suggested for ", Bold(line.code), f" {short(line.title)}"),
            *_words(one),
            Paragraph.of("Taken over by ", by, "."),
        ),
    )


def taken_line(line: ObjectiveLine, one: SuggestionLine, by: Mention) -> Card:
    """A line in the thread: whose suggestion was taken over by whom."""
    said = spans(Bold(by.name), f" took over what {one.person_name} suggested for {line.code}: {_gist(one)}")
    return Card(f"{by.name} took over what {one.person_name} suggested.", (Paragraph(said),))


def taken_told(line: ObjectiveLine, one: SuggestionLine, by: Mention) -> Card:
    """To who suggested it."""
    return Card(
        f"{by.name} took over what you suggested for {line.code}.",
        (
            Paragraph.of(by, " took over what you suggested for ", *named(line), "."),
            *_words(one),
            Button("Show", Call("okr show", {"thing": line.code})),
        ),
    )


def thanks(line: ObjectiveLine, whither: Spans) -> Card:
    """The answer to who suggested something."""
    return Card(
        f"Your suggestion for {line.code} is on its way.",
        (Paragraph.of("Your suggestion for ", *named(line), " is ", *whither, "."),),
    )


def _words(one: SuggestionLine) -> list[Element]:
    said: list[Element] = []
    if one.title:
        said.append(Paragraph.of("Title: ", Bold(one.title)))
    if one.key_result:
        said.append(Paragraph.of("Key result: ", Bold(one.key_result)))
    if one.comment:
        said.append(Paragraph.of(one.comment))
    return said


def _gist(one: SuggestionLine) -> str:
    return " · ".join(part for part in (one.title, one.key_result) if part) or one.comment


_DRAFT = replace(OBJECTIVE, code="O-9", published_at=None)
_ANA = Mention(1, "Ana Ruiz")
_SUGGESTION = SuggestionLine(
    id=4,
    code="O-9",
    person_id=2,
    person_name="Ben Okafor",
    title="Win the first customers for the electric car",
    key_result="Obtain pre-orders from 0 to 3000",
    comment="So that all of us know what we count.",
    taken_by=None,
    taken_by_name=None,
)
EXAMPLES: dict[str, Callable[[], Card]] = {
    "suggestion": lambda: suggested(_DRAFT, _SUGGESTION),
    "suggestion, only words": lambda: suggested(_DRAFT, replace(_SUGGESTION, title="", key_result="")),
    "suggestion taken over": lambda: suggestion_taken(_DRAFT, _SUGGESTION, _ANA),
    "suggestion taken over, in its thread": lambda: taken_line(_DRAFT, _SUGGESTION, _ANA),
    "suggestion taken over, told": lambda: taken_told(_DRAFT, _SUGGESTION, _ANA),
    "suggestion made": lambda: thanks(_DRAFT, spans("in the thread of its card")),
}
