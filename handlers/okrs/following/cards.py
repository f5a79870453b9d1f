"""What followers see: that they follow, and what has changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Row
from handlers.chat.text import Bold, Command, Mention, Number, Spans, spans
from handlers.check_ins.figures import told
from handlers.okrs.lines import named, short
from handlers.okrs.samples import OBJECTIVE, PRE_ORDERS
from storage.okr_lines import KeyResultLine, ObjectiveLine

MOST_THINGS = 12
"""Things in one message; those that have changed besides are counted."""
MOST_CHANGES = 8
"""Changes of one thing that are told; those before them are counted."""


@dataclass(frozen=True, slots=True)
class ThingChanged:
    """What has changed of one thing, oldest first; `followed` is the code that its reader follows."""

    line: ObjectiveLine | KeyResultLine
    followed: str
    changes: Sequence[Spans]


def followed(line: ObjectiveLine | KeyResultLine) -> Card:
    """The answer to Follow."""
    of_what = "of each change" if isinstance(line, KeyResultLine) else "of each change, and of those of its key results"
    return Card(
        f"You follow {line.code}: {short(line.title)}",
        (
            Paragraph.of("You follow ", *named(line), "."),
            Paragraph.of(f"You are told {of_what}, in your working hours and at most once an hour."),
            _unfollow(line.code),
            Note.of("Nobody else sees what you follow."),
        ),
    )


def unfollowed(line: ObjectiveLine | KeyResultLine) -> Card:
    """The answer to Unfollow."""
    return Card(
        f"You do not follow {line.code} any more.",
        (
            Paragraph.of("You do not follow ", *named(line), " any more."),
            Button("Follow", Call("okr follow", {"thing": line.code})),
        ),
    )


def not_followed(line: ObjectiveLine | KeyResultLine) -> Card:
    """The answer to Unfollow of what the writer did not follow."""
    return Card(
        f"You do not follow {line.code}.",
        (Paragraph.of("You do not follow ", *named(line), ". See it: ", Command(f"/okr show {line.code}")),),
    )


def followed_as_a_whole(line: KeyResultLine) -> Card:
    """The answer to Unfollow of a key result whose objective the writer follows."""
    said = f"You follow {line.objective_code}, and so you are told of {line.code} too."
    return Card(said, (Paragraph.of(said), _unfollow(line.objective_code)))


def news(things: Sequence[ThingChanged]) -> Card:
    """What has changed of what somebody follows, a part for each thing."""
    body: list[Element] = []
    if len(things) > 1:
        body.append(Paragraph.of(Bold(f"{len(things)} things"), " that you follow have changed."))
    for thing in things[:MOST_THINGS]:
        body.append(Row(spans(Bold(thing.line.code), f" {short(thing.line.title)}"), _unfollow(thing.followed)))
        hidden = len(thing.changes) - MOST_CHANGES
        earlier = (Paragraph.of(f"{hidden} earlier: ", Command(f"/okr show {thing.line.code}")),) if hidden > 0 else ()
        body += [*earlier, *(Paragraph(change) for change in thing.changes[-MOST_CHANGES:])]
    if len(things) > MOST_THINGS:
        body.append(Paragraph.of(f"and {len(things) - MOST_THINGS} more"))
    body.append(Note.of("You are told because you follow this, at most once an hour."))
    return Card(_point(things), tuple(body))


def _point(things: Sequence[ThingChanged]) -> str:
    if len(things) > 1:
        return f"{len(things)} things that you follow have changed: {_codes(things)}"
    (thing,) = things
    return f"{thing.line.code}: {told(thing.changes[-1])}"


def _codes(things: Sequence[ThingChanged]) -> str:
    more = f" and {len(things) - MOST_CHANGES} more" if len(things) > MOST_CHANGES else ""
    return ", ".join(thing.line.code for thing in things[:MOST_CHANGES]) + more


def _unfollow(code: str) -> Button:
    return Button("Unfollow", Call("okr unfollow", {"thing": code}))


_ANA = Mention(1, "Ana Ruiz")
_CHECKED_IN = spans(Number(Decimal(1250)), " of ", Number(Decimal(3000), "orders"), ", was 940 · ", _ANA)
_RETITLED = spans(_ANA, " changed the title from “Win customers” to “Win customers for the electric car”.")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "followed": lambda: followed(PRE_ORDERS),
    "followed objective": lambda: followed(OBJECTIVE),
    "unfollowed": lambda: unfollowed(PRE_ORDERS),
    "not followed": lambda: not_followed(OBJECTIVE),
    "followed as a whole": lambda: followed_as_a_whole(PRE_ORDERS),
    "told of one thing": lambda: news([ThingChanged(PRE_ORDERS, "KR-5", [_CHECKED_IN])]),
    "told of several things": lambda: news(
        [
            ThingChanged(PRE_ORDERS, "O-2", [_CHECKED_IN] * (MOST_CHANGES + 2)),
            ThingChanged(OBJECTIVE, "O-2", [_RETITLED]),
        ]
    ),
}
