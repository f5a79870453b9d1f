"""What people see of their evidence. Nothing here is ever shared."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.chat.card import Button, Call, Card, Divider, Element, Note, Paragraph
from handlers.chat.text import Bold, Date, Italic, Mention, MessageLink, Plain, Span, spans
from handlers.feedback.kept import KeptMessage
from storage.evidence import EvidenceLine

PAGE = 10
"""Messages on a page."""
LONGEST_QUOTE = 600
"""Characters of a message that are shown; the rest is kept, and the link leads to it."""
HOW_TO = "Open the menu of a message and choose “Save as evidence”."
ONLY_YOU = "Only you can read what you save as evidence."


def asking(kept: KeptMessage | None) -> tuple[Element, ...]:
    """What stands above the form: who will read it, and the message itself."""
    if kept is None:
        return (Paragraph.of(f"There is no message to save. {HOW_TO}"),)
    author: Span = Mention(kept.said_by, kept.said_by_name) if kept.said_by else Plain(kept.said_by_name)
    return (
        Note.of(ONLY_YOU, " Its author and the person it is about are not told."),
        Paragraph.of("“", quoted(kept.text), "” – ", author),
    )


def saved(about_id: int, about_name: str, is_oneself: bool) -> Card:
    """The answer when a message was kept."""
    whom = "yourself" if is_oneself else about_name
    shown: Span = Plain("yourself") if is_oneself else Mention(about_id, about_name)
    return Card(
        f"Saved as evidence about {whom}. Only you can read it.",
        (Paragraph.of("Saved as evidence about ", shown, "."), Note.of(ONLY_YOU), _list_button()),
    )


def already_saved(about_id: int, about_name: str, is_oneself: bool) -> Card:
    """The answer when the message had been kept before; nothing has changed."""
    whom = "yourself" if is_oneself else about_name
    shown: Span = Plain("yourself") if is_oneself else Mention(about_id, about_name)
    return Card(
        f"You have already saved this message as evidence about {whom}.",
        (Paragraph.of("Already saved: this message is among your evidence about ", shown, "."), _list_button()),
    )


def listed(lines: Sequence[EvidenceLine], count: int, page: int, reader_id: int, zone: ZoneInfo) -> Card:
    """One page of what the reader has kept, newest first; `page` begins at 1, days are those of the `zone`."""
    if not count:
        return _nothing_yet()
    first = (page - 1) * PAGE + 1
    total = f"{count} {'message' if count == 1 else 'messages'}"
    shown = f" · {first}–{first + len(lines) - 1}" if count > PAGE and lines else ""
    body: list[Element] = [Paragraph.of(Bold(total), f" saved as evidence{shown}")]
    for line in lines:
        body += _entry(line, reader_id, zone)
    return Card(f"You have saved {total} as evidence.", (*body, *_turning(count, page), Note.of(ONLY_YOU)))


def quoted(text: str) -> Italic:
    """The message, cut where it is long."""
    if not text:
        return Italic("no text")
    return Italic(text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1].rstrip()}…")


def _entry(line: EvidenceLine, reader_id: int, zone: ZoneInfo) -> Iterator[Element]:
    author: Span = Mention(line.said_by, line.said_by_name) if line.said_by else Plain("somebody")
    about: Span = Plain("you") if line.about_id == reader_id else Mention(line.about_id, line.about_name)
    said_on = Date(line.said_at.astimezone(zone).date())
    link = MessageLink("Open the message", line.conversation, line.message, line.thread)
    yield Divider()
    yield Paragraph.of("About ", about, ": “", quoted(line.text), "”")
    if line.note:
        yield Paragraph.of(Bold("Note"), f" {line.note}")
    yield Note(spans(author, ", ", said_on, " · ", link))


def _turning(count: int, page: int) -> Iterator[Element]:
    if page > 1:
        yield Button("Newer", Call("rungs evidence", {"page": str(page - 1)}))
    if count > page * PAGE:
        yield Button("Older", Call("rungs evidence", {"page": str(page + 1)}))


def _nothing_yet() -> Card:
    text = f"You have saved no evidence yet. {HOW_TO}"
    return Card(text, (Paragraph.of(text), Note.of(ONLY_YOU)))


def _list_button() -> Button:
    return Button("See my evidence", Call("rungs evidence"))


def _sample() -> EvidenceLine:
    said_at = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
    return EvidenceLine(
        id=1,
        about_id=2,
        about_name="Ben Okafor",
        said_by=3,
        said_by_name="Hugo Silva",
        text="Ben stayed late to get the prototype through the safety test. It passed.",
        note="For the review: helps others without being asked",
        platform="slack",
        conversation="C0PRODUCT",
        message="1700000000.000100",
        thread="",
        said_at=said_at,
        created_at=said_at,
    )


def _pages() -> tuple[EvidenceLine, ...]:
    return tuple(replace(_sample(), id=number, note="") for number in range(PAGE))


EXAMPLES: dict[str, Callable[[], Card]] = {
    "evidence saved": lambda: saved(2, "Ben Okafor", is_oneself=False),
    "evidence saved before": lambda: already_saved(1, "Ana Ruiz", is_oneself=True),
    "evidence": lambda: listed((_sample(),), 1, 1, 1, ZoneInfo("UTC")),
    "evidence, a page of many": lambda: listed(_pages(), 34, 2, 1, ZoneInfo("UTC")),
    "no evidence": lambda: listed((), 0, 1, 1, ZoneInfo("UTC")),
}
