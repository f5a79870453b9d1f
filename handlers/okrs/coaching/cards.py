"""What the coach says: how many rules hold, the sentence in full, and each advice with its reason and an example."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from handlers.chat.card import Button, Call, Card, Element, Note, Paragraph
from handlers.chat.text import Bold, Number, Span, Spans, joined, listed, spans
from handlers.company import Company
from handlers.okrs.coaching.rules import Advice, advice_on_key_result, advice_on_objective, review
from handlers.okrs.lines import short
from handlers.okrs.samples import DELIVERY_DAYS, OBJECTIVE, PRE_ORDERS
from handlers.okrs.setting.cards import add_key_result
from handlers.okrs.sight import seen_by
from storage.okr_lines import KeyResultLine, ObjectiveLine
from storage.progress import Metric

NOTED = 2
"""Advices that stand beside the answer to what was written."""
IN_THE_SENTENCE = 5
CODES = 6
"""Key results that are named; the others are counted."""
NO_DUTY = "Advice, not a duty: nothing here keeps you from going on."


def coached(line: ObjectiveLine, key_results: Sequence[KeyResultLine], company: Company, may_add: bool) -> Card:
    """All that the rules say of an objective and its key results, advice first."""
    said = review(line, key_results)
    holding, count = len(said.good), len(said.good) + len(said.advice)
    verdict = spans(Number(Decimal(holding)), f" of {count} rules hold · ", *_sentence(line, key_results))
    body: list[Element] = [Paragraph(verdict)]
    body += [Paragraph(_advice(one)) for one in said.advice]
    if said.good:
        body.append(Paragraph.of(Bold("Good"), f": {' · '.join(said.good)}"))
    if question := _question(line, company):
        body.append(Paragraph(question))
    if may_add and not key_results:
        body.append(add_key_result(line.code, "Add a key result", "primary"))
    body.append(Button(f"Show {line.code}", Call("okr show", {"thing": line.code})))
    body.append(Note.of(f"{NO_DUTY} {seen_by(line)}"))
    return Card(f"{holding} of {count} rules hold: {line.code} {short(line.title)}", tuple(body))


def beside_objective(line: ObjectiveLine) -> tuple[Element, ...]:
    """What stands beside the answer to an objective that was written just now; nothing where it is good."""
    return _aside(line.code, advice_on_objective(line))


def beside_key_result(objective: ObjectiveLine, line: KeyResultLine, count: int) -> tuple[Element, ...]:
    """The same for a key result, one of `count` of its objective."""
    return _aside(objective.code, advice_on_key_result(objective, line, count))


def ask_coach(code: str) -> Button:
    """The way to all that the coach says of the objective of that code."""
    return Button("Coach", Call("okr coach", {"objective": code}))


def _aside(code: str, advice: Sequence[Advice]) -> tuple[Element, ...]:
    if not advice:
        return ()
    lines = [spans("Coach: " if index == 0 else "", one.what, " ", one.why) for index, one in enumerate(advice[:NOTED])]
    return (Note(joined(lines, "\n")), ask_coach(code))


def _sentence(line: ObjectiveLine, key_results: Sequence[KeyResultLine]) -> Spans:
    """The objective as measured by its key results."""
    objective = spans(Bold(line.code), f" {line.title}")
    if not key_results:
        return spans(*objective, ", ", Bold("as measured by"), " nothing yet")
    named: list[Spans] = [spans(Bold(one.code), f" {one.title}", *_range(one)) for one in key_results[:IN_THE_SENTENCE]]
    if len(key_results) > IN_THE_SENTENCE:
        named.append(spans(f"{len(key_results) - IN_THE_SENTENCE} more"))
    return spans(*objective, ", ", Bold("as measured by"), " ", *listed(named))


def _range(line: KeyResultLine) -> Spans:
    """Where it begins and where it is to end, where both are numbers that stand for themselves."""
    is_way = line.metric in (Metric.INCREASE, Metric.DECREASE)
    if not is_way or line.start is None or line.target is None:
        return ()
    return spans(" (from ", Number(line.start), " to ", Number(line.target, line.unit), ")")


def _advice(one: Advice) -> Spans:
    said: list[str | Span] = ["→ "]
    if one.codes:
        more = len(one.codes) - CODES
        said += [Bold(", ".join(one.codes[:CODES])), f" and {more} more: " if more > 0 else ": "]
    said += [Bold(one.what), f"\n{one.why}"]
    if one.example:
        said.append(f"\nFor example: {one.example}")
    return spans(*said)


def _question(line: ObjectiveLine, company: Company) -> Spans:
    """The company's own words beside the objective: whether it serves them, people have to say."""
    stated = [(name, words) for name, words in (("vision", company.vision), ("mission", company.mission)) if words]
    if not stated:
        return ()
    said: list[str | Span] = []
    for name, words in stated:
        said += [Bold(f"Our {name}"), f": {short(words, 300)}\n"]
    said.append(
        f"Ask yourselves: how does {line.code} bring it nearer? Who cannot say it in a sentence should ask why."
    )
    return spans(*said)


_TASKS = replace(PRE_ORDERS, id=7, code="KR-7", title="Send a newsletter every week", confidence=10)
_LAUNCH = replace(OBJECTIVE, title="Launch the electric car and sell 3,000 of them")
_VISION = Company(vision="Everyone drives on sunlight.")
EXAMPLES: dict[str, Callable[[], Card]] = {
    "coach": lambda: coached(_LAUNCH, (PRE_ORDERS, DELIVERY_DAYS, _TASKS), _VISION, may_add=True),
    "coach, all good": lambda: coached(OBJECTIVE, (PRE_ORDERS, DELIVERY_DAYS), Company(), may_add=True),
    "coach, no key results": lambda: coached(OBJECTIVE, (), _VISION, may_add=True),
    "coach, beside what was written": lambda: Card("O-2 is set.", beside_objective(_LAUNCH)),
}
