"""Why a key result says what it says: its formula with the numbers in it, its pace, and the rule behind its word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import assert_never

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Command, Date, Mention, Number, Span, Spans, joined, spans
from handlers.check_ins.figures import told
from handlers.okrs.lines import named, percent, points, points_ahead, share_of, share_text, short
from handlers.okrs.samples import DELIVERY_DAYS, HISTORY, PRE_ORDERS, sample_judge
from handlers.okrs.standing import WORDS, Judge
from handlers.okrs.views import confidence, day_of
from storage.check_ins import CheckInLine
from storage.okr_lines import KeyResultLine
from storage.progress import NOTHING, PACED, WHOLE, Ground, Measure, Metric, Status, StatusRules, expected, progress

LIMITS = "Your company sets in app.yaml, under status, where “at risk” and “off track” begin."
SEPARATE = "Progress is computed, confidence is what somebody said; neither changes the other."


def key_result_explained(line: KeyResultLine, last: CheckInLine | None, judge: Judge) -> Card:
    """What the progress and the status word of a key result come from; `last` is its latest check-in."""
    share = share_of(line)
    first: Spans = spans("Not said yet") if share is None else (percent(share),)
    formula, verdict = _formula(line), judge.verdict(line)
    body: list[Element] = [Paragraph.of(*first, " · ", *named(line)), Paragraph.of(Bold("Progress"), " ", *formula)]
    if (paced := _pace(line, judge)) is not None:
        body.append(Paragraph.of(Bold("Pace"), ": ", *paced))
    body += (
        Paragraph.of(Bold("Confidence"), ": ", *confidence(line, judge.company), "."),
        Paragraph.of(Bold("Last check-in"), ": ", *_freshness(line, last, judge)),
        Paragraph.of(Bold(WORDS[verdict.status].capitalize()), " because ", *_because(line, judge), "."),
        Note.of(f"{SEPARATE} {LIMITS}"),
        Button(f"Show {line.code}", Call("okr show", {"thing": line.code})),
    )
    point = f"{share_text(share)}, {WORDS[verdict.status]}: {line.code} {short(line.title)}"
    return Card(f"{point}. Progress {told(formula)}", tuple(body))


def result(share: Decimal) -> Spans:
    """The share with all its digits and, where those are more than elsewhere, as it is shown: "41.6667 %, …"."""
    exact, shown = Number(share * 100, "%"), percent(share)
    if exact.value == shown.value:
        return (shown,)
    rounded_up = (share * 100).quantize(Decimal(1)) > shown.value
    return spans(exact, ", shown as ", shown, ": only what is reached says 100 %" if rounded_up else "")


def _formula(line: KeyResultLine) -> Spans:
    """The way that is done, divided by the whole way, and where that is cut off."""
    start, target, current = line.start, line.target, line.current_value
    if current is None:
        return spans("counts as 0 %: nobody has checked in yet. Record the first: ", _update(line))
    if start is None or target is None:
        return spans("is ", *result(line.progress or NOTHING), ", with ", Number(current, line.unit), " recorded.")
    share = progress(_measure(line), current) or NOTHING
    rising = target > start
    done, whole = (
        (_minus(current, start), _minus(target, start)) if rising else (_minus(start, current), _minus(start, target))
    )
    is_beyond = current > target if rising else current < target
    is_before = current < start if rising else current > start
    cut = "is past the target, so it counts as " if is_beyond else "is before the start, so it counts as "
    outcome = spans(cut, percent(share)) if is_beyond or is_before else spans("= ", *result(share))
    way = spans("is the way done divided by the whole way, from ", Number(start), " to ", Number(target, line.unit))
    return spans(*way, ":\n(", *done, ") ÷ (", *whole, ") ", *outcome)


def _minus(left: Decimal, right: Decimal) -> Spans:
    taken: Spans = spans("(", Number(right), ")") if right < 0 else (Number(right),)
    return spans(Number(left), " − ", *taken)


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
    value = expected(_measure(line), elapsed).quantize(max(step, Decimal("0.000001"))) + NOTHING
    return spans(": about ", Number(value, line.unit))


def _freshness(line: KeyResultLine, last: CheckInLine | None, judge: Judge) -> Spans:
    """Who checked in last and when, and whether that makes it stale."""
    verdict, due_at = judge.verdict(line), judge.standing(line).answer_due_at
    said: Spans = spans("none yet. ")
    if last is not None:
        who = Mention(last.person_id, last.person_name)
        said = spans(Date(day_of(last.created_at, judge.company)), " by ", who, ". ")
    if verdict.status is Status.DONE:
        return spans(*said, "What is done is never stale.")
    if due_at is None:
        return spans(*said, "None is late, so it is not stale.")
    due = Date(day_of(due_at, judge.company))
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
            return spans("the target is reached")
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


def _measure(line: KeyResultLine) -> Measure:
    return Measure(Metric(line.metric), line.start, line.target, line.band_low, line.band_high)


def _update(line: KeyResultLine) -> Command:
    return Command(f"/okr update {line.code} VALUE")


_AT_RISK = replace(PRE_ORDERS, confidence=5)
_DONE = replace(PRE_ORDERS, current_value=Decimal(3300), progress=WHOLE)
_STALE = replace(PRE_ORDERS, last_check_in_at=datetime(2026, 11, 3, 10, tzinfo=UTC))
_SAID = HISTORY[0]
EXAMPLES: dict[str, Callable[[], Card]] = {
    "why, a key result": lambda: key_result_explained(PRE_ORDERS, _SAID, sample_judge()),
    "why, at risk": lambda: key_result_explained(_AT_RISK, _SAID, sample_judge()),
    "why, done and beyond": lambda: key_result_explained(_DONE, _SAID, sample_judge()),
    "why, stale": lambda: key_result_explained(
        _STALE, replace(_SAID, created_at=datetime(2026, 11, 3, 10, tzinfo=UTC)), sample_judge()
    ),
    "why, nothing said yet": lambda: key_result_explained(DELIVERY_DAYS, None, sample_judge()),
}
