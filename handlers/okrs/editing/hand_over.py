"""Handing key results over."""

from typing import Annotated

from handlers.chat import outgoing
from handlers.chat.ask import Ask
from handlers.chat.fields import Label
from handlers.chat.form import Form
from handlers.chat.outgoing import Note
from handlers.chat.reply import Refused, Reply, Whisper
from handlers.chat.text import spans
from handlers.check_ins.schedule import reschedule_people
from handlers.okrs.fields import KeyResultRef
from handlers.okrs.following.follow import tell_followers
from handlers.okrs.lines import owner
from handlers.okrs.refusals import ask_owner, changed_meanwhile
from handlers.okrs.rights import may_change
from handlers.okrs.setting import cards as setting_cards
from handlers.people.fields import PersonRef
from storage import audit
from storage.okr_changes import hand_over
from storage.okr_lines import known_key_result


class HandOver(Form, command="okr hand-over", title="Hand over", submit="Hand over", listed=False):
    """Give a key result to somebody else."""

    key_result: KeyResultRef
    owner: Annotated[PersonRef, Label("New owner", "They are told, and asked from the next check-in on.")]


def give(ask: Ask, form: HandOver) -> Reply:
    """Hand a key result over and tell both, the former owner and the new one."""
    before = form.key_result
    if not may_change(ask, before):
        raise ask_owner(before, "hand over")
    if form.owner.id == before.owner_id:
        raise Refused(f"{before.code} belongs to {before.owner_name} already. Choose somebody else.")
    if not hand_over(ask.db, before.id, before.version, form.owner.id):
        raise changed_meanwhile(ask, before)
    after = known_key_result(ask.db, ask.workspace_id, before.code)
    owners = {"before": {"owner": before.owner_id}, "after": {"owner": after.owner_id}}
    audit.record(ask.db, ask.workspace_id, ask.person.id, "hand over", before.code, ask.now, **owners)
    reschedule_people(ask.db, ask.company, ask.workspace_id, [before.owner_id, after.owner_id], ask.now)
    notes = (
        Note(after.owner_id, setting_cards.key_result_given(after, ask.writer)),
        Note(before.owner_id, setting_cards.key_result_taken(after, ask.writer)),
    )
    outgoing.tell_many(ask, [note for note in notes if note.person_id != ask.person.id])
    tell_followers(ask, after, spans(ask.writer, " handed it over from ", owner(before), " to ", owner(after), "."))
    took = after.owner_id == ask.person.id
    return Whisper(setting_cards.taken_over(after) if took else setting_cards.handed_over(after))
