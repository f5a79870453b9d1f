"""What people ask for about feedback and evidence."""

from handlers.chat.router import on
from handlers.feedback.evidence.list import ListEvidence, list_evidence
from handlers.feedback.evidence.save import SaveEvidence, save

COMMANDS = (
    on(SaveEvidence, save),
    on(ListEvidence, list_evidence),
)
