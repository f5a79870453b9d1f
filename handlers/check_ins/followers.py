"""What those who follow a key result are told of a check-in."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.chat.ask import Ask
from handlers.chat.text import Spans, joined, spans
from handlers.check_ins.answers import figures
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.lines import short
from handlers.okrs.standing import WORDS, judge
from storage.okr_lines import KeyResultLine
from storage.recording import Recorded

LONGEST_NOTE = 200
"""Characters of a check-in's note; the whole of it is in the key result's history."""


def tell_of(ask: Ask, pairs: Iterable[tuple[KeyResultLine, Recorded]]) -> None:
    """Tell followers of what has changed: value, confidence or status. No statement for what nobody follows."""
    for line, one in pairs:
        if one.after.is_followed and (change := changed(ask, line, one)):
            tell_followers(ask, line, change)


def changed(ask: Ask, line: KeyResultLine, one: Recorded) -> Spans:
    """What is other than before, `line` being as it was: "1,250 of 3,000 orders, was 940 · @Ben"; empty for nothing."""
    before, after = one.before, one.after
    parts: list[Spans] = []
    if one.moved or after.current_value != before.current_value:
        parts.append(figures(one))
    if after.confidence != before.confidence:
        parts.append(spans(f"confidence {_said(after.confidence)}, was {_said(before.confidence)}"))
    judged = judge(ask.company, ask.now)
    status, earlier = judged.status(_now(line, one)), judged.status(line)
    if status is not earlier:
        parts.append(spans(f"{WORDS[status]}, was {WORDS[earlier]}"))
    if not parts:
        return ()
    parts.append(spans(ask.writer, f": {short(one.note, LONGEST_NOTE)}" if one.note else ""))
    return joined(parts, " · ")


def _now(line: KeyResultLine, one: Recorded) -> KeyResultLine:
    after = one.after
    return replace(
        line,
        progress=after.progress,
        confidence=after.confidence,
        confidence_at=after.confidence_at,
        last_check_in_at=after.last_check_in_at,
    )


def _said(confidence: int | None) -> str:
    return "not said" if confidence is None else str(confidence)
