"""Lines about goals that wait for approval or are approved: under both cards, in lists and at Home."""

from collections.abc import Callable, Sequence
from typing import Final

from handlers.chat.card import Button, Card, Element, Note, Paragraph, Row
from handlers.chat.text import Date, Mention, Spans, spans
from handlers.company import Company
from handlers.goals.approving.samples import APPROVED, PLAN, SINCE
from handlers.goals.approving.words import look_call, talk_button
from handlers.okrs.lines import short
from storage.goal_plans import CommentLine, PlanLine

LONGEST_COMMENT: Final = 300
"""Characters of a comment in a list; under the card it stands whole."""


def commented(plan: PlanLine, by: Mention, text: str) -> Card:
    """A line under both cards: what one of the two says. It stands alone where a chat has no threads."""
    whose = "my goals" if by.person_id == plan.owner_id else f"{plan.owner_name}'s goals"
    point = f"{by.name} on {whose} of {plan.cycle}: {short(' '.join(text.split()))}"
    head = spans(by, f" on {whose} of {plan.cycle}:")
    return Card(point, (Paragraph(head), Paragraph.of(text), talk_button(plan, "Answer")))


def comment_kept(plan: PlanLine, other: Mention) -> Card:
    """The answer to who commented."""
    where = f" finds it below the card of the goals of {plan.cycle}, as you do."
    return Card(f"Said: {other.name}{where}", (Paragraph.of("Said: ", other, where),))


def approved_line(plan: PlanLine, by: Mention) -> Card:
    """A line under the owner's card, since nobody notices that a card changed."""
    text = f"{by.name} approved your goals of {plan.cycle}."
    return Card(text, (Paragraph.of(by, f" approved your goals of {plan.cycle}."),))


def changed_line(plan: PlanLine, what: Spans, reason: str) -> Card:
    """A line under the approver's card: what the owner changed and why."""
    owner = Mention(plan.owner_id, plan.owner_name)
    again = "approve them again" if plan.approved_at else "approve them as they are now"
    text = f"{plan.owner_name} changed the goals of {plan.cycle}: look at them and {again}."
    because = (Paragraph.of(f"Reason: {reason}"),) if reason else ()
    look = Button("Look", look_call(plan))
    return Card(text, (Paragraph(spans(owner, " ", *what)), *because, look, Note.of(f"Goals of {plan.cycle}.")))


def waiting_row(plan: PlanLine) -> Row:
    """A row of Home for whoever approves."""
    who = Mention(plan.owner_id, plan.owner_name)
    return Row(spans(who, f"'s goals of {plan.cycle} wait for your approval"), Button("Look", look_call(plan)))


def said_last(company: Company, comments: Sequence[CommentLine]) -> tuple[Element, ...]:
    """What was said last, one line a comment."""
    return tuple(
        Paragraph.of(
            Mention(one.person_id, one.person_name),
            ", ",
            Date(company.day_of(one.created_at), one.created_at),
            ": ",
            _gist(one),
        )
        for one in comments
    )


def _gist(one: CommentLine) -> str:
    return short(" ".join(one.text.split()), LONGEST_COMMENT)


_ANA = Mention(1, "Ana Ruiz")
_SAID = CommentLine(1, "Ana Ruiz", "Make the talks eight, and I am with you.", SINCE)

EXAMPLES: dict[str, Callable[[], Card]] = {
    "comment on goals": lambda: commented(PLAN, _ANA, _SAID.text),
    "comment on goals kept": lambda: comment_kept(PLAN, _ANA),
    "goals approved, a line": lambda: approved_line(PLAN, _ANA),
    "goals changed, a line": lambda: changed_line(APPROVED, spans("changed G-1: weight 30 → 40"), "One fair more"),
    "goals waiting at Home": lambda: Card("Ben's goals wait for your approval.", (waiting_row(PLAN),)),
    "what was said about goals": lambda: Card("What was said last.", said_last(Company(), (_SAID,))),
}
