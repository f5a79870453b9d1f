"""What is said to whom may not change an objective or a key result, and to who came second."""

from handlers.chat.ask import Ask
from handlers.chat.card import Card, Paragraph
from handlers.chat.reply import Refused
from handlers.chat.text import Mention
from handlers.okrs.fields import Thing
from storage.okr_lines import KeyResultLine, key_result_by_code


def ask_owner(line: Thing, deed: str) -> Refused:
    """Tells who can do what the writer may not."""
    sentence = f"You cannot {deed} {line.code}, because it belongs to {line.owner_name}. Ask @{line.owner_name}."
    owner = Mention(line.owner_id, line.owner_name)
    body = Paragraph.of(f"You cannot {deed} {line.code}, because it belongs to ", owner, ". Ask ", owner, ".")
    return Refused(sentence, Card(sentence, (body,)))


def changed_meanwhile(ask: Ask, line: Thing) -> Refused:
    """What somebody else did to it a moment ago, for the one who came second."""
    now = key_result_by_code(ask.db, ask.workspace_id, line.code) if isinstance(line, KeyResultLine) else None
    if now is not None and now.dropped_at is None and now.owner_id != line.owner_id:
        return Refused(f"{line.code} was handed over to {now.owner_name} a moment ago. Ask @{now.owner_name}.")
    if now is not None and now.dropped_at is None:
        return Refused(f"{line.code} was updated a moment ago. Look at it again: /okr show {line.code}.")
    return Refused(f"{line.code} was changed or dropped a moment ago. Look at what there is: /okr list.")
