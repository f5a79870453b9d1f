"""What somebody's goals in a cycle come to: the attainment, always with its formula, and the sum of the weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from handlers.chat.number import plain
from handlers.chat.text import Number, Span, Spans, joined, spans
from handlers.company import Company
from handlers.okrs.shares import percent
from storage.goal_lines import GoalLine
from storage.progress import NOTHING, weigh

WHOLE_WEIGHT: Final = Decimal(100)
"""What the weights of a person's goals in a cycle add up to, unless the company leaves that free."""
TENTH: Final = Decimal("0.1")
HALF: Final = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Part:
    """One goal in the formula; `share` is its progress, 0..1, None while nothing of it counts yet."""

    weight: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Attainment:
    """`share` is 0..1, None where no goal that counts has a weight; `total` is the sum of all weights.

    `points` are what weight × progress adds up to, over the goals that count, and `counting` the sum of their weights.
    """

    share: Decimal | None
    total: Decimal
    points: Decimal
    counting: Decimal
    parts: tuple[Part, ...]


def attainment(lines: Sequence[GoalLine]) -> Attainment:
    """The mean of the goals' progress by their weights; `lines` are the live ones of a person in one cycle."""
    return attained(tuple(Part(line.weight, line.share) for line in lines))


def attained(parts: tuple[Part, ...]) -> Attainment:
    """The same, of the parts of the formula."""
    weighed = weigh((part.share, part.weight) for part in parts)
    share = weighed.progress if weighed.sum_of_weights else None
    total = sum((part.weight for part in parts), NOTHING)
    return Attainment(share, total, weighed.sum_of_parts, weighed.sum_of_weights, parts)


def formula(found: Attainment) -> Spans:
    """How it comes about: "30 × 40 % + 70 × 10 % = 19, ÷ 100 = 19 %"; why there is none where there is none.

    The weights are exact; shares are rounded, and their sum so far that it comes to the same.
    """
    if not found.parts:
        return spans("no goals, so nothing to add up")
    if found.share is None:
        return spans(_nothing(found))
    counting = [part for part in found.parts if part.share is not None]
    terms = joined((_term(part.weight, part.share) for part in counting if part.share is not None), " + ")
    left_out = len(found.parts) - len(counting)
    behind = f"; {left_out} {'does' if left_out == 1 else 'do'} not count yet" if left_out else ""
    whole = spans(" = ", Number(rounded_points(found.points, found)), ", ÷ ", Number(found.counting), " = ")
    return spans(*terms, *whole, *result(found.share), behind)


def share_in_tenths(share: Decimal) -> Decimal:
    """The share 0..1 in per cent with one digit after the point, never one that reads as another whole per cent."""
    tenths = _rounded(share * 100, TENTH)
    return tenths if percent(tenths / 100) == percent(share) else tenths - TENTH


def result(share: Decimal) -> Spans:
    """The share in tenths and, where those are more than elsewhere, as it is shown: "53.7 %, shown as 54 %"."""
    tenths, shown = Number(share_in_tenths(share), "%"), percent(share)
    if tenths.value == shown.value:
        return (shown,)
    is_held = tenths.value >= shown.value + HALF
    return spans(tenths, ", shown as ", shown, ": only what is reached says 100 %" if is_held else "")


def rounded_points(points: Decimal, found: Attainment) -> Decimal:
    """Weight × progress, rounded so far that a thousandth of all weights is still seen: 16.1 of 100, 1.61 of 10."""
    return _rounded(points, Decimal(1).scaleb(min(found.counting.adjusted() - 3, 0)))


def adds_up(found: Attainment, company: Company) -> bool:
    """Whether the weights come to 100, where the company asks for that."""
    return not company.goals_add_up or found.total == WHOLE_WEIGHT


def weights(found: Attainment, company: Company, beside: str = "") -> Spans:
    """The sum of the weights: "80 of 100, 20 left", or "80" where they need not add up; `beside` follows the sum."""
    total = found.total
    if not company.goals_add_up:
        return spans(Number(total), beside)
    left = WHOLE_WEIGHT - total
    rest: tuple[str | Span, ...] = ()
    if left:
        rest = (", ", Number(abs(left)), " left" if left > 0 else " too many")
    return spans(Number(total), " of ", Number(WHOLE_WEIGHT), beside, *rest)


def weights_text(found: Attainment, company: Company) -> str:
    """The same where only plain text goes, without what is left: "80 of 100"."""
    return f"{plain(found.total)} of {plain(WHOLE_WEIGHT)}" if company.goals_add_up else plain(found.total)


def _term(weight: Decimal, share: Decimal) -> Spans:
    return spans(Number(weight), " × ", Number(share_in_tenths(share), "%"))


def _rounded(value: Decimal, unit: Decimal) -> Decimal:
    # Nothing is added so that minus nothing is nothing; a whole number loses its digits after the point.
    rounded = value.quantize(unit, ROUND_HALF_UP) + 0
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded


def _nothing(found: Attainment) -> str:
    if any(part.share is not None for part in found.parts):
        return "no goal that counts has a weight, so nothing adds up yet"
    return "nothing of what they follow counts yet"
