"""How people point at feedback: by its code, in any case."""

import re
from collections.abc import Sequence
from typing import Annotated, Final

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.fields import PickKind, Unreadable
from handlers.chat.reply import Refused
from handlers.chat.screen import Choice
from handlers.chat.words import flatten
from storage import feedback, feedback_lists
from storage.feedback import FeedbackLine

MOST_CHOICES: Final = 15

_CODE: Final = re.compile(r"#?f[-–‑ ]?([0-9]{1,9})[?.,:;]*", re.IGNORECASE)


def find_feedback(ask: Ask, text: str) -> FeedbackLine:
    """The feedback of that code that the writer may read. Raises Unreadable: of one that is not there just the same."""
    said = " ".join(flatten(text).split())
    found = _CODE.fullmatch(said)
    if found is None:
        raise Unreadable(f"“{said[:40]}” is no code of feedback. Codes are like F-3; /feedback list shows yours.")
    code = f"F-{int(found[1])}"
    line = feedback.by_code(ask.db, ask.workspace_id, code)
    if line is None or line.withdrawn_at is not None or not _may_read(ask, line):
        raise Unreadable(f"There is no feedback {code}. /feedback list shows yours.")
    return line


def require_author(ask: Ask, line: FeedbackLine, deed: str) -> None:
    """Refuse anybody but its author. `deed` as in "edit"."""
    if not policy.may_change_feedback(ask, line.author_id):
        raise Refused(f"Only {line.author_name}, who gave it, can {deed} {line.code}.")


def require_unheard(ask: Ask, line: FeedbackLine) -> None:
    """Refuse words for few where everybody has read them already."""
    if ask.is_overheard and line.visibility != "public":
        raise Refused(
            f"Everyone here has read this, and {line.code} is not public, so nothing is stored. "
            "Delete your message, and type the command to me alone."
        )


def _may_read(ask: Ask, line: FeedbackLine) -> bool:
    return policy.may_read_feedback(ask, line.author_id, line.receiver_id, line.manager_id, line.visibility)


def _choices(ask: Ask, query: str) -> tuple[Choice, ...]:
    """The latest that the writer gave."""
    lines = feedback_lists.given_by(ask.db, policy.sight(ask), MOST_CHOICES)
    wanted = query.strip().lower()
    return tuple(choice for choice in map(_choice, lines) if wanted in choice.label.lower())


def _choice(line: FeedbackLine) -> Choice:
    return Choice(f"{line.code} to {line.receiver_name}", line.code)


def _span(ask: Ask, ahead: Sequence[str]) -> int:
    return min(1, len(ahead))


def _shown(ask: Ask, text: str) -> tuple[Choice, ...]:
    try:
        return (_choice(find_feedback(ask, text)),)
    except Unreadable:
        return ()


FEEDBACK: Final = PickKind(find_feedback, _choices, _span, _shown)

FeedbackRef = Annotated[FeedbackLine, FEEDBACK]
