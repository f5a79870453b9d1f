"""Every table of Rungs, so that `SQLModel.metadata` is complete for migrations and tests."""

from storage.agendas import AgendaItem
from storage.audit import AuditEntry
from storage.check_in_answers import CheckInAnswer
from storage.check_ins import CheckIn
from storage.conversations import Conversation
from storage.drafts import Draft
from storage.evidence import Evidence
from storage.feedback import Addition, Feedback
from storage.feedback_requests import Asked, FeedbackRequest
from storage.file_offers import FileOffer
from storage.follows import FollowedChange
from storage.goal_plans import GoalComment, GoalPlan
from storage.goals import Goal, GoalUpdate
from storage.idempotency import IdempotencyKey
from storage.involvements import Involvement
from storage.okrs import KeyResult, Objective
from storage.one_to_ones import OneToOne
from storage.outbox import Lease, Message, Outgoing
from storage.people import Account, Person
from storage.reactions import Reaction
from storage.reminders import NudgeCount, Reminder
from storage.steps import Step, StepTick
from storage.suggestions import Suggestion
from storage.switches import Switch
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
    CheckInAnswer,
    Evidence,
    FeedbackRequest,
    Asked,
    Message,
    Feedback,
    Addition,
    Reaction,
    OneToOne,
    AgendaItem,
    Goal,
    GoalUpdate,
    GoalPlan,
    GoalComment,
    Switch,
    Reminder,
    NudgeCount,
    Outgoing,
    Lease,
    IdempotencyKey,
    Draft,
    FileOffer,
    AuditEntry,
)
