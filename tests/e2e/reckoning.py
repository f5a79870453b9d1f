"""What the story of Company X comes to, reckoned apart from the product."""

from collections.abc import Sequence
from fractions import Fraction

from bot.demo.company_x import KEY_RESULTS, Measure


def shown_progress() -> dict[str, str]:
    """The percentage of every key result and of the objectives that have some, by code, after all weeks."""
    found = {f"KR-{number}": _of_measure(measure) for number, measure in enumerate(KEY_RESULTS, start=1)}
    for number in sorted({measure.objective for measure in KEY_RESULTS}):
        found[f"O-{number}"] = _of_objective([one for one in KEY_RESULTS if one.objective == number])
    return {code: f"{int(share * 100 + Fraction(1, 2))} %" for code, share in found.items()}


def last_values(measure: Measure) -> list[tuple[str, str]]:
    """What was said of it, newest first: value and confidence."""
    return [(f"{int(said.value):,}", str(said.confidence)) for said in reversed(measure.weeks) if said is not None]


def _of_measure(measure: Measure) -> Fraction:
    said = [one.value for one in measure.weeks if one is not None]
    if measure.kind == "yes-no":
        return Fraction(said[-1] == "yes")
    if measure.kind == "steps":
        weights = [Fraction(step.rpartition(":")[2]) for step in measure.steps.split(";")]
        return sum((weights[int(number) - 1] for number in said if number), Fraction()) / sum(weights)
    start, target = Fraction(measure.start), Fraction(measure.target)
    return (Fraction(said[-1]) - start) / (target - start)


def _of_objective(measures: Sequence[Measure]) -> Fraction:
    weights = [Fraction(measure.weight) for measure in measures]
    return sum((_of_measure(one) * weight for one, weight in zip(measures, weights, strict=True)), Fraction()) / sum(
        weights
    )
