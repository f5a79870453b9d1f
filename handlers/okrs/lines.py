"""Objectives and key results in a few words: the spans that every screen about them is made of."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from handlers.chat.card import Element, Paragraph, Progress
from handlers.chat.text import Bold, Date, Mention, Number, Plain, Span, Spans, spans
from handlers.okrs.measuring.phrases import measured
from handlers.okrs.shares import percent, share_of
from handlers.okrs.sight import is_private
from handlers.okrs.standing import WORDS, Judge
from storage.key_result_states import State
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import Status

LONGEST_IN_A_SENTENCE = 80
"""Characters of a title in a sentence that has other things to say."""


def short(title: str, longest: int = LONGEST_IN_A_SENTENCE) -> str:
    """The title, cut where it is too long for a sentence."""
    return title if len(title) <= longest else f"{title[: longest - 1].rstrip()}…"


def bar_of(line: KeyResultLine, label: Spans) -> Element:
    """Its bar; without one where what was said does not count yet."""
    if line.last_check_in_at is not None and line.progress is None:
        return Paragraph.of("– · ", *label)
    return Progress(share_of(line), label)


def named(line: ObjectiveLine | KeyResultLine) -> Spans:
    """The code and the title."""
    return spans(Bold(line.code), f" {line.title}")


def mark(line: ObjectiveLine | KeyResultLine) -> str:
    """What is out of the ordinary about it, behind its name: " · private", " · draft"."""
    return (" · private" if is_private(line) else "") + (" · draft" if line.is_draft else "")


def owner(line: ObjectiveLine | KeyResultLine) -> Mention:
    return Mention(line.owner_id, line.owner_name)


def confidence(state: State | KeyResultLine, zone: ZoneInfo) -> Spans:
    """The last confidence that somebody said, with its day; silence is said to be silence."""
    if state.confidence is None or state.confidence_at is None:
        return spans("not said")
    return spans(Number(Decimal(state.confidence)), " of 10, said ", Date(state.confidence_at.astimezone(zone).date()))


def stands(lines: Sequence[KeyResultLine], judge: Judge) -> str:
    """The status word of an objective, and beside it how many are stale, so that neither hides the other."""
    worst, stale = judge.worst(lines), judge.stale(lines)
    if not stale:
        return WORDS[worst]
    counted = f"stale: {stale} of {len(lines)}"
    return counted if worst is Status.STALE else f"{WORDS[worst]} · {counted}"


def listed(line: KeyResultLine, judge: Judge, objective: ObjectiveLine) -> Spans:
    """The key result in one line, under its objective; an owner is named where it is somebody else's."""
    parts: list[Span] = [*named(line), Plain(" · "), *measured(line)]
    if (share := share_of(line)) is not None:
        parts += [Plain(", "), percent(share)]
    parts.append(Plain(f" · {WORDS[judge.status(line)]}"))
    if line.owner_id != objective.owner_id:
        parts += [Plain(" · "), owner(line)]
    return tuple(parts)
