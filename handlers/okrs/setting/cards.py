"""Cards that say what was made or changed, to who did it and to whom it concerns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph
from handlers.chat.text import Bold, Date, Mention, Number, spans
from handlers.okrs.lines import named, owner, short
from handlers.okrs.measuring.phrases import course
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS
from handlers.okrs.shares import percent
from handlers.okrs.sight import seen_by
from storage.okr_lines import KeyResultLine, ObjectiveLine


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that was typed and might have meant another."""

    taken: Decimal
    other: Decimal


def objective_set(line: ObjectiveLine) -> Card:
    """The answer to a new objective: its code first, and the next step."""
    facts = [Fact("Owner", (owner(line),)), Fact("Due", (Date(line.due_on),)), Fact("Cycle", spans(line.cycle))]
    if line.level != "person":
        facts.append(Fact("For", spans(line.team_name or "the company")))
    if line.parent_code is not None:
        facts.append(Fact("Part of", spans(line.parent_code)))
    if line.ambition == "aspirational":
        facts.append(Fact("Ambition", spans("aspirational: 70 % is a good result")))
    return Card(
        f"{line.code} is set: {short(line.title)}",
        (
            Paragraph.of(Bold(line.code), " is set: ", Bold(line.title)),
            Facts(tuple(facts)),
            add_key_result(line.code, "Add a key result", "primary"),
            Note.of(seen_by(line)),
        ),
    )


def objective_given(line: ObjectiveLine, giver: Mention) -> Card:
    """To somebody who owns an objective that another person has made."""
    return Card(
        f"{giver.name} made you the owner of {line.code}: {short(line.title)}",
        (
            Paragraph.of(Bold(line.code), " is yours: ", Bold(line.title), ". ", giver, " made you its owner."),
            Paragraph.of("It is due ", Date(line.due_on), "."),
            add_key_result(line.code, "Add a key result", "primary"),
            Button("Show it", Call("okr show", {"thing": line.code})),
            Note.of(seen_by(line)),
        ),
    )


def key_result_set(
    line: KeyResultLine,
    objective_progress: Decimal,
    readings: Sequence[Reading] = (),
    remarks: Sequence[Element] = (),
) -> Card:
    """The answer to a new key result, with what comes next; `readings` are of numbers that might have meant others.

    `remarks` stand before the buttons: its steps, and what the writer may not have thought of.
    """
    body: list[Element] = [
        Paragraph.of(Bold(line.code), " is set: ", Bold(line.title)),
        course(line),
        Facts(
            (
                Fact("Owner", (owner(line),)),
                Fact("Due", (Date(line.due_on),)),
                Fact("Objective", spans(line.objective_code, ", now at ", percent(objective_progress))),
            )
        ),
    ]
    body += remarks
    body += [Paragraph.of("Read as ", Number(one.taken), ", not as ", Number(one.other), ".") for one in readings]
    if not line.is_draft:
        body.append(Button("Check in", Call("okr update", {"key_result": line.code}), "primary"))
    body.append(add_key_result(line.objective_code, "Add another", "primary" if line.is_draft else "plain"))
    if readings:
        reason = "A number was read as another"
        body.append(Button("Undo", Call("okr drop", {"thing": line.code, "reason": reason})))
    body.append(Note.of(seen_by(line)))
    return Card(f"{line.code} is set: {short(line.title)}", tuple(body))


def key_result_given(line: KeyResultLine, giver: Mention) -> Card:
    """To somebody who owns a key result through another person: a new one, or one that was handed over."""
    not_mine = Button("Not mine", Call("okr hand-over", {"key_result": line.code}))
    check_in = Button("Check in", Call("okr update", {"key_result": line.code}), "primary")
    return Card(
        f"{giver.name} gave you {line.code}: {short(line.title)}",
        (
            Paragraph.of(Bold(line.code), " is yours: ", Bold(line.title), ". ", giver, " gave it to you."),
            course(line),
            Paragraph.of(
                "It counts toward ", Bold(line.objective_code), f" {line.objective_title}, due ", Date(line.due_on), "."
            ),
            *((not_mine,) if line.is_draft else (check_in, not_mine)),
        ),
    )


def key_result_taken(line: KeyResultLine, giver: Mention) -> Card:
    """To the former owner; `line` is as it is now."""
    return Card(
        f"{line.code} belongs to {line.owner_name} now: {short(line.title)}",
        (Paragraph.of(*named(line), " belongs to ", owner(line), " now. ", giver, " handed it over."),),
    )


def handed_over(line: KeyResultLine) -> Card:
    """The answer to who handed it over to somebody else; `line` is as it is now."""
    return Card(
        f"{line.code} belongs to {line.owner_name} now.",
        (Paragraph.of(*named(line), " belongs to ", owner(line), " now, who has been told."),),
    )


def taken_over(line: KeyResultLine) -> Card:
    """The answer to who took it over; `line` is as it is now."""
    return Card(
        f"{line.code} is yours now: {short(line.title)}",
        (
            Paragraph.of(*named(line), " is yours now. Its former owner has been told."),
            Button("Check in", Call("okr update", {"key_result": line.code}), "primary"),
        ),
    )


def add_key_result(objective_code: str, label: str, style: Literal["plain", "primary"] = "plain") -> Button:
    """The button that opens the form for a key result of that objective."""
    return Button(label, Call("okr kr", {"objective": objective_code}), style)


_GIVER = Mention(1, "Ana Ruiz")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "objective set": lambda: objective_set(OBJECTIVE),
    "objective given": lambda: objective_given(OBJECTIVE, _GIVER),
    "key result set": lambda: key_result_set(DELIVERY_DAYS, OBJECTIVE.progress),
    "key result set, ambiguous": lambda: key_result_set(
        PRE_ORDERS, OBJECTIVE.progress, [Reading(Decimal(3000), Decimal(3))]
    ),
    "key result given": lambda: key_result_given(PRE_ORDERS, _GIVER),
    "key result taken": lambda: key_result_taken(PRE_ORDERS, _GIVER),
    "handed over": lambda: handed_over(PRE_ORDERS),
    "taken over": lambda: taken_over(PRE_ORDERS),
}
