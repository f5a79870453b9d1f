"""The audit of check-ins."""

from handlers.chat.ask import Ask
from storage import audit
from storage.okrs import KeyResultLine
from storage.recording import Recorded


def note_down(ask: Ask, action: str, line: KeyResultLine, one: Recorded) -> None:
    """Write the change into the audit. The text of the note stays out of it."""
    before, after = one.before, one.after
    audit.record(
        ask.db,
        ask.workspace_id,
        ask.person.id,
        action,
        line.code,
        ask.now,
        before={"value": before.current_value, "progress": before.progress, "confidence": before.confidence},
        after={"value": after.current_value, "progress": after.progress, "confidence": after.confidence},
    )
