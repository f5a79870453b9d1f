"""Cards about what an objective is aligned under, for who did it and for whom it concerns."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Mention, Spans, spans
from handlers.okrs.lines import named, short
from handlers.okrs.samples import OBJECTIVE
from handlers.okrs.shares import percent
from handlers.okrs.sight import seen_by
from storage.okr_lines import ObjectiveLine


def aligned(line: ObjectiveLine, parent: ObjectiveLine | None, old_parent: ObjectiveLine | None) -> Card:
    """The answer to who aligned it; the parents are as they are now, `old_parent` only where the writer may see it."""
    said = spans(*named(line), " is aligned under ", *(named(parent) if parent else spans("none")), ".")
    body: list[Element] = [Paragraph(said)]
    body += [Paragraph(where) for one in (parent, old_parent) if one is not None and (where := _stands_at(one))]
    if parent is not None and parent.roll_up == "key_results":
        body.append(Note.of(f"{parent.code} counts its own key results only: {line.code} moves no number of it."))
    if not line.is_draft:
        body.append(_tree((parent or line).code))
    body.append(Note.of(seen_by(line)))
    under = f"under {parent.code}" if parent else "under none"
    return Card(f"{line.code} is aligned {under}: {short(line.title)}", tuple(body))


def aligned_told(line: ObjectiveLine, parent: ObjectiveLine, by: Mention) -> Card:
    """To the owner of the parent."""
    return Card(
        f"{by.name} aligned {line.code} under your {parent.code}: {short(line.title)}",
        (
            Paragraph.of(by, " aligned ", *named(line), " under your ", *named(parent), "."),
            *_moved(parent),
            _tree(parent.code),
        ),
    )


def parted_told(line: ObjectiveLine, parent: ObjectiveLine, by: Mention) -> Card:
    """To the owner of what it was aligned under."""
    return Card(
        f"{line.code} is no longer aligned under your {parent.code}: {short(line.title)}",
        (
            Paragraph.of(*named(line), " is no longer aligned under your ", *named(parent), ". ", by, " changed it."),
            *_moved(parent),
            _tree(parent.code),
        ),
    )


def own_aligned_told(line: ObjectiveLine, parent: ObjectiveLine | None, by: Mention) -> Card:
    """To the owner of the objective; without a parent that they may see it only says that there was a change."""
    under: Spans = spans(" under ", *named(parent)) if parent else spans(" anew")
    short_under = f" under {parent.code}" if parent else " anew"
    return Card(
        f"{by.name} aligned your {line.code}{short_under}: {short(line.title)}",
        (Paragraph.of(by, " aligned your ", *named(line), *under, "."), _tree((parent or line).code)),
    )


def _moved(parent: ObjectiveLine) -> tuple[Element, ...]:
    where = _stands_at(parent)
    return (Paragraph(where),) if where else ()


def _stands_at(parent: ObjectiveLine) -> Spans:
    """Where an objective that counts what is aligned under it stands now; nothing for one that does not."""
    if parent.roll_up == "key_results":
        return ()
    return spans(percent(parent.progress), " is where ", Bold(parent.code), " stands now.")


def _tree(code: str) -> Button:
    return Button("Show the tree", Call("okr tree", {"top": code}))


_PARENT = replace(OBJECTIVE, id=1, code="O-1", title="Lead the market for electric cars", parent_id=None)
_COUNTING = replace(_PARENT, roll_up="both", progress=Decimal("0.34"))
_BY = Mention(1, "Ana Ruiz")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "aligned": lambda: aligned(OBJECTIVE, _PARENT, None),
    "aligned, which moves both parents": lambda: aligned(OBJECTIVE, _COUNTING, replace(_COUNTING, code="O-9")),
    "aligned under none": lambda: aligned(OBJECTIVE, None, None),
    "aligned told": lambda: aligned_told(OBJECTIVE, _COUNTING, _BY),
    "aligned elsewhere told": lambda: parted_told(OBJECTIVE, _PARENT, _BY),
    "own objective aligned": lambda: own_aligned_told(OBJECTIVE, _PARENT, _BY),
    "own objective aligned unseen": lambda: own_aligned_told(OBJECTIVE, None, _BY),
}
