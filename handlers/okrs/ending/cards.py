"""What people see when an objective or a key result is dropped or deleted, and when it cannot be deleted."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Command, Mention
from handlers.okrs.fields import Thing
from handlers.okrs.lines import named, short
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS
from handlers.okrs.shares import percent
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.okr_removals import Hanging


def objective_dropped(line: ObjectiveLine, reason: str, with_it: Sequence[KeyResultLine]) -> Card:
    """The answer to the drop of an objective, with the key results that went with it."""
    body = _dropped(line, reason)
    if with_it:
        body.append(Paragraph.of(f"With it: {', '.join(one.code for one in with_it)}."))
    return Card(f"{line.code} is dropped: {short(line.title)}", (*body, _HISTORY_KEPT))


def key_result_dropped(line: KeyResultLine, reason: str, objective_progress: Decimal) -> Card:
    """The answer to the drop of a key result, with where its objective stands now."""
    body = _dropped(line, reason)
    body.append(Paragraph.of(percent(objective_progress), " is where ", Bold(line.objective_code), " stands now."))
    return Card(f"{line.code} is dropped: {short(line.title)}", (*body, _HISTORY_KEPT))


def drop_told(line: Thing, reason: str, by: Mention) -> Card:
    """To the owner of something that somebody else has dropped."""
    return Card(
        f"{by.name} dropped your {line.code}: {short(line.title)}",
        (
            Paragraph.of(*named(line), " was dropped by ", by, ". Its history is kept."),
            Paragraph.of(f"Reason: {reason}"),
        ),
    )


def delete_asked(line: Thing) -> Card:
    """The question before something is deleted."""
    text = f"Delete {line.code} for good?"
    return Card(
        f"{text} {short(line.title)}",
        (
            Paragraph.of("Delete ", *named(line), " for good?"),
            Paragraph.of(f"Nobody has used it yet, so nothing of it is kept, and no other gets the code {line.code}."),
            Button(
                f"Delete {line.code} for good", Call("okr delete", {"thing": line.code, "sure": "yes"}), style="danger"
            ),
            _drop(line, "Drop it instead"),
        ),
    )


def deleted(line: Thing) -> Card:
    """The answer to who has deleted it."""
    return Card(
        f"{line.code} is deleted: {short(line.title)}",
        (Paragraph.of(Bold(line.code), f" is deleted: {line.title}"), Note.of("See what runs: ", Command("/okr list"))),
    )


def delete_told(line: Thing, by: Mention) -> Card:
    """To the owner of something that somebody else has deleted."""
    return Card(
        f"{by.name} deleted your {line.code}: {short(line.title)}",
        (Paragraph.of(*named(line), " was deleted by ", by, ". Nobody had used it yet."),),
    )


def not_deleted(line: Thing, hanging: Hanging) -> Card:
    """Why something cannot be deleted, and what can be done instead."""
    text = f"{line.code} cannot be deleted: {_hanging(hanging)}. Drop it instead, then that is kept."
    return Card(text, (Paragraph.of(text), _drop(line, f"Drop {line.code}")))


def _dropped(line: Thing, reason: str) -> list[Element]:
    return [Paragraph.of(Bold(line.code), " is dropped: ", line.title), Paragraph.of(f"Reason: {reason}")]


def _hanging(hanging: Hanging) -> str:
    """What hangs on it, as half a sentence: "it has 3 check-ins", "it has 2 key results and O-7 is aligned to it"."""
    parts = [
        f"it has {count:,} {noun if count == 1 else nouns}"
        for count, noun, nouns in (
            (hanging.check_ins, "check-in", "check-ins"),
            (hanging.key_results, "key result, dropped ones counted", "key results, dropped ones counted"),
            (hanging.posts, "post in a channel", "posts in channels"),
        )
        if count
    ]
    if hanging.aligned:
        parts.append(f"{', '.join(hanging.aligned)} {'is' if len(hanging.aligned) == 1 else 'are'} aligned to it")
    if hanging.is_referred_to:
        parts.append("feedback or a goal refers to it")
    return ", and ".join(parts)


def _drop(line: Thing, label: str) -> Button:
    return Button(label, Call("okr drop", {"thing": line.code}))


_HISTORY_KEPT = Note.of("Its history is kept; lists and digests leave it out. See what runs: ", Command("/okr list"))
_BY = Mention(1, "Ana Ruiz")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "objective dropped": lambda: objective_dropped(OBJECTIVE, "The market went away", (PRE_ORDERS, DELIVERY_DAYS)),
    "key result dropped": lambda: key_result_dropped(PRE_ORDERS, "Nobody can count it", OBJECTIVE.progress),
    "drop told": lambda: drop_told(PRE_ORDERS, "Nobody can count it", _BY),
    "delete asked": lambda: delete_asked(OBJECTIVE),
    "deleted": lambda: deleted(PRE_ORDERS),
    "delete told": lambda: delete_told(PRE_ORDERS, _BY),
    "objective not deleted": lambda: not_deleted(OBJECTIVE, Hanging(key_results=2, aligned=("O-4", "O-7"))),
    "key result not deleted": lambda: not_deleted(PRE_ORDERS, Hanging(check_ins=1)),
}
