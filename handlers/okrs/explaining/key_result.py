"""Why a key result says what it says: its formula with the numbers in it, its pace, and the rule behind its word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import assert_never

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Date, Mention, Number, Span, Spans, joined, spans
from handlers.check_ins.figures import told
from handlers.okrs.explaining.formulas import progress_explained, steps_table
from handlers.okrs.lines import confidence, named, short
from handlers.okrs.measuring.details import Details
from handlers.okrs.measuring.eased import eased_said
from handlers.okrs.measuring.phrases import measure_of
from handlers.okrs.samples import DELIVERY_DAYS, HISTORY, PRE_ORDERS, sample_judge
from handlers.okrs.shares import percent, points, points_ahead, share, share_said
from handlers.okrs.standing import WORDS, Judge
from storage.check_ins import CheckInLine
from storage.okr_lines import KeyResultLine
from storage.progress import NOTHING, PACED, WHOLE, Ground, Metric, Status, StatusRules, Tally, expected, is_kept
from storage.steps import StepLine

NO_DETAILS = Details()
LIMITS = "Your company sets in app.yaml, under status, where “at risk” and “off track” begin."
SEPARATE = "Progress is computed, confidence is what somebody said; neither changes the other."


def key_result_explained(
    line: KeyResultLine, last: CheckInLine | None, judge: Judge, details: Details = NO_DETAILS
) -> Card:
    """What the progress and the status word of a key result come from; `last` is its latest check-in."""
    verdict, formula = judge.verdict(line), progress_explained(line, details)
    first: Spans = (share(line.progress),) if line.last_check_in_at is not None else spans(share_said(line))
    body: list[Element] = [Paragraph.of(*first, " · ", *named(line)), Paragraph.of(Bold("Progress"), " ", *formula)]
    if details.steps:
        body.append(steps_table(details.steps, judge.company))
    if details.eased:
        body.append(Paragraph.of(Bold("Eased"), ": ", *eased_said(line, details.eased, judge.company), "."))
    if (paced := _pace(line, judge)) is not None:
        body.append(Paragraph.of(Bold("Pace"), ": ", *paced))
    body += (
        Paragraph.of(Bold("Confidence"), ": ", *confidence(line, judge.company.time_zone), "."),
        Paragraph.of(Bold("Last check-in"), ": ", *_freshness(line, last, judge)),
        Paragraph.of(Bold(WORDS[verdict.status].capitalize()), " because ", *_because(line, judge), "."),
        Note.of(f"{SEPARATE} {LIMITS}"),
        Button(f"Show {line.code}", Call("okr show", {"thing": line.code})),
    )
    point = f"{share_said(line)}, {WORDS[verdict.status]}: {line.code} {short(line.title)}"
    return Card(f"{point}. Progress {told(formula)}", tuple(body))


def _pace(line: KeyResultLine, judge: Judge) -> Spans | None:
    """How much of the time is over, what that asks for by today, and how far the progress is from it."""
    if line.metric not in PACED:
        return None
    if judge.today < line.starts_on:
        return spans("it begins ", Date(line.starts_on), ", so nothing is expected yet.")
    elapsed = judge.term(line.starts_on, line.due_on).pace
    ahead = points_ahead(line.progress or NOTHING, elapsed)
    far: Spans = spans("Just as much is done.") if not ahead else spans("It is ", points(ahead), _direction(ahead))
    return spans(
        *("it began ", Date(line.starts_on), " and was due " if line.due_on < judge.today else " and is due "),
        Date(line.due_on),
        *(", so ", percent(elapsed), " of the time is over, and as much is expected by today"),
        *(*_expected_value(line, elapsed), ". ", *far),
    )


def _direction(ahead: Decimal) -> str:
    return " ahead." if ahead > 0 else " behind."


def _expected_value(line: KeyResultLine, elapsed: Decimal) -> Spans:
    """The value that is on pace, to about a hundredth of the way."""
    if line.start is None or line.target is None:
        return ()
    step = Decimal(1).scaleb((line.target - line.start).adjusted() - 2)
    value = expected(measure_of(line), elapsed).quantize(max(step, Decimal("0.000001"))) + NOTHING
    return spans(": about ", Number(value, line.unit))


def _freshness(line: KeyResultLine, last: CheckInLine | None, judge: Judge) -> Spans:
    """Who checked in last and when, and whether that makes it stale."""
    verdict, due_at = judge.verdict(line), judge.standing(line).answer_due_at
    said: Spans = spans("none yet. ")
    if last is not None:
        who = Mention(last.person_id, last.person_name)
        said = spans(Date(judge.company.day_of(last.created_at), last.created_at), " by ", who, ". ")
    if verdict.status is Status.DONE:
        return spans(*said, "What is done is never stale.")
    if due_at is None:
        return spans(*said, "None is late, so it is not stale.")
    due = Date(judge.company.day_of(due_at))
    if verdict.status is Status.STALE:
        days = _days(judge.company.status.stale_after_days)
        return spans(*said, "One was due ", due, f" and has not come; after {days} that makes it stale.")
    return spans(*said, "One was due ", due, " and has come, so it is not stale.")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _because(line: KeyResultLine, judge: Judge) -> Spans:
    verdict, rules = judge.verdict(line), judge.company.status
    return joined((_ground(ground, verdict.status, line, judge, rules) for ground in verdict.grounds), ", and ")


def _ground(ground: Ground, word: Status, line: KeyResultLine, judge: Judge, rules: StatusRules) -> Spans:
    match ground:
        case Ground.REACHED:
            return spans(_reached(line))
        case Ground.SILENCE:
            return spans("a check-in that was due has not come")
        case Ground.CONFIDENCE:
            return spans(f"confidence is {line.confidence} of 10; {_confidence_limit(word, rules)} is {WORDS[word]}")
        case Ground.PACE:
            return _lag(line, judge, rules.off_track_pace if word is Status.OFF_TRACK else rules.at_risk_pace, word)
        case Ground.NOT_BEGUN:
            return spans("nobody has checked in yet, and nothing is late")
        case Ground.NOTHING_AGAINST:
            return _nothing_against(line, rules)
        case _:
            assert_never(ground)


def _confidence_limit(word: Status, rules: StatusRules) -> str:
    """The confidence from which the word begins: "3 or less", "4 to 6"."""
    if word is Status.OFF_TRACK:
        return f"{rules.off_track_confidence} or less"
    first, last = rules.off_track_confidence + 1, rules.at_risk_confidence
    return str(last) if first == last else f"{first} to {last}"


def _lag(line: KeyResultLine, judge: Judge, limit: Decimal, word: Status) -> Spans:
    """How far behind it is. Shown numbers are rounded, so that a hair over the limit has to be said in words."""
    behind = -points_ahead(line.progress or NOTHING, judge.term(line.starts_on, line.due_on).pace)
    most = limit * 100
    lag: tuple[str | Span, ...] = (points(behind),) if behind > most else ("a little over ", points(most))
    return spans("it is ", *lag, " behind; more than ", points(most), f" is {WORDS[word]}")


def _nothing_against(line: KeyResultLine, rules: StatusRules) -> Spans:
    sure = f"confidence is above {rules.at_risk_confidence}" if line.confidence else "nobody has said a low confidence"
    if line.metric not in PACED:
        return spans(sure)
    return spans(sure, " and it is not more than ", points(rules.at_risk_pace * 100), " behind")


def _reached(line: KeyResultLine) -> str:
    match Metric(line.metric):
        case Metric.INCREASE | Metric.DECREASE:
            return "the target is reached"
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN if is_kept(measure_of(line)):
            return "it was within at every check-in that was due"
        case Metric.AT_LEAST | Metric.AT_MOST | Metric.BETWEEN:
            return "it is where it was to come to"
        case Metric.STEPS:
            return "all its steps are done"
        case Metric.YES_NO:
            return "it is done"
        case Metric.BASELINE:
            return "the number is found"
        case never:
            assert_never(never)


_AT_RISK = replace(PRE_ORDERS, confidence=5)
_DONE = replace(PRE_ORDERS, current_value=Decimal(3300), progress=WHOLE)
_STALE = replace(PRE_ORDERS, last_check_in_at=datetime(2026, 11, 3, 10, tzinfo=UTC))
_SAID = HISTORY[0]
_OPENED = replace(PRE_ORDERS, code="KR-8", title="Open the second shop", metric="steps", start=None, unit="")
_STEPS = (
    StepLine(1, "Hire designers", Decimal(3), datetime(2026, 11, 16, 10, tzinfo=UTC)),
    StepLine(2, "Hire engineers", Decimal(5), None),
    StepLine(3, "Sign the lease", Decimal(2), None),
)
_WARMTH = replace(
    PRE_ORDERS,
    code="KR-9",
    title="Keep the vats warm",
    metric="between",
    start=Decimal(21),
    target=None,
    band_low=Decimal(20),
    band_high=Decimal(25),
    unit="°C",
    current_value=Decimal(22),
    progress=Decimal("0.75"),
)
_COST = replace(
    PRE_ORDERS,
    code="KR-10",
    title="Cost of a delivery",
    metric="at_most",
    start=Decimal("61.20"),
    target=None,
    band_high=Decimal(45),
    unit="USD",
    current_value=Decimal("52.40"),
    progress=Decimal("0.543210"),
)
EXAMPLES: dict[str, Callable[[], Card]] = {
    "why, steps": lambda: key_result_explained(
        replace(_OPENED, target=Decimal(10), current_value=Decimal(3), progress=Decimal("0.3")),
        _SAID,
        sample_judge(),
        Details(_STEPS),
    ),
    "why, a band that is kept": lambda: key_result_explained(
        _WARMTH, _SAID, sample_judge(), Details(tally=Tally(Decimal(3), Decimal(4)))
    ),
    "why, a band to come to": lambda: key_result_explained(_COST, _SAID, sample_judge()),
    "why, a key result": lambda: key_result_explained(PRE_ORDERS, _SAID, sample_judge()),
    "why, at risk": lambda: key_result_explained(_AT_RISK, _SAID, sample_judge()),
    "why, done and beyond": lambda: key_result_explained(_DONE, _SAID, sample_judge()),
    "why, stale": lambda: key_result_explained(
        _STALE, replace(_SAID, created_at=datetime(2026, 11, 3, 10, tzinfo=UTC)), sample_judge()
    ),
    "why, nothing said yet": lambda: key_result_explained(DELIVERY_DAYS, None, sample_judge()),
}
