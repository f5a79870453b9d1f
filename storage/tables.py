"""Every table of Rungs, so that `SQLModel.metadata` is complete for migrations and tests."""

from storage.audit import AuditEntry
from storage.check_ins import CheckIn
from storage.conversations import Conversation
from storage.drafts import Draft
from storage.feedback import Evidence
from storage.file_offers import FileOffer
from storage.follows import FollowedChange
from storage.idempotency import IdempotencyKey
from storage.involvements import Involvement
from storage.okrs import KeyResult, Objective
from storage.outbox import Lease, Message, Outgoing
from storage.people import Account, Person
from storage.reminders import NudgeCount, Reminder
from storage.steps import Step, StepTick
from storage.suggestions import Suggestion
from storage.teams import Membership, Team
from storage.transfer.kept import ImportedCell
from storage.workspaces import Counter, Installation, Workspace

ALL = (
    Workspace,
    Installation,
    Counter,
    Person,
    Account,
    Conversation,
    Team,
    Membership,
    Objective,
    KeyResult,
    Step,
    Involvement,
    Suggestion,
    FollowedChange,
    ImportedCell,
    CheckIn,
    StepTick,
    Evidence,
    Reminder,
    NudgeCount,
    Message,
    Outgoing,
    Lease,
    IdempotencyKey,
    Draft,
    FileOffer,
    AuditEntry,
)
