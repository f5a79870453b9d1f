"""What screens about goals share: a goal in its row, and the attainment with its formula."""

from collections.abc import Sequence

from handlers.chat.card import Button, Call, Element, Paragraph, Progress
from handlers.chat.text import Bold, Spans, spans
from handlers.company import Company
from handlers.goals import phrases
from handlers.goals.formula import Attainment, attainment, formula, weights
from handlers.okrs.shares import percent, share_text
from storage.goal_lines import GoalLine


def goal_row(line: GoalLine) -> Element:
    """The goal with its bar, its weight and where it stands; what it follows as far as the line's reader sees it."""
    share = phrases.shown_share(line)
    where = phrases.agreed(line) if share is None else phrases.stands(line)
    label = spans(*phrases.named(line), " · ", *phrases.weight(line), " · ", *where)
    return Progress(share, label, phrases.unsaid(line))


def attained(found: Attainment) -> Spans:
    """The number first: "19 %", or that there is none yet."""
    return spans("Not said yet") if found.share is None else (percent(found.share),)


def attained_text(found: Attainment) -> str:
    """The same where only plain text goes."""
    return share_text(found.share)


def summed_up(found: Attainment, company: Company) -> Spans:
    """How many goals and how much they weigh: "3 goals, weights 100 of 100"."""
    return spans(f"{phrases.counted(len(found.parts))}, weights ", *weights(found, company))


def formula_row(lines: Sequence[GoalLine]) -> Element:
    """The attainment as a formula."""
    return Paragraph.of(Bold("Attainment"), " ", *formula(attainment(lines)))


def show(line: GoalLine, label: str = "Show it") -> Button:
    return Button(label, Call("goal show", {"goal": line.code}))


def list_all(label: str = "My goals") -> Button:
    return Button(label, Call("goal list"))
