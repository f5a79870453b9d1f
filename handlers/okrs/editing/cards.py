"""What people see when an objective or a key result was edited."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph
from handlers.chat.text import Bold, Mention, spans
from handlers.okrs.editing.differences import Difference, day_entry, text_entry
from handlers.okrs.fields import Thing
from handlers.okrs.lines import named, short
from handlers.okrs.samples import OBJECTIVE, PRE_ORDERS
from handlers.okrs.sight import seen_by


def edited(line: Thing, differences: Sequence[Difference], remarks: Sequence[str] = ()) -> Card:
    """The answer to an edit; `line` is as it is now, `remarks` are sentences on what came of it."""
    body: list[Element] = [Paragraph.of(Bold(line.code), " is changed: ", Bold(line.title)), _changes(differences)]
    body += [Paragraph.of(remark) for remark in remarks]
    body.append(Button("Show it", Call("okr show", {"thing": line.code})))
    body.append(Note.of(seen_by(line)))
    return Card(f"{line.code} is changed: {_labels(differences)}", tuple(body))


def unchanged(line: Thing) -> Card:
    """The answer where all that was said stands there already."""
    text = f"Nothing to change: {line.code} stands like that already."
    return Card(text, (Paragraph.of(text), Button("Show it", Call("okr show", {"thing": line.code}))))


def edit_told(line: Thing, differences: Sequence[Difference], reason: str, by: Mention) -> Card:
    """To the owner of something that somebody else has edited; `line` is as it is now."""
    body: list[Element] = [Paragraph.of(by, " changed your ", *named(line), "."), _changes(differences)]
    if reason:
        body.append(Paragraph.of(f"Reason: {reason}"))
    body.append(Button("Show it", Call("okr show", {"thing": line.code})))
    return Card(f"{by.name} changed your {line.code}: {_labels(differences)}", tuple(body))


def objective_taken(line: Thing, by: Mention) -> Card:
    """To the former owner of an objective; `line` is as it is now."""
    new_owner = Mention(line.owner_id, line.owner_name)
    return Card(
        f"{line.code} belongs to {line.owner_name} now: {short(line.title)}",
        (Paragraph.of(*named(line), " belongs to ", new_owner, " now. ", by, " handed it over."),),
    )


def made_co_owner(line: Thing, by: Mention) -> Card:
    """To somebody who has become a co-owner."""
    return Card(
        f"{by.name} made you a co-owner of {line.code}: {short(line.title)}",
        (
            Paragraph.of(by, " made you a co-owner of ", *named(line), ". You may do all that its owner may."),
            Button("Show it", Call("okr show", {"thing": line.code})),
        ),
    )


def made_reader(line: Thing, by: Mention) -> Card:
    """To somebody who may read something private from now on."""
    return Card(
        f"{by.name} lets you read {line.code}: {short(line.title)}",
        (
            Paragraph.of(by, " lets you read ", *named(line), ". It is private."),
            Button("Show it", Call("okr show", {"thing": line.code})),
        ),
    )


def _changes(differences: Iterable[Difference]) -> Facts:
    return Facts(tuple(Fact(one.label, spans(*one.before.words, " → ", *one.after.words)) for one in differences))


def _labels(differences: Sequence[Difference]) -> str:
    return ", ".join(one.label.lower() for one in differences)


_BY = Mention(1, "Ana Ruiz")
_SAMPLE = (
    Difference("title", "Title", text_entry("Win customers"), text_entry("Win customers for the electric car")),
    Difference("by", "By", day_entry(date(2026, 12, 15)), day_entry(date(2026, 12, 31))),
)
EXAMPLES: dict[str, Callable[[], Card]] = {
    "edited": lambda: edited(OBJECTIVE, _SAMPLE, ["2 key results that were due with it are due with it still."]),
    "edited, nothing to change": lambda: unchanged(PRE_ORDERS),
    "edit told": lambda: edit_told(OBJECTIVE, _SAMPLE, "The fair was put off", _BY),
    "objective taken": lambda: objective_taken(OBJECTIVE, _BY),
    "made co-owner": lambda: made_co_owner(OBJECTIVE, _BY),
    "made reader": lambda: made_reader(OBJECTIVE, _BY),
}
