"""A message is kept as evidence, for oneself or about a report."""

from collections.abc import Mapping
from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.card import Element
from handlers.chat.fields import Label, LongText, Word
from handlers.chat.form import Form
from handlers.chat.outgoing import Shown
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import Mention
from handlers.feedback import kept
from handlers.feedback.evidence import cards
from handlers.feedback.evidence.fields import ReportOrSelf
from handlers.people.fields import person_value
from storage import audit, evidence
from storage.evidence import Keepsake


class SaveEvidence(Form, command="evidence save", action="Save as evidence", title="Save as evidence", listed=False):
    """Keep a message as evidence, for yourself or about somebody whom you manage."""

    about: Annotated[ReportOrSelf, Label("About")]
    note: Annotated[LongText, Label("Note", "What it shows, in your own words.")] = ""
    kept: Word = ""

    @classmethod
    def prefill(cls, ask: Ask, given: Mapping[str, str]) -> Mapping[str, str]:
        filled = {"about": person_value(ask.person.id), **given}
        if ask.message is not None and "kept" not in filled:
            filled["kept"] = kept.keep(ask, ask.message)
        return filled

    @classmethod
    def carries(cls) -> tuple[str, ...]:
        return ("kept",)

    @classmethod
    def intro(cls, ask: Ask, given: Mapping[str, str]) -> tuple[Element, ...]:
        message = kept.found(ask, given.get("kept", ""))
        return cards.asking(message, is_own=message is not None and message.said_by == ask.person.id)


def save(ask: Ask, form: SaveEvidence) -> Reply:
    """Keep the message. Whom it is about is told, unless it is one's own message or about oneself."""
    message = kept.found(ask, form.kept)
    if message is None:
        raise Refused(f"There is no message to save. {cards.HOW_TO}")
    about = form.about
    is_oneself = about.id == ask.person.id
    is_told = not is_oneself and message.said_by != ask.person.id
    new = Keepsake(
        workspace_id=ask.workspace_id,
        saved_by=ask.person.id,
        about_id=about.id,
        said_by=message.said_by,
        text=message.text,
        note=form.note,
        platform=message.platform,
        conversation=message.conversation,
        message=message.message,
        thread=message.thread,
        said_at=message.said_at,
        created_at=ask.now,
        told_at=ask.now if is_told else None,
    )
    evidence_id = evidence.save_evidence(ask.db, new)
    if evidence_id is None:
        return Whisper(cards.already_saved(about.id, about.name, is_oneself))
    subject = f"evidence:{evidence_id}"
    audit.record(ask.db, ask.workspace_id, ask.person.id, "save", subject, ask.now, after={"about": about.id})
    if not is_told:
        return Whisper(cards.saved(about.id, about.name, is_oneself))
    outgoing.show_to(ask, [Shown(about.id, subject, "about", cards.told(message, ask.writer))])
    return Whisper(cards.saved_and_told(Mention(about.id, about.name)))
