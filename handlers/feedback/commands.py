"""What people ask for about feedback and evidence."""

from handlers.chat.router import on
from handlers.feedback.asking.answer import AnswerRequest, answer_request
from handlers.feedback.asking.ask import AskForFeedback, ask_for_feedback
from handlers.feedback.asking.decline import DeclineRequest, decline_request
from handlers.feedback.asking.later import RemindLater, remind_later
from handlers.feedback.evidence.list import ListEvidence, list_evidence
from handlers.feedback.evidence.save import SaveEvidence, save
from handlers.feedback.giving.add import AddToFeedback, add
from handlers.feedback.giving.edit import EditFeedback, edit
from handlers.feedback.giving.give import Give, give
from handlers.feedback.giving.withdraw import WithdrawFeedback, withdraw
from handlers.feedback.listing.list import ListFeedback, ShowFeedback, list_feedback, show_feedback
from handlers.feedback.praising.praise import Praise
from handlers.feedback.praising.praise import give as praise

COMMANDS = (
    on(Give, give),
    on(EditFeedback, edit),
    on(WithdrawFeedback, withdraw),
    on(AddToFeedback, add),
    on(AskForFeedback, ask_for_feedback),
    on(AnswerRequest, answer_request),
    on(DeclineRequest, decline_request),
    on(RemindLater, remind_later),
    on(ListFeedback, list_feedback),
    on(ShowFeedback, show_feedback),
    on(SaveEvidence, save),
    on(ListEvidence, list_evidence),
    on(Praise, praise),
)
