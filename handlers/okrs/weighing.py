"""Why an objective says what it says: its key results by weight, what is left out, and whose word it shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph, Table
from handlers.chat.text import Bold, Command, Number, Spans, spans
from handlers.okrs.formulas import result
from handlers.okrs.lines import named, percent, share_of_objective, share_text, short, stands
from handlers.okrs.reasons import LIMITS
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS, sample_judge
from handlers.okrs.standing import WORDS, Judge
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import NOTHING, weigh

COLUMNS = ("Key result", "Progress × weight", "Status")
OWN_ALONE = "Only its own key results count, not the objectives that are part of it."
LONGEST_TITLE = 50
"""Characters of a key result's title in its row."""
MOST_NAMED = 5
"""Key results that a sentence names; the others are counted."""
LONGEST_REASON = 80
"""Characters of the reason for which one was dropped."""


def objective_explained(line: ObjectiveLine, ever: Sequence[KeyResultLine], hidden: int, judge: Judge) -> Card:
    """What the progress and the status word of an objective come from.

    `ever` are all its key results that the reader sees, dropped ones too; so many more that count are `hidden`.
    """
    counting = [one for one in ever if one.dropped_at is None]
    share, word = share_of_objective(line, counting), stands(counting, judge)
    first: Spans = spans("Not said yet") if share is None else (percent(share),)
    body: list[Element] = [Paragraph.of(*first, " · ", *named(line))]
    if counting:
        parts = weigh((one.progress, one.weight) for one in counting).parts
        rows = zip(counting, parts, strict=True)
        body.append(Table(COLUMNS, tuple(_row(one, part, judge) for one, part in rows)))
    body.append(Paragraph.of(Bold("Progress"), " ", *_division(line, counting, hidden)))
    body += (Paragraph(said) for said in _left_out(ever))
    body.append(Paragraph.of(Bold(word.capitalize()), f" because {_because(counting, hidden, judge)}."))
    body.append(Note.of(f"{OWN_ALONE} {LIMITS}"))
    if counting:
        body.append(_why(next(one for one in counting if judge.status(one) is judge.worst(counting))))
    body.append(Button(f"Show {line.code}", Call("okr show", {"thing": line.code})))
    return Card(f"{share_text(share)}, {word}: {line.code} {short(line.title)}", tuple(body))


def _row(line: KeyResultLine, part: Decimal, judge: Judge) -> tuple[Spans, ...]:
    product = spans(
        Number((line.progress or NOTHING) * 100, "%"), " × ", Number(line.weight), " = ", Number(part * 100)
    )
    return spans(f"{line.code} {short(line.title, LONGEST_TITLE)}"), product, spans(WORDS[judge.status(line)])


def _division(line: ObjectiveLine, counting: Sequence[KeyResultLine], hidden: int) -> Spans:
    """The sum of the parts divided by the weights; to whom not all are shown, no sum of what they do not see."""
    if hidden:
        more = "1 more key result counts" if hidden == 1 else f"{hidden} more key results count"
        return spans("is ", *result(line.progress), f"; {more}, which you cannot see.")
    if not counting:
        first = Command(f"/okr kr {line.code} TITLE from 0 to 100")
        return spans("needs key results, and there are none. Add one: ", first)
    weighed = weigh((one.progress, one.weight) for one in counting)
    if not weighed.sum_of_weights:
        return spans("counts as 0 %: none of its key results has a weight.")
    division = (Number(weighed.sum_of_parts * 100), " ÷ ", Number(weighed.sum_of_weights), " = ")
    how = "is the sum of progress × weight, divided by the sum of the weights:\n"
    return spans(how, *division, *result(weighed.progress))


def _left_out(ever: Sequence[KeyResultLine]) -> Iterator[Spans]:
    """What counts as nothing or not at all, and why."""
    counting = [one for one in ever if one.dropped_at is None]
    if silent := [one.code for one in counting if one.last_check_in_at is None]:
        yield spans(Bold("Counted as 0 %"), f", as nobody has checked in yet: {_counted(silent)}.")
    if weightless := [one.code for one in counting if one.weight == NOTHING]:
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
    "why, an objective without key results": lambda: objective_explained(
        replace(OBJECTIVE, progress=NOTHING), (), 0, sample_judge()
    ),
    "why, an objective that one sees in part": lambda: objective_explained(OBJECTIVE, (PRE_ORDERS,), 1, sample_judge()),
}
