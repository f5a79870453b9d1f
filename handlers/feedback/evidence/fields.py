"""About whom evidence may be: oneself and the people whom one manages."""

from typing import Annotated

from handlers import policy
from handlers.feedback.about import oneself_or_report
from storage.people import Somebody

ReportOrSelf = Annotated[Somebody, oneself_or_report(policy.may_save_evidence_about, "Evidence is kept about")]
