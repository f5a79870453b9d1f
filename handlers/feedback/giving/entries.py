"""One feedback as whoever may read it sees it: in a list, and in full."""

from bisect import bisect_right
from collections.abc import Iterator
from html import escape
from itertools import accumulate
from zoneinfo import ZoneInfo

from handlers.chat.card import Button, Call, Card, Divider, Element, Note, Paragraph, Row
from handlers.chat.text import Bold, Date, Italic, Mention, MessageLink, Plain, Span, Spans, joined, spans
from handlers.feedback.giving.readers import read_by
from storage.feedback import AdditionLine, FeedbackLine

LONGEST_IN_LIST = 600
"""Characters of a text that a list shows; a button beside it leads to the rest."""
LONGEST_ADDITION = 200
"""Characters of what was added later, as a list shows it."""
MOST_ADDITIONS = 3
"""The latest of what was added, as a list shows it."""


def entry(line: FeedbackLine, reader_id: int, zone: ZoneInfo) -> Iterator[Element]:
    """One feedback in a list, for somebody who may read it; days are those of the `zone`."""
    text = _cut(line.text, LONGEST_IN_LIST)
    is_whole = text == line.text and len(line.additions) <= MOST_ADDITIONS
    is_whole = is_whole and all(_cut(one.text, LONGEST_ADDITION) == one.text for one in line.additions)
    said = spans(*_from_to(line, reader_id), ": “", Italic(text), "”")
    whole_of_it = Button("Read all", Call("feedback show", {"feedback": line.code}))
    yield Divider()
    yield Paragraph(said) if is_whole else Row(said, whole_of_it)
    if line.additions:
        yield Paragraph(joined([_addition(added, zone) for added in line.additions[-MOST_ADDITIONS:]], "\n"))
    yield Note(_small_print(line, reader_id, zone))


def whole(line: FeedbackLine, reader_id: int, zone: ZoneInfo) -> Card:
    """One feedback in full, for somebody who may read it; days are those of the `zone`."""
    body: list[Element] = [Paragraph.of(*_from_to(line, reader_id), ":"), Paragraph.of(line.text)]
    body += [
        Paragraph.of(Bold("Added "), Date(added.created_at.astimezone(zone).date()), f" {added.text}")
        for added in line.additions
    ]
    body += [Note(_small_print(line, reader_id, zone)), Note(read_by(line, reader_id))]
    if line.author_id == reader_id:
        body.append(Button("Add to it", Call("feedback add", {"feedback": line.code})))
    return Card(f"Feedback {line.code} from {line.author_name} to {line.receiver_name}.", tuple(body))


def details(line: FeedbackLine) -> Spans:
    """Kind, value, thing and message, as far as there are any."""
    parts = [spans(text) for text in (line.kind, line.company_value) if text]
    if line.thing_code:
        parts.append(spans(f"about {line.thing_code}"))
    if line.message:
        parts.append(spans(MessageLink("Open the message", line.conversation, line.message, line.thread)))
    return joined(parts, " · ")


def _from_to(line: FeedbackLine, reader_id: int) -> Spans:
    """Who says it to whom, and about whom where that is somebody else."""
    about = () if line.about_id == line.receiver_id else spans(" about ", _person(line.about_id, line.about_name, 0))
    verb = " praised " if line.is_praise else " to "
    author = Plain("You") if line.author_id == reader_id else Mention(line.author_id, line.author_name)
    return spans(author, verb, _person(line.receiver_id, line.receiver_name, reader_id), *about)


def _person(person_id: int, name: str, reader_id: int) -> Span:
    return Plain("you") if person_id == reader_id else Mention(person_id, name)


def _addition(added: AdditionLine, zone: ZoneInfo) -> Spans:
    day = Date(added.created_at.astimezone(zone).date())
    return spans(Bold("Added "), day, ": “", Italic(_cut(added.text, LONGEST_ADDITION)), "”")


def _small_print(line: FeedbackLine, reader_id: int, zone: ZoneInfo) -> Spans:
    who_reads = {
        "private": "private",
        "manager": f"read by {'you' if line.manager_id == reader_id else line.manager_name}, too",
        "public": "public",
    }[line.visibility]
    parts = [spans(line.code), spans(Date(line.created_at.astimezone(zone).date())), spans(who_reads)]
    if said := details(line):
        parts.append(said)
    if line.edited_at is not None:
        parts.append(spans("edited"))
    if line.joined:
        parts.append(spans("1 more joins in" if line.joined == 1 else f"{line.joined} more join in"))
    return joined(parts, " · ")


def _cut(text: str, longest: int) -> str:
    """The beginning of the text that takes so many characters where `&`, `<` and `>` are written as entities."""
    lengths = list(accumulate(len(escape(character, quote=False)) for character in text))
    if not lengths or lengths[-1] <= longest:
        return text
    return f"{text[: bisect_right(lengths, longest - 1)].rstrip()}…"
