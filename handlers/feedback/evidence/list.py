"""What one has kept as evidence."""

from zoneinfo import ZoneInfo

from handlers.chat.ask import Ask
from handlers.chat.fields import Number
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.feedback.evidence import cards
from storage import evidence


class ListEvidence(Form, command="rungs evidence", title="My evidence", reads=True):
    """See the messages that you have saved as evidence."""

    page: Number | None = None

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("page",)


def list_evidence(ask: Ask, form: ListEvidence) -> Reply:
    """What the writer has kept, newest first. It cannot be shared."""
    page = max(1, int(form.page.amount)) if form.page else 1
    count = evidence.count_evidence(ask.db, ask.workspace_id, ask.person.id)
    page = min(page, max(1, -(-count // cards.PAGE)))
    skipped = (page - 1) * cards.PAGE
    lines = evidence.saved_evidence(ask.db, ask.workspace_id, ask.person.id, cards.PAGE, skipped)
    return Whisper(cards.listed(lines, count, page, ask.person.id, ZoneInfo(ask.person.time_zone)))
