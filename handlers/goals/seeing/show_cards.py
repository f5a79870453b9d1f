"""One goal on its card: shown, and explained."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Fact, Facts, Note, Paragraph, Table
from handlers.chat.text import Bold, Date, Mention, Number, Spans, spans
from handlers.company import Company
from handlers.goals import cards, phrases
from handlers.goals.approving.words import approved_said, submitted_said
from handlers.goals.formula import Attainment, attainment, formula, result, rounded_points, share_in_tenths
from handlers.goals.samples import GOALS, ORDERS, TALKS, UPDATES
from handlers.goals.seeing.changes import changes_said
from handlers.okrs.lines import short
from handlers.okrs.shares import percent, share_text
from storage import audit
from storage.goal_lines import GoalLine, UpdateLine
from storage.goal_plans import PlanLine
from storage.progress import NOTHING

LONGEST_TITLE = 50
LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Shown:
    """A goal as the reader sees it, among all of the cycle (`lines`), with the last updates and changes, newest first.

    `plan` is None while the goals were never submitted.
    """

    reader_id: int
    line: GoalLine
    lines: tuple[GoalLine, ...]
    updates: tuple[UpdateLine, ...] = ()
    changes: tuple[audit.Entry, ...] = ()
    plan: PlanLine | None = None


def goal_shown(shown: Shown, company: Company) -> Card:
    """The goal: its number first, then what it is and what all goals of the cycle come to."""
    line = shown.line
    is_own = shown.reader_id == line.owner_id
    body: list[Element] = [cards.goal_row(line), Facts(tuple(_facts(shown, company)))]
    body += [Paragraph(_update(one, line, company)) for one in shown.updates]
    body += [Note(said) for said in changes_said(shown.changes, company)]
    body.append(cards.formula_row(shown.lines))
    if is_own:
        update = Button("Update", Call("goal update", {"goal": line.code}), "primary")
        body += [] if line.follows else [update]
        body.append(Button("Edit", Call("goal edit", {"goal": line.code})))
    body.append(Button("Why", Call("goal why", {"goal": line.code})))
    body.append(Note.of(phrases.seen_by(shown.reader_id, line.owner_id, line.owner_name)))
    return Card(f"{share_text(phrases.shown_share(line))}: {line.code} {short(line.title)}", tuple(body))


def explained(line: GoalLine, lines: Sequence[GoalLine], company: Company) -> Card:
    """What the goal's progress comes from, and the attainment with each goal's part in it."""
    found = attainment(lines)
    share = line.share
    first = spans("–") if share is None else (percent(share),)
    body: list[Element] = [
        Paragraph.of(*first, " · ", *phrases.named(line)),
        Paragraph.of(Bold("Progress"), " ", *_progress(line)),
        Table(("Goal", "Weight × progress"), tuple(_row(one, found) for one in lines)),
        Paragraph.of(
            Bold("Attainment"), " is the sum of weight × progress, divided by the weights:\n", *formula(found)
        ),
        Note(cards.summed_up(found, company)),
        cards.show(line, f"Show {line.code}"),
    ]
    text = f"{share_text(share)}: {line.code} {short(line.title)}; all goals {cards.attained_text(found)}"
    return Card(text, tuple(body))


def _facts(shown: Shown, company: Company) -> Iterator[Fact]:
    line = shown.line
    yield Fact("Weight", (Number(line.weight),))
    yield Fact("Due", (Date(line.due_on),))
    yield Fact("Cycle", spans(line.cycle))
    if shown.reader_id != line.owner_id:
        yield Fact("Owner", (Mention(line.owner_id, line.owner_name),))
    yield Fact("Approval", _approval(shown.plan, company))


def _approval(plan: PlanLine | None, company: Company) -> Spans:
    if plan is None or plan.state == "open":
        return spans("not submitted yet")
    return approved_said(company, plan) if plan.state == "approved" else submitted_said(company, plan)


def _update(one: UpdateLine, line: GoalLine, company: Company) -> Spans:
    value = spans("–") if one.value is None else (Number(one.value, line.unit),)
    note = f" · {short(one.note, LONGEST_NOTE)}" if one.note else ""
    return spans(Date(company.day_of(one.created_at), one.created_at), " · ", *value, note)


def _row(line: GoalLine, found: Attainment) -> tuple[Spans, ...]:
    name = spans(f"{line.code} {short(line.title, LONGEST_TITLE)}")
    if line.share is None:
        return name, spans(Number(line.weight), " × –")
    part = Number(rounded_points(line.weight * line.share, found))
    return name, spans(Number(line.weight), " × ", Number(share_in_tenths(line.share), "%"), " = ", part)


def _progress(line: GoalLine) -> Spans:
    """How it comes about; the sentence goes on after "Progress"."""
    if line.follows:
        what = phrases.followed(line)
        return spans("comes by itself: it ", *what, ", ", *_followed_share(line))
    if line.start is None or line.target is None or line.current_value is None:
        return spans(f"counts as 0 %: nothing is recorded yet. Record the first: {phrases.updating(line)}")
    way = spans("is the way done divided by the whole way, from ", Number(line.start), " to ")
    current, start, target = line.current_value, line.start, line.target
    low, high = (start, current) if target > start else (current, start)
    least, most = (start, target) if target > start else (target, start)
    done, whole = _minus(high, low), _minus(most, least)
    exact = spans(*way, Number(target, line.unit), ":\n(", *done, ") ÷ (", *whole, ") ")
    if high - low > most - least:
        return spans(*exact, "is past the target, so it counts as 100 %")
    if high < low:
        return spans(*exact, "is before the start, so it counts as 0 %")
    return spans(*exact, "= ", *result(line.progress))


def _followed_share(line: GoalLine) -> Spans:
    return spans("of which nothing counts yet") if line.share is None else spans("now at ", *result(line.share))


def _minus(left: Decimal, right: Decimal) -> Spans:
    taken: Spans = spans("(", Number(right), ")") if right < NOTHING else (Number(right),)
    return spans(Number(left), " − ", *taken)


EXAMPLES: dict[str, Callable[[], Card]] = {
    "goal": lambda: goal_shown(Shown(2, TALKS, GOALS, UPDATES), Company()),
    "goal that follows": lambda: goal_shown(Shown(2, ORDERS, GOALS), Company()),
    "goal of somebody": lambda: goal_shown(Shown(1, TALKS, GOALS, UPDATES), Company()),
    "goal, why": lambda: explained(TALKS, GOALS, Company()),
    "goal, why it follows": lambda: explained(ORDERS, GOALS, Company()),
    "goal, why before the first update": lambda: explained(
        replace(TALKS, current_value=None, progress=NOTHING, last_update_at=None), GOALS, Company()
    ),
}
