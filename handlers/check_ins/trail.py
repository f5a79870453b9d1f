"""Where check-ins leave a trail: in the audit, and with those who follow what was checked in."""

from collections.abc import Iterable

from handlers.chat.ask import Ask
from handlers.check_ins.followers import tell_of
from storage.audit import Change, record_all
from storage.okr_lines import KeyResultLine
from storage.recording import Recorded


def note_down(ask: Ask, action: str, pairs: Iterable[tuple[KeyResultLine, Recorded]]) -> None:
    """Write the changes into the audit, in one statement, and have followers told.

    The text of a note stays out of the audit.
    """
    made = list(pairs)
    record_all(ask.db, ask.workspace_id, ask.person.id, ask.now, [_change(action, line, one) for line, one in made])
    tell_of(ask, made)


def _change(action: str, line: KeyResultLine, one: Recorded) -> Change:
    before, after = one.before, one.after
    return Change(
        action,
        line.code,
        before={"value": before.current_value, "progress": before.progress, "confidence": before.confidence},
        after={"value": after.current_value, "progress": after.progress, "confidence": after.confidence},
    )
