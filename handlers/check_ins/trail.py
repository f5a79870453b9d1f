"""The audit of check-ins."""

from collections.abc import Iterable

from handlers.chat.ask import Ask
from storage.audit import Change, record_all
from storage.okr_lines import KeyResultLine
from storage.recording import Recorded


def note_down(ask: Ask, action: str, pairs: Iterable[tuple[KeyResultLine, Recorded]]) -> None:
    """Write the changes into the audit, in one statement. The text of a note stays out of it."""
    changes = [_change(action, line, one) for line, one in pairs]
    record_all(ask.db, ask.workspace_id, ask.person.id, ask.now, changes)


def _change(action: str, line: KeyResultLine, one: Recorded) -> Change:
    before, after = one.before, one.after
    return Change(
        action,
        line.code,
        before={"value": before.current_value, "progress": before.progress, "confidence": before.confidence},
        after={"value": after.current_value, "progress": after.progress, "confidence": after.confidence},
    )
