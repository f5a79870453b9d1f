"""An objective or a key result shown in full."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from handlers.chat.card import (
    Button,
    Card,
    Element,
    Fact,
    Facts,
    Note,
    Paragraph,
    Progress,
    Row,
    Table,
)
from handlers.chat.text import Bold, Command, Date, Mention, Number, Plain, Span, Spans, joined, spans
from handlers.company import Company
from handlers.okrs.lines import bar_of, confidence, mark, named, owner, short, stands
from handlers.okrs.measuring import course
from handlers.okrs.measuring.details import Details, kept_in, step_rows
from handlers.okrs.measuring.eased import Easing, eased_said
from handlers.okrs.measuring.phrases import measured, recorded_value, recording_of, steps_done
from handlers.okrs.measuring.samples import (
    CRASH_TEST,
    LOW_COST,
    OF_EACH_KIND,
    RETURNING_BUYERS,
    SERVICE_STEPS,
    SERVICE_TEAM,
    WARM_BATTERY,
)
from handlers.okrs.samples import COURSE, DELIVERY_DAYS, HISTORY, NOW, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.seeing.actions import beside, check_in, key_result_actions, objective_actions
from handlers.okrs.seeing.powers import Powers
from handlers.okrs.shares import percent, points, points_ahead, share_of_objective, share_said, share_text
from handlers.okrs.sight import seen_by
from handlers.okrs.standing import WORDS, Judge
from storage.check_in_answers import AnswerLine, Answers
from storage.check_ins import CheckInLine
from storage.contributions import Contribution
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import NOTHING, PACED, Tally, pace

_COLUMNS = ("When", "Value", "Confidence", "By", "Note")
NO_DETAILS = Details()
NO_ANSWERS = Answers()
MOST_ALIGNED = 5
"""Objectives aligned under the one that is shown; the others are counted."""
CHECK_INS = 10
"""Check-ins that are told in words."""
LONGEST_NOTE = 200
"""Characters of a check-in's note in the history."""
MOST_ANSWERS = 10
"""Answers to check-ins that are told; the older ones are counted."""
LONGEST_ANSWER = 300
"""Characters of an answer in the history."""


def objective_shown(
    line: ObjectiveLine,
    key_results: Sequence[KeyResultLine],
    judge: Judge,
    can: Powers,
    aligned: Sequence[Contribution] = (),
) -> Card:
    """An objective with its key results; `can` is what the reader may do.

    `aligned` are the objectives below it that the reader sees.
    """
    status, share = stands(key_results, judge), share_of_objective(line, key_results)
    body: list[Element] = [
        Progress(share, spans(*named(line), f"{mark(line)} · {status}")),
        Facts(tuple(_objective_facts(line))),
    ]
    with_button = beside(line, can)
    for key_result in key_results:
        body += _key_result(key_result, judge, key_result.id in with_button)
    if not key_results and line.roll_up != "aligned":
        body.append(Paragraph.of("No key results yet. Add one: ", Command(f"/okr kr {line.code} TITLE from 0 to 100")))
    body += _aligned(line, aligned)
    body.append(Note.of(seen_by(line)))
    body += objective_actions(line, key_results, can)
    return Card(f"{share_text(share)}, {status}: {line.code} {short(line.title)}", tuple(body))


def _aligned(line: ObjectiveLine, aligned: Sequence[Contribution]) -> list[Element]:
    """The objectives that help this one, and whether its progress counts them."""
    if not aligned:
        way = Command(f"/okr align CODE --parent {line.code}")
        return (
            [Paragraph.of("It counts what is aligned under it. Align one: ", way)] if line.roll_up == "aligned" else []
        )
    counted = "not counted" if line.roll_up == "key_results" else "counted"
    rows = [spans(Bold("Aligned under it"), f" ({counted}):")]
    for one in aligned[:MOST_ALIGNED]:
        share: Span = Plain("not said") if one.is_silent else percent(one.progress)
        rows.append(spans("• ", share, " · ", Bold(one.code), f" {short(one.title)}"))
    if (more := len(aligned) - MOST_ALIGNED) > 0:
        rows.append(spans(f"and {more} more: ", Command(f"/okr tree {line.code}")))
    return [Paragraph(joined(rows, "\n"))]


def key_result_shown(
    line: KeyResultLine,
    history: Sequence[CheckInLine],
    judge: Judge,
    can: Powers,
    details: Details = NO_DETAILS,
    answers: Answers = NO_ANSWERS,
) -> Card:
    """A key result with its last check-ins, newest first, what was answered to them, and its steps to be ticked off."""
    status = WORDS[judge.status(line)]
    body: list[Element] = [
        bar_of(line, spans(*named(line), f" · {status}")),
        Paragraph(_measured(line, details)),
        Facts(tuple(_key_result_facts(line, judge, details))),
        *step_rows(line, details.steps, judge.company, can.may_change and not line.is_draft),
    ]
    body += course.drawn(line, history, judge.company)
    if history:
        body += _told(line, history[:CHECK_INS], answers, judge.company)
    elif line.is_draft:
        publish = Command(f"/okr publish {line.objective_code}")
        body.append(Paragraph.of(f"{line.objective_code} is a draft. Check-ins begin when it counts: ", publish))
    else:
        body.append(Paragraph.of("No check-ins yet. Record the first: ", recording_of(line)))
    body += key_result_actions(line, can)
    return Card(f"{share_said(line)}, {status}: {line.code} {short(line.title)}", tuple(body))


def _measured(line: KeyResultLine, details: Details) -> Spans:
    if details.steps:
        return steps_done(details.steps)
    if details.tally is None or line.current_value is None:
        return measured(line)
    return spans(*measured(line), " · ", *kept_in(details.tally))


def _objective_facts(line: ObjectiveLine) -> list[Fact]:
    facts = [
        Fact("Owner", (owner(line),)),
        Fact("Due", (Date(line.due_on),)),
        Fact("Cycle", spans(line.cycle)),
        Fact("Ambition", spans(line.ambition)),
    ]
    if line.level != "person":
        facts.append(Fact("For", spans(line.team_name or "the company")))
    if line.parent_code is not None:
        facts.append(Fact("Part of", spans(line.parent_code)))
    return facts


def _key_result(line: KeyResultLine, judge: Judge, has_button: bool) -> list[Element]:
    status = WORDS[judge.status(line)]
    said = spans(*measured(line), " · ", owner(line), " · confidence ", *confidence(line, judge.company.time_zone))
    return [
        bar_of(line, spans(*named(line), f" · {status}")),
        Row(said, Button("Check in", check_in(line)) if has_button else None),
    ]


def _key_result_facts(line: KeyResultLine, judge: Judge, details: Details) -> list[Fact]:
    facts = [
        Fact("Confidence", confidence(line, judge.company.time_zone)),
        Fact("Owner", (owner(line),)),
        Fact("Due", (Date(line.due_on),)),
        Fact("Objective", spans(line.objective_code, f" {short(line.objective_title)}")),
    ]
    if line.metric in PACED:
        facts.insert(1, Fact("Pace", _pace(line, judge.today)))
    if line.weight != 1:
        facts.append(Fact("Weight", spans(Number(line.weight))))
    if details.eased:
        facts.append(Fact("Eased", eased_said(line, details.eased, judge.company)))
    return facts


def _pace(line: KeyResultLine, today: date) -> Spans:
    """How much of the time is over, and how far behind or ahead of it the progress is."""
    elapsed = pace(line.starts_on, line.due_on, today)
    ahead = points_ahead(line.progress or NOTHING, elapsed)
    if not ahead:
        return spans(percent(elapsed), " of the time is over, just as much is done")
    return spans(percent(elapsed), " of the time is over, ", points(ahead), " ahead" if ahead > 0 else " behind")


def _told(line: KeyResultLine, history: Sequence[CheckInLine], answers: Answers, company: Company) -> Iterator[Element]:
    """The check-ins and, beneath each that has any, what was answered to it, in the order in which it was."""
    rows: list[tuple[Spans, ...]] = []
    for said in history:
        rows.append(_history_row(line, said, company))
        if given := [_answer(one, company) for one in reversed(answers.latest) if one.check_in_id == said.id]:
            yield Table(_COLUMNS, tuple(rows))
            yield Paragraph(joined(given, "\n"))
            rows = []
    if rows:
        yield Table(_COLUMNS, tuple(rows))
    if answers.older:
        yield Note.of(f"and {answers.older} older answer{'' if answers.older == 1 else 's'}")


def _answer(one: AnswerLine, company: Company) -> Spans:
    text = short(" ".join(one.text.split()), LONGEST_ANSWER)
    return spans(
        "↳ ",
        Mention(one.person_id, one.person_name),
        " ",
        Date(company.day_of(one.created_at), one.created_at),
        f": {text}",
    )


def _history_row(line: KeyResultLine, said: CheckInLine, company: Company) -> tuple[Spans, ...]:
    value = recorded_value(line, said.value)
    return (
        (Date(company.day_of(said.created_at), said.created_at),),
        spans(*value, " (unchanged)") if said.unchanged else value,
        spans("not said") if said.confidence is None else (Number(Decimal(said.confidence)),),
        (Mention(said.person_id, said.person_name),),
        spans(short(said.note, LONGEST_NOTE)) if said.note else (),
    )


_OWN = Powers(may_change=True, may_clone=True)
_READS = Powers(may_clone=True, follows=False)
_EASING = Easing({"target": "3500"}, {"target": "3000"}, "the plant opens later", NOW)
_ANSWER = AnswerLine(HISTORY[0].id, 1, "Ana Ruiz", "Which dealers came by? Two of them asked me.", NOW)
EXAMPLES: dict[str, Callable[[], Card]] = {
    "objective": lambda: objective_shown(
        OBJECTIVE, (PRE_ORDERS, DELIVERY_DAYS), sample_judge(), replace(_OWN, updatable=frozenset({5}))
    ),
    "objective, mine to update": lambda: objective_shown(
        OBJECTIVE,
        tuple(replace(PRE_ORDERS, id=number, code=f"KR-{number}") for number in range(5, 10)),
        sample_judge(),
        replace(_OWN, updatable=frozenset(range(5, 10))),
    ),
    "objective with others aligned under it": lambda: objective_shown(
        replace(OBJECTIVE, roll_up="both"),
        (PRE_ORDERS,),
        sample_judge(),
        _READS,
        aligned=(
            Contribution("O-7", "Win the dealers", Decimal("0.641667"), in_sight=True),
            Contribution("O-9", "Win the fleets", NOTHING, in_sight=True, is_silent=True),
        ),
    ),
    "objective without key results": lambda: objective_shown(OBJECTIVE, (), sample_judge(), _OWN),
    "key result": lambda: key_result_shown(PRE_ORDERS, HISTORY, sample_judge(), _OWN),
    "key result, answered": lambda: key_result_shown(
        PRE_ORDERS, HISTORY, sample_judge(), _OWN, answers=Answers((_ANSWER,), 2)
    ),
    "key result, eased": lambda: key_result_shown(
        PRE_ORDERS, HISTORY, sample_judge(), replace(_OWN, follows=True), Details(eased=(_EASING,))
    ),
    "key result with a course": lambda: key_result_shown(PRE_ORDERS, COURSE, sample_judge(), _READS),
    "key result without check-ins": lambda: key_result_shown(DELIVERY_DAYS, (), sample_judge(), _READS),
    "key result of a draft": lambda: key_result_shown(
        replace(DELIVERY_DAYS, objective_published_at=None), (), sample_judge(), _OWN
    ),
    "objective, every kind of key result": lambda: objective_shown(
        replace(OBJECTIVE, key_result_count=len(OF_EACH_KIND)), OF_EACH_KIND, sample_judge(), _READS
    ),
    "key result, steps": lambda: key_result_shown(
        SERVICE_TEAM, (), sample_judge(), _OWN, details=Details(steps=SERVICE_STEPS)
    ),
    "key result, a band to reach": lambda: key_result_shown(LOW_COST, (), sample_judge(), _READS),
    "key result, a band to keep": lambda: key_result_shown(
        WARM_BATTERY, (), sample_judge(), _READS, details=Details(tally=Tally(Decimal(3), Decimal(4)))
    ),
    "key result, yes or no": lambda: key_result_shown(CRASH_TEST, (), sample_judge(), _READS),
    "key result, baseline": lambda: key_result_shown(RETURNING_BUYERS, (), sample_judge(), _READS),
}
