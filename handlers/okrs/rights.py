"""Who may change what of the objectives and key results, and what others are told."""

from handlers import policy
from handlers.chat.ask import Ask
from handlers.chat.card import Card, Paragraph
from handlers.chat.reply import Refused
from handlers.chat.text import Mention
from storage.okr_lines import KeyResultLine, ObjectiveLine


def may_update(ask: Ask, line: KeyResultLine) -> bool:
    """Whether the writer may check in, hand over or drop the key result."""
    return policy.may_update_key_result(ask, line.owner_id, line.objective_owner_id, line.team_lead_id)


def may_edit(ask: Ask, line: ObjectiveLine) -> bool:
    """Whether the writer may add key results to the objective, or drop it."""
    return policy.may_edit_objective(ask, line.owner_id, line.team_lead_id, line.created_by)


def ask_owner(line: ObjectiveLine | KeyResultLine, deed: str) -> Refused:
    """Tells who can do what the writer may not."""
    sentence = f"You cannot {deed} {line.code}, because it belongs to {line.owner_name}. Ask @{line.owner_name}."
    owner = Mention(line.owner_id, line.owner_name)
    body = Paragraph.of(f"You cannot {deed} {line.code}, because it belongs to ", owner, ". Ask ", owner, ".")
    return Refused(sentence, Card(sentence, (body,)))
