"""What one has kept as evidence."""

from zoneinfo import ZoneInfo

from handlers.chat.ask import Ask
from handlers.chat.fields import Number, Word
from handlers.chat.form import Form
from handlers.chat.reply import Reply, Whisper
from handlers.feedback.evidence import cards
from storage import evidence


class ListEvidence(Form, command="rungs evidence", title="My evidence", reads=True):
    """See the messages that you have saved as evidence, and those that others have saved about you."""

    page: Number | None = None
    about: Word = ""

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("page", "about")


def list_evidence(ask: Ask, form: ListEvidence) -> Reply:
    """What the writer has kept, and below it what others have kept about them. It cannot be shared."""
    counts = evidence.count_evidence(ask.db, ask.workspace_id, ask.person.id)
    page = max(1, int(form.page.amount)) if form.page else 1
    zone = ZoneInfo(ask.person.time_zone)
    if form.about:
        page = min(page, cards.last_page(counts.about))
        about = evidence.evidence_about(ask.db, ask.workspace_id, ask.person.id, cards.PAGE, _before(page))
        return Whisper(cards.listed_about(about, counts.about, page, zone))
    page = min(page, cards.last_page(counts.own))
    own = evidence.saved_evidence(ask.db, ask.workspace_id, ask.person.id, cards.PAGE, _before(page))
    room = cards.PAGE - len(own) if counts.about and page == cards.last_page(counts.own) else 0
    about = evidence.evidence_about(ask.db, ask.workspace_id, ask.person.id, room) if room else ()
    return Whisper(cards.listed(own, about, counts, page, ask.person.id, zone))


def _before(page: int) -> int:
    """How many messages stand on the pages before it."""
    return (page - 1) * cards.PAGE
