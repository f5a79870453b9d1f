"""Why an objective says what it says: its key results by weight, what is left out, and whose word it shows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Table
from handlers.chat.text import Bold, Command, Number, Spans, spans
from handlers.okrs.explaining.formulas import result
from handlers.okrs.explaining.key_result import LIMITS
from handlers.okrs.lines import named, short, stands
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.shares import percent, share_of_objective, share_text
from handlers.okrs.standing import WORDS, Judge
from storage.contributions import Contribution
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.okrs import RollUp
from storage.progress import NOTHING, WHOLE, weigh
from storage.rollups import counted

COLUMNS: Mapping[RollUp, tuple[str, ...]] = {
    "key_results": ("Key result", "Progress × weight", "Status"),
    "aligned": ("Objective", "Progress × weight", "What it is"),
    "both": ("What counts", "Progress × weight", "What it is"),
}
_OPEN_ONES = "Drafts and private objectives never count upward."
WHAT_COUNTS: Mapping[RollUp, str] = {
    "key_results": "Only its own key results count, not the objectives that are part of it.",
    "aligned": f"Only the objectives that are part of it count, each with the weight 1. {_OPEN_ONES}",
    "both": f"Its key results count, and the objectives that are part of it, each with the weight 1. {_OPEN_ONES}",
}
LONGEST_TITLE = 50
"""Characters of a key result's title in its row."""
MOST_NAMED = 5
"""Key results that a sentence names; the others are counted."""
LONGEST_REASON = 80
"""Characters of the reason for which one was dropped."""


def objective_explained(
    line: ObjectiveLine,
    ever: Sequence[KeyResultLine],
    hidden: int,
    judge: Judge,
    aligned: Sequence[Contribution] = (),
) -> Card:
    """What the progress and the status word of an objective come from.

    `ever` are all its key results that the reader sees, dropped ones too; so many more that count are `hidden`.
    `aligned` are the objectives that it rolls up, where it does.
    """
    live = [one for one in ever if one.dropped_at is None]
    share, word = share_of_objective(line, live), stands(live, judge)
    first: Spans = spans("Not said yet") if share is None else (percent(share),)
    counting = () if line.roll_up == "aligned" else live
    seen = [one for one in aligned if one.in_sight]
    body: list[Element] = [Paragraph.of(*first, " · ", *named(line))]
    if counting or seen:
        what = "key result, " if line.roll_up == "both" else ""
        body.append(
            Table(COLUMNS[line.roll_up], (*_own_rows(counting, judge, what), *(_aligned_row(one) for one in seen)))
        )
    unseen = (0 if line.roll_up == "aligned" else hidden, len(aligned) - len(seen))
    body.append(Paragraph.of(Bold("Progress"), " ", *_division(line, counting, seen, unseen)))
    body += (Paragraph(said) for said in _left_out(line.roll_up, ever))
    body.append(Paragraph.of(Bold(word.capitalize()), f" because {_because(live, hidden, judge)}."))
    body.append(Note.of(f"{WHAT_COUNTS[line.roll_up]} {LIMITS}"))
    if live:
        body.append(_why(next(one for one in live if judge.status(one) is judge.worst(live))))
    body.append(Button(f"Show {line.code}", Call("okr show", {"thing": line.code})))
    return Card(f"{share_text(share)}, {word}: {line.code} {short(line.title)}", tuple(body))


def _own_rows(counting: Sequence[KeyResultLine], judge: Judge, what: str) -> Iterator[tuple[Spans, ...]]:
    for line in counting:
        product = spans("–") if line.progress is None else _product(line.progress, line.weight)
        yield _titled(line.code, line.title), product, spans(f"{what}{WORDS[judge.status(line)]}")


def _aligned_row(one: Contribution) -> tuple[Spans, ...]:
    return _titled(one.code, one.title), _product(one.progress, WHOLE), spans("objective")


def _titled(code: str, title: str) -> Spans:
    return spans(f"{code} {short(title, LONGEST_TITLE)}")


def _product(progress: Decimal, weight: Decimal) -> Spans:
    return spans(Number(progress * 100, "%"), " × ", Number(weight), " = ", Number(progress * weight * 100))


def _division(
    line: ObjectiveLine,
    counting: Sequence[KeyResultLine],
    aligned: Sequence[Contribution],
    unseen: tuple[int, int],
) -> Spans:
    """The sum of the parts divided by the weights; to whom not all are shown, no sum of what they do not see."""
    if any(unseen):
        return spans("is ", *result(line.progress), f"; {_more(*unseen)}, which you cannot see.")
    if not counting and not aligned:
        return _nothing_counts(line)
    shares = counted(line.roll_up, [(one.progress, one.weight) for one in counting], [one.progress for one in aligned])
    weighed = weigh(shares)
    if not weighed.sum_of_weights:
        reason = "has a weight" if any(share is not None for share, _ in shares) else "had a check-in that was due"
        return spans(f"counts as 0 %: none of its key results {reason}.")
    division = (Number(weighed.sum_of_parts * 100), " ÷ ", Number(weighed.sum_of_weights), " = ")
    how = "is the sum of progress × weight, divided by the sum of the weights:\n"
    return spans(how, *division, *result(weighed.progress))


def _more(key_results: int, aligned: int) -> str:
    """So many that count and are out of sight."""
    parts = []
    if key_results:
        parts.append("1 more key result" if key_results == 1 else f"{key_results} more key results")
    if aligned:
        parts.append("1 more objective" if aligned == 1 else f"{aligned} more objectives")
    return f"{' and '.join(parts)} {'counts' if key_results + aligned == 1 else 'count'}"


def _nothing_counts(line: ObjectiveLine) -> Spans:
    if line.roll_up == "aligned":
        first = Command(f"/okr align CODE --parent {line.code}")
        return spans("needs objectives that are aligned to it, and none that counts is there. Align one: ", first)
    first = Command(f"/okr kr {line.code} TITLE from 0 to 100")
    return spans("needs key results, and there are none. Add one: ", first)


def _left_out(roll_up: RollUp, ever: Sequence[KeyResultLine]) -> Iterator[Spans]:
    """What counts as nothing or not at all, and why."""
    live = [one for one in ever if one.dropped_at is None]
    if roll_up == "aligned":
        if live:
            codes = _counted([one.code for one in live])
            yield spans(Bold("Not counted"), f", as only aligned objectives are: {codes}.")
        return
    if silent := [one.code for one in live if one.last_check_in_at is None and one.progress is not None]:
        yield spans(Bold("Counted as 0 %"), f", as nobody has checked in yet: {_counted(silent)}.")
    if early := [one.code for one in live if one.progress is None]:
        yield spans(Bold("Not counted yet"), f", as no check-in was due of what is to be kept: {_counted(early)}.")
    if weightless := [one.code for one in live if one.weight == NOTHING]:
        yield spans(Bold("Not counted"), f", as the weight is 0: {_counted(weightless)}.")
    if dropped := [_with_reason(one) for one in ever if one.dropped_at is not None]:
        yield spans(Bold("Not counted"), f", as dropped: {_counted(dropped)}.")


def _with_reason(line: KeyResultLine) -> str:
    return f"{line.code} ({short(line.drop_reason.rstrip('.'), LONGEST_REASON)})" if line.drop_reason else line.code


def _because(counting: Sequence[KeyResultLine], hidden: int, judge: Judge) -> str:
    """An objective shows the word of its worst key result, so that a good one hides no bad one."""
    if not counting:
        return "there is no key result to judge it by"
    word = judge.worst(counting)
    worst = [one.code for one in counting if judge.status(one) is word]
    if len(worst) == len(counting) and not hidden:
        return "its only key result is" if len(counting) == 1 else "all its key results are"
    verb = "is" if len(worst) == 1 else "are"
    return f"{_counted(worst)} {verb} {WORDS[word]}: the worst key result gives the word"


def _counted(named: Sequence[str]) -> str:
    """The first few by name, the others by their number."""
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _why(line: KeyResultLine) -> Button:
    return Button(f"Why {line.code}", Call("okr why", {"thing": line.code}))


def _example() -> Card:
    heavy = replace(PRE_ORDERS, weight=Decimal(2))
    dropped = replace(DELIVERY_DAYS, code="KR-7", dropped_at=PRE_ORDERS.created_at, drop_reason="Nobody counts")
    line = replace(OBJECTIVE, progress=Decimal("0.277778"))
    return objective_explained(line, (heavy, DELIVERY_DAYS, dropped), 0, sample_judge())


EXAMPLES: dict[str, Callable[[], Card]] = {
    "why, an objective": _example,
    "why, an objective that rolls up": lambda: objective_explained(
        replace(OBJECTIVE, roll_up="both", progress=Decimal("0.352778")),
        (PRE_ORDERS, DELIVERY_DAYS),
        0,
        sample_judge(),
        (Contribution("O-7", "Win the dealers", Decimal("0.641667"), in_sight=True),),
    ),
    "why, an objective without key results": lambda: objective_explained(
        replace(OBJECTIVE, progress=NOTHING), (), 0, sample_judge()
    ),
    "why, an objective that one sees in part": lambda: objective_explained(OBJECTIVE, (PRE_ORDERS,), 1, sample_judge()),
}
