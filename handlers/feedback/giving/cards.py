"""What people see when feedback is given, edited, withdrawn and added to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal, assert_never

from handlers.chat.card import Button, Call, Card, Element, Menu, Note, Option, Paragraph, Row
from handlers.chat.text import (
    Bold,
    Command,
    Mention,
    Spans,
    listed,
    spans,
)
from handlers.feedback.giving.entries import details
from handlers.feedback.giving.readers import read_by
from storage.feedback import AdditionLine, FeedbackLine

Left = Literal["nothing", "a word", "what was said aloud"]
"""What others may still see of what was withdrawn."""
OVERHEARD = "Everyone here can read this. For private feedback use Give feedback in the message's menu."
_FOR_EVERYONE = " is changed, for everyone who can read it."
FOR_TEN_MINUTES = "For 10 minutes you can edit or withdraw it; afterwards you can add to it."


def received(line: FeedbackLine, reader_id: int) -> Card:
    """The direct message in which somebody gets feedback; how it stands now."""
    author = Mention(line.author_id, line.author_name)
    if line.withdrawn_at is not None:
        return taken_back(Mention(line.author_id, line.author_name))
    deed = " praised you" if line.is_praise else " gave you feedback"
    about = () if line.about_id == reader_id else spans(" about ", Mention(line.about_id, line.about_name))
    body: list[Element] = [Paragraph.of(author, deed, *about, ":"), Paragraph.of(line.text)]
    body += [Paragraph.of(Bold("Added later"), f" {added.text}") for added in line.additions]
    if small_print := details(line):
        body.append(Note(small_print))
    said = f"{line.author_name}{deed}{'' if line.about_id == reader_id else f' about {line.about_name}'}."
    return Card(said, (*body, Note(read_by(line, reader_id)), _list_button()))


def added_for_receiver(line: FeedbackLine, addition: AdditionLine) -> Card:
    """The direct message that tells of an addition; how it stands now."""
    if line.withdrawn_at is not None:
        return taken_back(Mention(line.author_id, line.author_name))
    author = Mention(line.author_id, line.author_name)
    body = (
        Paragraph.of(author, f" added to the feedback {line.code}:"),
        Paragraph.of(addition.text),
        Note(read_by(line, line.receiver_id)),
        _list_button(),
    )
    return Card(f"{line.author_name} added to the feedback {line.code}.", body)


def taken_back(author: Mention) -> Card:
    """What stands in place of what was withdrawn."""
    return Card(f"{author.name} took back what was here.", (Paragraph.of(author, " took back what was here."),))


def given(lines: Sequence[FeedbackLine], author_id: int) -> Card:
    """The answer to whoever gave it; `lines` have the same words, each for somebody else."""
    if len(lines) > 1:
        return _given_to_several(lines)
    (line,) = lines
    return Card(
        f"Feedback for {line.receiver_name} is given.",
        (
            Paragraph.of(Bold(line.code), " is given to ", Mention(line.receiver_id, line.receiver_name), "."),
            Note.of(*read_by(line, author_id), " It reaches them in their working hours."),
            Note.of(FOR_TEN_MINUTES),
            Button("Edit", Call("feedback edit", {"feedback": line.code})),
            Button("Withdraw", Call("feedback withdraw", {"feedback": line.code})),
        ),
    )


def said_aloud(lines: Sequence[FeedbackLine]) -> Card:
    """The answer in a channel or thread, where everybody has read what was given."""
    names = ", ".join(line.receiver_name for line in lines)
    for_whom = listed([spans(Mention(line.receiver_id, line.receiver_name), f" ({line.code})") for line in lines])
    return Card(
        f"Feedback for {names} is recorded. {OVERHEARD}",
        (Paragraph.of("Feedback for ", *for_whom, " is recorded."), *_about(lines[0]), Note.of(OVERHEARD)),
    )


def changed(line: FeedbackLine, author_id: int) -> Card:
    """The answer when its author has reworded it."""
    return Card(
        f"{line.code} is changed.",
        (
            Paragraph.of(Bold(line.code), *_changed(line)),
            Paragraph.of(line.text),
            *_all_details(line),
            Note(read_by(line, author_id)),
        ),
    )


def unchanged(line: FeedbackLine) -> Card:
    """The answer when an edit changes nothing."""
    return Card(f"{line.code} stays as it was.", (Paragraph.of(Bold(line.code), " stays as it was."),))


def withdrawn(line: FeedbackLine, left: Left) -> Card:
    """The answer when its author has withdrawn it."""
    said = spans(Bold(line.code), " is withdrawn. ", *_what_is_left(line, left))
    return Card(f"{line.code} is withdrawn.", (Paragraph(said),))


def added(line: FeedbackLine, author_id: int) -> Card:
    """The answer when its author has added to it."""
    receiver = Mention(line.receiver_id, line.receiver_name)
    return Card(
        f"Added to {line.code}.",
        (
            Paragraph.of("Added to ", Bold(line.code), ". ", receiver, " is told in their working hours."),
            Note(read_by(line, author_id)),
        ),
    )


def too_late(code: str) -> Card:
    """Why it cannot be changed any more, and what can be done."""
    typed = Command(f"/feedback add {code} TEXT")
    return Card(
        f"{code} was given over 10 minutes ago, so it stays as it is. You can add to it: /feedback add {code} TEXT",
        (
            Paragraph.of(f"{code} was given over 10 minutes ago, so it stays as it is. You can add to it: ", typed),
            Button("Add to it", Call("feedback add", {"feedback": code}), "primary"),
        ),
    )


def _given_to_several(lines: Sequence[FeedbackLine]) -> Card:
    names = ", ".join(line.receiver_name for line in lines)
    readers = {
        "private": "Each of them can read their own, and nobody else can, but for you.",
        "manager": "Each of them and the manager beside them can read their own, and nobody else can, but for you.",
        "public": "Everyone in the company can read it.",
    }[lines[0].visibility]
    rows = (
        Row(
            spans(Bold(line.code), " for ", Mention(line.receiver_id, line.receiver_name), *_beside(line)),
            Menu(
                "Edit or withdraw",
                (
                    Option("Edit", Call("feedback edit", {"feedback": line.code})),
                    Option("Withdraw", Call("feedback withdraw", {"feedback": line.code})),
                ),
            ),
        )
        for line in lines
    )
    return Card(
        f"Feedback for {names} is given.",
        (
            Paragraph.of(f"Feedback is given to {len(lines)} people."),
            *rows,
            Note.of(readers, " It reaches them in their working hours."),
            Note.of(FOR_TEN_MINUTES),
        ),
    )


def _beside(line: FeedbackLine) -> Spans:
    if line.visibility != "manager" or line.manager_id is None:
        return ()
    is_author = line.manager_id == line.author_id
    return spans(" and ", "you" if is_author else Mention(line.manager_id, line.manager_name), " (manager)")


def _changed(line: FeedbackLine) -> Spans:
    is_posted = line.is_praise and line.message_id is not None
    return spans(" is changed. The post shows it as it stands now." if is_posted else _FOR_EVERYONE)


def _where_it_is_shown(line: FeedbackLine) -> Spans:
    """Who or what shows it, up to the verb: the post of praise, or what the receiver has."""
    if line.is_praise and line.message_id is not None:
        return spans("The post shows")
    return spans(Mention(line.receiver_id, line.receiver_name), " sees")


def _what_is_left(line: FeedbackLine, left: Left) -> Spans:
    match left:
        case "nothing" if line.is_praise and line.message_id is not None:
            return spans("It was not posted yet, and is not now.")
        case "nothing":
            return spans(
                "It had not reached ", Mention(line.receiver_id, line.receiver_name), " yet, and does not now."
            )
        case "a word":
            return spans(*_where_it_is_shown(line), " only that you took something back.")
        case "what was said aloud":
            return spans("Your own message stands where you wrote it until you delete it.")
        case never:
            assert_never(never)


def _all_details(line: FeedbackLine) -> tuple[Element, ...]:
    said = details(line)
    return (Note(said),) if said else ()


def _about(line: FeedbackLine) -> tuple[Element, ...]:
    return _all_details(replace(line, message=""))


def _list_button() -> Button:
    return Button("See my feedback", Call("feedback list"))
