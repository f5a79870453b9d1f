"""The week on screen: the post, the lines in its thread and the reminder; and an example of every screen."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Menu, Note, Option, Paragraph, Row
from handlers.chat.text import Bold, Mention, Plain, Span, Spans, joined, spans
from handlers.check_ins import answering_cards, answers
from handlers.check_ins.answers import CHECK_IN, SAMPLE, SAMPLE_RECORDED, figures, stands_now
from handlers.check_ins.figures import told
from handlers.okrs.lines import short
from handlers.okrs.shares import share, share_since
from storage.okr_lines import KeyResultLine
from storage.recording import Recorded
from storage.rhythm import Attendee, Waiting

MOST_NAMED = 15
"""People who are named in a post; the others are counted."""
MOST_LISTED = 5
"""Key results that a reminder lists; the others are counted."""
LONGEST_NOTE = 300
"""Characters of a note in the thread; the whole of it is in the key result's history."""


def post(week: str, since: datetime, attendees: Sequence[Attendee]) -> Card:
    """The weekly post: how many of those who have key results are in since then, and who."""
    arrived = [one for one in attendees if one.checked_in_at is not None and one.checked_in_at >= since]
    title = f"Check-in, {week_name(week)}"
    count = f"{len(arrived)} of {len(attendees)} in"
    return Card(
        f"{title}: {count}",
        (
            Paragraph.of(Bold(count), f" · {title}"),
            *((Paragraph(spans("In: ", *_names(arrived))),) if arrived else ()),
            Button("Check in", CHECK_IN, "primary"),
            Note.of("Each check-in is a line in this thread: ask and help there."),
        ),
    )


def week_name(week: str) -> str:
    """The week in words: "week 47"."""
    return f"week {int(week.rpartition('W')[2])}"


def thread_line(name: str, said: Sequence[tuple[KeyResultLine, Recorded]]) -> Card:
    """What somebody checked in, a line for each key result, to be answered. The name does not ping: they know."""
    lines = tuple((_said(name, line, one), _answer(one)) for line, one in said)
    return Card(told(lines[0][0]), tuple(Row(line, button) for line, button in lines))


def taken_back_line(name: str, line: KeyResultLine, one: Recorded) -> Card:
    """What the thread says of a check-in that was taken back."""
    said = spans(Bold(name), f" took a check-in back: {line.code} stands as before: ", *stands_now(one), ".")
    return Card(told(said), (Paragraph(said),))


def nudge(week: str, waiting: Sequence[Waiting]) -> Card:
    """The reminder of who has not checked in: what waits, why it came, and three ways out."""
    count = "1 key result" if len(waiting) == 1 else f"{len(waiting)} key results"
    verb = "waits" if len(waiting) == 1 else "wait"
    mine = {"key_result": waiting[0].code} if len(waiting) == 1 else {}
    more = len(waiting) - MOST_LISTED
    return Card(
        f"{count} {verb} for your check-in, {week_name(week)}.",
        (
            Paragraph.of(Bold(count), f" {verb} for your check-in, {week_name(week)}."),
            *(Paragraph(_waits(one)) for one in waiting[:MOST_LISTED]),
            *((Paragraph.of(f"and {more} more"),) if more > 0 else ()),
            Button("Check in", CHECK_IN, "primary"),
            Menu(
                "More",
                (
                    Option("Remind me tomorrow", Call("checkin later")),
                    Option("Not mine", Call("okr hand-over", mine)),
                    Option("Fewer of these", Call("rungs me", {"nudges": "light"})),
                ),
            ),
            Note.of(
                "You get this because you own key results and have not checked in this week. It comes once a week."
            ),
        ),
    )


def _names(people: Sequence[Attendee]) -> Spans:
    named = joined((Mention(one.person_id, one.name),) for one in people[:MOST_NAMED])
    more = len(people) - MOST_NAMED
    return (*named, Plain(f" and {more} more")) if more > 0 else named


def _said(name: str, line: KeyResultLine, one: Recorded) -> Spans:
    parts: list[str | Span] = [
        Bold(name),
        ": ",
        share(one.after.progress),
        " · ",
        Bold(line.code),
        f" {short(line.title)} · ",
        *(figures(one) if one.before.current_value is not None or one.moved else stands_now(one)),
    ]
    if one.confidence is not None:
        parts.append(f" · confidence {one.confidence} of 10")
    if one.note:
        parts.append(f" · {_shortened(one.note)}")
    return spans(*parts)


def _answer(one: Recorded) -> Button:
    return Button("Answer", Call("checkin answer", {"check_in": str(one.check_in_id)}))


def _shortened(note: str) -> str:
    flat = " ".join(note.split())
    return flat if len(flat) <= LONGEST_NOTE else flat[: LONGEST_NOTE - 1].rstrip() + "…"


def _waits(one: Waiting) -> Spans:
    return spans(share_since(one.progress, one.last_check_in_at), " · ", Bold(one.code), f" {short(one.title)}")


_NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
_WAITING = Waiting("KR-5", "Obtain 3,000 pre-orders", Decimal("0.313333"), _NOW, None)
EXAMPLES: dict[str, Callable[[], Card]] = (
    answers.EXAMPLES
    | answering_cards.EXAMPLES
    | {
        "the weekly post": lambda: post(
            "2026-W47", _NOW, [Attendee(1, "Ana Ruiz", None), Attendee(2, "Ben Okafor", None)]
        ),
        "the weekly post, one in": lambda: post("2026-W47", _NOW, [Attendee(1, "Ana Ruiz", _NOW)]),
        "a line in the thread": lambda: thread_line(
            "Ben Okafor", [(SAMPLE, replace(SAMPLE_RECORDED, note="The fair in Lyon brought 310 of them"))]
        ),
        "a line in the thread, taken back": lambda: taken_back_line("Ben Okafor", SAMPLE, SAMPLE_RECORDED),
        "a reminder to check in": lambda: nudge("2026-W47", [_WAITING]),
    }
)
