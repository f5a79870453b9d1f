"""What people see of their evidence. Nothing here is ever shared."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from handlers.chat.card import Button, Call, Card, Divider, Element, Heading, Note, Paragraph
from handlers.chat.text import Bold, Date, Mention, MessageLink, Plain, Span, Spans, spans
from handlers.feedback.kept import KeptMessage
from handlers.feedback.quoting import quotation, quoted
from storage.evidence import Counts, EvidenceLine

PAGE = 10
"""Messages on a page."""
HOW_TO = "Open the menu of a message and choose “Save as evidence”."
ONLY_YOU = "Only you can read what you save as evidence about yourself, and your notes."
ONLY_YOUR_OWN = "Your own message: only you can read it among your evidence, and nobody is told."
THEY_ARE_TOLD = "Somebody else whom it is about is told, and finds the message and your name in their own list."


def asking(kept: KeptMessage | None, *, is_own: bool) -> tuple[Element, ...]:
    """What stands above the form: who will read it, and the message itself."""
    if kept is None:
        return (Paragraph.of(f"There is no message to save. {HOW_TO}"),)
    return (
        Note.of(ONLY_YOUR_OWN if is_own else f"{ONLY_YOU} {THEY_ARE_TOLD}"),
        quotation(kept),
    )


def saved(about_id: int, about_name: str, is_oneself: bool) -> Card:
    """The answer when a message was kept."""
    whom = "yourself" if is_oneself else about_name
    shown: Span = Plain("yourself") if is_oneself else Mention(about_id, about_name)
    return Card(
        f"Saved as evidence about {whom}. Only you can read it.",
        (Paragraph.of("Saved as evidence about ", shown, "."), Note.of("Only you can read it."), _list_button()),
    )


def saved_and_told(about: Mention) -> Card:
    """The answer when a message was kept and whom it is about is told."""
    return Card(
        f"Saved as evidence about {about.name}, who is told.",
        (
            Paragraph.of("Saved as evidence about ", about, ", who is told and finds the message in their own list."),
            Note.of("Nobody but you reads your note."),
            _list_button(),
        ),
    )


def told(kept: KeptMessage, saver: Mention) -> Card:
    """What whoever the message is about is told of it."""
    return Card(
        f"{saver.name} saved a message as evidence about you.",
        (
            Paragraph.of(saver, " saved a message as evidence about you."),
            quotation(kept),
            Note.of(MessageLink("Open the message", kept.conversation, kept.message, kept.thread)),
            Button("See my evidence", Call("rungs evidence")),
            Note.of(f"You and {saver.name} can find it among your evidence, and nobody else."),
        ),
    )


def already_saved(about_id: int, about_name: str, is_oneself: bool) -> Card:
    """The answer when the message had been kept before; nothing has changed."""
    whom = "yourself" if is_oneself else about_name
    shown: Span = Plain("yourself") if is_oneself else Mention(about_id, about_name)
    return Card(
        f"You have already saved this message as evidence about {whom}.",
        (Paragraph.of("Already saved: this message is among your evidence about ", shown, "."), _list_button()),
    )


def last_page(count: int) -> int:
    """The number of the last page, from 1."""
    return max(1, -(-count // PAGE))


def listed(
    own: Sequence[EvidenceLine],
    about: Sequence[EvidenceLine],
    counts: Counts,
    page: int,
    reader_id: int,
    zone: ZoneInfo,
) -> Card:
    """One page of what the reader has kept, and behind the last one as much of what others have as there is room for.

    Both are newest first; `page` begins at 1, days are those of the `zone`.
    """
    if not counts.own and not counts.about:
        return _nothing_yet()
    total = _counted(counts.own)
    shown = _range(len(own), counts.own, page)
    body: list[Element] = [Paragraph.of(Bold(total), f" saved as evidence{shown}")] if counts.own else []
    for line in own:
        body += _entry(line, reader_id, zone)
    body += _turning(counts.own, page, {})
    body += _part_about(about, counts.about, zone)
    saved_here = f"You have saved {total} as evidence." if counts.own else ""
    about_here = f"Others have saved {_counted(counts.about)} about you." if counts.about else ""
    text = " ".join(part for part in (saved_here, about_here) if part)
    return Card(text, (*body, Note.of(f"{ONLY_YOU} {THEY_ARE_TOLD}")))


def listed_about(about: Sequence[EvidenceLine], count: int, page: int, zone: ZoneInfo) -> Card:
    """One page of what others have kept about the reader."""
    shown = _range(len(about), count, page)
    body: list[Element] = [Paragraph.of(Bold(_counted(count)), f" saved about you{shown}")]
    for line in about:
        body += _entry_about(line, zone)
    return Card(
        f"Others have saved {_counted(count)} about you.",
        (*body, *_turning(count, page, {"about": "yes"}), _list_button()),
    )


def _part_about(about: Sequence[EvidenceLine], count: int, zone: ZoneInfo) -> Iterator[Element]:
    """What others have saved about the reader: the newest of it, and the way to all."""
    if not count:
        return
    yield Heading("Saved about you")
    for line in about:
        yield from _entry_about(line, zone)
    if len(about) < count:
        yield Button(f"See all {count} about you", Call("rungs evidence", {"about": "yes"}))


def _entry(line: EvidenceLine, reader_id: int, zone: ZoneInfo) -> Iterator[Element]:
    about: Span = Plain("you") if line.about_id == reader_id else Mention(line.about_id, line.about_name)
    yield Divider()
    yield Paragraph.of("About ", about, ": “", quoted(line.text), "”")
    if line.note:
        yield Paragraph.of(Bold("Note"), f" {line.note}")
    yield Note(_origin(line, zone))


def _entry_about(line: EvidenceLine, zone: ZoneInfo) -> Iterator[Element]:
    yield Divider()
    yield Paragraph.of("“", quoted(line.text), "”")
    yield Note(spans(*_origin(line, zone), " · saved by ", Mention(line.saved_by, line.saved_by_name)))


def _origin(line: EvidenceLine, zone: ZoneInfo) -> Spans:
    """Who said it, when, and the way there."""
    author: Span = Mention(line.said_by, line.said_by_name) if line.said_by else Plain("somebody")
    link = MessageLink("Open the message", line.conversation, line.message, line.thread)
    return spans(author, ", ", Date(line.said_at.astimezone(zone).date()), " · ", link)


def _counted(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _range(shown: int, count: int, page: int) -> str:
    """Which of them stand on the page, where that is not all."""
    first = (page - 1) * PAGE + 1
    return f" · {first}–{first + shown - 1}" if count > PAGE and shown else ""


def _turning(count: int, page: int, part: Mapping[str, str]) -> Iterator[Element]:
    if page > 1:
        yield Button("Newer", Call("rungs evidence", {**part, "page": str(page - 1)}))
    if count > page * PAGE:
        yield Button("Older", Call("rungs evidence", {**part, "page": str(page + 1)}))


def _nothing_yet() -> Card:
    text = f"You have saved no evidence yet. {HOW_TO}"
    return Card(text, (Paragraph.of(text), Note.of(ONLY_YOU)))


def _list_button() -> Button:
    return Button("See my evidence", Call("rungs evidence"))


def _sample() -> EvidenceLine:
    said_at = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)
    return EvidenceLine(
        id=1,
        saved_by=1,
        saved_by_name="Ana Ruiz",
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


def _kept() -> KeptMessage:
    line = _sample()
    return KeptMessage(
        line.text,
        line.said_by,
        line.said_by_name,
        line.said_at,
        line.platform,
        line.conversation,
        line.message,
        line.thread,
    )


_UTC = ZoneInfo("UTC")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "evidence saved": lambda: saved(1, "Ana Ruiz", is_oneself=True),
    "evidence saved, who it is about is told": lambda: saved_and_told(Mention(2, "Ben Okafor")),
    "evidence saved before": lambda: already_saved(1, "Ana Ruiz", is_oneself=True),
    "evidence about you": lambda: told(_kept(), Mention(1, "Ana Ruiz")),
    "evidence": lambda: listed((_sample(),), (), Counts(1, 0), 1, 1, _UTC),
    "evidence, some about you": lambda: listed((), (replace(_sample(), note=""),), Counts(0, 1), 1, 2, _UTC),
    "evidence, a page of many": lambda: listed(_pages(), (), Counts(34, 12), 2, 1, _UTC),
    "evidence, a page of many about you": lambda: listed_about(_pages(), 34, 2, _UTC),
    "no evidence": lambda: listed((), (), Counts(0, 0), 1, 1, _UTC),
}
