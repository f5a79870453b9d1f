"""How a goal is measured, as it was typed: from one number to another, or by what it follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from handlers.chat.number import Quantity
from handlers.okrs.fields import Thing
from handlers.okrs.measuring.fields import Amount
from handlers.okrs.setting.cards import Reading


class MeasureFields(Protocol):
    """What was typed: the fields of a form, or SaidMeasure."""

    @property
    def start(self) -> Amount | None: ...
    @property
    def target(self) -> Amount | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def follows(self) -> Thing | None: ...
    @property
    def weight(self) -> Quantity | None: ...


@dataclass(frozen=True, slots=True)
class SaidMeasure:
    """The same without a form."""

    start: Amount | None = None
    target: Amount | None = None
    unit: str = ""
    follows: Thing | None = None
    weight: Quantity | None = None


@dataclass(frozen=True, slots=True)
class NewMeasure:
    """What can be stored; no numbers for a goal that follows. `readings` are numbers that might have meant others."""

    start: Decimal | None
    target: Decimal | None
    unit: str
    readings: tuple[Reading, ...] = ()


class NotMeasured(ValueError):
    """What was typed makes no measure: a sentence for each field to be mended."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def problems(said: MeasureFields) -> Mapping[str, str]:
    """What has to be mended, by field; nothing where the measure can be made."""
    try:
        made_of(said)
    except NotMeasured as problem:
        return problem.problems
    return {}


def made_of(said: MeasureFields) -> NewMeasure:
    """The measure that was typed. Raises NotMeasured."""
    if said.follows is not None:
        return _following(said, said.follows)
    missing = {
        "start": (said.start, "Say the number today, such as: from 0. Or say what the goal follows: --follows KR-5."),
        "target": (said.target, "Say the number to reach, such as: to 10. Or say what the goal follows."),
    }
    if said.start is None or said.target is None:
        raise NotMeasured({name: sentence for name, (value, sentence) in missing.items() if value is None})
    start, target = said.start.quantity.amount, said.target.quantity.amount
    if start == target:
        raise NotMeasured(
            {"target": "Start and target are the same number, so no progress could be measured. Choose another target."}
        )
    units = {one.unit for one in (said.start, said.target)} - {""}
    if len(units) > 1 and not said.unit:
        both = " and the other ".join(sorted(units))
        raise NotMeasured({"unit": f"One number counts {both}. Say one unit for both."})
    unit = said.unit or next(iter(units), "")
    return NewMeasure(start, target, unit, _readings(said.start.quantity, said.target.quantity, said.weight))


def _following(said: MeasureFields, thing: Thing) -> NewMeasure:
    numbers = {"start": said.start, "target": said.target, "unit": said.unit}
    needless = [name for name, value in numbers.items() if value]
    if needless:
        sentence = f"A goal that follows {thing.code} has no numbers of its own. Leave this out, or do not follow."
        raise NotMeasured(dict.fromkeys(needless, sentence))
    return NewMeasure(None, None, "", _readings(said.weight))


def _readings(*said: Quantity | None) -> tuple[Reading, ...]:
    return tuple(Reading(one.amount, one.other) for one in said if one is not None and one.other is not None)
